#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/fade")]
fn fade(fade: (Option<i32>, f32)) {}

fn main() {}
