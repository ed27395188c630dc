#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

#[osc_handler("/log/{*path}", get = |mixer| mixer.level)]
fn log(mixer: &mut Mixer, path: &str, level: f32) {}

fn main() {}
