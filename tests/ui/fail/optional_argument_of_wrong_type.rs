#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/fade")]
fn level(time: Option<std::time::Duration>) {}

static ROUTER: Router = osc_router![level];

fn main() {}
