#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;

#[osc_handler("/1/fader")]
fn level(mixer: &Mixer, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
