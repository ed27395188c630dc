#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/ch/{n: 0..=5000}/level")]
fn level(n: u16, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
