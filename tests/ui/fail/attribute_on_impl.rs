#![allow(unused)]

use microosc::osc_handler;

struct Mixer;

#[osc_handler("/1/fader")]
impl Mixer {}

fn main() {}
