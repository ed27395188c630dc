//! A server on TCP connections: the loop around the sans-IO server.
//!
//! One thread runs the handlers. It waits for pieces of streams that the connections' threads have
//! read, takes the packets out, runs the bundles that are due, and hands the replies on. Between
//! these, but at least every 10 ms, it accepts new connections and cuts off peers whose time is up.

use super::counters::{ConnectionCounters, bump};
use super::listener::{self, Accepted};
use super::options::Options;
use super::peer::{Cut, Event};
use super::peers::Peers;
use crate::net::{BindError, ServeError, StopHandle, Stopped};
use crate::server::Publisher;
use crate::{Counters, CountersHandle, Heap, RouteCounters, Router, Settings, TimeTag};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::{TcpListener, ToSocketAddrs};
use std::time::Instant;

/// [`Server::poll`] returns soon after so many packets even if more keep coming.
pub const POLL_LIMIT: usize = 1024;

/// How many connections are accepted in a row.
const ACCEPT_LIMIT: usize = 64;

/// How often connections are accepted and late peers cut off.
const ROUND: Duration = Duration::from_millis(10);

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
    listener: TcpListener,
    local: SocketAddr,
    peers: Peers,
    core: crate::Server<S, Heap>,
    publisher: Publisher,
    /// Holds one reply.
    buffer: Box<[u8]>,
    stopped: Stopped,
    next_round: Instant,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`: `host:port` text, a `SocketAddr`, or a pair of host and port.
    ///
    /// * `"127.0.0.1:5000"`: programs on this machine only.
    /// * `"192.168.1.5:5000"`: an address of this machine: one of its networks.
    /// * `"0.0.0.0:5000"`: everything that reaches the machine by IPv4. `"[::]:5000"` is the same
    ///   for IPv6, and IPv6 only.
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

    pub(super) fn open(
        address: SocketAddr,
        options: &Options,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        let listener = listener::listen(address)?;
        let local = listener
            .local_addr()
            .map_err(|source| BindError::system("set up the socket", source))?;
        let mut core = crate::Server::with_sizes(router, options.sizes);
        let settings = core.settings_mut();
        *settings = options.settings.clone();
        // Nobody can ask in another's name here, so only the buffer bounds the answer.
        settings.reply_bytes.get_or_insert(options.sizes.replies);
        Ok(Self {
            listener,
            local,
            peers: Peers::new(options),
            core,
            publisher: Publisher::default(),
            buffer: vec![0; options.sizes.replies].into(),
            stopped: Stopped::default(),
            next_round: Instant::now(),
        })
    }

    /// Handles packets and runs bundles when they are due, until the server is
    /// [stopped](Self::stop_handle).
    ///
    /// # Errors
    ///
    /// The socket cannot accept any more. What a peer does never is a reason.
    pub fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        while !self.stopped.get() {
            self.round()?;
            let event = self.peers.event(self.wait());
            self.handle_due(state);
            if let Some(event) = event {
                self.handle(event, state);
            }
            self.publisher.publish(&self.core);
        }
        Ok(())
    }

    /// Accepts connections, handles the packets that have arrived and the bundles that are due, and
    /// returns how many packets there were. It never waits, and returns soon after [`POLL_LIMIT`] packets
    /// even if more keep coming.
    ///
    /// # Errors
    ///
    /// The socket cannot accept any more.
    pub fn poll(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let mut handled = 0_usize;
        if self.stopped.get() {
            return Ok(handled);
        }
        self.next_round = Instant::now();
        self.round()?;
        self.handle_due(state);
        while handled < POLL_LIMIT {
            let Some(event) = self.peers.event(Duration::ZERO) else { break };
            handled = handled.saturating_add(self.handle(event, state));
        }
        self.publisher.publish(&self.core);
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
        let sender = self.peers.sender();
        self.stopped.handle(move || {
            let _server_is_gone = sender.send(Event::Wake);
        })
    }

    /// Returns the address the server listens at.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Returns how many peers are connected now.
    pub fn connections(&self) -> usize {
        self.peers.len()
    }

    /// Returns the counts of connections, of those that were cut off, and of frames skipped.
    pub fn connection_counters(&self) -> &ConnectionCounters {
        &self.peers.counters
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

    /// Accepts connections and cuts off late peers, if it is time to.
    fn round(&mut self) -> Result<(), ServeError> {
        let now = Instant::now();
        if now < self.next_round {
            return Ok(());
        }
        self.next_round = now.checked_add(ROUND).unwrap_or(now);
        self.peers.cut_late();
        self.accept().map_err(ServeError::Receive)
    }

    fn accept(&mut self) -> io::Result<()> {
        for _ in 0..ACCEPT_LIMIT {
            match listener::accept(&self.listener)? {
                Accepted::Peer(stream, address) => self.peers.add(stream, address),
                Accepted::Failed => bump(&mut self.peers.counters.accept_failed),
                Accepted::Nobody => break,
            }
        }
        Ok(())
    }

    /// Returns how long nothing is to be done unless a peer sends something.
    fn wait(&self) -> Duration {
        let round = self.next_round.saturating_duration_since(Instant::now());
        match self.core.poll_timeout() {
            Some(due) => due.duration_since(TimeTag::now()).unwrap_or_default().min(round),
            None => round,
        }
    }

    fn handle_due(&mut self, state: &mut S) {
        if self.core.poll_timeout().is_some() {
            self.core.handle_timeout(TimeTag::now(), state);
            self.transmit();
        }
    }

    /// Handles what a connection's thread tells, and returns how many packets there were.
    fn handle(&mut self, event: Event, state: &mut S) -> usize {
        match event {
            Event::Read { id, buffer, len } => return self.handle_bytes(id, buffer, len, state),
            Event::Closed { id } => self.peers.close(id),
            Event::Slow { id } => self.peers.cut(id, Cut::Slow),
            Event::Wake => {}
        }
        0
    }

    fn handle_bytes(&mut self, id: u64, buffer: Box<[u8]>, len: usize, state: &mut S) -> usize {
        let Some(peer) = self.peers.address(id) else { return 0 };
        let mut handled = 0_usize;
        let mut rest = buffer.get(..len).unwrap_or_default();
        while let Some(packet) = self.peers.next_packet(id, &mut rest) {
            self.core.handle_datagram(TimeTag::now(), peer, packet, state);
            self.transmit();
            self.handle_due(state);
            handled = handled.saturating_add(1);
        }
        self.peers.return_buffer(id, buffer);
        handled
    }

    /// Hands the replies on. One that cannot be sent is counted; its peer may ask again.
    fn transmit(&mut self) {
        while let Some(transmit) = self.core.poll_transmit(&mut self.buffer) {
            let packet = self.buffer.get(..transmit.len).unwrap_or_default();
            if !self.peers.send(transmit.to, packet) {
                self.core.transmit_failed();
            }
        }
    }
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("local_addr", &self.local)
            .field("connections", &self.connections())
            .finish_non_exhaustive()
    }
}
