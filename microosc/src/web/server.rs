//! The loop that serves UDP, HTTP and WebSocket in one thread.

#[cfg(feature = "mdns")]
use super::announcement::Announcement;
use super::answer::{About, answer};
use super::command::Command;
use super::connection::Event;
use super::connections::Connections;
use super::counters::{ConnectionCounters, bump};
use super::listeners::Listeners;
use super::options::Options;
use super::socket::{Frame, MAX_FRAME};
use super::surfaces::Surfaces;
use crate::net::{BindError, POLL_LIMIT, POLL_TIME, ServeError, StopHandle};
use crate::query::{Namespace, State};
use crate::tcp::listener::{Accepted, Listener};
use crate::{Counters, Router, udp};
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use mio::Interest;
use std::io;
use std::net::ToSocketAddrs;
use std::time::Instant;

/// The number of the socket that listens; those of UDP are smaller.
const LISTENER: usize = 256;

/// The link by which replies go to WebSockets.
const LINK: u8 = u8::MAX;

/// How many connections are accepted in a row.
const ACCEPT_LIMIT: usize = 16;

/// How many steps of one connection are done before others have their turn.
const STEPS: usize = 16;

/// Serves a router at `address`, by UDP and by HTTP: [`Server::bind`] and [`Server::serve`] in one.
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
/// fn main() -> Result<(), microosc::web::ServeError> {
///     microosc::web::serve("127.0.0.1:8000", &ROUTER, &mut ())
/// }
/// ```
///
/// # Errors
///
/// The address cannot be used, or a socket fails for good.
pub fn serve<S: ?Sized>(
    address: impl ToSocketAddrs + fmt::Debug,
    router: &Router<S>,
    state: &mut S,
) -> Result<(), ServeError> {
    Server::bind(address, router)?.serve(state)
}

/// An OSC server over UDP whose addresses and values can be read by HTTP and WebSocket.
///
/// ```
/// use microosc::web::Server;
/// use microosc::{Router, osc_handler, osc_router};
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// /// How fast it goes.
/// #[osc_handler("/tempo", get = |bpm| *bpm)]
/// fn tempo(bpm: &mut f32, value: f32) {
///     *bpm = value;
/// }
///
/// static ROUTER: Router<f32> = osc_router![tempo];
///
/// let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
/// let mut client = TcpStream::connect(server.web_addr())?;
/// write!(client, "GET /tempo?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
///
/// // In a main loop: answer what has been asked, go on with other work.
/// let mut bpm = 120.0;
/// while server.connection_counters().requests == 0 {
///     server.poll(&mut bpm)?;
/// }
///
/// let mut answer = String::new();
/// client.read_to_string(&mut answer)?;
/// assert!(answer.ends_with(r#"{"VALUE":[120.0]}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server<S: ?Sized + 'static> {
    udp: udp::Server<S>,
    listener: Listener,
    connections: Connections,
    listeners: Listeners,
    surfaces: Surfaces,
    /// What had been counted when values were last known to be the same.
    seen: Counters,
    /// Holds a value while it is read.
    value: Box<[u8]>,
    /// Tells when the server goes.
    #[cfg(feature = "mdns")]
    _announcement: Option<Announcement>,
}

impl<S: ?Sized> Server<S> {
    /// Listens at `address`, for OSC by UDP and for HTTP by TCP; see
    /// [`udp::Server::bind`] for what addresses mean. With port 0, each gets one of its own.
    ///
    /// # Errors
    ///
    /// The address cannot be used, for UDP or for TCP.
    pub fn bind(
        address: impl ToSocketAddrs + fmt::Debug,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        Options::new().bind(address, router)
    }

    /// Goes on with a server for UDP, of any addresses and options, and listens at `address` for HTTP.
    ///
    /// Whose network is not [allowed](crate::Settings::allow) gets no connection either.
    ///
    /// # Errors
    ///
    /// The address cannot be used.
    pub fn with(
        udp: udp::Server<S>,
        address: impl ToSocketAddrs + fmt::Debug,
    ) -> Result<Self, BindError> {
        Options::new().with(udp, address)
    }

