#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(#[osc(range = 0.0..=1.0)] point: (f32, i32)) {}

static ROUTER: Router = osc_router![level];

fn main() {}
