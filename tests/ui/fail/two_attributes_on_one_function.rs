#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/level")]
#[osc_handler("/volume")]
fn level(_value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {
    let _ = &ROUTER;
}
