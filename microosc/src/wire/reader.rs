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
    /// Whether padding must be there and be NUL.
    strict: bool,
}

impl<'a> Reader<'a> {
    /// Checks `bytes`, which start at `offset` within the packet that errors speak of.
    pub(super) const fn checking(bytes: &'a [u8], offset: usize, strict: bool) -> Self {
        Self { rest: bytes, end: offset.wrapping_add(bytes.len()), strict }
    }

    /// Reads bytes that have been checked, strictly or not.
    pub(super) const fn viewing(bytes: &'a [u8], offset: usize) -> Self {
        Self::checking(bytes, offset, false)
    }

    pub(super) const fn is_strict(&self) -> bool {
        self.strict
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// The error that what comes next has.
    pub(super) const fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        self.error_at(kind, 0)
    }

    /// The error that lies so many bytes ahead.
    const fn error_at(&self, kind: DecodeErrorKind, ahead: usize) -> DecodeError {
        DecodeError::new(kind, self.offset().wrapping_add(ahead))
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
    #[inline]
    pub(super) fn string(&mut self) -> Result<&'a [u8], DecodeError> {
        self.string_and_bits().map(|(string, _)| string)
    }

    /// Does the same; also tells which bits are set in any byte of it.
    ///
    /// Works word by word, since terminator and padding fill the last word.
    #[inline]
    pub(super) fn string_and_bits(&mut self) -> Result<(&'a [u8], u32), DecodeError> {
        let (words, mut len, mut bits) = (self.rest.chunks_exact(4), 0_usize, 0);
        let last = words.remainder();
        for word in words {
            let Ok(word) = word.try_into() else { break };
            // The first byte is the lowest, so that borrows cannot feign a NUL before the first.
            let word = u32::from_le_bytes(word);
            let nuls = word.wrapping_sub(0x0101_0101) & !word & 0x8080_8080;
            bits |= word;
            if nuls == 0 {
                len = len.wrapping_add(4);
                continue;
            }
            let (string, rest) = (self.rest, self.rest.get(len.wrapping_add(4)..));
            let text_bits = nuls.trailing_zeros() & !7;
            len = len.wrapping_add(usize::try_from(text_bits / 8).unwrap_or_default());
            let padding = word >> text_bits;
            if self.strict && padding != 0 {
                let nuls = usize::try_from(padding.trailing_zeros() / 8).unwrap_or_default();
                return Err(self.error_at(DecodeErrorKind::PaddingNotZero, len.wrapping_add(nuls)));
            }
            self.rest = rest.unwrap_or_default();
            return Ok((string.get(..len).unwrap_or_default(), bits));
        }
        let string = self.string_without_padding(last, len)?;
        self.rest = &[];
        // Whatever they are.
        Ok((string, u32::MAX))
    }

    /// Reads a string that ends in less than a word before the end of the packet; `len` bytes of
    /// it lie before `last`.
    #[cold]
    fn string_without_padding(self, last: &[u8], len: usize) -> Result<&'a [u8], DecodeError> {
        let end = last.iter().position(|byte| *byte == 0).filter(|_| !self.strict);
        let string = end.and_then(|end| self.rest.get(..len.wrapping_add(end)));
        string.ok_or(self.error(DecodeErrorKind::StringUnterminated))
    }

    /// Reads a blob: its size, its bytes, its padding.
    #[inline]
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
            None if self.strict => return Err(start.error(DecodeErrorKind::BlobTooLong)),
            Some(padding) if self.strict => {
                if let Some(at) = padding.iter().position(|byte| *byte != 0) {
                    return Err(self.error_at(DecodeErrorKind::PaddingNotZero, at));
                }
            }
            _ => {}
        }
        self.rest = self.rest.get(padding_len..).unwrap_or_default();
        Ok(blob)
    }

    /// Checks the argument that `tag` announces, as [`argument`](Self::argument) does, and goes past
    /// it.
    #[inline]
    pub(super) fn skip(&mut self, tag: TypeTag) -> Result<(), DecodeError> {
        let len = match tag {
            TypeTag::Int32 | TypeTag::Float32 | TypeTag::Char | TypeTag::Rgba | TypeTag::Midi => 4,
            TypeTag::Int64 | TypeTag::Float64 | TypeTag::TimeTag => 8,
            TypeTag::String | TypeTag::Symbol => return self.argument_string().map(drop),
            TypeTag::Blob => return self.blob().map(drop),
            TypeTag::True | TypeTag::False | TypeTag::Impulse => 0,
            TypeTag::Nil | TypeTag::ArrayStart | TypeTag::ArrayEnd => 0,
        };
        match self.take(len) {
            Some(_) => Ok(()),
            None => Err(self.error(DecodeErrorKind::ArgumentTruncated)),
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

    #[inline]
    fn argument_string(&mut self) -> Result<&'a [u8], DecodeError> {
        if self.rest.is_empty() {
            return Err(self.error(DecodeErrorKind::ArgumentTruncated));
        }
        self.string()
    }
}
