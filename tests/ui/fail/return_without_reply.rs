#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader/get")]
fn level() -> f32 {
    0.5
}

static ROUTER: Router = osc_router![level];

fn main() {}
