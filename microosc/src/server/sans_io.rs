//! The server's state machine.

use core::fmt;
use core::net::SocketAddr;
use core::task::Poll;

use super::buffers::{Buffers, Inline};
use super::header::peer_of_bytes;
#[cfg(feature = "std")]
use super::heap::{Heap, Sizes};
use super::queue::{Queue, Span};
use super::rate::Bucket;
use super::run::{Replies, ReplyOutlet, Run, add};
use super::schedule::{self, Allowance, Cause, Planner};
use super::{Counters, Settings};
use crate::events;
use crate::extract::Origin;
#[cfg(feature = "std")]
use crate::route::EndpointInfo;
use crate::route::{RouteCounters, Router, Table, Work};
use crate::wire::{DecodeError, Packet, TimeTag};

/// Dispatches datagrams to the handlers of a [`Router`].
///
/// `B` is its memory for replies that have not been fetched yet, for bundles that wait for their
/// time, and for more where asked: [`Inline`] lies inside the value, so put a large one in a `static`
/// or a `Box`; `Heap` (feature `std`) is as large as [`Sizes`](crate::Sizes) says.
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
pub struct Server<S: ?Sized + 'static, B = Inline> {
    table: &'static Table<S>,
    #[cfg(feature = "std")]
    infos: &'static [EndpointInfo],
    settings: Settings,
    counters: Counters,
    replies: Span,
    waiting: Span,
    buffers: B,
}

/// A packet to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Transmit {
    /// Where it goes.
    pub to: SocketAddr,
    /// Its length in bytes, from the start of the buffer.
    pub len: usize,
    /// The link it goes by: that of the datagram it answers. 0 unless
    /// [`handle_datagram_on`](Server::handle_datagram_on) was told otherwise.
    pub link: u8,
}

impl<S: ?Sized> Server<S> {
    /// Makes a server with buffers of the usual sizes: 2 KiB for replies, 8 KiB for bundles that
    /// wait.
    pub const fn new(router: &Router<S>) -> Self {
        Self::with_buffers(router)
    }
}

impl<S: ?Sized, const REPLIES: usize, const WAITING: usize, const PEERS: usize, const ROUTES: usize>
    Server<S, Inline<REPLIES, WAITING, PEERS, ROUTES>>
{
    /// Makes a server with buffers of the sizes that its type names.
    ///
    /// # Examples
    ///
    /// ```
    /// # use microosc::{Inline, Router, Server, osc_router};
    /// static ROUTER: Router = osc_router![];
    /// let server = Server::<(), Inline<512, 1024>>::with_buffers(&ROUTER);
    /// ```
    pub const fn with_buffers(router: &Router<S>) -> Self {
        Self::made_of(router, Inline::EMPTY)
    }
}

#[cfg(feature = "std")]
impl<S: ?Sized> Server<S, Heap> {
    /// Makes a server with buffers of these sizes on the heap.
    pub fn with_sizes(router: &Router<S>, sizes: Sizes) -> Self {
        Self::made_of(router, Heap::new(sizes, router.routes().len()))
    }
}

impl<S: ?Sized, B> Server<S, B> {
    const fn made_of(router: &Router<S>, buffers: B) -> Self {
        Self {
            table: router.table,
            #[cfg(feature = "std")]
            infos: router.infos,
            settings: Settings::new(),
            counters: Counters::ZERO,
            replies: Span::EMPTY,
            waiting: Span::EMPTY,
            buffers,
        }
    }

    /// Returns the settings.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the settings to change them; they hold for what comes from now on.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Counts that the packet fetched last could not be sent.
    pub const fn transmit_failed(&mut self) {
        self.counters.send_failed = self.counters.send_failed.wrapping_add(1);
    }

    /// Counts that the transport could not receive for the moment.
    pub const fn receive_failed(&mut self) {
        self.counters.receive_failed = self.counters.receive_failed.wrapping_add(1);
    }

    /// Returns what has been counted.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Returns the router, to ask for its routes.
    ///
    /// Chips are built without the feature `std`, and then a server holds nothing but what messages
    /// need: what is told of the routes is in the program only if something else asks for it.
    #[cfg(feature = "std")]
    pub const fn router(&self) -> Router<S> {
        Router { infos: self.infos, table: self.table }
    }
}

