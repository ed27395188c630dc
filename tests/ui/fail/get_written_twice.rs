#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

#[osc_handler("/level", get = |mixer| mixer.level)]
fn level(mixer: &mut Mixer, level: f32) {
    mixer.level = level;
}

#[osc_handler("/level/get", reply = "/level")]
fn get_level(mixer: &mut Mixer) -> f32 {
    mixer.level
}

static ROUTER: Router<Mixer> = osc_router![level, get_level];

fn main() {}
