//! What can go wrong on sending a datagram.

use crate::EncodeError;
use crate::net::debug_as_display;
use core::error::Error;
use core::fmt;
use core::net::SocketAddr;
use std::io;

/// A packet could not be sent.
#[non_exhaustive]
pub enum SendError {
    /// The message or bundle could not be written.
    Encode(EncodeError),
    /// The target is a broadcast address, and broadcasting was not asked for.
    BroadcastNotAllowed {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The machine knows no way to the target.
    Unreachable {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The packet is longer than a datagram may be.
    TooLong {
        /// The length of the packet in bytes.
        length: usize,
    },
    /// The system refused anything else.
    System {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

impl SendError {
    /// Sorts the errors of `sendto(2)`.
    pub(super) fn send(to: SocketAddr, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::BroadcastNotAllowed { to, source },
            io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => Self::Unreachable { to, source },
            _ => Self::System { to, source },
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::BroadcastNotAllowed { to, .. } => write!(
                f,
                "cannot send to {to}: permission denied; \
                 if it is a broadcast address, ask for Options::broadcast(true)"
            ),
            Self::Unreachable { to, source } => {
                write!(f, "cannot send to {to}: {source}; connect the machine to that network")?;
                if to.ip().is_multicast() {
                    f.write_str(", or choose the interface by Options::interface")?;
                }
                Ok(())
            }
            Self::TooLong { length } => write!(
                f,
                "a packet of {length} bytes does not fit into one datagram \
                 (65507 bytes in IPv4); send it in parts"
            ),
            Self::System { to, source } => write!(f, "cannot send to {to}: {source}"),
        }
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::BroadcastNotAllowed { source, .. }
            | Self::Unreachable { source, .. }
            | Self::System { source, .. } => Some(source),
            Self::TooLong { .. } => None,
        }
    }
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

debug_as_display!(SendError);
