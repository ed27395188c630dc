#![allow(unused)]

use microosc::{Peer, osc_handler};

#[osc_handler("/level")]
fn level(value: f32, peer: Option<Peer>) {}

fn main() {}
