//! A server on a socket: the loop around the sans-IO server.
//!
//! One datagram at a time: receive it, run the bundles that are due, run its handlers, send the
//! replies from the same socket. Nothing is allocated after `bind`, and no datagram ends the loop.

use super::bind;
use super::options::Options;
use super::socket::{Arrival, MAX_DATAGRAM, Socket};
use crate::net::{BindError, ServeError, StopHandle};
use crate::{Counters, Router, TimeTag};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::net::ToSocketAddrs;

/// `poll` returns after so many datagrams even if more keep coming.
const POLL_LIMIT: usize = 1024;

/// The buffers of the server below: one datagram's worth of replies, as much of bundles that wait.
const REPLIES: usize = 65_536;
const WAITING: usize = 65_536;

/// How late a receive call may return: systems count its timeout in ticks of up to 10 ms. The
/// rest of the way to a bundle's time is gone in naps, which are exact to the microsecond or so.
const TICK: Duration = Duration::from_millis(10);
const NAP: Duration = Duration::from_micros(500);

/// How soon a stop is noticed on systems where it does not wake the receive call.
const LONGEST_WAIT: Duration = Duration::from_millis(250);

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

/// An OSC server on a UDP socket.
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
    socket: Socket,
    core: Box<crate::Server<S, REPLIES, WAITING>>,
    /// Holds the datagram while handlers run, then each of their replies.
    buffer: Box<[u8]>,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`: `host:port` text, a `SocketAddr`, or a pair of host and port.
    ///
    /// * `"127.0.0.1:5000"`: programs on this machine only.
    /// * `"192.168.1.5:5000"`: an address of this machine: one of its networks.
    /// * `"0.0.0.0:5000"`: everything that reaches the machine by IPv4, broadcasts included.
    ///   `"[::]:5000"` is the same for IPv6, and IPv6 only.
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

    pub(super) fn open(
        address: SocketAddr,
        options: &Options,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        let socket = Socket::new(bind::server(address, options)?)
            .map_err(|source| BindError::system("set up the socket", source))?;
        let core = Box::new(crate::Server::with_buffers(router));
        Ok(Self { socket, core, buffer: vec![0; MAX_DATAGRAM].into() })
    }

    /// Handles datagrams and runs bundles when they are due, until the server is
    /// [stopped](Self::stop_handle).
    ///
    /// # Errors
    ///
    /// The socket cannot receive any more. A datagram or a peer that is gone never is a reason.
    pub fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        while !self.socket.is_stopped() {
            let arrival = self.wait().map_err(ServeError::Receive)?;
            self.handle(arrival, state);
        }
        Ok(())
    }

    /// Handles the datagrams that have arrived and the bundles that are due, and returns how many
    /// datagrams there were. It never waits, and returns after 1024 datagrams even if more keep
    /// coming.
    ///
    /// # Errors
    ///
    /// The socket cannot receive any more.
    pub fn poll(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let mut handled = 0_usize;
        for _ in 0..POLL_LIMIT {
            let arrival = self.receive(Duration::ZERO).map_err(ServeError::Receive)?;
            let nothing = matches!(arrival, Arrival::Nothing);
            if matches!(arrival, Arrival::Datagram { .. }) {
                handled = handled.saturating_add(1);
            }
            self.handle(arrival, state);
            if nothing {
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
        self.socket.stop_handle()
    }

    /// Returns the address the server is bound to: for a group, `0.0.0.0` or `[::]` and its port.
    pub fn local_addr(&self) -> SocketAddr {
        self.socket.local_addr()
    }

    /// Returns the counts of what arrived and of what did not reach a handler.
    pub fn counters(&self) -> &Counters {
        self.core.counters()
    }

    /// Returns the server below, which has neither socket nor clock.
    pub fn core(&self) -> &crate::Server<S, REPLIES, WAITING> {
        &self.core
    }

    /// Returns the server below to change its settings.
    pub fn core_mut(&mut self) -> &mut crate::Server<S, REPLIES, WAITING> {
        &mut self.core
    }

    /// Receives one datagram, waiting at most until the next bundle is due.
    fn wait(&mut self) -> std::io::Result<Arrival> {
        let Some(due) = self.core.poll_timeout() else {
            return self.receive(LONGEST_WAIT);
        };
        let left = due.duration_since(TimeTag::now()).unwrap_or_default();
        let before_tick = left.saturating_sub(TICK);
        let arrival = self.receive(before_tick.min(LONGEST_WAIT))?;
        if matches!(arrival, Arrival::Nothing) && before_tick.is_zero() {
            std::thread::sleep(left.min(NAP));
        }
        Ok(arrival)
    }

    fn receive(&mut self, wait: Duration) -> std::io::Result<Arrival> {
        self.socket.receive(&mut self.buffer, wait)
    }

    fn handle(&mut self, arrival: Arrival, state: &mut S) {
        let now = TimeTag::now();
        if self.core.poll_timeout().is_some() {
            self.core.handle_timeout(now, state);
            self.transmit();
        }
        match arrival {
            Arrival::Datagram { length, peer } => {
                let datagram = self.buffer.get(..length).unwrap_or_default();
                self.core.handle_datagram(now, peer, datagram, state);
                self.transmit();
            }
            Arrival::Refused => self.core.transmit_failed(),
            Arrival::Nothing => {}
        }
    }

    /// Sends the replies. One that cannot be sent is counted; its peer may ask again.
    fn transmit(&mut self) {
        while let Some(transmit) = self.core.poll_transmit(&mut self.buffer) {
            let packet = self.buffer.get(..transmit.len).unwrap_or_default();
            if self.socket.send(packet, transmit.to).is_err() {
                self.core.transmit_failed();
            }
        }
    }
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("local_addr", &self.local_addr()).finish_non_exhaustive()
    }
}
