#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/mix/{channel}/level")]
fn level(channel: u8, value: f32) {}

#[osc_handler("/mix/{bus}/level")]
fn bus_level(bus: &str, value: f32) {}

static ROUTER: Router = osc_router![level, bus_level];

fn main() {}
