#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/ch/{ch}/level/get", reply = "/ch/{chan}/level")]
fn level(ch: u8) -> f32 {
    f32::from(ch)
}

static ROUTER: Router = osc_router![level];

fn main() {}
