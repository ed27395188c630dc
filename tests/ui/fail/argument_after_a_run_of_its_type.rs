#![allow(unused)]

use microosc::{F32, osc_handler};

#[osc_handler("/curve")]
fn curve(points: &[F32], time: f32) {}

fn main() {}
