#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

trait Levels {
    fn master(&mut self, level: f32);
}

#[osc_handlers]
impl Levels for Mixer {
    #[osc_handler("/master")]
    fn master(&mut self, level: f32) {}
}

static ROUTER: Router<Mixer> = Mixer::ROUTER;

fn main() {}
