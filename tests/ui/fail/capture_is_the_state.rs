#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;

#[osc_handler("/ch/{mixer}/level")]
fn level(mixer: &mut Mixer, value: f32) {}

static ROUTER: Router<Mixer> = osc_router![level];

fn main() {}
