#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/log/{*rest}")]
fn level(rest: &str) {}

static ROUTER: Router = osc_router![level];

fn main() {}
