#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;

#[osc_handler("/1/fader")]
fn level(#[osc(unit = "dB")] mixer: &mut Mixer, value: f32) {}

static ROUTER: Router<Mixer> = osc_router![level];

fn main() {}
