#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/1/fader")]
struct Level {
    value: f32,
}

fn main() {}
