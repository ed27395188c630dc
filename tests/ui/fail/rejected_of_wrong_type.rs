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

fn print(_: &microosc::Rejected<'_>) {}

static LOUD: Router<Deck> = osc_router![level, rejected = print];

fn main() {}
