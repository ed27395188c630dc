#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/ch/{ch}/level")]
fn level(#[osc(range = 1..=8)] ch: u8, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
