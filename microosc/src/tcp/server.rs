//! A server on TCP connections: the loop around the sans-IO server.
//!
//! One thread does it all: it waits once for all sockets and for what is due, then accepts, reads
//! the connections in turn, a piece of each, runs the handlers and sends the replies, and never waits
//! for a peer.

use super::counters::{ConnectionCounters, ConnectionCountersHandle, bump};
use super::listener::{Accepted, Listener};
use super::options::Options;
use super::peers::Peers;
use crate::net::{BindError, POLL_LIMIT, POLL_TIME, ServeError, StopHandle, Waiting};
use crate::server::Publisher;
use crate::{Counters, CountersHandle, Heap, RouteCounters, Router, Settings, TimeTag};
use core::fmt;
use core::mem;
use core::net::SocketAddr;
use core::time::Duration;
use mio::Interest;
use std::io;
use std::net::ToSocketAddrs;
use std::time::Instant;

/// How many connections are accepted in a row.
const ACCEPT_LIMIT: usize = 64;

/// How much of one connection is read before others have their turn.
const PIECE: usize = 8192;

/// Serves a router at `address`: [`Server::bind`] and [`Server::serve`] in one.
///
/// ```no_run
/// use microosc::{Router, osc_handler, osc_router};
///
/// #[osc_handler("/1/fader")]
/// fn fader(value: f32) {
///     println!("fader at {value}");
/// }
///
/// static ROUTER: Router = osc_router![fader];
///
/// fn main() -> Result<(), microosc::tcp::ServeError> {
///     microosc::tcp::serve("127.0.0.1:5000", &ROUTER, &mut ())
/// }
/// ```
///
/// # Errors
///
/// The address cannot be used, or the socket cannot accept any more.
pub fn serve<S: ?Sized>(
    address: impl ToSocketAddrs + fmt::Debug,
    router: &Router<S>,
    state: &mut S,
) -> Result<(), ServeError> {
    Server::bind(address, router)?.serve(state)
}

