#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/log/{*path}/level")]
fn level(path: &str, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
