//! What can be chosen about a socket before it is opened.
//!
//! Everything has a default that suits a first program; what is not set is left to the system.

use super::client::Client;
use super::receiver::Receiver;
use super::server::Server;
use crate::net::{BindError, Interface, resolve, resolve_all};
use crate::{Router, Settings, Sizes};
use core::fmt;
use core::net::IpAddr;
use std::net::ToSocketAddrs;

/// Settings of a socket, then the socket: [`bind`](Self::bind) opens a [`Server`],
/// [`connect`](Self::connect) a [`Client`], [`receiver`](Self::receiver) a [`Receiver`].
///
/// ```
/// use microosc::{Router, osc_router};
/// use microosc::udp::Options;
/// use std::net::Ipv4Addr;
///
/// static ROUTER: Router = osc_router![];
///
/// // Receives two groups, from this machine only.
/// let server = Options::new()
///     .interface(Ipv4Addr::LOCALHOST)
///     .join(Ipv4Addr::new(239, 0, 0, 2))
///     .bind("239.0.0.1:0", &ROUTER)?;
/// # drop(server);
///
/// // Sends to a group, through up to three routers.
/// let client = Options::new()
///     .interface(Ipv4Addr::LOCALHOST)
///     .multicast_ttl(4)
///     .connect("239.0.0.1:5000")?;
/// # Ok::<(), microosc::udp::BindError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "call `bind` or `connect` to open a socket"]
pub struct Options {
    pub(super) interfaces: Vec<Interface>,
    pub(super) groups: Vec<IpAddr>,
    pub(super) dual_stack: bool,
    pub(super) reuse_address: Option<bool>,
    pub(super) broadcast: bool,
    pub(super) ttl: Option<u8>,
    pub(super) multicast_ttl: Option<u8>,
    pub(super) multicast_loop: Option<bool>,
    pub(super) receive_buffer: Option<usize>,
    pub(super) join_datagrams: bool,
    pub(super) settings: Settings,
    pub(super) sizes: Sizes,
}

impl Options {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses the network interface on which a server joins its groups, or through which a
    /// client sends to a group: by address, index or name. The default is the one to which the
    /// system routes the group.
    ///
    /// Called several times it adds interfaces: a server joins its groups on each of them.
    ///
    /// It does not limit what a server receives by unicast; the address it is bound to does.
    pub fn interface(mut self, interface: impl Into<Interface>) -> Self {
        self.interfaces.push(interface.into());
        self
    }

    /// Joins one more multicast group, which a server receives on its port.
    ///
    /// The server must be bound to a group, or to `0.0.0.0` or `[::]`, of the same IP version.
    pub fn join(mut self, group: impl Into<IpAddr>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// Whether a server bound to `[::]`, or to an IPv6 group, receives IPv4 on the same socket, too.
    /// It does not unless set, on every system alike.
    ///
    /// IPv4 peers are shown by their IPv4 addresses. IPv4 groups and broadcasts are not received
    /// that way: for these, [`bind_all`](Self::bind_all) takes `0.0.0.0` beside `[::]`.
    ///
    /// ```
    /// use microosc::udp::{Client, Options};
    /// use microosc::{Peer, Router, osc_handler, osc_router};
    /// use std::net::{IpAddr, Ipv4Addr};
    ///
    /// #[osc_handler("/hello")]
    /// fn hello(from: &mut Option<IpAddr>, peer: Peer) {
    ///     *from = Some(peer.0.ip());
    /// }
    ///
    /// static ROUTER: Router<Option<IpAddr>> = osc_router![hello];
    ///
    /// # if std::net::UdpSocket::bind("[::1]:0").is_err() { return Ok(()) }
    /// let mut server = Options::new().dual_stack(true).bind("[::]:0", &ROUTER)?;
    /// Client::connect((Ipv4Addr::LOCALHOST, server.local_addr().port()))?.send("/hello", ())?;
    ///
    /// let mut from = None;
    /// while server.poll(&mut from)? == 0 {}
    /// assert_eq!(from, Some(Ipv4Addr::LOCALHOST.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn dual_stack(mut self, both: bool) -> Self {
        self.dual_stack = both;
        self
    }

