#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(#[osc(range = "a"..="z")] name: &str) {}

static ROUTER: Router = osc_router![level];

fn main() {}
