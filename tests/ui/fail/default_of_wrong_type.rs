#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(#[osc(default = "loud")] value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