    pub(super) fn open(
        udp: udp::Server<S>,
        address: SocketAddr,
        options: Options,
    ) -> Result<Self, BindError> {
        if udp.local_addrs().count() > usize::from(LINK) {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "255 are the most");
            return Err(BindError::system("serve so many addresses", source));
        }
        let surfaces =
            Surfaces::new(&options.surfaces, udp.engine.ports.iter().map(|port| port.local))?;
        let mut listener = Listener::open(address, false)?;
        udp.waiting
            .add(&mut listener.socket, LISTENER, Interest::READABLE)
            .map_err(|source| BindError::system("wait for the socket", source))?;
        let listeners = Listeners::new(options.interval);
        let seen = *udp.counters();
        let value = vec![0; MAX_FRAME].into();
        #[cfg(feature = "mdns")]
        let announcement = options.announce.then(|| {
            let name = options.name.as_deref().unwrap_or("microosc");
            Announcement::new(name, listener.local, udp.local_addr())
        });
        Ok(Self {
            udp,
            listener,
            connections: Connections::new(options),
            listeners,
            surfaces,
            seen,
            value,
            #[cfg(feature = "mdns")]
            _announcement: announcement.transpose()?,
        })
    }

    /// Handles packets, runs bundles when they are due, answers requests and sends the values that are
    /// listened to, until the server is [stopped](Self::stop_handle).
    ///
    /// Values are looked at after messages; where the state changes by itself, call
    /// [`poll`](Self::poll) in a loop instead.
    ///
    /// # Errors
    ///
    /// A socket fails for good. What a client does never is a reason.
    pub fn serve(&mut self, state: &mut S) -> Result<(), ServeError> {
        while !self.udp.waiting.is_stopped() {
            let due = self.until_due();
            self.look(due)?;
            self.turn(state)?;
        }
        Ok(())
    }

    /// Does what is to be done now, and returns how many datagrams there were. It never waits, and
    /// returns soon after [`POLL_LIMIT`] datagrams or [`POLL_TIME`] even if more keep coming. What has
    /// changed in the state meanwhile is sent to those who listen.
    ///
    /// # Errors
    ///
    /// A socket fails for good.
    pub fn poll(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let start = Instant::now();
        let mut handled = 0_usize;
        self.listeners.touch();
        while !self.udp.waiting.is_stopped() {
            self.look(Some(Duration::ZERO))?;
            handled = handled.saturating_add(self.turn(state)?);
            if self.is_idle() || handled >= POLL_LIMIT || start.elapsed() >= POLL_TIME {
                break;
            }
        }
        Ok(handled)
    }

    /// Returns a handle that stops the server from another thread, or from a signal handler's.
    /// Connections are closed when the server is dropped.
    pub fn stop_handle(&self) -> StopHandle {
        self.udp.stop_handle()
    }

    /// Returns the server for UDP: its addresses, counters and settings.
    pub fn udp(&self) -> &udp::Server<S> {
        &self.udp
    }

    /// Returns the address where HTTP and WebSocket are served.
    pub fn web_addr(&self) -> SocketAddr {
        self.listener.local
    }

    /// Returns what a browser or a client of OSCQuery on this machine is to open.
    pub fn url(&self) -> impl fmt::Display {
        let mut address = self.listener.local;
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        Url(address)
    }

    /// Returns how many connections there are now.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// Returns the counts of connections, and of what was refused. Packets by WebSocket are counted
    /// with those by UDP.
    pub fn connection_counters(&self) -> &ConnectionCounters {
        &self.connections.counters
    }

    fn is_idle(&self) -> bool {
        self.udp.engine.is_idle() && self.connections.is_idle()
    }

    /// Returns how long nothing is to be done unless something comes.
    fn until_due(&self) -> Option<Duration> {
        if !self.is_idle() {
            return Some(Duration::ZERO);
        }
        let next = self.listener.look().into_iter().chain(self.connections.deadline()).min();
        let now = Instant::now();
        let next = next.map(|at| at.saturating_duration_since(now));
        let due = [
            next,
            self.udp.engine.core.until_due(),
            self.listeners.until_due(now),
            self.surfaces.until_due(),
        ];
        due.into_iter().flatten().min()
    }

    /// Looks which sockets have something, and if none has, waits for one until something is due.
    fn look(&mut self, due: Option<Duration>) -> Result<(), ServeError> {
        let ports = &mut self.udp.engine.ports;
        let looked = self.udp.waiting.look_until(due, |number| match ports.get_mut(number) {
            Some(port) => port.is_readable = true,
            None if number == LISTENER => self.listener.wake(),
            None => self.connections.wake(number),
        });
        looked.map_err(ServeError::Receive)
    }

    fn turn(&mut self, state: &mut S) -> Result<usize, ServeError> {
        let udp::Server { engine, waiting } = &mut self.udp;
        let away = &mut |to: crate::Transmit, packet: &[u8]| {
            to.link == LINK && self.connections.send(to.to, packet)
        };
        let handled = engine.turn(state, || waiting.is_stopped(), away);
        let handled = handled.and_then(|handled| self.accept().map(|()| handled));
        for number in self.connections.ready() {
            if self.go_on(number, state) {
                break;
            }
        }
        self.push(state);
        self.connections.cut_late(&mut self.listeners);
        handled.map_err(ServeError::Receive)
    }

    fn accept(&mut self) -> io::Result<()> {
        for _ in 0..ACCEPT_LIMIT {
            match self.listener.accept()? {
                Accepted::Peer(stream, peer) => {
                    if self.udp.engine.core.settings().allow.contain(peer.ip()) {
                        self.connections.add(peer, stream, &self.udp.waiting);
                    } else {
                        bump(&mut self.connections.counters.refused);
                    }
                }
                Accepted::Failed => bump(&mut self.connections.counters.accept_failed),
                Accepted::Nobody => break,
            }
        }
        Ok(())
    }

    /// Gives a connection its turn, and tells whether it has asked for something: an answer may be
    /// all that there is, so messages have their turn before the next one.
    fn go_on(&mut self, number: usize, state: &mut S) -> bool {
        let mut has_asked = false;
        for _ in 0..STEPS {
            match self.connections.step(number) {
                Event::Nothing => break,
                Event::End => {
                    self.connections.close(number, &mut self.listeners);
                    break;
                }
                Event::Request(request) => {
                    let router = self.udp.engine.core.router();
                    let about = About {
                        name: self.connections.options.name.as_deref(),
                        osc: self.udp.local_addr(),
                        allows_control: self.connections.options.allow_control,
                    };
                    let mut values = State { router: &router, state, buffer: &mut self.value };
                    let response = answer(&request, Namespace::of(&router), &about, &mut values);
                    bump(&mut self.connections.counters.requests);
                    has_asked = true;
                    if let Some(connection) = self.connections.get(number) {
                        connection.answer(response);
                    }
                }
                Event::Frame(Frame::Command(Some(command))) => {
                    if !self.obey(number, command, state) {
                        bump(&mut self.connections.counters.commands_ignored);
                    }
                }
                Event::Frame(Frame::Command(None)) => {
                    bump(&mut self.connections.counters.commands_ignored);
                }
                Event::Frame(Frame::Packet(packet)) => self.control(number, &packet, state),
                Event::Frame(_) => {}
            }
        }
        has_asked
    }

    /// Does what a client asks for, unless there is no such value.
    fn obey(&mut self, number: usize, command: Command, state: &mut S) -> bool {
        let Self { udp, connections, listeners, value, .. } = self;
        let Some((socket, _)) = connections.get(number).and_then(|found| found.socket()) else {
            return false;
        };
        match command {
            Command::Listen(address) if !socket.listened().contains(&address) => {
                let router = udp.engine.core.router();
                let mut values = State { router: &router, state, buffer: value };
                if !listeners.add(&address, Namespace::of(&router), &mut values, Instant::now()) {
                    return false;
                }
                socket.listened().add(address);
            }
            Command::Listen(_) => {}
            Command::Ignore(address) => {
                if socket.listened().remove(&address) {
                    listeners.remove(&address);
                }
            }
        }
        true
    }

    /// Handles a packet that has come by WebSocket.
    fn control(&mut self, number: usize, packet: &[u8], state: &mut S) {
        let connections = &mut self.connections;
        if !connections.options.allow_control {
            return bump(&mut connections.counters.control_refused);
        }
        let Some(peer) = connections.get(number).map(|connection| connection.peer) else { return };
        self.udp.engine.handle_from((LINK, peer), packet, state, &mut |to, packet| {
            to.link == LINK && connections.send(to.to, packet)
        });
    }

    /// Sends the values that have changed.
    fn push(&mut self, state: &mut S) {
        let (core, now) = (&self.udp.engine.core, Instant::now());
        if self.seen != *core.counters() {
            self.seen = *core.counters();
            self.listeners.touch();
        }
        let router = core.router();
        let mut values = State { router: &router, state, buffer: &mut self.value };
        self.surfaces.follow(&mut self.listeners, Namespace::of(&router), &mut values, now);
        let is_news = self.listeners.look(&mut values, now);
        self.connections.push(&self.listeners, is_news);
        let engine = &mut self.udp.engine;
        self.surfaces.push(&self.listeners, is_news, |port, packet, to| {
            engine.send(port, packet, to);
        });
    }
}

struct Url(SocketAddr);

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}/", self.0)
    }
}

impl<S: ?Sized> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("udp", &self.udp)
            .field("web_addr", &self.web_addr())
            .field("connections", &self.connections())
            .finish_non_exhaustive()
    }
}
