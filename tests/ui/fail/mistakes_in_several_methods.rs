#![allow(unused)]

use microosc::{Router, osc_handlers};

struct Mixer;

#[osc_handlers]
impl Mixer {
    #[osc_handler("master")]
    fn master(&mut self, level: f32) {}

    #[osc_handler("/ch/{ch}/level")]
    async fn level(&mut self, chan: u8) {}

    #[osc_handler]
    fn mute(&self) -> bool {
        true
    }

    #[osc_handler("/fade")]
    fn fade(&mut self, time: Option<i32>, level: f32) {}
}

static ROUTER: Router<Mixer> = Mixer::ROUTER;

fn main() {}
