#![allow(unused)]

use microosc::{Router, osc_router};

fn fader(value: f32) {}

static ROUTER: Router = osc_router![fader];

fn main() {}
