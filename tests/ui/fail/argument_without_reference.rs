#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/name")]
fn name(_: str) {}

static ROUTER: Router = osc_router![name];

fn main() {}
