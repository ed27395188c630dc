#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Note<const N: usize> {
    numbers: [i32; N],
}

#[osc_handler("/note")]
fn note(note: Note<3>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
