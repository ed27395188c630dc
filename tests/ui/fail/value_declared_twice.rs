#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/drum/{drum: kick|snare|kick}")]
fn level(drum: &str, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
