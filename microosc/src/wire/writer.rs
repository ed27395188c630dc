//! Taking the arguments of a message: first to measure them, then to write them.

use core::mem;

use super::string::{padded_len, write_string};
use super::{Argument, EncodeError, MAX_NESTING, ToArguments, TypeTag};

/// Takes the arguments of a message, one call each.
#[derive(Debug)]
pub struct ArgumentWriter<'b> {
    /// How many type tags and how many bytes of data have been taken.
    tags_len: usize,
    data_len: usize,
    /// In how many arrays the next argument is.
    depth: usize,
    fault: Option<EncodeError>,
    /// What is left of where they go; `None` while measuring.
    output: Option<Output<'b>>,
}

#[derive(Debug)]
struct Output<'b> {
    tags: &'b mut [u8],
    data: &'b mut [u8],
}

// What takes a value is always inlined, here and below, though it is called twice: so the compiler
// knows where all goes that stands before the first value of unknown size, and the measuring is
// gone. By itself it would not, for the sake of a size that the code does not have in the end.
impl<'b> ArgumentWriter<'b> {
    /// Only counts.
    #[inline(always)]
    pub(super) const fn measuring() -> Self {
        Self { tags_len: 0, data_len: 0, depth: 0, fault: None, output: None }
    }

    /// Writes tags and data of exactly the lengths measured before.
    #[inline(always)]
    pub(super) const fn writing(tags: &'b mut [u8], data: &'b mut [u8]) -> Self {
        Self { output: Some(Output { tags, data }), ..Self::measuring() }
    }

    /// Returns the number of tags and of bytes taken.
    #[inline(always)]
    pub(super) fn finish(self) -> Result<(usize, usize), EncodeError> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok((self.tags_len, self.data_len)),
        }
    }

    /// Returns the index of the type tag that comes next.
    #[inline(always)]
    pub(super) const fn index(&self) -> usize {
        self.tags_len
    }

    /// Writes one decoded argument.
    pub fn argument(&mut self, argument: &Argument<'_>) {
        match argument {
            Argument::Int32(value) => value.write_arguments(self),
            Argument::Int64(value) => value.write_arguments(self),
            Argument::Float32(value) => value.write_arguments(self),
            Argument::Float64(value) => value.write_arguments(self),
            Argument::TimeTag(value) => value.write_arguments(self),
            Argument::Char(value) => self.push(TypeTag::Char, &value.to_be_bytes()),
            Argument::Rgba(value) => value.write_arguments(self),
            Argument::Midi(value) => value.write_arguments(self),
            Argument::String(text) => self.string(TypeTag::String, text.as_bytes()),
            Argument::Symbol(text) => self.string(TypeTag::Symbol, text.as_bytes()),
            Argument::Blob(bytes) => self.blob(bytes),
            Argument::Bool(value) => value.write_arguments(self),
            Argument::Nil => self.push(TypeTag::Nil, &[]),
            Argument::Impulse(value) => value.write_arguments(self),
            Argument::Array(elements) => self.array(elements),
        }
    }

    /// Writes `elements` as one array: `[` … `]`.
    pub fn array(&mut self, elements: &(impl ToArguments + ?Sized)) {
        if self.depth == MAX_NESTING {
            self.fail(EncodeError::NestedTooDeep);
        }
        self.depth = self.depth.wrapping_add(1);
        self.push(TypeTag::ArrayStart, &[]);
        elements.write_arguments(self);
        self.push(TypeTag::ArrayEnd, &[]);
        self.depth = self.depth.wrapping_sub(1);
    }

    #[inline(always)]
    pub(super) fn string(&mut self, tag: TypeTag, bytes: &[u8]) {
        let argument = self.index();
        self.tag(tag);
        let slot = self.slot(padded_len(bytes.len()));
        if slot.is_some_and(|slot| !write_string(slot, bytes)) {
            self.fail(EncodeError::NulInString { argument });
        }
    }

    pub(super) fn blob(&mut self, bytes: &[u8]) {
        let Ok(size) = i32::try_from(bytes.len()) else {
            return self.fail(EncodeError::BlobTooLong { argument: self.index() });
        };
        self.push(TypeTag::Blob, &size.to_be_bytes());
        self.data(bytes);
        if let Some(padding) = self.slot(bytes.len().wrapping_neg() & 3) {
            padding.fill(0);
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, tag: TypeTag, data: &[u8]) {
        self.tag(tag);
        self.data(data);
    }

    #[inline(always)]
    fn tag(&mut self, tag: TypeTag) {
        self.tags(tag, 1);
    }

    #[inline(always)]
    fn tags(&mut self, tag: TypeTag, count: usize) {
        self.tags_len = self.tags_len.wrapping_add(count);
        let Some(output) = &mut self.output else { return };
        match split_off(&mut output.tags, count) {
            Some(slot) => slot.fill(tag.to_byte()),
            None => self.fail(EncodeError::ArgumentsChanged),
        }
    }

    /// Writes several values of one type.
    pub(super) fn run<const SIZE: usize>(
        &mut self,
        tag: TypeTag,
        values: impl ExactSizeIterator<Item = [u8; SIZE]>,
    ) {
        self.tags(tag, values.len());
        if let Some(slot) = self.slot(values.len().wrapping_mul(SIZE)) {
            let slots = slot.chunks_exact_mut(SIZE);
            slots.zip(values).for_each(|(slot, value)| slot.copy_from_slice(&value));
        }
    }

    #[inline(always)]
    fn data(&mut self, bytes: &[u8]) {
        if let Some(slot) = self.slot(bytes.len()) {
            slot.copy_from_slice(bytes);
        }
    }

    /// Returns where the next bytes of data go.
    #[inline(always)]
    fn slot(&mut self, len: usize) -> Option<&'b mut [u8]> {
        self.data_len = self.data_len.wrapping_add(len);
        let slot = split_off(&mut self.output.as_mut()?.data, len);
        if slot.is_none() {
            self.fail(EncodeError::ArgumentsChanged);
        }
        slot
    }

    /// Keeps the first fault, which [`finish`](Self::finish) returns.
    #[inline(always)]
    pub(super) fn fail(&mut self, fault: EncodeError) {
        self.fault.get_or_insert(fault);
    }
}

/// Splits off so many bytes, or all and returns `None` if there are fewer.
#[inline(always)]
fn split_off<'b>(bytes: &mut &'b mut [u8], len: usize) -> Option<&'b mut [u8]> {
    let (first, rest) = mem::take(bytes).split_at_mut_checked(len)?;
    *bytes = rest;
    Some(first)
}
