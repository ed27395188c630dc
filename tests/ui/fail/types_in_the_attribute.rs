#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/level", "if")]
fn level(ch: i32, value: f32) {}

fn main() {}
