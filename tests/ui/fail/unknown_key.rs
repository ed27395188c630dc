#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader", replay = "/1/fader")]
fn level(value: f32) -> f32 {
    value
}

static ROUTER: Router = osc_router![level];

fn main() {}
