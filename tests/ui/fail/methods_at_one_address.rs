#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    #[osc_handler("/level")]
    fn level(&mut self, level: f32) {}

    #[osc_handler("/level")]
    fn get_level(&self) {}
}

fn main() {}