impl<S: ?Sized, B: Buffers> Server<S, B> {
    /// Handles one datagram from `peer`: runs its handlers, or puts a bundle of the future among
    /// those that wait.
    ///
    /// `now` is compared with time tags; a caller without a clock passes
    /// [`TimeTag::IMMEDIATE`] and sets [`Scheduling::Immediate`](crate::Scheduling::Immediate).
    #[inline]
    pub fn handle_datagram(
        &mut self,
        now: TimeTag,
        peer: SocketAddr,
        datagram: &[u8],
        state: &mut S,
    ) {
        self.handle_datagram_on(0, now, peer, datagram, state);
    }

    /// Does the same for a datagram that came by one of several links, such as sockets: replies to
    /// it, those of bundles that wait included, [name the link](Transmit::link).
    #[inline]
    pub fn handle_datagram_on(
        &mut self,
        link: u8,
        now: TimeTag,
        peer: SocketAddr,
        datagram: &[u8],
        state: &mut S,
    ) {
        let Self { settings, counters, .. } = self;
        add(&mut counters.datagrams, 1);
        let memory = self.buffers.memory();
        if !is_admitted(settings, counters, memory.peers, now, &peer) {
            return;
        }
        let packet = match Packet::decode(datagram) {
            Ok(packet) => packet,
            Err(error) => match decode_sloppy(datagram, settings, counters, error) {
                Ok(packet) => packet,
                Err(error) => return events::malformed(peer, error.kind(), error.offset()),
            },
        };
        let allowance = Allowance::new(settings.allowance(datagram.len()));
        let replies = Queue::with_room(memory.replies, &mut self.replies);
        let outlet =
            ReplyOutlet::new(Cause { peer: &peer, link, allowance }, replies, &self.table.failed);
        let (table, routes, work) = (self.table, memory.routes, &mut Work::new());
        match packet {
            // Each makes its own, so that this one need not be anywhere in memory.
            Packet::Message(message) => {
                let origin = Origin::lone(&peer, &outlet);
                let mut run = Run { table, counters, routes, cause: &outlet.cause, work };
                run.message(&message, &origin, state);
            }
            Packet::Bundle(bundle) => {
                let planner = Planner {
                    scheduling: settings.scheduling,
                    late: settings.late,
                    has_waited: false,
                    now,
                    packet: datagram.len(),
                    waiting: Queue::with_room(memory.waiting, &mut self.waiting),
                };
                let mut origin = Origin::lone(&peer, &outlet);
                let mut run = Run { table, counters, routes, cause: &outlet.cause, work };
                run.bundle(bundle, &mut origin, planner, TimeTag::IMMEDIATE, state);
            }
        }
        add(&mut self.counters.replies_dropped, outlet.dropped());
    }

    /// Runs the bundles whose time has come, and those further ahead than any can be, since the
    /// clock has been set back.
    pub fn handle_timeout(&mut self, now: TimeTag, state: &mut S) {
        let Settings { scheduling, late, .. } = self.settings;
        loop {
            let memory = self.buffers.memory();
            let waiting = Queue::with_room(memory.waiting, &mut self.waiting);
            let Some((due, bytes, waiting)) = schedule::take_ready(waiting, now, scheduling) else {
                return;
            };
            // It has been checked when it came.
            let Ok(Packet::Bundle(bundle)) = Packet::decode_lenient(bytes) else { continue };
            let allowance = Allowance::new(usize::try_from(due.allowance).unwrap_or(usize::MAX));
            let replies = Queue::with_room(memory.replies, &mut self.replies);
            let cause = Cause { peer: &due.peer, link: due.link, allowance };
            let outlet = ReplyOutlet::new(cause, replies, &self.table.failed);
            let mut origin = Origin::lone(&due.peer, &outlet);
            let mut run = Run {
                table: self.table,
                counters: &mut self.counters,
                routes: memory.routes,
                cause: &outlet.cause,
                work: &mut Work::new(),
            };
            let planner =
                Planner { scheduling, late, has_waited: true, now, packet: bytes.len(), waiting };
            run.bundle(bundle, &mut origin, planner, due.time, state);
            add(&mut self.counters.replies_dropped, outlet.dropped());
        }
    }

