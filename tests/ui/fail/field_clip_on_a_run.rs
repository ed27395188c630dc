#![allow(unused)]

use microosc::{F32, OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Fader<'a> {
    #[osc(range = 0.0..=1.0, clip = "both")]
    curve: &'a [F32],
}

#[osc_handler("/1/fader")]
fn level(fader: Fader<'_>) {}

static ROUTER: Router = osc_router![level];

fn main() {}
