//! From what the user writes to an address of a socket.
//!
//! A name with several addresses stands for its first IPv4 one, in servers and clients alike, so
//! that `localhost` means the same on both sides.

use super::BindError;
use core::fmt;
use core::net::SocketAddr;
use std::io;
use std::net::ToSocketAddrs;

pub(crate) fn resolve(address: impl ToSocketAddrs + fmt::Debug) -> Result<SocketAddr, BindError> {
    let unresolved = |source| BindError::Unresolved { address: format!("{address:?}"), source };
    let found: Vec<SocketAddr> = address.to_socket_addrs().map_err(unresolved)?.collect();
    found
        .iter()
        .find(|address| address.is_ipv4())
        .or(found.first())
        .copied()
        .ok_or_else(|| unresolved(io::Error::from(io::ErrorKind::NotFound)))
}

/// How many sockets a server can tell apart.
const SOCKETS: usize = 256;

/// Resolves the addresses of a server, of which there must be one at least.
pub(crate) fn resolve_all(
    addresses: &[impl ToSocketAddrs + fmt::Debug],
) -> Result<Vec<SocketAddr>, BindError> {
    if addresses.is_empty() {
        return Err(BindError::no_address());
    }
    if addresses.len() > SOCKETS {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "256 are the most");
        return Err(BindError::system("serve so many addresses", source));
    }
    addresses.iter().map(resolve).collect()
}
