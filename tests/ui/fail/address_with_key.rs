#![allow(unused)]

use microosc::osc_handler;

#[osc_handler(address = "/level")]
fn level(value: f32) {}

fn main() {}
