//! The server's state machine.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::net::SocketAddr;

use super::queue::{Full, Queue};
use super::schedule::{Planner, Waiting};
use super::{Counters, Late, Scheduling};
use crate::extract::{Origin, OutboxError, Outlet};
use crate::route::{Arrival, Router, Work};
use crate::wire::{Bundle, Elements, EncodeError, Message, Nesting, Packet, TimeTag};

/// How many replies one datagram, or the bundles due at one time, can cause.
const REPLY_RECORDS: usize = 32;

/// Dispatches datagrams to the handlers of a [`Router`].
///
/// `REPLIES` is the size in bytes of the buffer for replies that have not been fetched yet,
/// `WAITING` of that for bundles that wait for their time; both lie inside the value, so put a
/// large one in a `static` or a `Box`.
///
/// After each call of [`handle_datagram`](Self::handle_datagram) and
/// [`handle_timeout`](Self::handle_timeout), fetch the replies with
/// [`poll_transmit`](Self::poll_transmit) until it returns `None`, then ask
/// [`poll_timeout`](Self::poll_timeout) when to call next.
///
/// # Examples
///
/// ```
/// use microosc::{Router, Server, TimeTag, encode_message, osc_handler, osc_router};
///
/// #[osc_handler("/tempo", reply = "/tempo/is")]
/// fn tempo(bpm: &mut f32, value: f32) -> f32 {
///     *bpm = value;
///     value
/// }
///
/// static ROUTER: Router<f32> = osc_router![tempo];
///
/// let mut bpm = 120.0;
/// let mut server = Server::new(&ROUTER);
/// let peer = ([192, 168, 1, 20], 9000).into();
/// let mut buffer = [0; 64];
/// let datagram = encode_message(&mut buffer, "/tempo", (98.5_f32,))?;
/// server.handle_datagram(TimeTag::IMMEDIATE, peer, datagram, &mut bpm);
/// assert_eq!(bpm, 98.5);
///
/// let mut reply = [0; 64];
/// let transmit = server.poll_transmit(&mut reply).expect("one reply");
/// assert_eq!((transmit.to, transmit.len), (peer, 20));
/// assert!(server.poll_transmit(&mut reply).is_none());
/// # Ok::<(), microosc::EncodeError>(())
/// ```
pub struct Server<S: ?Sized + 'static, const REPLIES: usize = 2048, const WAITING: usize = 8192> {
    router: Router<S>,
    scheduling: Scheduling,
    late: Late,
    lenient: bool,
    counters: Counters,
    replies: Queue<SocketAddr, REPLY_RECORDS, REPLIES>,
    waiting: Waiting<WAITING>,
}

/// A packet to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transmit {
    /// Where it goes.
    pub to: SocketAddr,
    /// Its length in bytes, from the start of the buffer.
    pub len: usize,
}

impl<S: ?Sized> Server<S> {
    /// Makes a server with buffers of the usual sizes: 2 KiB for replies, 8 KiB for bundles that
    /// wait.
    pub const fn new(router: &Router<S>) -> Self {
        Self::with_buffers(router)
    }
}

impl<S: ?Sized, const REPLIES: usize, const WAITING: usize> Server<S, REPLIES, WAITING> {
    /// Makes a server with buffers of the sizes that its type names.
    ///
    /// # Examples
    ///
    /// ```
    /// # use microosc::{Router, Server, osc_router};
    /// static ROUTER: Router = osc_router![];
    /// let server = Server::<(), 512, 1024>::with_buffers(&ROUTER);
    /// ```
    pub const fn with_buffers(router: &Router<S>) -> Self {
        Self {
            router: *router,
            scheduling: Scheduling::DEFAULT,
            late: Late::Run,
            lenient: false,
            counters: Counters::ZERO,
            replies: Queue::new(),
            waiting: Waiting::new(),
        }
    }

    /// Sets what is done with the time tags of bundles that come from now on.
    pub const fn set_scheduling(&mut self, scheduling: Scheduling) {
        self.scheduling = scheduling;
    }

    /// Sets what is done with bundles that come after their time.
    pub const fn set_late(&mut self, late: Late) {
        self.late = late;
    }

    /// Sets whether datagrams are also accepted that break the rules in ways that
    /// [`Packet::decode_lenient`] lets pass; each is counted. They are not by default.
    pub const fn set_lenient(&mut self, lenient: bool) {
        self.lenient = lenient;
    }

    /// Handles one datagram from `peer`: runs its handlers, or puts a bundle of the future among
    /// those that wait.
    ///
    /// `now` is compared with time tags; a caller without a clock passes
    /// [`TimeTag::IMMEDIATE`] and sets [`Scheduling::Immediate`].
    #[inline]
    pub fn handle_datagram(
        &mut self,
        now: TimeTag,
        peer: SocketAddr,
        datagram: &[u8],
        state: &mut S,
    ) {
        bump(&mut self.counters.datagrams);
        let sloppy = &mut self.counters.sloppy;
        let decoded = match Packet::decode(datagram) {
            Err(_) if self.lenient => Packet::decode_lenient(datagram).inspect(|_| bump(sloppy)),
            decoded => decoded,
        };
        let Ok(packet) = decoded else {
            return bump(&mut self.counters.malformed);
        };
        let mut run = Run {
            router: &self.router,
            counters: &mut self.counters,
            replies: &mut self.replies,
            work: Work::new(),
            planner: Planner {
                scheduling: self.scheduling,
                late: self.late,
                has_waited: false,
                now,
                peer,
                waiting: self.waiting.free(),
            },
        };
        match packet {
            Packet::Message(message) => {
                run.message(&message, &Origin { peer, bundle_time: TimeTag::IMMEDIATE }, state);
            }
            Packet::Bundle(bundle) => run.bundle(bundle, TimeTag::IMMEDIATE, state),
        }
    }

