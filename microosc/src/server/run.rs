//! The handling of one packet.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::net::{IpAddr, SocketAddr};

use super::Counters;
use super::header::{PEER, peer_to_bytes};
use super::queue::{Full, Queue};
use super::schedule::Planner;
use crate::events;
use crate::extract::{Origin, OutboxError, Outlet};
use crate::route::{Arrival, RouteCounters, Router, Work};
use crate::wire::{Bundle, Elements, EncodeError, Message, Nesting, Packet, TimeTag};

/// Packets to be sent, each with the address of who gets it.
pub(super) type Replies<'q> = Queue<'q, PEER>;

/// The handling of one packet.
pub(super) struct Run<'q, S: ?Sized + 'static> {
    pub(super) router: &'q Router<S>,
    pub(super) counters: &'q mut Counters,
    pub(super) routes: &'q mut [RouteCounters],
    pub(super) replies: Replies<'q>,
    pub(super) planner: Planner<'q>,
    /// What the patterns in the packet may still cost, together.
    pub(super) work: Work,
}

/// A bundle on the way through its elements.
struct Level<'a> {
    elements: Elements<'a>,
    /// Its contents run no earlier.
    time: TimeTag,
    origin: Origin,
}

impl<S: ?Sized> Run<'_, S> {
    /// Runs a packet; `time` is that from which it may.
    #[inline]
    pub(super) fn packet(&mut self, packet: Packet<'_>, time: TimeTag, state: &mut S) {
        match packet {
            Packet::Message(message) => {
                let peer = self.planner.peer;
                self.message(&message, &Origin { peer, bundle_time: TimeTag::IMMEDIATE }, state);
            }
            Packet::Bundle(bundle) => self.bundle(bundle, time, state),
        }
    }

    #[inline]
    fn message(&mut self, message: &Message<'_>, origin: &Origin, state: &mut S) {
        let outlet = ReplyOutlet {
            link: self.planner.link,
            replies: RefCell::new(&mut self.replies),
            left: Cell::from_mut(&mut self.planner.allowance.left),
            dropped: Cell::from_mut(&mut self.counters.replies_dropped),
        };
        let arrival = Arrival { message, origin, outlet: &outlet };
        let tally = self.router.dispatch(state, arrival, &mut self.work, self.routes);
        let counters = &mut *self.counters;
        add(&mut counters.handled, tally.handled);
        add(&mut counters.rejected, tally.rejected);
        add(&mut counters.failed, tally.failed);
        if tally.is_unmatched() {
            events::unmatched(origin.peer, message.address());
            add(&mut counters.unmatched, 1);
        }
        add(&mut counters.patterns_cut, u32::from(tally.cut));
    }

    /// Runs a bundle, and those in it that are due, without recursion; `time` is that of the
    /// bundle around it.
    fn bundle(&mut self, bundle: Bundle<'_>, time: TimeTag, state: &mut S) {
        let Some(mut level) = self.enter(bundle, time) else { return };
        let mut outer = Nesting::new();
        loop {
            match level.elements.next() {
                Some(Ok(Packet::Message(message))) => self.message(&message, &level.origin, state),
                Some(Ok(Packet::Bundle(inner))) => {
                    // The nesting is bounded: the packet has been checked.
                    if let Some(inner) = self.enter(inner, level.time) {
                        let _ = outer.push(core::mem::replace(&mut level, inner));
                    }
                }
                Some(Err(error)) => {
                    events::malformed(level.origin.peer, error.kind(), error.offset());
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
    fn enter<'a>(&mut self, bundle: Bundle<'a>, enclosing: TimeTag) -> Option<Level<'a>> {
        let time = self.planner.admit(&bundle, enclosing, self.counters)?;
        let origin = Origin { peer: self.planner.peer, bundle_time: bundle.time_tag() };
        Some(Level { elements: bundle.elements(), time, origin })
    }
}

/// Takes replies while there is room, and counts those for which there is none.
struct ReplyOutlet<'q, 'r> {
    link: u8,
    replies: RefCell<&'q mut Replies<'r>>,
    /// How many bytes the packet at hand may still be answered with.
    left: &'q Cell<usize>,
    dropped: &'q Cell<u64>,
}

impl ReplyOutlet<'_, '_> {
    fn push(
        &self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        if !can_be_answered(to) {
            return Err(OutboxError::NoAddress);
        }
        // What is being written can hold an outbox, too.
        let mut replies = self.replies.try_borrow_mut().map_err(|_| OutboxError::Busy)?;
        replies.push(&peer_to_bytes(to, self.link), |buffer| {
            let room = buffer.len().min(self.left.get());
            let len = write(buffer.get_mut(..room).unwrap_or_default())?;
            self.left.set(self.left.get().saturating_sub(len));
            Ok(len)
        })
    }
}

/// Whether a reply can reach one machine there. Port 0 is nobody's; the other addresses are no
/// sender's, and a reply would go to many.
fn can_be_answered(to: SocketAddr) -> bool {
    let ip = to.ip().to_canonical();
    let is_broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    to.port() != 0 && !ip.is_multicast() && !ip.is_unspecified() && !is_broadcast
}

impl Outlet for ReplyOutlet<'_, '_> {
    fn send(
        &self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        let sent = self.push(to, write);
        if let Err(error) = &sent {
            events::reply_dropped(to, error);
            self.dropped.set(self.dropped.get().wrapping_add(1));
        }
        sent
    }

    fn failed(&self, _: &dyn fmt::Display) {
        // The request has taken note of it.
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
