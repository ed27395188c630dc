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
    /// Works word by word: the terminator and its padding make the string end with the first word
    /// whose last byte is NUL.
    #[inline]
    pub(super) fn string(&mut self) -> Result<&'a [u8], DecodeError> {
        let (string, mut rest, mut len) = (self.rest, self.rest, 0_usize);
        loop {
            let Some((word, after)) = rest.split_first_chunk::<4>() else {
                return Err(self.error(DecodeErrorKind::StringUnterminated));
            };
            let word = u32::from_be_bytes(*word);
            let (used, ends) = match word & 0xFF {
                0 => (bytes_before_padding(word), true),
                _ => (4, false),
            };
            if has_nul_within(word, used) {
                return Err(self.padding_error(len));
            }
            len = len.wrapping_add(used);
            rest = after;
            if ends {
                self.rest = rest;
                return Ok(string.get(..len).unwrap_or_default());
            }
        }
    }

    /// Points at the first byte after a NUL that should be NUL, too; at most `skip` bytes of the
    /// string lie before the word it is in.
    #[cold]
    fn padding_error(&self, skip: usize) -> DecodeError {
        let word = self.rest.get(skip..).unwrap_or_default();
        let after_nul = word.iter().skip_while(|byte| **byte != 0);
        let in_word = word.len().wrapping_sub(after_nul.skip_while(|byte| **byte == 0).count());
        let offset = self.offset().wrapping_add(skip).wrapping_add(in_word);
        DecodeError::new(DecodeErrorKind::PaddingNotZero, offset)
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

/// How many of a word's bytes stand before its trailing NULs.
const fn bytes_before_padding(word: u32) -> usize {
    match word.trailing_zeros() {
        0..=7 => 4,
        8..=15 => 3,
        16..=23 => 2,
        24..=31 => 1,
        _ => 0,
    }
}

/// Whether one of the first `used` bytes of a word is NUL.
const fn has_nul_within(word: u32, used: usize) -> bool {
    // The bytes after the first `used` are NUL; made ones, they do not count.
    let filled = word
        | match used {
            0 => 0x0101_0101,
            1 => 0x0001_0101,
            2 => 0x0000_0101,
            3 => 0x0000_0001,
            _ => 0,
        };
    filled.wrapping_sub(0x0101_0101) & !filled & 0x8080_8080 != 0
}
