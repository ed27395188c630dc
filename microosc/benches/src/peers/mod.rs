//! Other libraries, for the same work: decoded, dispatched, arguments taken with their types, a handler called; or encoded.
//!
//! A handler is chosen by the last part of its address, so that all sides have the same; see [`note`](crate::note) for what it does.

mod native;
mod rosc;

use crate::routes::{self, noted_blob, noted_mix};
use crate::{Case, Work, note};
use native::Library;
use std::process::Command;

/// The names of the libraries, in the order in which [`of`] has them.
pub const NAMES: [&str; 3] = ["rosc", "oscpack", "liblo"];

/// What a peer does for a case.
pub struct Peer {
    pub work: Work,
    /// The messages of a round.
    pub messages: usize,
}

/// Returns the peers for a case, where they can do its work.
pub fn of(case: &Case) -> [Option<Peer>; 3] {
    let Case { addresses, packets, messages, .. } = *case;
    let peer = |work| Some(Peer { work, messages });
    if packets.is_empty() {
        let is_mix = case.name.contains("iisff");
        let native = |library| peer(native::encoding(library, is_mix));
        return [peer(rosc::encoding(is_mix)), native(Library::Oscpack), native(Library::Liblo)];
    }
    let native = |library| peer(native::dispatching(library, addresses, packets));
    if addresses.iter().any(|address| address.contains('{')) {
        // None has captures.
        [None, None, None]
    } else if packets.iter().any(|packet| {
        packet.iter().take_while(|byte| **byte != 0).any(|byte| b"*?[{".contains(byte))
            || packet.starts_with(b"//")
    }) {
        // For liblo, `//` are two slashes, so nothing is to be found.
        let is_any_depth = packets.iter().any(|packet| packet.starts_with(b"//"));
        let liblo = if is_any_depth { None } else { native(Library::Liblo) };
        [rosc::matching(addresses, packets).and_then(peer), None, liblo]
    } else {
        [
            peer(rosc::dispatching(addresses, packets)),
            native(Library::Oscpack),
            native(Library::Liblo),
        ]
    }
}

/// What a route calls.
enum Handler {
    Float(fn(&mut u64, f32)),
    Mix(fn(&mut u64, i32, i32, &str, f32, f32)),
    Blob(fn(&mut u64, &[u8])),
    Wave,
}

fn named<'a>(addresses: &'a [&'static str]) -> impl Iterator<Item = (&'static str, Handler)> + 'a {
    let own = routes::own(addresses.len());
    addresses.iter().enumerate().map(move |(number, address)| {
        let handler = match address.rsplit('/').next() {
            Some("gain") => Handler::Float(note::<0>),
            Some("mix") => Handler::Mix(noted_mix),
            Some("blob") => Handler::Blob(noted_blob),
            Some("wave") => Handler::Wave,
            _ => Handler::Float(own[number]),
        };
        (*address, handler)
    })
}

fn wave(sum: &mut u64, samples: usize, last: Option<f32>) {
    *sum = sum.wrapping_add(samples as u64);
    note::<0>(sum, last.unwrap_or_default());
}

/// Returns the libraries with their versions; of the C and C++ ones those of the Debian packages.
pub fn versions() -> [String; 3] {
    let package = |name| {
        let query =
            Command::new("dpkg-query").args(["--show", "--showformat=${Version}", name]).output();
        query.map_or("of unknown version".into(), |output| {
            String::from_utf8_lossy(&output.stdout).into_owned()
        })
    };
    [
        format!("rosc {}", locked("rosc")),
        format!("oscpack {}", package("liboscpack-dev")),
        format!("liblo {}", package("liblo-dev")),
    ]
}

/// The version of a crate that has been built in.
fn locked(name: &str) -> &'static str {
    let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"));
    let entry =
        lock.split("[[package]]").find(|entry| entry.contains(&format!("name = {name:?}\n")));
    entry
        .and_then(|entry| entry.split_once("version = \"")?.1.split_once('"'))
        .map_or("of unknown version", |(version, _)| version)
}
