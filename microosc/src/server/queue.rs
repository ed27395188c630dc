//! Records of bytes with a header each, one after another in a buffer.
//!
//! A record takes its bytes, its header and [`LEN`] bytes more; nothing else bounds their number.

/// How many bytes tell the length of a record.
const LEN: usize = 4;

/// Which part of a buffer records take up.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Span {
    start: usize,
    len: usize,
}

impl Span {
    pub(super) const EMPTY: Self = Self { start: 0, len: 0 };

    pub(super) const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Iterates over the records in a buffer.
    pub(super) fn records<const HEADER: usize>(self, buffer: &[u8]) -> Records<'_, HEADER> {
        let end = self.start.wrapping_add(self.len);
        Records { rest: buffer.get(self.start..end).unwrap_or_default() }
    }
}

/// The records in a buffer, each with a header of `HEADER` bytes.
#[derive(Debug)]
pub(super) struct Queue<'q, const HEADER: usize> {
    /// From the first record to the end of the buffer.
    bytes: &'q mut [u8],
    span: &'q mut Span,
}

impl<'q, const HEADER: usize> Queue<'q, HEADER> {
    /// Looks at the records in a buffer; what has been popped is not free yet.
    pub(super) fn new(buffer: &'q mut [u8], span: &'q mut Span) -> Self {
        Self { bytes: buffer.get_mut(span.start..).unwrap_or_default(), span }
    }

    /// Does the same, after all that is not in use has been made free.
    pub(super) fn with_room(buffer: &'q mut [u8], span: &'q mut Span) -> Self {
        if span.start > 0 {
            if let Some(used) = buffer.get_mut(..span.start.wrapping_add(span.len)) {
                rotate_right(used, span.len);
            }
            span.start = 0;
        }
        Self { bytes: buffer, span }
    }

    /// Returns how much room a record of so many bytes takes.
    pub(super) const fn room_for(len: usize) -> usize {
        len.saturating_add(LEN).saturating_add(HEADER)
    }

    /// Returns how many bytes are free.
    pub(super) fn free(&self) -> usize {
        self.bytes.len().saturating_sub(self.span.len)
    }

    /// Iterates over headers and bytes, in order.
    pub(super) fn iter(&self) -> Records<'_, HEADER> {
        Records { rest: self.bytes.get(..self.span.len).unwrap_or_default() }
    }

    /// Adds a record at the end, whose bytes `write` writes; it returns their number.
    ///
    /// # Errors
    ///
    /// There is no room, or `write` failed; the queue is as it was.
    pub(super) fn push<E: From<Full>>(
        &mut self,
        header: &[u8; HEADER],
        write: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<(), E> {
        let free = self.bytes.get_mut(self.span.len..).ok_or(Full)?;
        let (len_slot, free) = free.split_first_chunk_mut::<LEN>().ok_or(Full)?;
        let (header_slot, free) = free.split_first_chunk_mut::<HEADER>().ok_or(Full)?;
        let room = free.len();
        let len = write(free)?.min(room);
        *len_slot = u32::try_from(len).map_err(|_| Full)?.to_be_bytes();
        *header_slot = *header;
        self.span.len = self.span.len.wrapping_add(Self::room_for(len));
        Ok(())
    }

    /// Adds a record before the first whose header `is_behind`.
    ///
    /// # Errors
    ///
    /// There is no room; the queue is as it was.
    pub(super) fn insert(
        &mut self,
        header: &[u8; HEADER],
        bytes: &[u8],
        is_behind: impl FnMut(&[u8; HEADER]) -> bool,
    ) -> Result<(), Full> {
        let (at, end) = (self.offset(is_behind), self.span.len);
        self.push(header, |free| {
            free.get_mut(..bytes.len()).ok_or(Full)?.copy_from_slice(bytes);
            Ok(bytes.len())
        })?;
        let moved = self.span.len.wrapping_sub(end);
        if let Some(tail) = self.bytes.get_mut(at..self.span.len) {
            rotate_right(tail, moved);
        }
        Ok(())
    }

    /// Takes out the first record whose header `is_wanted`: its header, its bytes, and the queue of
    /// the others. The record's room is not free before the queue is looked at anew.
    pub(super) fn take(
        self,
        is_wanted: impl FnMut(&[u8; HEADER]) -> bool,
    ) -> Option<([u8; HEADER], &'q [u8], Self)> {
        let at = self.offset(is_wanted);
        let wanted = Records::<HEADER> { rest: self.bytes.get(at..self.span.len)? }.next()?;
        let (header, room) = (*wanted.0, Self::room_for(wanted.1.len()));
        // To the front, so that the others stay in one piece.
        rotate_right(self.bytes.get_mut(..at.wrapping_add(room))?, room);
        let (record, bytes) = self.bytes.split_at_mut_checked(room)?;
        self.span.start = self.span.start.wrapping_add(room);
        self.span.len = self.span.len.wrapping_sub(room);
        let record = record.get(Self::room_for(0)..)?;
        Some((header, record, Self { bytes, span: self.span }))
    }

    /// Returns where the first record starts whose header meets the condition, or where the last
    /// one ends.
    fn offset(&self, mut condition: impl FnMut(&[u8; HEADER]) -> bool) -> usize {
        self.iter()
            .take_while(|(header, _)| !condition(header))
            .fold(0, |at, (_, bytes)| at.wrapping_add(Self::room_for(bytes.len())))
    }
}

