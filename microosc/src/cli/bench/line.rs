//! The way from a sender to the server: a socket with a port of its own, or a connection.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use std::io::{self, ErrorKind, Write};
use std::net::{TcpStream, UdpSocket};

use microosc::stream::{Connection, Framing, ReceiveError};
use microosc::tcp::ConnectError;

use super::flood::cannot;
use crate::faults;
use crate::limits;
use crate::output::Stop;

/// How often whoever waits looks whether to end.
const GLANCE: Duration = Duration::from_millis(20);

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) enum Line {
    /// Connected, so that the system tells of a closed port.
    Udp(UdpSocket),
    Tcp(TcpStream),
}

/// What became of a packet.
pub(super) enum Fate {
    Taken,
    /// The system does not take it now, or tells that nobody listens.
    Refused,
    /// The server has closed the connection, or has not read for so long that it was time to end.
    /// There may be a part of the packet on the way.
    Over,
}

/// Answers as they come over a line.
pub(super) enum Answers<'a> {
    Udp(&'a UdpSocket, Vec<u8>),
    Tcp(Connection<&'a TcpStream>),
}

impl Line {
    pub(super) fn open(to: SocketAddr, over_tcp: bool) -> Result<Self, Stop> {
        if over_tcp { Self::connect(to) } else { Self::socket(to) }
    }

    fn socket(to: SocketAddr) -> Result<Self, Stop> {
        let local: SocketAddr = match to {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        let open = || {
            let socket = UdpSocket::bind(local)?;
            socket.connect(to)?;
            socket.set_read_timeout(Some(GLANCE))?;
            Ok(Self::Udp(socket))
        };
        open().map_err(|error| cannot(to, &error))
    }

    fn connect(to: SocketAddr) -> Result<Self, Stop> {
        let open = || {
            let stream = TcpStream::connect_timeout(&to, CONNECT_TIMEOUT)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(GLANCE))?;
            stream.set_write_timeout(Some(GLANCE))?;
            Ok(Self::Tcp(stream))
        };
        open().map_err(|source: io::Error| {
            faults::connect(&match source.kind() {
                ErrorKind::ConnectionRefused => ConnectError::Refused { to, source },
                ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                    ConnectError::TimedOut { to, after: CONNECT_TIMEOUT }
                }
                _ => ConnectError::System { to, source },
            })
        })
    }

    /// Sends the bytes of a packet. Over TCP the server is waited for until `is_time` to end.
    pub(super) fn send(&self, bytes: &[u8], is_time: impl Fn() -> bool) -> io::Result<Fate> {
        match self {
            Self::Udp(socket) => loop {
                match socket.send(bytes).map_err(|error| (error.kind(), error)) {
                    Ok(_) => return Ok(Fate::Taken),
                    Err((ErrorKind::Interrupted, _)) => {}
                    Err((ErrorKind::ConnectionRefused | ErrorKind::WouldBlock, _)) => {
                        return Ok(Fate::Refused);
                    }
                    Err((_, error)) => return Err(error),
                }
            },
            Self::Tcp(stream) => Ok(write(stream, bytes, is_time)),
        }
    }

    /// Tells a server that reads until the end that there is one. Answers still come.
    pub(super) fn end(&self) {
        if let Self::Tcp(stream) = self {
            let _it_is_gone = stream.shutdown(std::net::Shutdown::Write);
        }
    }

    /// What comes back, which is in either framing.
    pub(super) fn answers(&self, framing: Framing) -> Answers<'_> {
        match self {
            Self::Udp(socket) => Answers::Udp(socket, vec![0; 65_536]),
            Self::Tcp(stream) => {
                Answers::Tcp(Connection::with_max_packet(stream, framing, limits::PACKET))
            }
        }
    }
}

fn write(mut stream: &TcpStream, bytes: &[u8], is_time: impl Fn() -> bool) -> Fate {
    let mut rest = bytes;
    while !rest.is_empty() {
        match stream.write(rest) {
            Ok(0) => return Fate::Over,
            Ok(len) => rest = rest.get(len..).unwrap_or_default(),
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
                    if is_time() {
                        return Fate::Over;
                    }
                }
                _ => return Fate::Over,
            },
        }
    }
    Fate::Taken
}

impl Answers<'_> {
    /// The next one, if one comes soon; an error when there can be no more.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, ReceiveError> {
        match self {
            Self::Udp(socket, buffer) => Ok(match socket.recv(buffer) {
                Ok(len) => buffer.get(..len),
                // Nothing has come, or the port is closed, of which senders tell.
                Err(_) => None,
            }),
            Self::Tcp(connection) => connection.receive(),
        }
    }
}
