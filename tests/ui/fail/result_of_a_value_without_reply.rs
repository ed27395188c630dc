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

#[osc_handler("/load")]
fn load() -> std::io::Result<i32> {
    Ok(1)
}

static ALL: Router = osc_router![load];

fn main() {}
