#![allow(unused)]

use microosc::{F32, osc_handler};

#[osc_handler("/curve")]
fn curve(channels: [&[F32]; 2]) {}

fn main() {}
