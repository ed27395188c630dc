//! oscpack and liblo, which `native.cpp` calls.

use crate::Work;

#[expect(
    unsafe_code,
    reason = "a declaration of functions in C++, which take and return numbers alone"
)]
mod border {
    // SAFETY: native.cpp, which the build script compiles, defines them so. They check the number of
    // the peer, so any arguments will do; and all are called from one thread.
    unsafe extern "C" {
        pub safe fn peer_new(is_liblo: bool, work: u8) -> usize;
        pub safe fn peer_byte(peer: usize, byte: u8);
        pub safe fn peer_route(peer: usize);
        pub safe fn peer_packet(peer: usize);
        pub safe fn peer_run(peer: usize, rounds: usize) -> u64;
    }
}
use border::{peer_byte, peer_new, peer_packet, peer_route, peer_run};

#[derive(Clone, Copy, PartialEq)]
pub enum Library {
    Oscpack,
    Liblo,
}

/// Dispatches packets to routes.
pub fn dispatching(library: Library, addresses: &[&str], packets: &[Vec<u8>]) -> Work {
    let peer = peer_new(library == Library::Liblo, 0);
    let bytes = |bytes: &[u8]| bytes.iter().for_each(|byte| peer_byte(peer, *byte));
    for address in addresses {
        bytes(address.as_bytes());
        peer_route(peer);
    }
    for packet in packets {
        bytes(packet);
        peer_packet(peer);
    }
    Box::new(move |rounds| peer_run(peer, rounds))
}

/// Encodes a message of `,f`, or one of `,iisff`.
pub fn encoding(library: Library, is_mix: bool) -> Work {
    let peer = peer_new(library == Library::Liblo, 1 + u8::from(is_mix));
    Box::new(move |rounds| peer_run(peer, rounds))
}
