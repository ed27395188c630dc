#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    fn master(&mut self, level: f32) {}
}

fn main() {}
