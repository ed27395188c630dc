//! What happened to connections, in numbers.

use crate::stream::Fault;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts of a [`Server`](super::Server) since it was bound. They wrap after 2^64.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionCounters {
    /// Connections that were accepted.
    pub accepted: u64,
    /// Connections closed at once, because there were too many or the system had no means for one more.
    pub refused: u64,
    /// Calls for the next connection that failed, for example for want of file handles; the server
    /// tries again every 50 ms.
    pub accept_failed: u64,
    /// Connections that the peer has closed, or that broke.
    pub closed: u64,
    /// Of these, how many ended within a frame.
    pub closed_within_frame: u64,
    /// Connections cut off because the peer did not take its replies.
    pub cut_slow: u64,
    /// Connections cut off because a frame was not completed in time.
    pub cut_stalled: u64,
    /// Connections cut off because the peer was silent for longer than
    /// [`Options::idle_timeout`](super::Options::idle_timeout).
    pub cut_idle: u64,
    /// Connections cut off because a size was none, so that no packet could be found any more.
    pub cut_unreadable: u64,
    /// Replies that waited for a peer when it was cut off.
    pub replies_lost: u64,
    /// Frames skipped because they were longer than a packet may be.
    pub frames_too_long: u64,
    /// Frames skipped because of an escape that is none (SLIP), or because their size is not a
    /// multiple of 4 (length prefix).
    pub frames_damaged: u64,
    /// Connections that started like neither framing.
    pub unknown_starts: u64,
}

impl ConnectionCounters {
    /// Counts a frame that was skipped; a fault that ends the connection counts when it is cut.
    pub(super) fn count(&mut self, fault: Fault) {
        match fault {
            Fault::BadSize { .. } => {}
            Fault::TooLong => bump(&mut self.frames_too_long),
            Fault::BadEscape | Fault::SizeNotMultipleOfFour => bump(&mut self.frames_damaged),
            Fault::UnknownStart => bump(&mut self.unknown_starts),
        }
    }
}

/// Reads the counts of connections of a server that runs in another thread; made by
/// [`Server::connection_counters_handle`](super::Server::connection_counters_handle).
///
/// The server publishes them when it publishes to a [`CountersHandle`](crate::CountersHandle): before
/// it waits, and now and then while it is busy.
#[derive(Debug, Clone)]
pub struct ConnectionCountersHandle(Arc<Mutex<ConnectionCounters>>);

impl ConnectionCountersHandle {
    pub(super) fn new(counters: ConnectionCounters) -> Self {
        Self(Arc::new(Mutex::new(counters)))
    }

    /// Returns what had been counted when the server published last.
    pub fn get(&self) -> ConnectionCounters {
        *self.lock()
    }

    pub(super) fn publish(&self, counters: ConnectionCounters) {
        *self.lock() = counters;
    }

    fn lock(&self) -> MutexGuard<'_, ConnectionCounters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn bump(counter: &mut u64) {
    *counter = counter.wrapping_add(1);
}
