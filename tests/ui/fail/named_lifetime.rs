#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/name")]
fn level<'a>(name: &'a str) {}

static ROUTER: Router = osc_router![level];

fn main() {}
