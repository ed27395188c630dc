#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Fader<'a> {
    #[osc(range = 0..=1)]
    name: &'a str,
}

#[osc_handler("/1/fader")]
fn level(fader: Fader<'_>) {}

static ROUTER: Router = osc_router![level];

fn main() {}
