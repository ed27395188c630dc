#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/level")]
fn level(_value: f32, _: ...) {}

fn main() {}
