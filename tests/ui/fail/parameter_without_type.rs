#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/level")]
fn level(value: ) {}

static ROUTER: Router = osc_router![level];

fn main() {
    let _ = &ROUTER;
}
