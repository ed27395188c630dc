#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;
struct Lights;

#[osc_handler("/1/fader")]
fn fader(mixer: &mut Mixer, value: f32) {}

#[osc_handler("/1/dimmer")]
fn dimmer(lights: &mut Lights, value: f32) {}

static ROUTER: Router<Mixer> = osc_router![fader, dimmer];

fn main() {}
