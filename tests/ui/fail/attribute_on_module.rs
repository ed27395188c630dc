#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/1/fader")]
mod mixer {}

fn main() {}
