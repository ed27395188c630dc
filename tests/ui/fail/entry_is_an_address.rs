#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn fader(value: f32) {}

static ROUTER: Router = osc_router!["/deck/a" => fader];

fn main() {}
