#![allow(unused)]

use microosc::{Rest, osc_handler};

#[osc_handler("/log")]
fn log(entry: (Rest<'_>, i32)) {}

fn main() {}
