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

fn deck(other: &mut Vec<Deck>) -> Option<&mut Deck> {
    other.first_mut()
}

static ROUTER: Router<App> = osc_router!["/deck" => DECK in deck];

fn main() {}
