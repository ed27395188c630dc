//! The replies that wait until a peer takes them.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::time::Instant;

#[derive(Debug, Default)]
pub(super) struct Replies {
    frames: VecDeque<Vec<u8>>,
    /// How many bytes the frames have.
    bytes: usize,
    /// How many of the first one have been written.
    written: usize,
    /// Since when the peer has not taken the first one.
    since: Option<Instant>,
}

impl Replies {
    /// Queues a frame unless more than `limit` bytes would then wait.
    pub(super) fn push(&mut self, frame: Vec<u8>, limit: usize) -> bool {
        let bytes = self.bytes.saturating_add(frame.len());
        // A frame longer than the limit is for a peer that has taken all before it.
        if bytes > limit && !self.is_empty() {
            return false;
        }
        self.bytes = bytes;
        self.frames.push_back(frame);
        true
    }

    /// Writes as much as the stream takes without waiting.
    pub(super) fn write(&mut self, mut stream: impl Write) -> io::Result<()> {
        while let Some(frame) = self.frames.front() {
            match stream.write(frame.get(self.written..).unwrap_or_default()) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => self.written = self.written.saturating_add(written),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.since.get_or_insert_with(Instant::now);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
            if self.written >= frame.len() {
                self.bytes = self.bytes.saturating_sub(frame.len());
                self.frames.pop_front();
                (self.written, self.since) = (0, None);
            }
        }
        Ok(())
    }

    /// Returns since when the peer has not taken the next frame. It is the whole frame that counts:
    /// nobody is to hold one for ever by taking it byte by byte.
    pub(super) fn since(&self) -> Option<Instant> {
        self.since
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Returns how many frames wait.
    pub(super) fn len(&self) -> usize {
        self.frames.len()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    /// Takes so many bytes, then none for now.
    struct Taking<'t>(usize, &'t mut Vec<u8>);

    impl Write for Taking<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let (taken, _) = bytes.split_at(bytes.len().min(self.0));
            if taken.is_empty() {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.0 = self.0.checked_sub(taken.len()).unwrap();
            self.1.extend(taken);
            Ok(taken.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn frames_leave_in_order_however_few_bytes_are_taken() {
        for at_once in 1..9 {
            let (mut replies, mut taken) = (Replies::default(), Vec::new());
            for frame in [&b"abc"[..], b"d", b"efgh"] {
                assert!(replies.push(frame.to_vec(), 8));
            }
            assert!(!replies.push(vec![0], 8), "8 bytes wait");
            while !replies.is_empty() {
                replies.write(Taking(at_once, &mut taken)).unwrap();
                assert_eq!(replies.since().is_some(), !replies.is_empty());
            }
            assert_eq!((&taken[..], replies.len(), replies.bytes), (&b"abcdefgh"[..], 0, 0));
        }
    }

    #[test]
    fn the_time_counts_from_the_start_of_a_frame() {
        let (mut replies, mut taken) = (Replies::default(), Vec::new());
        assert!(replies.push(vec![0; 100], 8), "a single one may be longer");
        replies.write(Taking(1, &mut taken)).unwrap();
        let since = replies.since().unwrap();
        for _ in 0..98 {
            replies.write(Taking(1, &mut taken)).unwrap();
        }
        assert_eq!(replies.since(), Some(since));
        assert!(replies.push(vec![1], 200));
        replies.write(Taking(1, &mut taken)).unwrap();
        assert!(replies.since().unwrap() > since, "the next frame has its own time");
    }

    #[test]
    fn a_stream_that_fails_is_told() {
        let mut replies = Replies::default();
        replies.push(vec![0], 8);
        let nothing: &mut [u8] = &mut [];
        assert_eq!(replies.write(nothing).unwrap_err().kind(), ErrorKind::WriteZero);
    }
}
