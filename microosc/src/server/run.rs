//! The handling of one packet.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::net::{IpAddr, SocketAddr};

use super::Counters;
use super::header::{PEER, peer_to_bytes};
use super::queue::{Full, Queue};
use super::schedule::{Cause, Planner};
use crate::events;
use crate::extract::{Origin, OutboxError, Outlet, Peer, Request};
use crate::route::{End, OnFailed, Reached, RouteCounters, Table, Told, Work};
use crate::wire::{Bundle, Elements, EncodeError, Message, Nesting, Packet, TimeTag};

/// Packets to be sent, each with the address of who gets it.
pub(super) type Replies<'q> = Queue<'q, PEER>;

/// The handling of one packet.
pub(super) struct Run<'q, S: ?Sized + 'static> {
    pub(super) table: &'static Table<S>,
    pub(super) counters: &'q mut Counters,
    pub(super) routes: &'q mut [RouteCounters],
    pub(super) cause: &'q Cause<'q>,
    /// What the patterns in the packet may still cost, together.
    pub(super) work: &'q mut Work,
}

/// A bundle on the way through its elements.
struct Level<'a> {
    elements: Elements<'a>,
    /// Its contents run no earlier.
    time: TimeTag,
    time_tag: TimeTag,
}

impl<S: ?Sized> Run<'_, S> {
    /// Runs a message.
    #[inline]
    pub(super) fn message(&mut self, message: &Message<'_>, origin: &Origin<'_>, state: &mut S) {
        let Self { table, counters, routes, work, .. } = self;
        match table.dispatch(state, message, origin, work, routes) {
            Reached::One(End::Handled) => add(&mut counters.handled, 1),
            Reached::One(End::Rejected) => add(&mut counters.rejected, 1),
            Reached::One(End::Failed) => {
                add(&mut counters.handled, 1);
                add(&mut counters.failed, 1);
            }
            Reached::Some(tally) => {
                if events::ENABLED && tally.is_unmatched() {
                    events::unmatched(*origin.peer, message.address());
                }
                counters.add(tally);
            }
        }
    }

    /// Runs a bundle, and those in it that are due, without recursion; `time` is that of the
    /// bundle around it.
    #[inline(never)]
    pub(super) fn bundle(
        &mut self,
        bundle: Bundle<'_>,
        origin: &mut Origin<'_>,
        mut planner: Planner<'_>,
        time: TimeTag,
        state: &mut S,
    ) {
        let Some(mut level) = self.enter(bundle, &mut planner, time) else { return };
        let mut outer = Nesting::new();
        loop {
            match level.elements.next() {
                Some(Ok(Packet::Message(message))) => {
                    origin.bundle_time = level.time_tag;
                    self.message(&message, origin, state);
                }
                Some(Ok(Packet::Bundle(inner))) => {
                    // The nesting is bounded: the packet has been checked.
                    if let Some(inner) = self.enter(inner, &mut planner, level.time) {
                        let _ = outer.push(core::mem::replace(&mut level, inner));
                    }
                }
                Some(Err(error)) => {
                    events::malformed(*origin.peer, error.kind(), error.offset());
                    add(&mut self.counters.malformed, 1);
                }
                None => match outer.pop() {
                    Some(enclosing) => level = enclosing,
                    None => return,
                },
            }
        }
    }

    /// Returns a bundle to be run now, or `None` if it waits.
    fn enter<'a>(
        &mut self,
        bundle: Bundle<'a>,
        planner: &mut Planner<'_>,
        enclosing: TimeTag,
    ) -> Option<Level<'a>> {
        let time = planner.admit(&bundle, enclosing, self.cause, self.counters)?;
        Some(Level { elements: bundle.elements(), time, time_tag: bundle.time_tag() })
    }
}

/// Takes replies while there is room, and counts those for which there is none.
pub(super) struct ReplyOutlet<'q> {
    /// What the replies answer.
    pub(super) cause: Cause<'q>,
    replies: RefCell<Replies<'q>>,
    dropped: Cell<u32>,
    /// Whom errors of handlers are told.
    failed: &'q Option<Told<OnFailed>>,
}

impl<'q> ReplyOutlet<'q> {
    #[inline]
    pub(super) const fn new(
        cause: Cause<'q>,
        replies: Replies<'q>,
        failed: &'q Option<Told<OnFailed>>,
    ) -> Self {
        Self { cause, replies: RefCell::new(replies), dropped: Cell::new(0), failed }
    }

    /// Returns how many replies have been dropped.
    #[inline]
    pub(super) fn dropped(&self) -> u32 {
        self.dropped.get()
    }

    fn push(
        &self,
        to: &SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        if !can_be_answered(to) {
            return Err(OutboxError::NoAddress);
        }
        // What is being written can hold an outbox, too.
        let mut replies = self.replies.try_borrow_mut().map_err(|_| OutboxError::Busy)?;
        let Cause { link, allowance, .. } = &self.cause;
        replies.push(&peer_to_bytes(to, *link), |buffer| {
            let room = buffer.len().min(allowance.left());
            let len = write(buffer.get_mut(..room).unwrap_or_default())?;
            allowance.take(len);
            Ok(len)
        })
    }
}

/// Whether a reply can reach one machine there. Port 0 is nobody's; the other addresses are no
/// sender's, and a reply would go to many.
fn can_be_answered(to: &SocketAddr) -> bool {
    let ip = to.ip().to_canonical();
    let is_broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    to.port() != 0 && !ip.is_multicast() && !ip.is_unspecified() && !is_broadcast
}

impl Outlet for ReplyOutlet<'_> {
    fn send(
        &self,
        to: &SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        let sent = self.push(to, write);
        if let Err(error) = &sent {
            events::reply_dropped(*to, error);
            self.dropped.set(self.dropped.get().wrapping_add(1));
        }
        sent
    }

    fn failed(&self, request: &Request<'_>, error: &dyn fmt::Display) {
        let (index, address) = request.route();
        let peer = *self.cause.peer;
        events::failed(peer, address, error);
        if let Some(told) = self.failed {
            told.tell(index, &request.message(), Peer(peer), error);
        }
    }
}

impl From<Full> for OutboxError {
    fn from(Full: Full) -> Self {
        Self::Full
    }
}

pub(super) fn add(counter: &mut u64, count: u32) {
    *counter = counter.wrapping_add(count.into());
}
