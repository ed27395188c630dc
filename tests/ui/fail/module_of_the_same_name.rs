#![allow(unused)]

use microosc::osc_handler;

mod fader {}

#[osc_handler("/1/fader")]
fn fader(value: f32) {}

fn main() {}
