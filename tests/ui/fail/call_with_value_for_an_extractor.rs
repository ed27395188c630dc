#![allow(unused)]

use microosc::{BundleEncoder, Peer, osc_handler};

#[osc_handler("/go")]
fn go(peer: Peer) {}

fn send(bundle: &mut BundleEncoder<'_>) {
    let _ = bundle.call::<go>(1);
}

fn main() {}
