#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn fader(value: f32) {}

static ROUTER: Router = osc_router![fader, |value: f32| {}];

fn main() {}
