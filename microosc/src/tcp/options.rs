//! What can be chosen about a server or a client before it is opened.
//!
//! Every limit has a default that suits a desk and some tablets.

use super::client::Client;
use super::error::ConnectError;
use super::server::Server;
use crate::net::{BindError, resolve, resolve_all};
use crate::stream::{Framing, MAX_PACKET};
use crate::{Router, Settings, Sizes};
use core::fmt;
use core::time::Duration;
use std::net::ToSocketAddrs;

/// Limits of connections, then the socket: [`bind`](Self::bind) opens a [`Server`],
/// [`connect`](Self::connect) a [`Client`].
///
/// ```
/// use microosc::tcp::Options;
/// use microosc::{Router, osc_router};
/// use std::time::Duration;
///
/// static ROUTER: Router = osc_router![];
///
/// let server = Options::new()
///     .max_connections(4)
///     .idle_timeout(Duration::from_secs(600))
///     .bind("127.0.0.1:0", &ROUTER)?;
/// # Ok::<(), microosc::tcp::BindError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `bind` or `connect` to open a socket"]
pub struct Options {
    pub(super) max_connections: usize,
    pub(super) max_packet: usize,
    pub(super) framing: Option<Framing>,
    pub(super) dual_stack: bool,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) frame_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) write_queue: usize,
    pub(super) connect_timeout: Duration,
    pub(super) settings: Settings,
    pub(super) sizes: Sizes,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// The system takes a timeout of zero for none.
const SHORTEST: Duration = Duration::from_millis(1);

impl Options {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self {
            max_connections: 32,
            max_packet: MAX_PACKET,
            framing: None,
            dual_stack: false,
            idle_timeout: None,
            frame_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(5),
            write_queue: 256 << 10,
            connect_timeout: Duration::from_secs(5),
            settings: Settings::new(),
            sizes: Sizes::new(),
        }
    }

    /// How many peers a server has at most at one time; further ones are refused. 32 unless set.
    ///
    /// A connection takes the memory for one packet ([`max_packet`](Self::max_packet)) and for the
    /// replies that wait ([`write_queue`](Self::write_queue)).
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// How many bytes a packet has at most; a longer one is skipped on receiving, and not sent by a
    /// client. 65536 unless set.
    pub fn max_packet(mut self, bytes: usize) -> Self {
        self.max_packet = bytes;
        self
    }

    /// Which framing is received. Unless set, the first bytes of each connection tell.
    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = Some(framing);
        self
    }

    /// Whether a server at `[::]` takes connections by IPv4 on the same socket, too. It does not
    /// unless set, on every system alike. IPv4 peers are shown by their IPv4 addresses.
    ///
    /// Two sockets do the same: [`bind_all`](Self::bind_all) with `0.0.0.0` and `[::]`.
    pub fn dual_stack(mut self, both: bool) -> Self {
        self.dual_stack = both;
        self
    }

    /// How long a peer of a server may be silent. Unless set, as long as it likes: nobody may have
    /// touched that fader for hours.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// How long a peer of a server may take to complete a frame it has begun. 10 s unless set.
    pub fn frame_timeout(mut self, timeout: Duration) -> Self {
        self.frame_timeout = timeout;
        self
    }

    /// How long a peer may take to accept a packet. 5 s unless set; at least 1 ms.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout.max(SHORTEST);
        self
    }

    /// How many bytes of replies a server keeps for a peer that takes them slowly, beside what the
    /// system keeps. 256 KiB unless set.
    pub fn write_queue(mut self, bytes: usize) -> Self {
        self.write_queue = bytes;
        self
    }

    /// How long a client waits for the connection. 5 s unless set; at least 1 ms.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout.max(SHORTEST);
        self
    }

    /// What the server does with time tags, and what it lets senders do; see [`Settings`]. A client
    /// takes no notice of it.
    ///
    /// ```
    /// use microosc::{Network, Router, Settings, osc_router};
    /// use microosc::tcp::Options;
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let mut settings = Settings::new();
    /// settings.allow = Network::PRIVATE.into();
    /// let server = Options::new().settings(settings).bind("127.0.0.1:0", &ROUTER)?;
    /// # Ok::<(), microosc::tcp::BindError>(())
    /// ```
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// How much memory the server gets for replies and for bundles that wait, and whether it counts
    /// its routes; see [`Sizes`].
    pub fn sizes(mut self, sizes: Sizes) -> Self {
        self.sizes = sizes;
        self
    }

    /// Opens a server; see [`Server::bind`] for the address.
    ///
    /// # Errors
    ///
    /// The address cannot be used.
    pub fn bind<S: ?Sized>(
        &self,
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Server<S>, BindError> {
        Server::open(&[resolve(address)?], self, router)
    }

    /// Opens a server at several addresses; see [`Server::bind_all`].
    ///
    /// # Errors
    ///
    /// There is no address, or one cannot be used.
    pub fn bind_all<S: ?Sized>(
        &self,
        addresses: &[impl ToSocketAddrs + fmt::Debug],
        router: &Router<S>,
    ) -> Result<Server<S>, BindError> {
        Server::open(&resolve_all(addresses)?, self, router)
    }

    /// Connects a client to `address`; see [`Client::connect`].
    ///
    /// # Errors
    ///
    /// The address cannot be used, or nobody answers there.
    pub fn connect(
        &self,
        address: impl ToSocketAddrs + fmt::Debug,
        framing: Framing,
    ) -> Result<Client, ConnectError> {
        let address = resolve(address).map_err(ConnectError::Unresolved)?;
        Client::open(address, framing, self)
    }
}
