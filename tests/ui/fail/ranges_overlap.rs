#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/ch/{n: 1..=8}/level")]
fn first(n: u8, value: f32) {}

#[osc_handler("/ch/{n: 8..=16}/level")]
fn second(n: u8, value: f32) {}

static ROUTER: Router = osc_router![first, second];

fn main() {}
