//! OSC over UDP in a tokio task: the same handlers, router and state as with [`udp`](crate::udp).
//!
//! | to | write |
//! |---|---|
//! | serve in a task | `tokio::serve("127.0.0.1:5000", &ROUTER, &mut state).await` |
//! | choose addresses and options | [`Server::bind_all`], [`Server::with_options`] |
//! | stop | drop the future, as `tokio::select!` and `JoinHandle::abort` do |
//! | send | [`udp::Client`](crate::udp::Client), which does not wait in `send` |
//!
//! Handlers are ordinary functions. They run in the task that serves, one after another, so they
//! must not block; what takes long belongs into another task, to which a handler sends what it got.
//!
//! Bundles run up to 1 ms after their time, since tokio counts time in milliseconds; the threads of
//! [`udp`](crate::udp) are more exact.

use crate::net::{BindError, ServeError, resolve, resolve_all};
use crate::udp::Options;
use crate::udp::engine::{Datagrams, Engine, Received};
use crate::{Counters, CountersHandle, RouteCounters, Router, Settings};
use ::tokio::net::UdpSocket;
use ::tokio::{task, time};
use core::fmt;
use core::future::poll_fn;
use core::net::SocketAddr;
use core::task::{Context, Poll};
use std::io;
use std::net::ToSocketAddrs;

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
/// #[tokio::main]
/// async fn main() -> Result<(), microosc::udp::ServeError> {
///     let mut state = ();
///     tokio::select! {
///         ended = microosc::tokio::serve("127.0.0.1:5000", &ROUTER, &mut state) => ended,
///         _ = tokio::signal::ctrl_c() => Ok(()),
///     }
/// }
/// ```
///
/// # Errors
///
/// The address cannot be used, or the socket cannot receive any more.
///
/// # Panics
///
/// As tokio does: outside of a runtime, or in one without input, output and time.
pub async fn serve<S: ?Sized>(
    address: impl ToSocketAddrs + fmt::Debug,
    router: &Router<S>,
    state: &mut S,
) -> Result<(), ServeError> {
    Server::bind(address, router)?.serve(state).await
}

/// An OSC server on one or more UDP sockets, for a tokio task.
///
/// ```
/// use microosc::udp::Client;
/// use microosc::{Router, osc_handler, osc_router};
/// use tokio::sync::mpsc;
///
/// #[osc_handler("/1/fader")]
/// fn fader(moves: &mut mpsc::UnboundedSender<f32>, value: f32) {
///     let _nobody_listens = moves.send(value);
/// }
///
/// static ROUTER: Router<mpsc::UnboundedSender<f32>> = osc_router![fader];
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (mut moves, mut moved) = mpsc::unbounded_channel();
/// let mut server = microosc::tokio::Server::bind("127.0.0.1:0", &ROUTER)?;
/// let address = server.local_addr();
/// tokio::select! {
///     ended = server.serve(&mut moves) => ended?,
///     value = async {
///         Client::connect(address)?.send("/1/fader", (0.5_f32,))?;
///         Ok::<_, Box<dyn std::error::Error>>(moved.recv().await)
///     } => assert_eq!(value?, Some(0.5)),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Server<S: ?Sized + 'static> {
    engine: Engine<S, UdpSocket>,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`; see [`udp::Server::bind`](crate::udp::Server::bind) for what addresses
    /// mean. Names are looked up without waiting for others: better give numbers.
    ///
    /// # Errors
    ///
    /// The address cannot be used, or the group cannot be joined.
    ///
    /// # Panics
    ///
    /// As tokio does: outside of a runtime.
    pub fn bind(
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Self::open(&[resolve(address)?], &Options::new(), router)
    }

    /// Listens at several addresses; see [`udp::Server::bind_all`](crate::udp::Server::bind_all).
    ///
    /// # Errors
    ///
    /// There is no address, one cannot be used, or a group cannot be joined.
    ///
    /// # Panics
    ///
    /// As tokio does: outside of a runtime.
    pub fn bind_all(
        addresses: &[impl ToSocketAddrs + fmt::Debug],
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Self::with_options(&Options::new(), addresses, router)
    }

    /// Listens at several addresses, or at one, with the options that UDP has.
    ///
    /// # Errors
    ///
    /// There is no address, one cannot be used, an option is refused, or a group cannot be joined.
    ///
    /// # Panics
    ///
    /// As tokio does: outside of a runtime.
    pub fn with_options(
        options: &Options,
        addresses: &[impl ToSocketAddrs + fmt::Debug],
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Self::open(&resolve_all(addresses)?, options, router)
    }

    fn open(
        addresses: &[SocketAddr],
        options: &Options,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Ok(Self { engine: Engine::open(addresses, options, router)? })
    }

    /// Handles datagrams and runs bundles when they are due, for as long as the future is polled.
    ///
    /// It may be dropped at any time and called again: no datagram and no bundle is lost, and none is
    /// handled in part. A reply that the system has no room for is counted as not sent.
    ///
    /// # Errors
    ///
    /// A socket cannot receive any more. A datagram or a peer that is gone never is a reason; see
    /// [the table of errors](crate::udp#when-the-network-fails).
    pub async fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        loop {
            self.engine.turn(state, || false, &mut |_, _| false).map_err(ServeError::Receive)?;
            if self.engine.is_idle() {
                self.wait().await.map_err(ServeError::Receive)?;
            } else {
                task::yield_now().await;
            }
        }
    }

    /// Returns the address the server is bound to, of several the first: for a group, `0.0.0.0` or
    /// `[::]` and its port.
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

    /// Returns a handle by which other threads and tasks read the counters while the server runs.
    pub fn counters_handle(&mut self) -> CountersHandle {
        self.engine.publisher.handle(&self.engine.core)
    }

    /// Returns the settings to change them; they hold for what comes from now on.
    pub fn settings_mut(&mut self) -> &mut Settings {
        self.engine.core.settings_mut()
    }

    /// Waits until a socket has a datagram or a bundle is due.
    async fn wait(&mut self) -> io::Result<()> {
        let due = self.engine.core.until_due();
        let readable = poll_fn(|context| self.poll_readable(context));
        match due {
            Some(left) => time::timeout(left, readable).await.unwrap_or(Ok(())),
            None => readable.await,
        }
    }

    fn poll_readable(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        for port in &mut self.engine.ports {
            if let Poll::Ready(ready) = port.datagrams.poll_recv_ready(context) {
                ready?;
                port.is_readable = true;
            }
        }
        if self.engine.is_idle() { Poll::Pending } else { Poll::Ready(Ok(())) }
    }
}

impl Datagrams for UdpSocket {
    fn of(socket: std::net::UdpSocket) -> io::Result<Self> {
        Self::from_std(socket)
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Received> {
        self.try_recv_from(buffer).map(Received::one)
    }

    #[cfg(all(feature = "gro", any(target_os = "linux", target_os = "android")))]
    fn receive_joined(&self, buffer: &mut [u8]) -> io::Result<Received> {
        self.try_io(tokio::io::Interest::READABLE, || crate::udp::segments::receive(self, buffer))
    }

    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<usize> {
        self.try_send_to(packet, to)
    }
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("local_addrs", &self.local_addrs().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
