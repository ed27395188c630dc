#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/1/fader")]
const LEVEL: f32 = 0.5;

fn main() {}
