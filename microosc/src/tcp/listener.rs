//! The sockets that wait for connections, and how each connection is set up.

use super::faults::{self, Fault};
use crate::net::{self, BindError};
use core::net::{Ipv6Addr, SocketAddr};
use core::time::Duration;
use mio::net::{TcpListener, TcpStream};
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use std::io;
use std::time::Instant;

/// How many connections the system holds until they are accepted.
const BACKLOG: i32 = 128;

/// How long a socket rests when the system lacks something, so that such errors do not make a busy
/// loop: connections wait meanwhile, and file handles become free.
const REST: Duration = Duration::from_millis(50);

/// When the system starts to ask a silent peer whether it is still there.
const PROBE_AFTER: Duration = Duration::from_secs(20);

/// How often it asks, where that can be set.
#[cfg(any(
    target_os = "android",
    target_os = "freebsd",
    target_os = "linux",
    target_vendor = "apple",
    windows
))]
const PROBE_EVERY: Duration = Duration::from_secs(5);

/// When it gives up a peer that does not answer, be it only what was sent to it.
#[cfg(any(target_os = "android", target_os = "linux"))]
const GONE_AFTER: Duration = Duration::from_secs(45);

/// A socket that listens and does not wait.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) local: SocketAddr,
    /// When to look for a connection, if there may be one.
    look: Option<Instant>,
}

/// What looking for a connection has brought.
#[derive(Debug)]
pub(crate) enum Accepted {
    Peer(TcpStream, SocketAddr),
    /// A connection that was gone before it could be accepted, or that the system has no means for.
    Failed,
    Nobody,
}

impl Listener {
    /// Listens at `address`.
    pub(crate) fn open(address: SocketAddr, dual_stack: bool) -> Result<Self, BindError> {
        if address.ip().is_multicast() {
            return Err(BindError::GroupOverTcp { group: address.ip() });
        }
        if dual_stack && address.ip() != Ipv6Addr::UNSPECIFIED {
            return Err(BindError::NotDualStack { address });
        }
        let system = |action| move |source| BindError::system(action, source);
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))
            .map_err(system("open a socket"))?;
        if address.is_ipv6() {
            // IPv6 sockets carry IPv6 only, on every system alike, unless both are asked for.
            let set = socket.set_only_v6(!dual_stack);
            set.map_err(system("choose the IP versions of the socket"))?;
        }
        // A server that is started again gets its port although connections of the last one linger.
        // On Windows it does anyway, and the option would let two servers share the port.
        #[cfg(not(windows))]
        socket.set_reuse_address(true).map_err(system("use the port again"))?;
        let taken = |source| BindError::bind(address, source);
        socket.bind(&address.into()).map_err(taken)?;
        socket.listen(BACKLOG).map_err(taken)?;
        socket.set_nonblocking(true).map_err(system("set up the socket"))?;
        let socket = TcpListener::from_std(socket.into());
        let local = socket.local_addr().map_err(system("set up the socket"))?;
        Ok(Self { socket, local, look: Some(Instant::now()) })
    }

    /// Takes note that there may be a connection.
    pub(crate) fn wake(&mut self) {
        self.look.get_or_insert_with(Instant::now);
    }

    /// Returns when to look for a connection, if there may be one.
    pub(crate) fn look(&self) -> Option<Instant> {
        self.look
    }

    /// Accepts a connection if there is one, and if it is time to look for it.
    ///
    /// # Errors
    ///
    /// The socket does not listen any more, as when a phone has put the program to sleep.
    pub(crate) fn accept(&mut self) -> io::Result<Accepted> {
        if self.look.is_none_or(|at| at > Instant::now()) {
            return Ok(Accepted::Nobody);
        }
        let error = match self.socket.accept() {
            Ok((stream, peer)) => return Ok(Accepted::Peer(stream, net::shown(peer))),
            Err(error) => error,
        };
        match faults::of_accepting(&error) {
            Fault::Fatal => return Err(error),
            Fault::Gone => return Ok(Accepted::Failed),
            Fault::Busy => {
                self.look = Instant::now().checked_add(REST);
                return Ok(Accepted::Failed);
            }
            Fault::Empty => self.look = None,
            Fault::Interrupted => {}
        }
        Ok(Accepted::Nobody)
    }
}

/// Sets what both ends of a connection have in common.
pub(crate) fn set_up(stream: &SockRef<'_>) -> io::Result<()> {
    // A fader must not wait until there is more to send.
    stream.set_tcp_nodelay(true)?;
    let probes = TcpKeepalive::new().with_time(PROBE_AFTER);
    #[cfg(any(
        target_os = "android",
        target_os = "freebsd",
        target_os = "linux",
        target_vendor = "apple",
        windows
    ))]
    let probes = probes.with_interval(PROBE_EVERY);
    let _only_a_help = stream.set_tcp_keepalive(&probes);
    #[cfg(any(target_os = "android", target_os = "linux"))]
    let _only_a_help = stream.set_tcp_user_timeout(Some(GONE_AFTER));
    Ok(())
}
