//! Arguments of a message, read one after another where they stand.

use core::fmt;
use core::iter::FusedIterator;

use zerocopy::big_endian::{F32, F64, I32, I64};
use zerocopy::{FromBytes, Immutable, KnownLayout};

use super::reader::Reader;
use super::{Text, TimeTag, TypeTag, TypeTagString};

/// An argument of a message. Strings, blobs and arrays borrow from the packet.
///
/// # Examples
///
/// ```
/// use microosc::{Argument, Packet};
///
/// let Ok(Packet::Message(message)) = Packet::decode(b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0") else {
///     panic!("a message");
/// };
/// assert_eq!(message.arguments().next(), Some(Argument::Float32(0.5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Argument<'a> {
    /// `i`
    Int32(i32),
    /// `h`
    Int64(i64),
    /// `f`
    Float32(f32),
    /// `d`
    Float64(f64),
    /// `s`
    String(Text<'a>),
    /// `S`: an alternate string, which some systems use for symbols.
    Symbol(Text<'a>),
    /// `b`
    Blob(&'a [u8]),
    /// `t`
    TimeTag(TimeTag),
    /// `c`: an ASCII character by the specification; whatever the 32 bits hold in practice.
    Char(u32),
    /// `r`
    Rgba(Rgba),
    /// `m`
    Midi(Midi),
    /// `T` and `F`
    Bool(bool),
    /// `N`
    Nil,
    /// `I`
    Impulse(Impulse),
    /// `[` … `]`: the elements of the array.
    Array(Arguments<'a>),
}

impl Argument<'_> {
    /// Returns the type tag of this argument; of an array, the `[` it starts with.
    pub const fn type_tag(&self) -> TypeTag {
        match self {
            Self::Int32(_) => TypeTag::Int32,
            Self::Int64(_) => TypeTag::Int64,
            Self::Float32(_) => TypeTag::Float32,
            Self::Float64(_) => TypeTag::Float64,
            Self::String(_) => TypeTag::String,
            Self::Symbol(_) => TypeTag::Symbol,
            Self::Blob(_) => TypeTag::Blob,
            Self::TimeTag(_) => TypeTag::TimeTag,
            Self::Char(_) => TypeTag::Char,
            Self::Rgba(_) => TypeTag::Rgba,
            Self::Midi(_) => TypeTag::Midi,
            Self::Bool(true) => TypeTag::True,
            Self::Bool(false) => TypeTag::False,
            Self::Nil => TypeTag::Nil,
            Self::Impulse(_) => TypeTag::Impulse,
            Self::Array(_) => TypeTag::ArrayStart,
        }
    }
}

/// Shows the value as a musician would write it: `0.5`, `"text"`, `[1, 2]`, `#ff8000ff`.
impl fmt::Display for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int32(value) => value.fmt(f),
            Self::Int64(value) => value.fmt(f),
            // `{:?}` keeps the point of whole numbers, which tells floats from integers.
            Self::Float32(value) => write!(f, "{value:?}"),
            Self::Float64(value) => write!(f, "{value:?}"),
            Self::String(text) | Self::Symbol(text) => write!(f, "{text:?}"),
            Self::Blob(bytes) => write!(f, "<blob of {} bytes>", bytes.len()),
            Self::TimeTag(time) => time.fmt(f),
            Self::Char(code) => match char::from_u32(*code) {
                Some(character) => write!(f, "{character:?}"),
                None => write!(f, "<character {code:#x}>"),
            },
            Self::Rgba(Rgba { red, green, blue, alpha }) => {
                write!(f, "#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
            }
            Self::Midi(Midi { port, status, data1, data2 }) => {
                write!(f, "<midi {port}: {status:02x} {data1:02x} {data2:02x}>")
            }
            Self::Bool(value) => value.fmt(f),
            Self::Nil => f.write_str("nil"),
            Self::Impulse(_) => f.write_str("impulse"),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    element.fmt(f)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// A colour: `r`, four bytes in the order red, green, blue, alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgba {
    /// 0 to 255
    pub red: u8,
    /// 0 to 255
    pub green: u8,
    /// 0 to 255
    pub blue: u8,
    /// 0 (transparent) to 255 (opaque)
    pub alpha: u8,
}

/// A MIDI message: `m`, four bytes from the most significant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Midi {
    /// Port number, 0 to 255.
    pub port: u8,
    /// Status byte.
    pub status: u8,
    /// First data byte.
    pub data1: u8,
    /// Second data byte.
    pub data2: u8,
}

/// The argument that is only an event: `I`, without bytes of its own. Also called bang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Impulse;

/// Arguments of a message, or elements of an array, read lazily in order.
///
/// Copying it is cheap and leaves the original where it stands.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    tags: &'a [u8],
    data: &'a [u8],
}

