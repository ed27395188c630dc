#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/dmx/{slot: 1..=512}")]
fn dmx(slot: u8, value: f32) {}

fn main() {}
