//! What stands before the bytes of a reply and of a bundle that waits.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::wire::TimeTag;

/// The bytes of an address and a link.
pub(super) const PEER: usize = 28;

/// The bytes of [`Due`].
pub(super) const DUE: usize = 8 + 4 + PEER;

/// When a bundle runs, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) time: TimeTag,
    /// How many bytes of replies it may cause.
    pub(super) allowance: u32,
    pub(super) peer: SocketAddr,
    pub(super) link: u8,
}

impl Due {
    pub(super) fn to_bytes(self) -> [u8; DUE] {
        let mut bytes = [0; DUE];
        let mut put = Writer(&mut bytes);
        put.all(&self.time.to_bits().to_be_bytes());
        put.all(&self.allowance.to_be_bytes());
        put.all(&peer_to_bytes(&self.peer, self.link));
        bytes
    }

    pub(super) fn of_bytes(bytes: &[u8; DUE]) -> Self {
        let mut get = Reader(bytes);
        let time = TimeTag::from_bits(u64::from_be_bytes(get.all()));
        let allowance = u32::from_be_bytes(get.all());
        let (peer, link) = peer_of_bytes(&get.all());
        Self { time, allowance, peer, link }
    }

    /// Reads the time alone.
    pub(super) fn time_of(bytes: &[u8; DUE]) -> TimeTag {
        TimeTag::from_bits(u64::from_be_bytes(Reader(bytes).all()))
    }
}

/// Writes an address and by which link it is reached: the link, the IP version, the port, flow and
/// scope, the IP address.
pub(super) fn peer_to_bytes(peer: &SocketAddr, link: u8) -> [u8; PEER] {
    let (version, flow, scope) = match peer {
        SocketAddr::V4(_) => (4, 0, 0),
        SocketAddr::V6(peer) => (6, peer.flowinfo(), peer.scope_id()),
    };
    let mut bytes = [0; PEER];
    let mut put = Writer(&mut bytes);
    put.all(&[link, version]);
    put.all(&peer.port().to_be_bytes());
    put.all(&flow.to_be_bytes());
    put.all(&scope.to_be_bytes());
    match peer.ip() {
        IpAddr::V4(ip) => put.all(&ip.octets()),
        IpAddr::V6(ip) => put.all(&ip.octets()),
    }
    bytes
}

/// Reads an address and its link.
pub(super) fn peer_of_bytes(bytes: &[u8; PEER]) -> (SocketAddr, u8) {
    let mut get = Reader(bytes);
    let [link, version] = get.all();
    let port = u16::from_be_bytes(get.all());
    let flow = u32::from_be_bytes(get.all());
    let scope = u32::from_be_bytes(get.all());
    let peer = if version == 4 {
        SocketAddrV4::new(Ipv4Addr::from(get.all::<4>()), port).into()
    } else {
        SocketAddrV6::new(Ipv6Addr::from(get.all::<16>()), port, flow, scope).into()
    };
    (peer, link)
}

struct Writer<'w>(&'w mut [u8]);

impl Writer<'_> {
    #[cfg_attr(not(feature = "std"), inline(never))]
    fn all(&mut self, bytes: &[u8]) {
        let (slot, rest) =
            core::mem::take(&mut self.0).split_at_mut_checked(bytes.len()).unwrap_or_default();
        if slot.len() == bytes.len() {
            slot.copy_from_slice(bytes);
        }
        self.0 = rest;
    }
}

struct Reader<'r>(&'r [u8]);

impl Reader<'_> {
    fn all<const LEN: usize>(&mut self) -> [u8; LEN] {
        let Some((bytes, rest)) = self.0.split_first_chunk() else { return [0; LEN] };
        self.0 = rest;
        *bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_all_their_parts() {
        let scoped = SocketAddrV6::new([0xFE80, 0, 0, 0, 1, 2, 3, 4].into(), 9000, 7, 3);
        let mapped = SocketAddrV6::new(Ipv4Addr::LOCALHOST.to_ipv6_mapped(), 1, 0, 0);
        for peer in [([192, 168, 1, 20], 57120).into(), scoped.into(), mapped.into()] {
            assert_eq!(peer_of_bytes(&peer_to_bytes(&peer, 7)), (peer, 7));
            let time = TimeTag::new(u32::MAX, 7);
            let due = Due { time, allowance: u32::MAX, peer, link: u8::MAX };
            assert_eq!(Due::of_bytes(&due.to_bytes()), due);
            assert_eq!(Due::time_of(&due.to_bytes()), due.time);
        }
    }
}
