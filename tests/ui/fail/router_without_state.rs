#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Mixer;
struct Lights;

#[osc_handler("/master")]
fn master(mixer: &mut Mixer, level: f32) {}

static ROUTER: Router = osc_router![master];

fn main() {}
