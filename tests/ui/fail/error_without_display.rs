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

struct Broken;

#[osc_handler("/save")]
fn save() -> Result<(), Broken> {
    Err(Broken)
}

static ALL: Router = osc_router![save];

fn main() {}
