//! The socket that waits for connections, and how each connection is set up.

use crate::net::BindError;
use core::net::SocketAddr;
use core::time::Duration;
use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};

/// How many connections the system holds until they are accepted.
const BACKLOG: i32 = 128;

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

/// Listens at `address`, without waiting in `accept`.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, BindError> {
    if address.ip().is_multicast() {
        return Err(BindError::GroupOverTcp { group: address.ip() });
    }
    let system = |action| move |source| BindError::system(action, source);
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))
        .map_err(system("open a socket"))?;
    if address.is_ipv6() {
        // IPv6 sockets carry IPv6 only, on every system alike.
        socket.set_only_v6(true).map_err(system("limit the socket to IPv6"))?;
    }
    // A server that is started again gets its port although connections of the last one linger. On
    // Windows it does anyway, and the option would let two servers share the port.
    #[cfg(not(windows))]
    socket.set_reuse_address(true).map_err(system("use the port again"))?;
    let taken = |source| BindError::bind(address, source);
    socket.bind(&address.into()).map_err(taken)?;
    socket.listen(BACKLOG).map_err(taken)?;
    socket.set_nonblocking(true).map_err(system("set up the socket"))?;
    Ok(socket.into())
}

/// What looking for a connection has brought.
pub(super) enum Accepted {
    Peer(TcpStream, SocketAddr),
    Nobody,
    /// A connection that was gone before it could be accepted, or that the system has no means for.
    Failed,
}

/// Accepts a connection if there is one.
///
/// # Errors
///
/// The socket does not listen any more, as when a phone has put the program to sleep.
pub(super) fn accept(listener: &TcpListener) -> io::Result<Accepted> {
    match listener.accept() {
        Ok((stream, peer)) => Ok(Accepted::Peer(stream, peer)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock => Ok(Accepted::Nobody),
            ErrorKind::InvalidInput | ErrorKind::NotConnected | ErrorKind::Unsupported => {
                Err(error)
            }
            _ => Ok(Accepted::Failed),
        },
    }
}

/// Sets what both ends of a connection have in common.
pub(super) fn set_up(stream: &TcpStream, write_timeout: Duration) -> io::Result<()> {
    // Some systems hand the mode of the listening socket on.
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(write_timeout))?;
    // A fader must not wait until there is more to send.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new().with_time(PROBE_AFTER);
    #[cfg(any(
        target_os = "android",
        target_os = "freebsd",
        target_os = "linux",
        target_vendor = "apple",
        windows
    ))]
    let probes = probes.with_interval(PROBE_EVERY);
    let _only_a_help = socket.set_tcp_keepalive(&probes);
    #[cfg(any(target_os = "android", target_os = "linux"))]
    let _only_a_help = socket.set_tcp_user_timeout(Some(GONE_AFTER));
    Ok(())
}
