#![allow(unused)]

use microosc::osc_handler;

struct Mixer {
    level: f32,
}

impl Mixer {
    #[osc_handler("/1/fader")]
    fn level(&mut self, value: f32) {
        self.level = value;
    }
}

fn main() {}
