#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

struct Gain(f32);

#[osc_handler("/level", get = |mixer| Gain(mixer.level))]
fn level(mixer: &mut Mixer, level: f32) {
    mixer.level = level;
}

fn main() {}
