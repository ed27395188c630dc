//! A server on sockets: waits for what is to be done, and does it.
//!
//! It waits once for all sockets and the next bundle, then receives without waiting until nothing
//! is left: a burst costs one system call for each datagram and two for the waiting. Nothing is
//! allocated after `bind`, and no datagram ends the loop.

use super::engine::{Datagrams, Engine, Received};
use super::options::Options;
use crate::net::{BindError, NAP, POLL_LIMIT, POLL_TIME, ServeError, StopHandle, Waiting};
use crate::{Counters, CountersHandle, RouteCounters, Router, Settings};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use mio::Interest;
use std::io::{self, ErrorKind};
use std::net::{ToSocketAddrs, UdpSocket};
use std::time::Instant;

/// A full send buffer (a radio that is busy) delays the server no longer than so many naps for a
/// reply.
const SEND_NAPS: usize = 20;

/// Serves a router at `address` until the socket fails: [`Server::bind`] and [`Server::serve`] in
/// one.
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
/// fn main() -> Result<(), microosc::udp::ServeError> {
///     microosc::udp::serve("127.0.0.1:5000", &ROUTER, &mut ())
/// }
/// ```
///
/// # Errors
///
/// The address cannot be used, or the socket cannot receive any more.
pub fn serve<S: ?Sized>(
    address: impl ToSocketAddrs + fmt::Debug,
    router: &Router<S>,
    state: &mut S,
) -> Result<(), ServeError> {
    Server::bind(address, router)?.serve(state)
}

