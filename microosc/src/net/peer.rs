//! How peers of a socket for both IP versions are shown and reached.
//!
//! The system knows an IPv4 peer of such a socket by an IPv6 address, `::ffff:192.168.1.5`.
//! Programs see `192.168.1.5`, so that one peer has one address whatever the socket.

use core::net::{IpAddr, SocketAddr};

/// A peer's address as programs see it.
pub(crate) fn shown(peer: SocketAddr) -> SocketAddr {
    match peer.ip().to_canonical() {
        IpAddr::V4(ip) if peer.is_ipv6() => SocketAddr::new(ip.into(), peer.port()),
        // With its scope, without which a link-local address leads nowhere.
        _ => peer,
    }
}

/// The same address as a socket of that IP version takes it.
pub(crate) fn reached(peer: SocketAddr, from_ipv6: bool) -> SocketAddr {
    match peer {
        SocketAddr::V4(peer) if from_ipv6 => {
            SocketAddr::new(peer.ip().to_ipv6_mapped().into(), peer.port())
        }
        _ => peer,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn peers_of_a_socket_for_both_versions_are_shown_in_their_own() {
        for (system, ours) in [
            ("[::ffff:192.168.1.5]:9000", "192.168.1.5:9000"),
            ("[fe80::1%3]:9000", "[fe80::1%3]:9000"),
            ("[::1]:9000", "[::1]:9000"),
        ] {
            let (system, ours) = (system.parse().unwrap(), ours.parse().unwrap());
            assert_eq!(shown(system), ours);
            assert_eq!(reached(ours, true), system);
        }
        let ipv4 = "192.168.1.5:9000".parse().unwrap();
        assert_eq!((shown(ipv4), reached(ipv4, false)), (ipv4, ipv4));
    }
}
