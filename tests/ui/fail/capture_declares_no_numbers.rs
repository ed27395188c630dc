#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/ch/{ch: 1-8}/level")]
fn level(ch: u8, value: f32) {}

fn main() {}
