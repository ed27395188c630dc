//! When a bundle runs.

use core::cmp::Ordering;
use core::net::SocketAddr;
use core::time::Duration;

use super::Counters;
use super::queue::{Free, Full, Queue};
use crate::wire::{Bundle, TimeTag};

/// What a server does with the time tags of bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheduling {
    /// Every bundle runs when it comes, and handlers see its tag as
    /// [`BundleTime`](crate::BundleTime): for devices without a clock, and for senders who use the
    /// tag as a time stamp.
    Immediate,
    /// A bundle waits for its time if that is at most so far ahead.
    Within(Duration),
}

impl Default for Scheduling {
    /// Within 10 seconds.
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Scheduling {
    pub(super) const DEFAULT: Self = Self::Within(Duration::from_secs(10));
}

/// What a server does with a bundle whose time has passed when it comes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Late {
    /// Runs it at once: better late than never.
    #[default]
    Run,
    /// Drops it, with the bundles in it: for what makes no sense later, such as a beat.
    Drop,
}

/// How many bundles can wait.
const WAITING_RECORDS: usize = 64;

/// Bundles that wait for their time.
#[derive(Debug)]
pub(super) struct Waiting<const BYTES: usize> {
    queue: Queue<Due, WAITING_RECORDS, BYTES>,
}

/// When a bundle runs, and who sent it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) time: TimeTag,
    pub(super) peer: SocketAddr,
    /// It runs, or a handler in it has panicked: it does not run again.
    pub(super) started: bool,
}

impl<const BYTES: usize> Waiting<BYTES> {
    pub(super) const fn new() -> Self {
        Self { queue: Queue::new() }
    }

    /// Returns the index of the bundle that is due first, of several the one that came first.
    pub(super) fn first(&self) -> Option<(usize, Due)> {
        let all = self.queue.iter().map(|(due, _)| *due).enumerate();
        let all = all.filter(|(_, due)| !due.started);
        all.reduce(|first, next| match next.1.time.compare(first.1.time) {
            Ordering::Less => next,
            _ => first,
        })
    }

    /// Takes a bundle from those that wait: returns its bytes, and room for more bundles.
    pub(super) fn start(&mut self, index: usize) -> (&[u8], Free<'_, Due>) {
        if let Some(due) = self.queue.header_mut(index) {
            due.started = true;
        }
        self.queue.get_and_free(index)
    }

    /// Returns room for more bundles.
    pub(super) fn free(&mut self) -> Free<'_, Due> {
        self.queue.free()
    }

    /// Makes room where bundles have been started.
    pub(super) fn remove_started(&mut self) {
        loop {
            let started = self.queue.iter().position(|(due, _)| due.started);
            let Some(index) = started else { return };
            self.queue.remove(index);
        }
    }
}

/// Decides on bundles as they are met.
#[derive(Debug)]
pub(super) struct Planner<'q> {
    pub(super) scheduling: Scheduling,
    pub(super) late: Late,
    /// Whether the packet at hand has waited. What is in it came in time, then, however late the
    /// caller's clock calls.
    pub(super) has_waited: bool,
    pub(super) now: TimeTag,
    pub(super) peer: SocketAddr,
    pub(super) waiting: Free<'q, Due>,
}

impl Planner<'_> {
    /// Returns the time from which the bundle's contents run now, or `None` if they do not: the
    /// bundle has been put among those that wait, or it was late and is dropped.
    ///
    /// `enclosing` is that time of the bundle around it.
    pub(super) fn admit(
        &mut self,
        bundle: &Bundle<'_>,
        enclosing: TimeTag,
        counters: &mut Counters,
    ) -> Option<TimeTag> {
        let Scheduling::Within(horizon) = self.scheduling else {
            return Some(TimeTag::IMMEDIATE);
        };
        let own = bundle.time_tag();
        let is_misordered = is_earlier(own, enclosing);
        if is_misordered {
            counters.misordered = counters.misordered.wrapping_add(1);
        }
        let time = if is_misordered || own.is_immediate() { enclosing } else { own };
        if time.is_immediate() {
            return Some(time);
        }
        let ahead = match time.to_bits() {
            // Read in this era it would lie ahead; old senders write it for "now".
            0 => None,
            _ => time.duration_since(self.now),
        };
        let count = match ahead {
            None if self.has_waited || time == enclosing => return Some(time),
            None => &mut counters.late,
            Some(ahead) if ahead.is_zero() => return Some(time),
            Some(ahead) if ahead > horizon => &mut counters.beyond_horizon,
            // Nothing to wait for, and a cheap way to take the room of others.
            Some(_) if bundle.elements().next().is_none() => return None,
            Some(_) => {
                let bytes = bundle.as_bytes();
                let due = Due { time, peer: self.peer, started: false };
                match self.waiting.push(due, |free| copy_into(free, bytes)) {
                    Ok(()) => return None,
                    Err(_) => &mut counters.schedule_full,
                }
            }
        };
        *count = count.wrapping_add(1);
        let is_dropped = ahead.is_none() && self.late == Late::Drop;
        if is_dropped { None } else { Some(time) }
    }
}

/// Whether both are times and the first is the earlier.
fn is_earlier(inner: TimeTag, enclosing: TimeTag) -> bool {
    !inner.is_immediate() && !enclosing.is_immediate() && inner.compare(enclosing) == Ordering::Less
}

fn copy_into(free: &mut [u8], bytes: &[u8]) -> Result<usize, Full> {
    free.get_mut(..bytes.len()).ok_or(Full)?.copy_from_slice(bytes);
    Ok(bytes.len())
}
