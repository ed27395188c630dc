#![allow(unused)]

use microosc::osc_handler;

struct Mixer;

impl Mixer {
    #[osc_handler("/1/fader")]
    fn level(mixer: &mut Mixer, value: f32) {}
}

fn main() {}