/// An OSC server that any number of peers connect to by TCP.
///
/// ```
/// use microosc::tcp::{Client, Framing, Server};
/// use microosc::{Router, osc_handler, osc_router};
/// use std::time::Duration;
///
/// #[osc_handler("/master", reply = "/master/is")]
/// fn master(volume: &mut f32, level: f32) -> f32 {
///     *volume = level;
///     level
/// }
///
/// static ROUTER: Router<f32> = osc_router![master];
///
/// let mut volume = 1.0;
/// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
/// let mut desk = Client::connect(server.local_addr(), Framing::LengthPrefix)?;
/// let mut tablet = Client::connect(server.local_addr(), Framing::Slip)?;
/// desk.send("/master", 0.25_f32)?;
/// tablet.send("/master", 0.25_f32)?;
///
/// // In a main loop: handle what has arrived, go on with other work.
/// let mut handled = 0;
/// while handled < 2 {
///     handled += server.poll(&mut volume)?;
/// }
/// assert_eq!(volume, 0.25);
/// assert!(desk.receive(Duration::from_secs(5))?.is_some());
/// assert!(tablet.receive(Duration::from_secs(5))?.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server<S: ?Sized + 'static> {
    listeners: Box<[Listener]>,
    peers: Peers,
    core: crate::Server<S, Heap>,
    publisher: Publisher,
    /// Holds a piece of what a connection has sent.
    piece: Box<[u8]>,
    /// Holds one reply.
    reply: Box<[u8]>,
    waiting: Waiting,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`: `host:port` text, a `SocketAddr`, or a pair of host and port.
    ///
    /// * `"127.0.0.1:5000"`: programs on this machine only.
    /// * `"192.168.1.5:5000"`: an address of this machine: one of its networks.
    /// * `"0.0.0.0:5000"`: everything that reaches the machine by IPv4. `"[::]:5000"` is the same
    ///   for IPv6, and IPv6 only unless [`Options::dual_stack`] is set.
    ///
    /// A name such as `localhost` stands for its first IPv4 address. Port 0 lets the system
    /// choose; [`local_addr`](Self::local_addr) tells which. UDP and TCP have ports of their own,
    /// so a [`udp::Server`](crate::udp::Server) can have the same number.
    ///
    /// # Errors
    ///
    /// The address cannot be used.
    pub fn bind(
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Options::new().bind(address, router)
    }

    /// Listens at several addresses: on chosen networks, by both IP versions.
    ///
    /// Each address has a port of its own; port 0 lets the system choose a different one for each. The
    /// limits of [`Options`] are those of the whole server.
    ///
    /// ```
    /// use microosc::tcp::{Client, Framing, Server};
    /// use microosc::{Router, osc_handler, osc_router};
    ///
    /// #[osc_handler("/master")]
    /// fn master(volume: &mut f32, level: f32) {
    ///     *volume = level;
    /// }
    ///
    /// static ROUTER: Router<f32> = osc_router![master];
    ///
    /// // Programs on this machine, and one of its networks.
    /// let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.2:0"], &ROUTER)?;
    /// let second = server.local_addrs().nth(1).expect("two addresses");
    /// Client::connect(second, Framing::Slip)?.send("/master", 0.25_f32)?;
    ///
    /// let mut volume = 1.0;
    /// while server.poll(&mut volume)? == 0 {}
    /// assert_eq!(volume, 0.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no address, or one cannot be used.
    pub fn bind_all(
        addresses: &[impl ToSocketAddrs + fmt::Debug],
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Options::new().bind_all(addresses, router)
    }

    pub(super) fn open(
        addresses: &[SocketAddr],
        options: &Options,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        let listen = |&address| Listener::open(address, options.dual_stack);
        let mut listeners: Box<[Listener]> =
            addresses.iter().map(listen).collect::<Result<_, _>>()?;
        let waiting = waiting(&mut listeners)
            .map_err(|source| BindError::system("wait for the socket", source))?;
        let mut core = crate::Server::with_sizes(router, options.sizes);
        let settings = core.settings_mut();
        *settings = options.settings.clone();
        // Nobody can ask in another's name here, so only the buffer bounds the answer.
        settings.reply_bytes.get_or_insert(options.sizes.replies);
        Ok(Self {
            listeners,
            peers: Peers::new(options),
            core,
            publisher: Publisher::default(),
            piece: vec![0; PIECE].into(),
            reply: vec![0; options.sizes.replies].into(),
            waiting,
        })
    }

    /// Handles packets and runs bundles when they are due, until the server is
    /// [stopped](Self::stop_handle).
    ///
    /// # Errors
    ///
    /// A socket cannot accept any more. What a peer does never is a reason; see
    /// [the table of errors](super#when-the-system-fails).
    pub fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        while !self.waiting.is_stopped() {
            let due = self.until_due();
            self.look(due)?;
            self.turn(state)?;
        }
        Ok(())
    }

    /// Accepts connections, handles the packets that have arrived and the bundles that are due, and
    /// returns how many packets there were. It never waits, and returns soon after [`POLL_LIMIT`]
    /// packets or [`POLL_TIME`] even if more keep coming.
    ///
    /// # Errors
    ///
    /// A socket cannot accept any more.
    pub fn poll(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let start = Instant::now();
        let mut handled = 0_usize;
        while !self.waiting.is_stopped() {
            self.look(Some(Duration::ZERO))?;
            handled = handled.saturating_add(self.turn(state)?);
            if self.peers.is_idle() || handled >= POLL_LIMIT || start.elapsed() >= POLL_TIME {
                break;
            }
        }
        Ok(handled)
    }

    /// Returns a handle that stops the server from another thread, or from a signal handler's.
    /// Connections are closed when the server is dropped.
    ///
    /// ```
    /// use microosc::tcp::Server;
    /// use microosc::{Router, osc_router};
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
    /// let stop = server.stop_handle();
    /// let thread = std::thread::spawn(move || server.serve(&mut ()));
    ///
    /// stop.stop();
    /// assert!(thread.join().unwrap().is_ok());
    /// # Ok::<(), microosc::tcp::BindError>(())
    /// ```
    pub fn stop_handle(&self) -> StopHandle {
        self.waiting.stop_handle()
    }

    /// Returns the address the server listens at; of several addresses it is the first.
    pub fn local_addr(&self) -> SocketAddr {
        let unspecified = SocketAddr::from(([0, 0, 0, 0], 0));
        self.local_addrs().next().unwrap_or(unspecified)
    }

    /// Returns the addresses the server listens at, in the order in which they were given.
    pub fn local_addrs(&self) -> impl Iterator<Item = SocketAddr> {
        self.listeners.iter().map(|listener| listener.local)
    }

    /// Returns how many peers are connected now.
    pub fn connections(&self) -> usize {
        self.peers.len()
    }

    /// Returns the counts of connections, of those that were cut off, and of frames skipped.
    pub fn connection_counters(&self) -> &ConnectionCounters {
        &self.peers.counters
    }

    /// Returns a handle by which other threads read those counts while the server runs.
    pub fn connection_counters_handle(&mut self) -> ConnectionCountersHandle {
        self.peers.counters_handle()
    }

    /// Returns the counts of packets that arrived and of what did not reach a handler. A packet
    /// counts as a datagram.
    pub fn counters(&self) -> &Counters {
        self.core.counters()
    }

    /// Returns what has been counted for each route, in the order of [`Router::routes`]; nothing
    /// unless [`Sizes::count_routes`](crate::Sizes::count_routes) is set.
    pub fn route_counters(&self) -> &[RouteCounters] {
        self.core.route_counters()
    }

    /// Returns a handle by which other threads read the counters while the server runs.
    pub fn counters_handle(&mut self) -> CountersHandle {
        self.publisher.handle(&self.core)
    }

    /// Returns the settings to change them; they hold for what comes from now on.
    pub fn settings_mut(&mut self) -> &mut Settings {
        self.core.settings_mut()
    }

    /// Returns how long nothing is to be done unless something comes.
    fn until_due(&self) -> Option<Duration> {
        if !self.peers.is_idle() {
            return Some(Duration::ZERO);
        }
        let looks = self.listeners.iter().filter_map(Listener::look);
        let next = looks.chain(self.peers.deadline()).min();
        let next = next.map(|at| at.saturating_duration_since(Instant::now()));
        [next, self.core.until_due()].into_iter().flatten().min()
    }

    /// Looks which sockets have something, and if none has, waits for one until something is due.
    fn look(&mut self, due: Option<Duration>) -> Result<(), ServeError> {
        let looked = self.waiting.look_until(due, |number| match self.listeners.get_mut(number) {
            Some(listener) => listener.wake(),
            None => self.peers.wake(number),
        });
        looked.map_err(ServeError::Receive)
    }

    /// Handles what is due and what has arrived, until every connection had its turn or there were
    /// many packets, cuts off the peers whose time is up, and returns how many packets there were.
    fn turn(&mut self, state: &mut S) -> Result<usize, ServeError> {
        self.accept().map_err(ServeError::Receive)?;
        self.handle_due(state);
        let mut handled = 0_usize;
        let mut piece = mem::take(&mut self.piece);
        for _ in 0..self.peers.turns() {
            if handled >= POLL_LIMIT || self.waiting.is_stopped() {
                break;
            }
            if let Some((number, length)) = self.peers.next_turn(&mut piece) {
                let input = piece.get(..length).unwrap_or_default();
                handled = handled.saturating_add(self.handle(number, input, state));
            }
        }
        self.piece = piece;
        self.peers.cut_late();
        self.peers.publish();
        self.publisher.publish(&self.core);
        Ok(handled)
    }

    fn accept(&mut self) -> io::Result<()> {
        for (link, listener) in (0..=u8::MAX).zip(&mut self.listeners) {
            for _ in 0..ACCEPT_LIMIT {
                match listener.accept()? {
                    Accepted::Peer(stream, from) => {
                        self.peers.add(link, from, stream, &self.waiting);
                    }
                    Accepted::Failed => bump(&mut self.peers.counters.accept_failed),
                    Accepted::Nobody => break,
                }
            }
        }
        Ok(())
    }

    fn handle_due(&mut self, state: &mut S) {
        if self.core.poll_timeout().is_some() {
            self.core.handle_timeout(TimeTag::now(), state);
            self.transmit();
        }
    }

    /// Handles the packets in a piece, and returns how many there were.
    fn handle(&mut self, number: usize, mut input: &[u8], state: &mut S) -> usize {
        let Some((link, peer)) = self.peers.origin(number) else { return 0 };
        let mut handled = 0_usize;
        while !self.waiting.is_stopped() {
            let Some(packet) = self.peers.next_packet(number, &mut input) else { break };
            self.core.handle_datagram_on(link, TimeTag::now(), peer, packet, state);
            self.transmit();
            self.handle_due(state);
            handled = handled.saturating_add(1);
        }
        self.peers.end_of_piece(number);
        handled
    }

    /// Hands the replies on. One that cannot be sent is counted; its peer may ask again.
    fn transmit(&mut self) {
        while let Some(transmit) = self.core.poll_transmit(&mut self.reply) {
            let packet = self.reply.get(..transmit.len).unwrap_or_default();
            if !self.peers.send((transmit.link, transmit.to), packet) {
                self.core.transmit_failed();
            }
        }
    }
}

/// Prepares the wait for the sockets.
fn waiting(listeners: &mut [Listener]) -> io::Result<Waiting> {
    let waiting = Waiting::new()?;
    for (index, listener) in listeners.iter_mut().enumerate() {
        waiting.add(&mut listener.socket, index, Interest::READABLE)?;
    }
    Ok(waiting)
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("local_addrs", &self.local_addrs().collect::<Vec<_>>())
            .field("connections", &self.connections())
            .finish_non_exhaustive()
    }
}
