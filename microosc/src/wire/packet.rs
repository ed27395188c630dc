//! The unit a transport delivers: one message or one bundle.

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
        let Some(first) = bytes.first() else {
            return Err(DecodeError::new(DecodeErrorKind::Empty, 0));
        };
        if bytes.len() % 4 != 0 {
            return Err(DecodeError::new(DecodeErrorKind::SizeNotMultipleOfFour, bytes.len()));
        }
        match first {
            b'/' => Message::decode(bytes, 0).map(Packet::Message),
            b'#' => Bundle::decode(bytes).map(Packet::Bundle),
            _ => Err(DecodeError::new(DecodeErrorKind::BadFirstByte, 0)),
        }
    }
}
