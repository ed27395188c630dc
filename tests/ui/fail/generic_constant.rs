#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level<const N: usize>(values: [f32; N]) {}

static ROUTER: Router = osc_router![level];

fn main() {}
