#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    #[osc_handler("/master")]
    fn master(self, level: f32) {}
}

fn main() {}
