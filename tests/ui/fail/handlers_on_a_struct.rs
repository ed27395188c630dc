#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
struct Deck {
    speed: f32,
}

fn main() {}
