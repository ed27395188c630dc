#![allow(unused)]

use microosc::{Rest, Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(others: Rest<'_>, time: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
