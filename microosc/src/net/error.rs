//! What can go wrong on opening and serving a socket, said so that the reader knows what to do next.
//!
//! Each error names the address concerned and keeps the system's own error as its source. `main`
//! prints a returned error by its `Debug`; here that is the same text as `Display`, so that the
//! shortest program shows a sentence and not a data structure.

use super::interface::Interface;
use core::error::Error;
use core::fmt;
use core::net::{IpAddr, SocketAddr};
use std::io;

/// A socket could not be opened as asked; returned by `Server::bind` and by UDP's
/// `Client::connect`.
#[non_exhaustive]
pub enum BindError {
    /// The text is not `host:port`, or no such host is known.
    Unresolved {
        /// The address as it was given.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// Another socket has this port.
    PortTaken {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// This machine does not have the address.
    NotLocal {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The user who runs the program may not listen there.
    PermissionDenied {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A group to join is not a multicast address.
    NotMulticast {
        /// The group asked for.
        group: IpAddr,
    },
    /// A socket at this address would never receive what is sent to the group: it is bound to one
    /// address of the machine, or it is of the other IP version.
    GroupMismatch {
        /// The group asked for.
        group: IpAddr,
        /// The address of the socket.
        address: SocketAddr,
    },
    /// No interface accepted the group.
    GroupRefused {
        /// The group asked for.
        group: IpAddr,
        /// The interface asked for.
        interface: Interface,
        /// What the system says.
        source: io::Error,
    },
    /// The machine has no such interface, or it has no address of the IP version in use.
    NoSuchInterface {
        /// The interface asked for.
        interface: Interface,
        /// The interfaces there are, each with one of its addresses.
        available: Vec<String>,
    },
    /// A client was told to send through several interfaces; a datagram leaves by one.
    ManyInterfaces,
    /// Both IP versions were asked for at an address that has one.
    NotDualStack {
        /// The address asked for.
        address: SocketAddr,
    },
    /// A client was given port 0, at which nobody can be reached.
    NoPort {
        /// The address asked for.
        address: SocketAddr,
    },
    /// A TCP server was asked to listen at a multicast group.
    GroupOverTcp {
        /// The group asked for.
        group: IpAddr,
    },
    /// The system refused anything else.
    System {
        /// What was refused, as a verb phrase.
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

impl BindError {
    pub(crate) fn system(action: &'static str, source: io::Error) -> Self {
        Self::System { action, source }
    }

    /// A server was asked to listen at none of several addresses.
    pub(crate) fn no_address() -> Self {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "there is none");
        Self::Unresolved { address: "an empty list".into(), source }
    }

    /// Sorts the errors of `bind(2)`.
    pub(crate) fn bind(address: SocketAddr, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::PortTaken { address, source },
            io::ErrorKind::AddrNotAvailable => Self::NotLocal { address, source },
            io::ErrorKind::PermissionDenied => Self::PermissionDenied { address, source },
            _ => Self::system("bind the socket", source),
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved { address, source } => write!(
                f,
                "cannot use {address} as an address: {source}; \
                 write host:port, for example \"127.0.0.1:5000\""
            ),
            Self::PortTaken { address, .. } => write!(
                f,
                "cannot listen on {address}: another program has port {}; \
                 stop it, or choose another port",
                address.port()
            ),
            Self::NotLocal { address, .. } => write!(
                f,
                "cannot listen on {address}: this machine does not have that address; \
                 use one of its own, or {} for all of them",
                any_address(address.is_ipv4(), address.port())
            ),
            Self::PermissionDenied { address, .. } => write!(
                f,
                "cannot listen on {address}: permission denied; \
                 choose a port above 1023, or run with the rights port {} asks for",
                address.port()
            ),
            Self::NotMulticast { group } => write!(
                f,
                "cannot join {group}: it is not a multicast group; groups are 224.0.0.0 to \
                 239.255.255.255 and those that start with ff in IPv6"
            ),
            Self::GroupMismatch { group, address } => write!(
                f,
                "cannot receive group {group} on {address}: listen on {} to receive groups",
                any_address(group.is_ipv4(), address.port())
            ),
            Self::GroupRefused { group, interface, source } => write!(
                f,
                "cannot join group {group} on {interface}: {source}; connect the machine to a \
                 network, choose another interface (Options::interface), or serve without a group \
                 on {}",
                if group.is_ipv4() { "0.0.0.0" } else { "[::]" }
            ),
            Self::NoSuchInterface { interface, available } => {
                write!(f, "cannot find {interface}, or it has no address of that IP version; ")?;
                match available.as_slice() {
                    [] => f.write_str("no interface of this machine has an address"),
                    available => write!(f, "this machine has {}", available.join(", ")),
                }
            }
            Self::ManyInterfaces => f.write_str(
                "a client sends through one interface: call Options::interface once, with its \
                 name or address instead of Interface::All",
            ),
            Self::NotDualStack { address } => write!(
                f,
                "cannot receive both IP versions on {address}: listen on {}, \
                 or leave Options::dual_stack away",
                any_address(false, address.port())
            ),
            Self::NoPort { address } => write!(
                f,
                "cannot send to {address}: nobody has port 0; \
                 write the port at which the other program listens"
            ),
            Self::GroupOverTcp { group } => write!(
                f,
                "cannot receive group {group} over TCP: groups are for datagrams; \
                 serve it with microosc::udp, or listen at an address of this machine"
            ),
            Self::System { action, source } => write!(f, "cannot {action}: {source}"),
        }
    }
}

fn any_address(ipv4: bool, port: u16) -> String {
    if ipv4 { format!("0.0.0.0:{port}") } else { format!("[::]:{port}") }
}

impl Error for BindError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unresolved { source, .. }
            | Self::PortTaken { source, .. }
            | Self::NotLocal { source, .. }
            | Self::PermissionDenied { source, .. }
            | Self::GroupRefused { source, .. }
            | Self::System { source, .. } => Some(source),
            Self::NotMulticast { .. }
            | Self::GroupMismatch { .. }
            | Self::NoSuchInterface { .. }
            | Self::ManyInterfaces
            | Self::NotDualStack { .. }
            | Self::NoPort { .. }
            | Self::GroupOverTcp { .. } => None,
        }
    }
}

/// The server could not start or go on.
#[non_exhaustive]
pub enum ServeError {
    /// The socket could not be opened.
    Bind(BindError),
    /// The socket cannot receive any more. What passes by itself (an unreachable peer, a lack of
    /// buffers, an interrupted call) does not end a server and is not reported here.
    Receive(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(error) => error.fmt(f),
            Self::Receive(error) => write!(f, "the socket cannot receive any more: {error}"),
        }
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Bind(error) => error.source(),
            Self::Receive(error) => Some(error),
        }
    }
}

impl From<BindError> for ServeError {
    fn from(error: BindError) -> Self {
        Self::Bind(error)
    }
}

macro_rules! debug_as_display {
    ($($error:ty),*) => {$(
        impl core::fmt::Debug for $error {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    )*};
}

pub(crate) use debug_as_display;

debug_as_display!(BindError, ServeError);
