//! The unit a transport delivers: one message or one bundle.

use super::reader::Reader;
use super::{Bundle, DecodeError, DecodeErrorKind, Message};

/// A packet. OSC 1.0, "OSC Packets".
#[derive(Debug, Clone, Copy)]
pub enum Packet<'a> {
    /// A packet that starts with `/`.
    Message(Message<'a>),
    /// A packet that starts with `#bundle`.
    Bundle(Bundle<'a>),
}

impl<'a> Packet<'a> {
    /// Checks `bytes`, the whole of one packet, and returns a view of it.
    ///
    /// Decoding is as strict as OSC 1.0 reads: padding is NUL, no byte is missing, none is left
    /// over. A message may lack its type tag string and has no arguments then.
    ///
    /// # Errors
    ///
    /// The first fault, with its offset. A bundle is refused as a whole for any fault in it but
    /// one: a message with an unknown type tag is left to [`Bundle::elements`] to report.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::Packet;
    ///
    /// assert!(Packet::decode(b"/info\0\0\0,\0\0\0").is_ok());
    /// assert!(Packet::decode(b"GET / HTTP/1.1\r\n").is_err());
    /// ```
    #[inline]
    pub fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.len() % 4 != 0 {
            return Err(DecodeError::new(DecodeErrorKind::SizeNotMultipleOfFour, bytes.len()));
        }
        Self::decode_as(bytes, true)
    }

    /// Checks `bytes` as [`decode`](Self::decode) does, but lets pass what sloppy senders do and
    /// no receiver can mistake: padding that is not NUL or is missing at the packet's end, and
    /// surplus bytes after the last argument.
    ///
    /// # Errors
    ///
    /// The first fault of another kind.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::Packet;
    ///
    /// // One float and two bytes too many.
    /// let sloppy = b"/FB\0,f\0\0\x3e\x78\x63\x61=q";
    /// assert!(Packet::decode(sloppy).is_err());
    /// let Ok(Packet::Message(message)) = Packet::decode_lenient(sloppy) else {
    ///     panic!("a message");
    /// };
    /// assert_eq!(message.to_string(), "/FB ,f 0.2425666");
    /// ```
    pub fn decode_lenient(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Self::decode_as(bytes, false)
    }

    #[inline]
    fn decode_as(bytes: &'a [u8], strict: bool) -> Result<Self, DecodeError> {
        match bytes.first() {
            None => Err(DecodeError::new(DecodeErrorKind::Empty, 0)),
            Some(b'/') => Message::decode(Reader::checking(bytes, 0, strict)).map(Packet::Message),
            Some(b'#') => Bundle::decode(bytes, strict).map(Packet::Bundle),
            Some(_) => Err(DecodeError::new(DecodeErrorKind::BadFirstByte, 0)),
        }
    }
}
