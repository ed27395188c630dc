//! Type tags, and the string of them that stands before a message's arguments.

use core::fmt;

/// One type tag: what kind of argument stands in the message.
///
/// The tags of OSC 1.0, required and optional, and of OSC 1.1 (which makes `T F N I t` required
/// and calls `I` Impulse). `[` and `]` stand around the tags of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TypeTag {
    /// `i`: 32-bit integer.
    Int32,
    /// `f`: 32-bit float.
    Float32,
    /// `s`: OSC-string.
    String,
    /// `b`: blob.
    Blob,
    /// `h`: 64-bit integer.
    Int64,
    /// `t`: time tag.
    TimeTag,
    /// `d`: 64-bit float.
    Float64,
    /// `S`: alternate string, called symbol by most.
    Symbol,
    /// `c`: character.
    Char,
    /// `r`: RGBA colour.
    Rgba,
    /// `m`: MIDI message.
    Midi,
    /// `T`: true.
    True,
    /// `F`: false.
    False,
    /// `N`: nil.
    Nil,
    /// `I`: impulse, also called bang; OSC 1.0 has it as Infinitum.
    Impulse,
    /// `[`: an array starts.
    ArrayStart,
    /// `]`: an array ends.
    ArrayEnd,
}

impl TypeTag {
    /// Returns the tag that `byte` stands for, or `None` if OSC defines none.
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            b'i' => Self::Int32,
            b'f' => Self::Float32,
            b's' => Self::String,
            b'b' => Self::Blob,
            b'h' => Self::Int64,
            b't' => Self::TimeTag,
            b'd' => Self::Float64,
            b'S' => Self::Symbol,
            b'c' => Self::Char,
            b'r' => Self::Rgba,
            b'm' => Self::Midi,
            b'T' => Self::True,
            b'F' => Self::False,
            b'N' => Self::Nil,
            b'I' => Self::Impulse,
            b'[' => Self::ArrayStart,
            b']' => Self::ArrayEnd,
            _ => return None,
        })
    }

    /// Returns the byte that stands for this tag.
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Int32 => b'i',
            Self::Float32 => b'f',
            Self::String => b's',
            Self::Blob => b'b',
            Self::Int64 => b'h',
            Self::TimeTag => b't',
            Self::Float64 => b'd',
            Self::Symbol => b'S',
            Self::Char => b'c',
            Self::Rgba => b'r',
            Self::Midi => b'm',
            Self::True => b'T',
            Self::False => b'F',
            Self::Nil => b'N',
            Self::Impulse => b'I',
            Self::ArrayStart => b'[',
            Self::ArrayEnd => b']',
        }
    }
}

impl fmt::Display for TypeTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(self.to_byte()))
    }
}

/// The type tags of a message, in order: `,ifs` without its comma.
///
/// Displays with the comma, as OSC writes it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeTagString<'a>(&'a [u8]);

impl<'a> TypeTagString<'a> {
    pub(crate) const fn new(tags: &'a [u8]) -> Self {
        Self(tags)
    }

    /// Returns the tags, a byte each, without the comma.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Iterates over the tags, array brackets included.
    pub fn iter(self) -> impl Iterator<Item = TypeTag> + 'a {
        self.0.iter().filter_map(|byte| TypeTag::from_byte(*byte))
    }
}

impl fmt::Display for TypeTagString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(",")?;
        self.iter().try_for_each(|tag| tag.fmt(f))
    }
}

impl fmt::Debug for TypeTagString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
