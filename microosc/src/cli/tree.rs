//! Packets as they are put together, of JSON or of the words of a command line.

use microosc::{
    Argument, ArgumentWriter, BundleEncoder, EncodeError, Text, TimeTag, ToArguments,
    bundle_to_vec, message_to_vec,
};

/// A packet, checked: it is encoded without a fault.
pub(crate) enum Tree<'j> {
    Message { address: &'j str, arguments: Vec<Part<'j>> },
    Bundle { time_tag: TimeTag, elements: Vec<Self> },
}

/// An argument, with what of it does not lie in the text it was made of.
pub(crate) enum Part<'j> {
    Argument(Argument<'j>),
    Blob(Vec<u8>),
    Array(Vec<Self>),
    /// A string, or a symbol; it holds no NUL.
    Bytes {
        is_symbol: bool,
        bytes: Vec<u8>,
    },
}

impl Tree<'_> {
    /// Encodes the packet.
    pub(crate) fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Message { address, arguments } => message_to_vec(address, Parts(arguments)),
            Self::Bundle { time_tag, elements } => {
                bundle_to_vec(*time_tag, |bundle| fill(bundle, elements))
            }
        }
    }
}

fn fill(bundle: &mut BundleEncoder<'_>, elements: &[Tree<'_>]) -> Result<(), EncodeError> {
    elements.iter().try_for_each(|element| match element {
        Tree::Message { address, arguments } => bundle.message(address, Parts(arguments)),
        Tree::Bundle { time_tag, elements } => {
            bundle.bundle(*time_tag, |inner| fill(inner, elements))
        }
    })
}

/// Sends its parts one after another.
struct Parts<'a>(&'a [Part<'a>]);

impl ToArguments for Parts<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        for part in self.0 {
            match part {
                Part::Argument(argument) => writer.argument(argument),
                Part::Blob(bytes) => writer.argument(&Argument::Blob(bytes)),
                Part::Array(parts) => writer.array(&Parts(parts)),
                Part::Bytes { is_symbol, bytes } => {
                    if let Some(text) = Text::from_bytes(bytes) {
                        writer.argument(&string_argument(*is_symbol, text));
                    }
                }
            }
        }
    }
}

/// Text as an argument of either kind.
pub(crate) fn string_argument(is_symbol: bool, text: Text<'_>) -> Argument<'_> {
    if is_symbol { Argument::Symbol(text) } else { Argument::String(text) }
}
