#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/time", reply = "/time/is")]
fn level() -> std::time::Duration {
    std::time::Duration::ZERO
}

static ROUTER: Router = osc_router![level];

fn main() {}