impl<'a> Arguments<'a> {
    /// The caller has checked that `data` holds what `tags` announce; where it has not, the
    /// iteration ends early.
    pub(super) const fn new(tags: &'a [u8], data: &'a [u8]) -> Self {
        Self { tags, data }
    }

    /// Returns the type tags of the arguments that are left.
    pub const fn type_tags(&self) -> TypeTagString<'a> {
        TypeTagString::new(self.tags)
    }

    /// Whether no argument is left.
    pub const fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// Splits off the elements of the array whose `[` has just been read.
    fn array(&mut self) -> Option<Self> {
        let mut depth = 0_usize;
        let mut reader = Reader::viewing(self.data, 0);
        for (len, byte) in self.tags.iter().enumerate() {
            match TypeTag::from_byte(*byte)? {
                TypeTag::ArrayStart => depth = depth.wrapping_add(1),
                TypeTag::ArrayEnd if depth == 0 => {
                    let (elements, rest) = self.tags.split_at_checked(len)?;
                    let data_len = self.data.len().wrapping_sub(reader.rest().len());
                    let data = self.data.get(..data_len)?;
                    self.tags = rest.get(1..)?;
                    self.data = reader.rest();
                    return Some(Self::new(elements, data));
                }
                TypeTag::ArrayEnd => depth = depth.wrapping_sub(1),
                tag => reader.skip(tag).ok()?,
            }
        }
        None
    }

    /// Splits off the arguments of one type that come next, as they stand in the packet.
    pub(crate) fn split_run<T: FixedSize>(&mut self) -> &'a [T] {
        let tag = T::TAG.to_byte();
        // Most runs are long.
        let groups = self.tags.chunks_exact(8).take_while(|tags| **tags == [tag; 8]).count();
        let start = groups.wrapping_mul(8);
        let rest = self.tags.get(start..).unwrap_or_default();
        let count = start.wrapping_add(rest.iter().take_while(|byte| **byte == tag).count());
        let tags = self.tags.get(count..);
        match (tags, <[T]>::ref_from_prefix_with_elems(self.data, count)) {
            (Some(tags), Ok((run, data))) => {
                *self = Self::new(tags, data);
                run
            }
            _ => &[],
        }
    }

    /// Splits off the next argument if it is of this type.
    #[inline]
    pub(crate) fn next_of<T: FixedSize>(&mut self) -> Option<T> {
        let (tag, tags) = self.tags.split_first()?;
        if *tag != T::TAG.to_byte() {
            return None;
        }
        let (value, data) = T::read_from_prefix(self.data).ok()?;
        *self = Self::new(tags, data);
        Some(value)
    }

    /// Splits off the next argument if it is a string.
    #[inline]
    pub(crate) fn next_string(&mut self) -> Option<Text<'a>> {
        let (b's', tags) = self.tags.split_first()? else { return None };
        let mut reader = Reader::viewing(self.data, 0);
        let string = reader.string().ok()?;
        *self = Self::new(tags, reader.rest());
        Some(Text::new(string))
    }

    fn read(&mut self) -> Option<Argument<'a>> {
        let (byte, tags) = self.tags.split_first()?;
        self.tags = tags;
        match TypeTag::from_byte(*byte)? {
            TypeTag::ArrayStart => self.array().map(Argument::Array),
            TypeTag::ArrayEnd => None,
            tag => {
                let mut reader = Reader::viewing(self.data, 0);
                let argument = reader.argument(tag).ok()?;
                self.data = reader.rest();
                Some(argument)
            }
        }
    }
}

impl<'a> Iterator for Arguments<'a> {
    type Item = Argument<'a>;

    #[inline]
    fn next(&mut self) -> Option<Argument<'a>> {
        let argument = self.read();
        if argument.is_none() {
            self.tags = &[];
        }
        argument
    }
}

impl FusedIterator for Arguments<'_> {}

/// Two sequences are equal when they hold the same arguments.
impl PartialEq for Arguments<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tags == other.tags && Iterator::eq(*self, *other)
    }
}

impl fmt::Debug for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// An argument that can be viewed where it stands, without a copy.
pub(crate) trait FixedSize: FromBytes + Immutable + KnownLayout {
    const TAG: TypeTag;
}

impl FixedSize for I32 {
    const TAG: TypeTag = TypeTag::Int32;
}

impl FixedSize for F32 {
    const TAG: TypeTag = TypeTag::Float32;
}

impl FixedSize for I64 {
    const TAG: TypeTag = TypeTag::Int64;
}

impl FixedSize for F64 {
    const TAG: TypeTag = TypeTag::Float64;
}
