//! A checked reader over the bytes of one packet.
//!
//! Every read either yields a value that lies inside the packet and moves on, or leaves an error
//! with the offset of the fault. Nothing here can panic or read outside.

use zerocopy::big_endian::{F32, F64, I32, I64, U32, U64};
use zerocopy::{FromBytes, Immutable, KnownLayout};

use super::{Argument, DecodeError, DecodeErrorKind, Impulse, Midi, Rgba, Text, TimeTag, TypeTag};

#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// The offset, within the packet, of the end of `rest`.
    end: usize,
}

impl<'a> Reader<'a> {
    /// Reads `bytes`, which start at `offset` within the packet that errors speak of.
    pub(super) const fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, end: offset.wrapping_add(bytes.len()) }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    pub(super) const fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.offset())
    }

    /// Reads a value of fixed size.
    #[inline]
    fn fixed<T>(&mut self) -> Result<T, DecodeError>
    where
        T: FromBytes + KnownLayout + Immutable,
    {
        match T::read_from_prefix(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) => Err(self.error(DecodeErrorKind::ArgumentTruncated)),
        }
    }

    /// Reads the size of a bundle element or of a blob: a signed number by the specification.
    #[inline]
    pub(super) fn size(&mut self) -> Result<i32, DecodeError> {
        self.fixed().map(I32::get)
    }

    /// Splits off the next `len` bytes, or returns `None` when there are fewer.
    #[inline]
    pub(super) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    /// Reads an OSC-string (OSC 1.0, "Atomic Data Types") and returns it without its padding.
    ///
    /// Works word by word, since terminator and padding fill the last word.
    #[inline]
    pub(super) fn string(&mut self) -> Result<&'a [u8], DecodeError> {
        let (string, mut rest, mut len) = (self.rest, self.rest, 0_usize);
        while let Some((word, after)) = rest.split_first_chunk::<4>() {
            // The first byte is the lowest, so that borrows cannot feign a NUL before the first.
            let word = u32::from_le_bytes(*word);
            let nuls = word.wrapping_sub(0x0101_0101) & !word & 0x8080_8080;
            if nuls == 0 {
                len = len.wrapping_add(4);
                rest = after;
                continue;
            }
            let text_bits = nuls.trailing_zeros() & !7;
            len = len.wrapping_add(usize::try_from(text_bits / 8).unwrap_or_default());
            let padding = word >> text_bits;
            if padding != 0 {
                let nuls = usize::try_from(padding.trailing_zeros() / 8).unwrap_or_default();
                let offset = self.offset().wrapping_add(len).wrapping_add(nuls);
                return Err(DecodeError::new(DecodeErrorKind::PaddingNotZero, offset));
            }
            self.rest = after;
            return Ok(string.get(..len).unwrap_or_default());
        }
        Err(self.error(DecodeErrorKind::StringUnterminated))
    }

    /// Reads a blob: its size, its bytes, its padding.
    fn blob(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = *self;
        let size = self.size()?;
        let Ok(size) = usize::try_from(size) else {
            return Err(start.error(DecodeErrorKind::BlobSizeNegative));
        };
        let Some(blob) = self.take(size) else {
            return Err(start.error(DecodeErrorKind::BlobTooLong));
        };
        let padding_len = size.wrapping_neg() & 3;
        match self.rest.get(..padding_len) {
            None => Err(start.error(DecodeErrorKind::BlobTooLong)),
            Some(padding) => match padding.iter().position(|byte| *byte != 0) {
                Some(at) => Err(DecodeError::new(
                    DecodeErrorKind::PaddingNotZero,
                    self.offset().wrapping_add(at),
                )),
                None => {
                    self.take(padding_len);
                    Ok(blob)
                }
            },
        }
    }

    /// Reads the argument that `tag` announces. An array is read by its parts; its brackets are
    /// no arguments and read as nothing.
    #[inline]
    pub(super) fn argument(&mut self, tag: TypeTag) -> Result<Argument<'a>, DecodeError> {
        Ok(match tag {
            TypeTag::Int32 => Argument::Int32(self.fixed::<I32>()?.get()),
            TypeTag::Float32 => Argument::Float32(self.fixed::<F32>()?.get()),
            TypeTag::String => Argument::String(Text::new(self.argument_string()?)),
            TypeTag::Symbol => Argument::Symbol(Text::new(self.argument_string()?)),
            TypeTag::Blob => Argument::Blob(self.blob()?),
            TypeTag::Int64 => Argument::Int64(self.fixed::<I64>()?.get()),
            TypeTag::Float64 => Argument::Float64(self.fixed::<F64>()?.get()),
            TypeTag::TimeTag => Argument::TimeTag(TimeTag::from_bits(self.fixed::<U64>()?.get())),
            TypeTag::Char => Argument::Char(self.fixed::<U32>()?.get()),
            TypeTag::Rgba => {
                let [red, green, blue, alpha] = self.fixed()?;
                Argument::Rgba(Rgba { red, green, blue, alpha })
            }
            TypeTag::Midi => {
                let [port, status, data1, data2] = self.fixed()?;
                Argument::Midi(Midi { port, status, data1, data2 })
            }
            TypeTag::True => Argument::Bool(true),
            TypeTag::False => Argument::Bool(false),
            TypeTag::Impulse => Argument::Impulse(Impulse),
            TypeTag::Nil | TypeTag::ArrayStart | TypeTag::ArrayEnd => Argument::Nil,
        })
    }

    fn argument_string(&mut self) -> Result<&'a [u8], DecodeError> {
        if self.rest.is_empty() {
            return Err(self.error(DecodeErrorKind::ArgumentTruncated));
        }
        self.string()
    }
}
