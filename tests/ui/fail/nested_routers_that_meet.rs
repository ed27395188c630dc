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

#[osc_handler("/deck/{name}")]
fn deck_level(name: &str, value: f32) {}

static ROUTER: Router<App> = osc_router!["/{n}" => DECK in |app: &mut App, n: u8| &mut app.deck, "/{part}" => DECK in |app: &mut App, part: &str| &mut app.deck];

fn main() {}
