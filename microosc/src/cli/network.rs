//! Where the command listens and sends: `host:port` as people write it.

use core::fmt;
use core::net::SocketAddr;
use core::str::FromStr;
use std::net::ToSocketAddrs;

use super::output::Stop;

/// A host, by name or by address, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Without the brackets of IPv6.
    host: String,
    port: u16,
}

impl Target {
    /// Looks the host up. A name with several addresses stands for its first IPv4 one, as in the
    /// library.
    pub(crate) fn resolve(&self) -> Result<SocketAddr, Stop> {
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        let found: Vec<SocketAddr> = found.map_err(|error| self.unknown(&error))?.collect();
        let ipv4 = found.iter().find(|address| address.is_ipv4());
        ipv4.or(found.first()).copied().ok_or_else(|| self.unknown(&"it has no address"))
    }

    fn unknown(&self, why: &dyn fmt::Display) -> Stop {
        Stop::Fault(format!(
            "no host is known as {}: {why}; check the spelling and the network, or give the \
             address in numbers: 192.168.1.20:{}",
            self.host, self.port
        ))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, rest)) = text.split_once("://") {
            return Err(format!("write it without the protocol: {}", rest.trim_end_matches('/')));
        }
        let missing = || "the port is missing: write HOST:PORT, like localhost:5000".to_owned();
        let (host, port) = text.rsplit_once(':').ok_or_else(missing)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if bare.is_none() && host.contains(':') {
            return Err(format!("an IPv6 address stands in brackets: [{host}]:{port}"));
        }
        let host = bare.unwrap_or(host);
        if host.is_empty() {
            return Err(format!("the host is missing: write HOST:PORT, like localhost:{port}"));
        }
        let wrong = |_| format!("`{port}` is no port: a number from 0 to 65535");
        Ok(Self { host: host.to_owned(), port: port.parse().map_err(wrong)? })
    }
}

/// Reads `[ADDRESS:]PORT`: a port alone is one that only programs on this machine reach.
pub(crate) fn listen_at(text: &str) -> Result<Target, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("127.0.0.1:{text}").parse();
    }
    text.parse().map_err(|error| {
        if text.contains(':') { error } else { "write a port (5000) or ADDRESS:PORT".to_owned() }
    })
}
