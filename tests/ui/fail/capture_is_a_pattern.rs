#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct Channel(u8);

#[osc_handler("/ch/{ch}/level")]
fn level(Channel(ch): Channel, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
