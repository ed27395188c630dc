#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    #[osc_handler("/master")]
    fn master(&mut self, level: &mut f32) {}
}

fn main() {}
