#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[derive(Default)]
struct Mixer {
    level: f32,
    levels: [f32; 8],
}

impl Mixer {
    fn level(&self, ch: usize) -> f32 {
        self.levels[ch]
    }
}

#[osc_handler("/level", get = Mixer::level)]
fn level(mixer: &mut Mixer, level: f32) {
    mixer.level = level;
}

fn main() {}
