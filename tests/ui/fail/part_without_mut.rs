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

impl App {
    fn deck(&mut self) -> &Deck {
        &self.deck
    }
}

static ROUTER: Router<App> = osc_router!["/deck" => DECK in App::deck];

fn main() {}
