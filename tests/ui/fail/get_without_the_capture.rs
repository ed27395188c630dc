#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

#[osc_handler("/ch/{ch: 0..=7}/level", get = |mixer| mixer.level)]
fn level(mixer: &mut Mixer, ch: usize, level: f32) {
    mixer.levels[ch] = level;
}

fn main() {}
