#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/count", reply = "/count/is")]
fn level() -> u128 {
    0
}

static ROUTER: Router = osc_router![level];

fn main() {}
