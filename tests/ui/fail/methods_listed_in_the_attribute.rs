#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers(master)]
impl Mixer {
    #[osc_handler("/master")]
    fn master(&mut self, level: f32) {}
}

fn main() {}
