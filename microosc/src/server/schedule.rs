//! When a bundle runs.

use core::cell::Cell;
use core::cmp::Ordering;
use core::net::SocketAddr;
use core::time::Duration;

use super::header::{DUE, Due};
use super::queue::{Full, Queue, Span};
use super::{Counters, Late, Scheduling};
use crate::events;
use crate::wire::{Bundle, TimeTag};

/// Bundles that wait for their time, the first one first; those of one time as they came.
pub(super) type Waiting<'q> = Queue<'q, DUE>;

/// Returns when the first bundle in this buffer is due.
pub(super) fn first(waiting: &[u8], span: Span) -> Option<TimeTag> {
    span.records(waiting).next().map(|(due, _)| Due::time_of(due))
}

/// Takes out the next bundle that runs at this time: one that is due, or one further ahead than
/// any can be, since the clock has been set back.
pub(super) fn take_ready(
    waiting: Waiting<'_>,
    now: TimeTag,
    scheduling: Scheduling,
) -> Option<(Due, &[u8], Waiting<'_>)> {
    let is_ready = |due: &[u8; DUE]| match (Due::time_of(due).duration_since(now), scheduling) {
        (Some(ahead), Scheduling::Within(horizon)) => ahead.is_zero() || ahead > horizon,
        (None, _) | (_, Scheduling::Immediate) => true,
    };
    let (due, bytes, others) = waiting.take(is_ready)?;
    Some((Due::of_bytes(&due), bytes, others))
}

/// How many bytes of replies a packet may still cause, bundles in it that wait included.
#[derive(Debug)]
pub(super) struct Allowance(Cell<usize>);

impl Allowance {
    #[inline]
    pub(super) const fn new(bytes: usize) -> Self {
        Self(Cell::new(bytes))
    }

    pub(super) fn left(&self) -> usize {
        self.0.get()
    }

    /// Takes so much of it.
    pub(super) fn take(&self, len: usize) {
        self.0.set(self.left().saturating_sub(len));
    }

    /// Takes out the part for so many bytes of a packet.
    fn part(&self, len: usize, packet: usize) -> u32 {
        let left = self.left();
        let part = left.saturating_mul(len).checked_div(packet).unwrap_or_default();
        let part = u32::try_from(part.min(left)).unwrap_or(u32::MAX);
        self.take(usize::try_from(part).unwrap_or(usize::MAX));
        part
    }
}

/// Who caused what happens now.
#[derive(Debug)]
pub(super) struct Cause<'q> {
    pub(super) peer: &'q SocketAddr,
    /// By which the packet came.
    pub(super) link: u8,
    pub(super) allowance: Allowance,
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
    /// How long the packet is, less the bundles in it that have been put to wait.
    pub(super) packet: usize,
    pub(super) waiting: Waiting<'q>,
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
        cause: &Cause<'_>,
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
        let count = match self.ahead(time) {
            None if self.has_waited || time == enclosing => return Some(time),
            None => {
                events::late(*cause.peer, time);
                &mut counters.late
            }
            Some(ahead) if ahead.is_zero() => return Some(time),
            Some(ahead) if ahead > horizon => {
                events::beyond_horizon(*cause.peer, time);
                &mut counters.beyond_horizon
            }
            // Nothing to wait for, and a cheap way to take the room of others.
            Some(_) if bundle.is_empty() => return None,
            Some(_) => match self.put(bundle, time, cause) {
                Ok(()) => return None,
                Err(Full) => {
                    events::schedule_full(*cause.peer, time);
                    &mut counters.schedule_full
                }
            },
        };
        *count = count.wrapping_add(1);
        let is_dropped = self.late == Late::Drop && self.ahead(time).is_none();
        if is_dropped { None } else { Some(time) }
    }

    /// Returns how far ahead a time is, or `None` if it has passed.
    fn ahead(&self, time: TimeTag) -> Option<Duration> {
        match time.to_bits() {
            // Read in this era it would lie ahead; old senders write it for "now".
            0 => None,
            _ => time.duration_since(self.now),
        }
    }

    /// Puts a bundle among those that wait.
    ///
    /// # Errors
    ///
    /// There is no room for it, or its sender would have more room than is left for others.
    fn put(&mut self, bundle: &Bundle<'_>, time: TimeTag, cause: &Cause<'_>) -> Result<(), Full> {
        let bytes = bundle.as_bytes();
        let sender = cause.peer.ip();
        let others = self.waiting.iter().map(|(due, bytes)| (Due::of_bytes(due), bytes));
        let own = others
            .filter(|(due, _)| due.peer.ip() == sender)
            .fold(0, |sum: usize, (_, bytes)| sum.saturating_add(Waiting::room_for(bytes.len())));
        let room = Waiting::room_for(bytes.len());
        if own.saturating_add(room) > self.waiting.free().saturating_sub(room) {
            return Err(Full);
        }
        let allowance = cause.allowance.part(bytes.len(), self.packet);
        self.packet = self.packet.saturating_sub(bytes.len());
        let due = Due { time, allowance, peer: *cause.peer, link: cause.link };
        let is_behind = |due: &[u8; DUE]| Due::time_of(due).compare(time).is_gt();
        self.waiting.insert(&due.to_bytes(), bytes, is_behind)
    }
}

/// Whether both are times and the first is the earlier.
fn is_earlier(inner: TimeTag, enclosing: TimeTag) -> bool {
    !inner.is_immediate() && !enclosing.is_immediate() && inner.compare(enclosing) == Ordering::Less
}
