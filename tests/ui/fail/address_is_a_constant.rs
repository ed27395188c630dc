#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

const ADDRESS: &str = "/1/fader";

#[osc_handler(ADDRESS)]
fn level(value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
