#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    #[osc_handler("/master")]
    #[cfg(unix)]
    fn master(&mut self, level: f32) {}
}

fn main() {}
