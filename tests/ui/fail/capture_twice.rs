#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/from/{ch}/to/{ch}")]
fn level(ch: u8) {}

static ROUTER: Router = osc_router![level];

fn main() {}
