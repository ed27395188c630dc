#![allow(unused)]

use microosc::{Router, osc_router};

mod first {
    #[microosc::osc_handler("/1/fader")]
    pub fn fader(value: f32) {}

    #[microosc::osc_handler("/1/push")]
    pub fn push(value: f32) {}
}

mod second {
    #[microosc::osc_handler("/1/fader")]
    pub fn fader(value: f32) {}

    #[microosc::osc_handler("/1/push")]
    pub fn push(value: f32) {}
}

static ROUTER: Router = osc_router![first::fader, first::push, second::fader, second::push];

fn main() {}
