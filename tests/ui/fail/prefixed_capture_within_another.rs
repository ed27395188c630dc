#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/{name}")]
fn first(name: &str, value: f32) {}

#[osc_handler("/1/fader{n}")]
fn second(n: u8, value: f32) {}

static ROUTER: Router = osc_router![first, second];

fn main() {}