    /// Copies the next packet to be sent into `buffer`, or returns `None` if there is none.
    ///
    /// A packet longer than the buffer is dropped and counted.
    #[inline]
    pub fn poll_transmit(&mut self, buffer: &mut [u8]) -> Option<Transmit> {
        while !self.replies.is_empty() {
            let replies = Replies::new(self.buffers.memory().replies, &mut self.replies);
            let (to, bytes, _) = replies.take(|_| true)?;
            if let Some(slot) = buffer.get_mut(..bytes.len()) {
                slot.copy_from_slice(bytes);
                let ((to, link), len) = (peer_of_bytes(&to), bytes.len());
                return Some(Transmit { to, len, link });
            }
            add(&mut self.counters.replies_dropped, 1);
        }
        None
    }

    /// Shows the next packet to be sent to `send`, where it lies, or returns `None` if there is
    /// none. The packet is gone then unless `send` returns [`Poll::Pending`].
    ///
    /// For transports that have a buffer of their own:
    /// [`poll_transmit`](Self::poll_transmit) would fill another first.
    pub fn poll_transmit_with<T>(
        &mut self,
        send: impl FnOnce(Transmit, &[u8]) -> Poll<T>,
    ) -> Option<Poll<T>> {
        let replies = Replies::new(self.buffers.memory().replies, &mut self.replies);
        let (to, bytes) = replies.iter().next()?;
        let ((to, link), len) = (peer_of_bytes(to), bytes.len());
        let sent = send(Transmit { to, len, link }, bytes);
        if sent.is_ready() {
            let _gone = replies.take(|_| true);
        }
        Some(sent)
    }

    /// Returns when the next bundle is due, or `None` if none waits.
    ///
    /// After the clock has been set back that may be further ahead than the horizon: look at the
    /// clock again before the [horizon](crate::Scheduling::Within) has gone by.
    #[inline]
    pub fn poll_timeout(&self) -> Option<TimeTag> {
        schedule::first(self.buffers.waiting(), self.waiting)
    }

    /// Returns what has been counted for each route, in the order of
    /// [`Router::routes`]: as many as the server has memory for.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::{Inline, Router, Server, TimeTag, osc_handler, osc_router};
    ///
    /// #[osc_handler("/go")]
    /// fn go() {}
    ///
    /// static ROUTER: Router = osc_router![go];
    ///
    /// let mut server = Server::<(), Inline<2048, 8192, 0, 1>>::with_buffers(&ROUTER);
    /// let peer = ([127, 0, 0, 1], 57120).into();
    /// server.handle_datagram(TimeTag::IMMEDIATE, peer, b"/go\0,\0\0\0", &mut ());
    /// for (route, counters) in ROUTER.routes().zip(server.route_counters()) {
    ///     println!("{}: {}", route.address(), counters.handled);
    /// }
    /// # assert_eq!(server.route_counters()[0].handled, 1);
    /// ```
    pub fn route_counters(&self) -> &[RouteCounters] {
        self.buffers.routes()
    }
}

/// Whether a sender may send what it has just sent; counts it if not.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(never))]
fn is_admitted(
    settings: &Settings,
    counters: &mut Counters,
    peers: &mut [Bucket],
    now: TimeTag,
    peer: &SocketAddr,
) -> bool {
    let sender = || peer.ip().to_canonical();
    if !settings.allow.is_all() && !settings.allow.contain(sender()) {
        events::refused(*peer);
        add(&mut counters.refused, 1);
        return false;
    }
    if let Some(rate) = settings.rate.filter(|_| !now.is_immediate()) {
        if !rate.admits(peers, now, sender()) {
            events::limited(*peer);
            add(&mut counters.limited, 1);
            return false;
        }
    }
    true
}

/// Decodes a packet that has an error if that may be let pass, and counts what becomes of it.
#[cold]
fn decode_sloppy<'a>(
    datagram: &'a [u8],
    settings: &Settings,
    counters: &mut Counters,
    error: DecodeError,
) -> Result<Packet<'a>, DecodeError> {
    let decoded = if settings.lenient { Packet::decode_lenient(datagram) } else { Err(error) };
    let counter = if decoded.is_ok() { &mut counters.sloppy } else { &mut counters.malformed };
    add(counter, 1);
    decoded
}

impl<S: ?Sized, B> fmt::Debug for Server<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("router", &self.table)
            .field("settings", &self.settings)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}