    /// Runs the bundles whose time has come.
    pub fn handle_timeout(&mut self, now: TimeTag, state: &mut S) {
        self.waiting.remove_started();
        while let Some((index, due)) = self.waiting.first() {
            if due.time.compare(now).is_gt() {
                break;
            }
            let (bytes, waiting) = self.waiting.start(index);
            let mut run = Run {
                router: &self.router,
                counters: &mut self.counters,
                replies: &mut self.replies,
                work: Work::new(),
                planner: Planner {
                    scheduling: self.scheduling,
                    late: self.late,
                    has_waited: true,
                    now,
                    peer: due.peer,
                    waiting,
                },
            };
            if let Ok(Packet::Bundle(bundle)) = Packet::decode_lenient(bytes) {
                run.bundle(bundle, due.time, state);
            }
            self.waiting.remove_started();
        }
    }

    /// Copies the next packet to be sent into `buffer`, or returns `None` if there is none.
    ///
    /// A packet longer than the buffer is dropped and counted.
    pub fn poll_transmit(&mut self, buffer: &mut [u8]) -> Option<Transmit> {
        loop {
            let (to, bytes) = self.replies.iter().next()?;
            let (to, len) = (*to, bytes.len());
            let fits = match buffer.get_mut(..len) {
                Some(slot) => {
                    slot.copy_from_slice(bytes);
                    true
                }
                None => false,
            };
            self.replies.remove(0);
            if fits {
                return Some(Transmit { to, len });
            }
            bump(&mut self.counters.replies_dropped);
        }
    }

    /// Counts that the packet fetched last could not be sent.
    pub const fn transmit_failed(&mut self) {
        bump(&mut self.counters.send_failed);
    }

    /// Returns when the next bundle is due, or `None` if none waits.
    pub fn poll_timeout(&self) -> Option<TimeTag> {
        self.waiting.first().map(|(_, due)| due.time)
    }

    /// Returns what has been counted.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Returns the routing table.
    pub const fn router(&self) -> &Router<S> {
        &self.router
    }
}

impl<S: ?Sized, const REPLIES: usize, const WAITING: usize> fmt::Debug
    for Server<S, REPLIES, WAITING>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("router", &self.router)
            .field("scheduling", &self.scheduling)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

/// The handling of one packet.
struct Run<'q, S: ?Sized + 'static, const REPLIES: usize> {
    router: &'q Router<S>,
    counters: &'q mut Counters,
    replies: &'q mut Queue<SocketAddr, REPLY_RECORDS, REPLIES>,
    planner: Planner<'q>,
    /// What the patterns in the packet may still cost, together.
    work: Work,
}

/// A bundle on the way through its elements.
struct Level<'a> {
    elements: Elements<'a>,
    /// Its contents run no earlier.
    time: TimeTag,
    origin: Origin,
}

impl<S: ?Sized, const REPLIES: usize> Run<'_, S, REPLIES> {
    #[inline]
    fn message(&mut self, message: &Message<'_>, origin: &Origin, state: &mut S) {
        let outlet = ReplyQueue {
            queue: RefCell::new(&mut *self.replies),
            dropped: Cell::from_mut(&mut self.counters.replies_dropped),
            failed: Cell::from_mut(&mut self.counters.failed),
        };
        let arrival = Arrival { message, origin, outlet: &outlet };
        let tally = self.router.dispatch(state, arrival, &mut self.work);
        let counters = &mut *self.counters;
        add(&mut counters.handled, tally.handled);
        add(&mut counters.rejected, tally.rejected);
        add(&mut counters.unmatched, u32::from(tally.is_unmatched()));
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
                Some(Err(_)) => bump(&mut self.counters.malformed),
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

/// Takes replies while there is room, and counts those for which there is none, and errors.
struct ReplyQueue<'q, const BYTES: usize> {
    queue: RefCell<&'q mut Queue<SocketAddr, REPLY_RECORDS, BYTES>>,
    dropped: &'q Cell<u64>,
    failed: &'q Cell<u64>,
}

impl<const BYTES: usize> ReplyQueue<'_, BYTES> {
    fn push(
        &self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        // Port 0 is nobody's; a sender that gives it wants no answer.
        if to.port() == 0 {
            return Err(OutboxError::NoAddress);
        }
        // What is being written can hold an outbox, too.
        let mut queue = self.queue.try_borrow_mut().map_err(|_| OutboxError::Busy)?;
        queue.free().push(to, |buffer| Ok(write(buffer)?))
    }
}

impl<const BYTES: usize> Outlet for ReplyQueue<'_, BYTES> {
    fn send(
        &self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError> {
        let sent = self.push(to, write);
        if sent.is_err() {
            self.dropped.set(self.dropped.get().wrapping_add(1));
        }
        sent
    }

    fn failed(&self, _: &dyn fmt::Display) {
        self.failed.set(self.failed.get().wrapping_add(1));
    }
}

impl From<Full> for OutboxError {
    fn from(Full: Full) -> Self {
        Self::Full
    }
}

const fn bump(counter: &mut u64) {
    *counter = counter.wrapping_add(1);
}

fn add(counter: &mut u64, count: u32) {
    *counter = counter.wrapping_add(count.into());
}
