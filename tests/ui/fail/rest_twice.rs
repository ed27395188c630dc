#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/log/{*path}")]
fn first(path: &str, value: f32) {}

#[osc_handler("/log/{*name}")]
fn second(name: &str, value: f32) {}

static ROUTER: Router = osc_router![first, second];

fn main() {}