/// An OSC server on one or more UDP sockets.
///
/// ```
/// use microosc::{Router, osc_handler, osc_router};
/// use microosc::udp::{Client, Server};
///
/// #[osc_handler("/master")]
/// fn master(volume: &mut f32, level: f32) {
///     *volume = level;
/// }
///
/// static ROUTER: Router<f32> = osc_router![master];
///
/// let mut volume = 1.0;
/// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
/// Client::connect(server.local_addr())?.send("/master", (0.25_f32,))?;
///
/// // In a main loop: handle what has arrived, go on with other work.
/// while server.poll(&mut volume)? == 0 {}
/// assert_eq!(volume, 0.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server<S: ?Sized + 'static> {
    pub(crate) engine: Engine<S, mio::net::UdpSocket>,
    pub(crate) waiting: Waiting,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`: `host:port` text, a `SocketAddr`, or a pair of host and port.
    ///
    /// * `"127.0.0.1:5000"`: programs on this machine only.
    /// * `"192.168.1.5:5000"`: an address of this machine: one of its networks.
    /// * `"0.0.0.0:5000"`: everything that reaches the machine by IPv4, broadcasts included.
    ///   `"[::]:5000"` is the same for IPv6, and IPv6 only unless
    ///   [`Options::dual_stack`] is set.
    /// * `"239.0.0.1:5000"`, `"[ff02::1234]:5000"`: a multicast group. The group is joined on the
    ///   interface the system routes it to; [`Options::interface`] chooses others. What is sent to
    ///   an address of the machine on that port is received as well, as with `0.0.0.0`.
    ///
    /// A name such as `localhost` stands for its first IPv4 address. Port 0 lets the system
    /// choose; [`local_addr`](Self::local_addr) tells which.
    ///
    /// # Errors
    ///
    /// The address cannot be used, or the group cannot be joined.
    pub fn bind(
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Options::new().bind(address, router)
    }

    /// Listens at several addresses: on chosen networks, by both IP versions, for groups of both.
    ///
    /// Replies leave by the socket on which the request came. Each address has a port of its own;
    /// port 0 lets the system choose a different one for each.
    ///
    /// ```
    /// use microosc::udp::{Client, Server};
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
    /// Client::connect(second)?.send("/master", (0.25_f32,))?;
    ///
    /// let mut volume = 1.0;
    /// while server.poll(&mut volume)? == 0 {}
    /// assert_eq!(volume, 0.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// There is no address, one cannot be used, or a group cannot be joined.
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
        let mut engine = Engine::open(addresses, options, router)?;
        let waiting = waiting(&mut engine)
            .map_err(|source| BindError::system("wait for the socket", source))?;
        Ok(Self { engine, waiting })
    }

    /// Handles datagrams and runs bundles when they are due, until the server is
    /// [stopped](Self::stop_handle).
    ///
    /// # Errors
    ///
    /// A socket cannot receive any more. A datagram or a peer that is gone never is a reason; see
    /// [the table of errors](super#when-the-network-fails).
    pub fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        while !self.waiting.is_stopped() {
            let due = if self.engine.is_idle() {
                self.engine.core.until_due()
            } else {
                Some(Duration::ZERO)
            };
            self.look(due)?;
            self.turn(state)?;
        }
        Ok(())
    }

    /// Handles the datagrams that have arrived and the bundles that are due, and returns how many
    /// datagrams there were. It never waits, and returns soon after [`POLL_LIMIT`] datagrams or [`POLL_TIME`] even if
    /// more keep coming.
    ///
    /// # Errors
    ///
    /// A socket cannot receive any more.
    pub fn poll(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let start = Instant::now();
        let mut handled = 0_usize;
        while !self.waiting.is_stopped() {
            self.look(Some(Duration::ZERO))?;
            handled = handled.saturating_add(self.turn(state)?);
            if self.engine.is_idle() || handled >= POLL_LIMIT || start.elapsed() >= POLL_TIME {
                break;
            }
        }
        Ok(handled)
    }

    /// Returns a handle that stops the server from another thread, or from a signal handler's.
    ///
    /// ```
    /// use microosc::{Router, osc_router};
    /// use microosc::udp::Server;
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
    /// let stop = server.stop_handle();
    /// let thread = std::thread::spawn(move || server.serve(&mut ()));
    ///
    /// stop.stop();
    /// assert!(thread.join().unwrap().is_ok());
    /// # Ok::<(), microosc::udp::BindError>(())
    /// ```
    pub fn stop_handle(&self) -> StopHandle {
        self.waiting.stop_handle()
    }

    /// Returns the address the server is bound to: for a group, `0.0.0.0` or `[::]` and its port.
    /// Of several addresses it is the first.
    pub fn local_addr(&self) -> SocketAddr {
        self.engine.local_addr()
    }

    /// Returns the addresses the server is bound to, in the order in which they were given.
    pub fn local_addrs(&self) -> impl Iterator<Item = SocketAddr> {
        self.engine.local_addrs()
    }

    /// Returns the counts of what arrived and of what did not reach a handler.
    pub fn counters(&self) -> &Counters {
        self.engine.core.counters()
    }

    /// Returns what has been counted for each route, in the order of [`Router::routes`]; nothing
    /// unless [`Sizes::count_routes`](crate::Sizes::count_routes) is set.
    pub fn route_counters(&self) -> &[RouteCounters] {
        self.engine.core.route_counters()
    }

    /// Returns a handle by which other threads read the counters while the server runs.
    ///
    /// ```
    /// use microosc::{Router, osc_router};
    /// use microosc::udp::Server;
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
    /// let (counters, stop) = (server.counters_handle(), server.stop_handle());
    /// let thread = std::thread::spawn(move || server.serve(&mut ()));
    ///
    /// println!("{} datagrams so far", counters.get().datagrams);
    /// # stop.stop();
    /// # assert!(thread.join().unwrap().is_ok());
    /// # Ok::<(), microosc::udp::BindError>(())
    /// ```
    pub fn counters_handle(&mut self) -> CountersHandle {
        self.engine.publisher.handle(&self.engine.core)
    }

    /// Returns the settings to change them; they hold for what comes from now on.
    pub fn settings_mut(&mut self) -> &mut Settings {
        self.engine.core.settings_mut()
    }

    fn turn(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let is_stopped = || self.waiting.is_stopped();
        self.engine.turn(state, is_stopped, &mut |_, _| false).map_err(ServeError::Receive)
    }

    /// Looks which sockets have datagrams, and if none has, waits for one until something is due.
    fn look(&mut self, due: Option<Duration>) -> Result<(), ServeError> {
        let ports = &mut self.engine.ports;
        if ports.iter().all(|port| port.is_readable) {
            return Ok(());
        }
        let looked = self.waiting.look_until(due, |index| {
            if let Some(port) = ports.get_mut(index) {
                port.is_readable = true;
            }
        });
        looked.map_err(ServeError::Receive)
    }
}

/// Prepares the wait for the sockets.
fn waiting<S: ?Sized>(engine: &mut Engine<S, mio::net::UdpSocket>) -> io::Result<Waiting> {
    let waiting = Waiting::new()?;
    for (index, port) in engine.ports.iter_mut().enumerate() {
        waiting.add(&mut port.datagrams, index, Interest::READABLE)?;
    }
    Ok(waiting)
}

impl Datagrams for mio::net::UdpSocket {
    fn of(socket: UdpSocket) -> io::Result<Self> {
        Ok(Self::from_std(socket))
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Received> {
        self.recv_from(buffer).map(Received::one)
    }

    #[cfg(all(feature = "gro", any(target_os = "linux", target_os = "android")))]
    fn receive_joined(&self, buffer: &mut [u8]) -> io::Result<Received> {
        self.try_io(|| super::segments::receive(self, buffer))
    }

    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<usize> {
        let mut sent = self.send_to(packet, to);
        for _ in 0..SEND_NAPS {
            match &sent {
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(NAP),
                _ => break,
            }
            sent = self.send_to(packet, to);
        }
        sent
    }
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("local_addrs", &self.local_addrs().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
