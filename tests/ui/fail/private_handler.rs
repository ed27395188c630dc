#![allow(unused)]

use microosc::{Router, osc_router};

static ROUTER: Router = osc_router![synth::note];

mod synth {
    use microosc::osc_handler;

    #[osc_handler("/note")]
    fn note(pitch: i32) {}
}

fn main() {}
