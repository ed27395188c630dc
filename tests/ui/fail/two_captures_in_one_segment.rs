#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/grid/{column}{row}")]
fn level(column: u8, row: u8) {}

static ROUTER: Router = osc_router![level];

fn main() {}
