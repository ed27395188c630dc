//! What the fields of a derived argument type must be.

use super::{FromMessage, Rejection, Request, Takes};
use crate::wire::{ArgumentWriter, ToArguments};

/// A type that can be both taken from a message and sent.
///
/// One trait for both, so that a type that is neither gets one message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of OSC arguments",
    label = "cannot be taken from a message and sent in one",
    note = "fields are numbers, `bool`, `char`, `&'a str`, `&'a [u8]`, `TimeTag`, `Rgba`, `Midi`, `Impulse`, `Argument<'a>`, `Rest<'a>`, other types with `#[derive(OscArguments)]`, and `Option`, tuples and arrays of them",
    note = "text and blobs are borrowed from the message: `&'a str`, not `String`; `&'a [u8]`, not `Vec<u8>`",
    note = "extractors such as `Peer` are parameters of a handler"
)]
pub trait Field<'a>: Sized {
    /// What it takes.
    const TAKES: Takes;

    /// Takes it from the message.
    ///
    /// # Errors
    ///
    /// The arguments do not fit.
    fn take(request: &mut Request<'a>) -> Result<Self, Rejection>;

    /// Writes it.
    fn write(&self, writer: &mut ArgumentWriter<'_>);
}

#[diagnostic::do_not_recommend]
impl<'a, T: FromMessage<'a> + ToArguments> Field<'a> for T {
    const TAKES: Takes = T::TAKES;

    #[inline]
    fn take(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Self::from_message(request)
    }

    #[inline]
    fn write(&self, writer: &mut ArgumentWriter<'_>) {
        self.write_arguments(writer);
    }
}
