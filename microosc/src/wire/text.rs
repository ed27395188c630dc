//! The contents of an OSC-string.

use core::fmt;
use core::str::Utf8Error;

/// The bytes of an OSC-string, without its terminator and padding.
///
/// OSC 1.0 asks for ASCII, practice is UTF-8, and some senders use neither; so the bytes are kept
/// as they came and [`to_str`](Self::to_str) tells whether they are text. What came in a packet
/// contains no NUL; what was made from a `str` may, and cannot be encoded then.
///
/// # Examples
///
/// ```
/// use microosc::Text;
///
/// let text = Text::from("Höhe");
/// assert_eq!(text.to_str(), Ok("Höhe"));
/// assert_eq!(text.as_bytes().len(), 5);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Takes bytes that need not be UTF-8, or returns `None` if one of them is NUL, which an
    /// OSC-string cannot contain.
    pub fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        if bytes.contains(&0) { None } else { Some(Self(bytes)) }
    }

    /// Returns the bytes as they stand in the packet.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Returns the text, borrowed from the packet.
    ///
    /// # Errors
    ///
    /// The bytes are not UTF-8.
    pub const fn to_str(self) -> Result<&'a str, Utf8Error> {
        core::str::from_utf8(self.0)
    }
}

impl<'a> From<&'a str> for Text<'a> {
    /// Takes the text as it is. With a NUL in it, to encode it is an
    /// [error](crate::EncodeError::NulInString).
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

/// Shows the text; what is not UTF-8 appears as U+FFFD.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_str("\u{FFFD}")?;
            }
        }
        Ok(())
    }
}

/// Shows the text in quotes; what is not UTF-8 appears as `\xNN`.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for chunk in self.0.utf8_chunks() {
            write!(f, "{}", chunk.valid().escape_debug())?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        f.write_str("\"")
    }
}
