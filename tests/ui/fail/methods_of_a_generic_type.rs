#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

struct Bank<T>(T);

#[osc_handlers]
impl<T> Bank<T> {
    #[osc_handler("/master")]
    fn master(&mut self, level: f32) {}
}

static ROUTER: Router<Bank<f32>> = Bank::ROUTER;

fn main() {}
