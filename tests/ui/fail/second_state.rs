#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;
struct Lights;

#[osc_handler("/1/fader")]
fn level(mixer: &mut Mixer, lights: &mut Lights, value: f32) {}

static ROUTER: Router<Mixer> = osc_router![level];

fn main() {}
