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
    fn copy(&mut self) -> Deck {
        Deck { level: self.deck.level }
    }
}

static ROUTER: Router<App> = osc_router!["/deck" => DECK in App::copy];

fn main() {}
