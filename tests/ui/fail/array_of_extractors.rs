#![allow(unused)]

use microosc::{Peer, osc_handler};

#[osc_handler("/level")]
fn level(peers: [Peer; 2]) {}

fn main() {}
