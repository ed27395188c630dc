#![allow(unused)]

use microosc::{Peer, Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(#[osc(range = 0..=1)] peer: Peer, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
