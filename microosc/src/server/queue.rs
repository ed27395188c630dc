//! Records of bytes with a header each, in a buffer of fixed size.

use core::ops::Range;

/// Up to `RECORDS` records, together at most `BYTES` bytes, in the order in which they came.
#[derive(Debug)]
pub(super) struct Queue<H, const RECORDS: usize, const BYTES: usize> {
    records: [Option<Record<H>>; RECORDS],
    bytes: [u8; BYTES],
    /// How many of `records` and of `bytes` are in use, from the start of each.
    records_used: usize,
    bytes_used: usize,
}

#[derive(Debug, Clone, Copy)]
struct Record<H> {
    header: H,
    len: usize,
}

impl<H: Copy, const RECORDS: usize, const BYTES: usize> Queue<H, RECORDS, BYTES> {
    pub(super) const fn new() -> Self {
        Self {
            records: [const { None }; RECORDS],
            bytes: [0; BYTES],
            records_used: 0,
            bytes_used: 0,
        }
    }

    /// Iterates over headers and bytes.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&H, &[u8])> {
        let mut rest = self.bytes.as_slice();
        self.records.iter().flatten().map(move |record| {
            let (bytes, after) = rest.split_at_checked(record.len).unwrap_or_default();
            rest = after;
            (&record.header, bytes)
        })
    }

    pub(super) fn header_mut(&mut self, index: usize) -> Option<&mut H> {
        self.records.get_mut(index)?.as_mut().map(|record| &mut record.header)
    }

    /// Returns where the bytes of the record with this index stand.
    fn range(&self, index: usize) -> Range<usize> {
        let mut lens = self.records.iter().flatten().map(|record| record.len);
        let start = lens.by_ref().take(index).fold(0, usize::wrapping_add);
        start..start.wrapping_add(lens.next().unwrap_or_default())
    }

    /// Removes the record with this index.
    pub(super) fn remove(&mut self, index: usize) {
        let range = self.range(index);
        let Some(slots) = self.records.get_mut(index..self.records_used) else { return };
        let Some(slot) = slots.first_mut() else { return };
        *slot = None;
        slots.rotate_left(1);
        self.records_used = self.records_used.wrapping_sub(1);
        let len = range.len();
        self.bytes.copy_within(range.end..self.bytes_used, range.start);
        self.bytes_used = self.bytes_used.wrapping_sub(len);
    }

    /// Splits the queue into the record with this index and what is free.
    pub(super) fn get_and_free(&mut self, index: usize) -> (&[u8], Free<'_, H>) {
        let range = self.range(index);
        let (used, free) = self.split();
        (used.get(range).unwrap_or_default(), free)
    }

    /// Returns what is free.
    pub(super) fn free(&mut self) -> Free<'_, H> {
        self.split().1
    }

    fn split(&mut self) -> (&[u8], Free<'_, H>) {
        let (used, bytes) = self.bytes.split_at_mut_checked(self.bytes_used).unwrap_or_default();
        let records = self.records.get_mut(self.records_used..).unwrap_or_default();
        let free = Free {
            records,
            bytes,
            records_used: &mut self.records_used,
            bytes_used: &mut self.bytes_used,
        };
        (used, free)
    }
}

/// The free end of a [`Queue`].
#[derive(Debug)]
pub(super) struct Free<'q, H> {
    records: &'q mut [Option<Record<H>>],
    bytes: &'q mut [u8],
    records_used: &'q mut usize,
    bytes_used: &'q mut usize,
}

impl<H> Free<'_, H> {
    /// Adds a record whose bytes `write` writes; it returns their number.
    ///
    /// # Errors
    ///
    /// No record is free, or `write` failed; the queue is as it was.
    pub(super) fn push<E: From<Full>>(
        &mut self,
        header: H,
        write: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(), E> {
        if self.records.is_empty() {
            return Err(Full.into());
        }
        let len = write(self.bytes)?;
        let bytes = core::mem::take(&mut self.bytes);
        let records = core::mem::take(&mut self.records);
        let (Some((slot, records)), Some((_, bytes))) =
            (records.split_first_mut(), bytes.split_at_mut_checked(len))
        else {
            return Err(Full.into());
        };
        *slot = Some(Record { header, len });
        (self.records, self.bytes) = (records, bytes);
        *self.records_used = self.records_used.wrapping_add(1);
        *self.bytes_used = self.bytes_used.wrapping_add(len);
        Ok(())
    }
}

/// The queue had no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    fn put(queue: &mut Queue<u8, 3, 8>, header: u8, bytes: &[u8]) -> Result<(), Full> {
        queue.free().push(header, |free| {
            free.get_mut(..bytes.len()).ok_or(Full)?.copy_from_slice(bytes);
            Ok(bytes.len())
        })
    }

    #[test]
    fn records_keep_their_bytes_when_others_go() {
        let mut queue = Queue::<u8, 3, 8>::new();
        put(&mut queue, 1, b"ab").unwrap();
        put(&mut queue, 2, b"cde").unwrap();
        put(&mut queue, 3, b"").unwrap();
        assert_eq!(put(&mut queue, 4, b""), Err(Full), "no record is free");
        queue.remove(0);
        assert_eq!(put(&mut queue, 5, b"123456"), Err(Full), "only 5 bytes are free");
        put(&mut queue, 6, b"12345").unwrap();
        queue.remove(1);
        let left: Vec<_> = queue.iter().collect();
        assert_eq!(left, [(&2, &b"cde"[..]), (&6, &b"12345"[..])]);
        queue.remove(7);
        assert_eq!(queue.iter().count(), 2);
    }
}
