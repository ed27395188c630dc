#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

struct App {
    deck: Deck,
}

struct Deck {
    level: f32,
}

#[osc_handler("/level")]
fn level(deck: &mut Deck, value: f32) {}

static DECK: Router<Deck> = osc_router![level];

fn print(_: &mut Deck, _: &microosc::Message<'_>, _: microosc::Peer) {}

static LOUD: Router<Deck> = osc_router![level, observe: print];

fn main() {}
