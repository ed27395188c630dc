#![allow(unused)]

use microosc::{Message, Peer, Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn fader(value: f32) {}

fn print(_: &mut (), _: &Message<'_>, _: Peer) {}

static ROUTER: Router = osc_router![fader, observe = print, observe = print];

fn main() {}
