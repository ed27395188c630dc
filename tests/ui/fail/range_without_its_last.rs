#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/ch/{n: 1..8}/level")]
fn level(n: u8, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
