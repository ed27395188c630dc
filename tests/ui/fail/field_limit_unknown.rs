#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Fader {
    #[osc(crate = ::microosc)]
    level: f32,
}

#[osc_handler("/1/fader")]
fn level(fader: Fader) {}

static ROUTER: Router = osc_router![level];

fn main() {}
