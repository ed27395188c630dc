#![allow(unused)]

use microosc::{F32, osc_handler};

#[osc_handler("/curve")]
fn curve(x: &[F32], y: &[F32]) {}

fn main() {}
