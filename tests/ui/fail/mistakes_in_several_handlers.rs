#![allow(unused)]

use microosc::{Router, osc_handler, osc_router};

macro_rules! faders {
    ($($name:ident $address:literal)*) => {$(
        #[osc_handler($address)]
        fn $name(value: f32) {}
    )*};
}

faders!(left "left" right "right");

mod mixer {
    #[microosc::osc_handler("level")]
    pub fn left(value: f32) {}
}

static ROUTER: Router = osc_router![left, right, mixer::left];

fn main() {}