/// Headers and bytes of records.
#[derive(Debug)]
pub(super) struct Records<'r, const HEADER: usize> {
    rest: &'r [u8],
}

impl<'r, const HEADER: usize> Iterator for Records<'r, HEADER> {
    type Item = (&'r [u8; HEADER], &'r [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (len, rest) = self.rest.split_first_chunk::<LEN>()?;
        let (header, rest) = rest.split_first_chunk::<HEADER>()?;
        let (bytes, rest) = rest.split_at_checked(u32::from_be_bytes(*len).try_into().ok()?)?;
        self.rest = rest;
        Some((header, bytes))
    }
}

/// Moves the last `by` bytes to the front. The method of that name can panic, and is several times
/// as long.
fn rotate_right(bytes: &mut [u8], by: usize) {
    bytes.reverse();
    if let Some((front, back)) = bytes.split_at_mut_checked(by) {
        front.reverse();
        back.reverse();
    }
}

/// The queue had no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    /// Room for three records of a few bytes.
    type Buffer = [u8; 24];

    fn records(buffer: &mut Buffer, span: &mut Span) -> Vec<(u8, String)> {
        let queue = Queue::<1>::new(buffer, span);
        queue.iter().map(|([header], bytes)| (*header, text(bytes))).collect()
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn put(queue: &mut Queue<'_, 1>, header: u8, bytes: &[u8]) -> Result<(), Full> {
        queue.insert(&[header], bytes, |[other]| *other > header)
    }

    #[test]
    fn records_stand_in_order_and_keep_their_bytes() {
        let (mut buffer, mut span) = ([0; 24], Span::EMPTY);
        let mut queue = Queue::with_room(&mut buffer, &mut span);
        put(&mut queue, 2, b"cde").unwrap();
        put(&mut queue, 1, b"ab").unwrap();
        put(&mut queue, 2, b"").unwrap();
        assert_eq!(queue.free(), 4);
        assert_eq!(put(&mut queue, 0, b""), Err(Full), "a record takes 5 bytes and its own");
        let expected = [(1, "ab".to_owned()), (2, "cde".to_owned()), (2, String::new())];
        assert_eq!(records(&mut buffer, &mut span), expected);
    }

    #[test]
    fn others_come_and_go_while_one_is_out() {
        let (mut buffer, mut span) = ([0; 24], Span::EMPTY);
        let mut queue = Queue::with_room(&mut buffer, &mut span);
        for header in [1, 2, 3] {
            put(&mut queue, header, b"x").unwrap();
        }
        let (header, bytes, mut others) = queue.take(|[header]| *header == 2).unwrap();
        assert_eq!((header, bytes), ([2], &b"x"[..]));
        put(&mut others, 0, b"y").unwrap();
        assert_eq!(put(&mut others, 0, b""), Err(Full), "what is out takes its room still");
        assert_eq!(bytes, b"x");
        let expected = [(0, "y".to_owned()), (1, "x".to_owned()), (3, "x".to_owned())];
        assert_eq!(records(&mut buffer, &mut span), expected);
        let mut queue = Queue::with_room(&mut buffer, &mut span);
        put(&mut queue, 4, b"z").unwrap();
        assert!(queue.take(|[header]| *header == 9).is_none());
        assert_eq!(records(&mut buffer, &mut span).len(), 4);
    }
}
