#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer<'a>(&'a str);

#[osc_handler("/1/fader")]
fn level(mixer: &mut Mixer, value: f32) {}

static ROUTER: Router<Mixer<'static>> = osc_router![level];

fn main() {}
