#![allow(unused)]

use microosc::{Outbox, Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn level(out: &mut Outbox<'_>, value: f32) {}

static ROUTER: Router = osc_router![level];

fn main() {}
