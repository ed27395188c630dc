#![allow(unused)]

use microosc::osc_handler;

#[osc_handler("/level/get", reply = "/level/*")]
fn level() -> f32 {
    0.5
}

fn main() {}
