#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level<T>(value: T) {}

static ROUTER: Router = osc_router![level];

fn main() {}
