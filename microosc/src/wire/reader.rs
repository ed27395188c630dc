//! A checked reader over the bytes of one packet.
//!
//! Every read either yields a value that lies inside the packet and moves on, or leaves an error
//! with the offset of the fault. Nothing here can panic or read outside.

use core::slice;

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
        self.string_by_words(|_| {}).map(|(string, _)| string)
    }

    /// Does the same; also tells whether it is ASCII, and shows its words: in each the first byte
    /// lowest, and NULs where the text has ended. There is a NUL in the last of them.
    #[inline]
    pub(super) fn string_by_words(
        &mut self,
        mut show: impl FnMut(u32),
    ) -> Result<(&'a [u8], bool), DecodeError> {
        const ONES: u32 = 0x0101_0101;
        const HIGHS: u32 = 0x8080_8080;
        let (words, mut bits) = (self.rest.chunks_exact(4), 0);
        let last = words.remainder();
        for (index, word) in words.enumerate() {
            let Ok(word) = word.try_into() else { break };
            let word = u32::from_le_bytes(word);
            if (word.wrapping_sub(ONES) | word) & HIGHS == 0 {
                show(word);
                continue;
            }
            bits |= word;
            // The first byte is the lowest, so that borrows cannot feign a NUL before the first.
            let nuls = word.wrapping_sub(ONES) & !word & HIGHS;
            if nuls == 0 {
                show(word);
                continue;
            }
            let text_bits = nuls.trailing_zeros() & !7;
            let start = index.wrapping_mul(4);
            let len = start.wrapping_add(bytes_of(text_bits));
            let padding = word >> text_bits;
            if self.strict && padding != 0 {
                let nuls = bytes_of(padding.trailing_zeros());
                return Err(self.error_at(DecodeErrorKind::PaddingNotZero, len.wrapping_add(nuls)));
            }
            let Some(string) = self.rest.get(..len) else { break };
            let Some(rest) = self.rest.get(start.wrapping_add(4)..) else { break };
            show(word ^ padding << text_bits);
            self.rest = rest;
            return Ok((string, bits & HIGHS == 0));
        }
        let text = self.text_without_padding(last)?;
        show(text.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)));
        let len = self.rest.len().wrapping_sub(last.len()).wrapping_add(text.len());
        let string = self.rest.get(..len).unwrap_or_default();
        self.rest = &[];
        Ok((string, bits & HIGHS == 0 && text.is_ascii()))
    }

    /// Reads a type tag string and returns the tags, without the comma before them; also tells
    /// whether they are known to be `i` and `f` alone.
    ///
    /// A message that ends here has none: older senders leave the type tag string out, and OSC 1.0
    /// asks receivers to be robust about it.
    #[inline]
    pub(super) fn tags(&mut self) -> Result<(&'a [u8], bool), DecodeError> {
        // Nearly all are one word, which says all at once.
        let (tags, rest, are_numbers): (&[u8], _, _) = match self.rest.split_first_chunk() {
            Some(([b',', 0, 0, 0], rest)) => (&[], rest, true),
            Some(([b',', tag, 0, 0], rest)) => (slice::from_ref(tag), rest, is_number(tag)),
            Some(([b',', tags @ .., 0], rest)) if !tags.contains(&0) => {
                (tags, rest, tags.iter().all(is_number))
            }
            _ => {
                let (tags, rest) = self.any_tags()?;
                (tags, rest, false)
            }
        };
        self.rest = rest;
        Ok((tags, are_numbers))
    }

    /// Returns the tags, and what follows their string.
    fn any_tags(mut self) -> Result<(&'a [u8], &'a [u8]), DecodeError> {
        match self.rest {
            [] => Ok((&[], &[])),
            [b',', ..] => {
                let tags = self.string()?.get(1..).unwrap_or_default();
                Ok((tags, self.rest))
            }
            _ => Err(self.error(DecodeErrorKind::TypeTagsWithoutComma)),
        }
    }

    /// Reads the end of a string that ends in less than a word before the end of the packet.
    #[cold]
    fn text_without_padding(self, last: &'a [u8]) -> Result<&'a [u8], DecodeError> {
        let end = last.iter().position(|byte| *byte == 0).filter(|_| !self.strict);
        let text = end.and_then(|end| last.get(..end));
        text.ok_or(self.error(DecodeErrorKind::StringUnterminated))
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

/// How many whole bytes there are in so many bits.
#[inline]
fn bytes_of(bits: u32) -> usize {
    usize::try_from(bits / 8).unwrap_or_default()
}

/// Whether a tag is `i` or `f`.
#[inline]
pub(super) const fn is_number(tag: &u8) -> bool {
    matches!(tag, b'i' | b'f')
}