    /// Whether the port may be shared with other sockets that allow it too.
    ///
    /// By default it may if the server is bound to a group: each of the sockets then receives
    /// what is sent to the group. A datagram sent to the machine itself reaches only one of them.
    pub fn reuse_address(mut self, reuse: bool) -> Self {
        self.reuse_address = Some(reuse);
        self
    }

    /// Whether datagrams may be sent to broadcast addresses; without it the system refuses them.
    /// Receiving broadcasts needs no option.
    pub fn broadcast(mut self, broadcast: bool) -> Self {
        self.broadcast = broadcast;
        self
    }

    /// How many routers a datagram may pass on its way to one machine (hop limit).
    pub fn ttl(mut self, ttl: u8) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// How many routers a datagram to a group may pass, plus one. The default, 1, keeps it in the
    /// local network; 0 keeps it on this machine.
    pub fn multicast_ttl(mut self, ttl: u8) -> Self {
        self.multicast_ttl = Some(ttl);
        self
    }

    /// Whether what is sent to a group also reaches the members on this machine, which is the
    /// default. On Windows it is the receiver's setting that counts.
    pub fn multicast_loop(mut self, enabled: bool) -> Self {
        self.multicast_loop = Some(enabled);
        self
    }

    /// How many bytes the system may hold for the program until it receives them. A larger
    /// buffer survives longer bursts. Systems round and limit it (on Linux `net.core.rmem_max`).
    pub fn receive_buffer(mut self, bytes: usize) -> Self {
        self.receive_buffer = Some(bytes);
        self
    }

    /// Whether the system may hand over several datagrams of one sender at once (feature `gro`,
    /// Linux, where it is called `UDP_GRO`). By default it does not.
    ///
    /// It joins what has the same sender and the same length and arrives together: what
    /// [`Client::send_burst`] sends, and bursts that a network card collects. A server then takes a
    /// message in a small part of the time of a system call. Where nothing can be joined, a datagram
    /// costs about a tenth more than without. The datagrams of one call count as received at one
    /// moment. Handlers, replies and counters see no difference.
    ///
    /// A client, a receiver and systems other than Linux take no notice of it.
    #[cfg(feature = "gro")]
    pub fn join_datagrams(mut self, join: bool) -> Self {
        self.join_datagrams = join;
        self
    }

    /// What the server does with time tags, and what it lets senders do; see [`Settings`]. A client
    /// and a receiver take no notice of it.
    ///
    /// ```
    /// use microosc::{Network, Router, Settings, osc_router};
    /// use microosc::udp::Options;
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let mut settings = Settings::new();
    /// settings.allow = Network::PRIVATE.into();
    /// let server = Options::new().settings(settings).bind("127.0.0.1:0", &ROUTER)?;
    /// # Ok::<(), microosc::udp::BindError>(())
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
    /// The address cannot be used, an option is refused, or a group cannot be joined.
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
    /// There is no address, one cannot be used, an option is refused, or a group cannot be joined.
    pub fn bind_all<S: ?Sized>(
        &self,
        addresses: &[impl ToSocketAddrs + fmt::Debug],
        router: &Router<S>,
    ) -> Result<Server<S>, BindError> {
        Server::open(&resolve_all(addresses)?, self, router)
    }

    /// Opens a receiver of datagrams as they are; see [`Receiver::bind`].
    ///
    /// # Errors
    ///
    /// The address cannot be used, an option is refused, or a group cannot be joined.
    pub fn receiver(
        &self,
        address: impl ToSocketAddrs + fmt::Debug,
    ) -> Result<Receiver, BindError> {
        Receiver::open(resolve(address)?, self)
    }

    /// Opens a client that sends to `address`; see [`Client::connect`].
    ///
    /// # Errors
    ///
    /// The address cannot be used or an option is refused.
    pub fn connect(&self, address: impl ToSocketAddrs + fmt::Debug) -> Result<Client, BindError> {
        Client::open(resolve(address)?, self)
    }
}
