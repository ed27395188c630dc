//! Why a client gets no connection.

use crate::net::{BindError, debug_as_display};
use core::error::Error;
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;

/// No connection could be made; returned by [`Client::connect`](super::Client::connect).
#[non_exhaustive]
pub enum ConnectError {
    /// The text is not `host:port`, or no such host is known.
    Unresolved(BindError),
    /// The machine is there, and nobody listens on that port.
    Refused {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No answer came.
    TimedOut {
        /// Where to.
        to: SocketAddr,
        /// How long it was waited for.
        after: Duration,
    },
    /// The machine knows no way to the target.
    Unreachable {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused anything else.
    System {
        /// Where to.
        to: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
}

impl ConnectError {
    /// Sorts the errors of `connect(2)`.
    pub(super) fn connect(to: SocketAddr, after: Duration, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused { to, source },
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut { to, after },
            io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => Self::Unreachable { to, source },
            _ => Self::System { to, source },
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(error) => error.fmt(f),
            Self::Refused { to, .. } => write!(
                f,
                "cannot connect to {to}: nobody listens there; check the port, and that the \
                 program runs and is set to OSC over TCP"
            ),
            Self::TimedOut { to, after } => write!(
                f,
                "cannot connect to {to}: no answer within {after:?}; check the address, and that \
                 no firewall stands between"
            ),
            Self::Unreachable { to, source } => {
                write!(f, "cannot connect to {to}: {source}; connect the machine to that network")
            }
            Self::System { to, source } => write!(f, "cannot connect to {to}: {source}"),
        }
    }
}

impl Error for ConnectError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unresolved(error) => error.source(),
            Self::Refused { source, .. }
            | Self::Unreachable { source, .. }
            | Self::System { source, .. } => Some(source),
            Self::TimedOut { .. } => None,
        }
    }
}

debug_as_display!(ConnectError);
