#![allow(unused)]

use microosc::{Router, osc_router};

static ROUTER: Router = osc_router![fader];

fn main() {}
