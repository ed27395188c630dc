#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

#[osc_handler("/level", get = |level: f32| level)]
fn level(level: f32) {}

fn main() {}
