#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(#[osc(default = String::new().len())] value: usize) {}

static ROUTER: Router = osc_router![level];

fn main() {}
