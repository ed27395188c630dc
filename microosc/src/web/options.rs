//! What can be chosen about a server before it is opened.

use super::server::Server;
use crate::net::{BindError, resolve};
use crate::{Router, udp};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::net::ToSocketAddrs;

/// What a server allows, then the server: [`bind`](Self::bind) or [`with`](Self::with) opens it.
///
/// ```
/// use microosc::web::Options;
/// use microosc::{Router, osc_router};
///
/// static ROUTER: Router = osc_router![];
///
/// let server = Options::new()
///     .name("Mixer")
///     .allow_control(true)
///     .bind("127.0.0.1:0", &ROUTER)?;
/// # Ok::<(), microosc::web::BindError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `bind` or `with` to open a server"]
pub struct Options {
    pub(super) name: Option<String>,
    #[cfg(feature = "mdns")]
    pub(super) announce: bool,
    pub(super) hosts: Vec<String>,
    pub(super) surfaces: Vec<SocketAddr>,
    pub(super) allow_control: bool,
    pub(super) max_connections: usize,
    pub(super) interval: Duration,
    pub(super) head_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) idle_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self {
            name: None,
            #[cfg(feature = "mdns")]
            announce: false,
            hosts: Vec::new(),
            surfaces: Vec::new(),
            allow_control: false,
            max_connections: 8,
            interval: Duration::from_millis(33),
            head_timeout: Duration::from_secs(5),
            write_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
        }
    }

    /// What the server calls itself, for people who choose among several. Without it, nothing.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether programs that look for servers find this one by its [`name`](Self::name), by multicast
    /// DNS: as `_oscjson._tcp`, and as `_osc._udp` where OSC goes. They do not unless set.
    ///
    /// It is told only where the server can be reached: of one at `127.0.0.1`, this machine alone
    /// learns. If another server there has the name already, this one is found as `name (2)`. Without
    /// a name it is `microosc`. When the server is dropped, that is told as well.
    ///
    /// It takes a thread that reads what anybody on these networks sends to port 5353. Where the system
    /// lets no program have that port, or has no multicast, nobody is told and nothing fails.
    ///
    /// ```
    /// use microosc::web::Options;
    /// use microosc::{Router, osc_router};
    ///
    /// static ROUTER: Router = osc_router![];
    ///
    /// let server = Options::new().name("Desk").announce(true).bind("127.0.0.1:0", &ROUTER)?;
    /// # Ok::<(), microosc::web::BindError>(())
    /// ```
    #[cfg(feature = "mdns")]
    pub fn announce(mut self, announce: bool) -> Self {
        self.announce = announce;
        self
    }

    /// A name by which the server may be called in addresses of pages, such as `desk.local`, without
    /// the port. Numbers and `localhost` it answers to anyway.
    ///
    /// A page of a stranger can reach a server on its visitor's machine by a name that leads there,
    /// and by no name that has not been allowed.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// A control surface that is sent every value that can be read, by UDP: all of them at first, then
    /// each when it changes, whoever has changed it, as a message to the address of its route. May be
    /// called for several.
    ///
    /// A route is shown by its `get`, and nothing else is to be declared. What a surface has sent comes
    /// back to it, too, as the handler left it; a value that stays what it was is not sent again. It is
    /// sent no more often than [`push_interval`](Self::push_interval) says. Datagrams may be lost, and a
    /// message refused: a surface that wants to be sure asks `/…/get`.
    ///
    /// ```
    /// use microosc::web::Options;
    /// use microosc::{Router, osc_handler, osc_router};
    ///
    /// #[osc_handler("/1/fader", get = |level| *level)]
    /// fn fader(level: &mut f32, #[osc(range = 0.0..=1.0, clip = "both")] value: f32) {
    ///     *level = value;
    /// }
    ///
    /// static ROUTER: Router<f32> = osc_router![fader];
    ///
    /// let options = Options::new().feedback_to(([127, 0, 0, 1], 9000));
    /// let mut server = options.bind("127.0.0.1:0", &ROUTER)?;
    /// # Ok::<(), microosc::web::BindError>(())
    /// ```
    pub fn feedback_to(mut self, surface: impl Into<SocketAddr>) -> Self {
        self.surfaces.push(surface.into());
        self
    }

    /// Whether packets by WebSocket reach the handlers. They do not unless set: who reaches the server
    /// may look and listen only. OSC over UDP is not concerned.
    pub fn allow_control(mut self, allow: bool) -> Self {
        self.allow_control = allow;
        self
    }

    /// How many connections there are at most at one time, WebSockets included; further ones are
    /// told to try again later. 8 unless set.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// How long after a value the next one of the same address is sent at the earliest; the last one
    /// always is. 33 ms unless set, which is 30 a second.
    pub fn push_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How long a client may take for its request. 5 s unless set.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// How long a client may take to accept an answer, or what its WebSocket was sent. 10 s unless
    /// set.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How long the client of a WebSocket may give no sign of life; after half of it, it is asked for
    /// one (ping), which browsers answer by themselves. 60 s unless set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Opens a server; see [`Server::bind`].
    ///
    /// # Errors
    ///
    /// The address cannot be used, for UDP or for TCP, or a surface cannot be reached from it.
    pub fn bind<S: ?Sized>(
        self,
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Server<S>, BindError> {
        let address = resolve(address)?;
        self.with(udp::Server::bind(address, router)?, address)
    }

    /// Opens a server beside one for UDP; see [`Server::with`].
    ///
    /// # Errors
    ///
    /// The address cannot be used, or a surface cannot be reached from those of UDP.
    pub fn with<S: ?Sized>(
        self,
        udp: udp::Server<S>,
        address: impl ToSocketAddrs + fmt::Debug,
    ) -> Result<Server<S>, BindError> {
        Server::open(udp, resolve(address)?, self)
    }
}
