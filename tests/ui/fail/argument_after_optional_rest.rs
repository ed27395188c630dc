#![allow(unused)]

use microosc::{Rest, osc_handler};

#[osc_handler("/log")]
fn log(rest: Option<Rest<'_>>, level: Option<i32>) {}

fn main() {}
