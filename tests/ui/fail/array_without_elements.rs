#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/level")]
fn level(values: [f32; 0]) {}

fn main() {}
