#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Note<'n, 'c> {
    name: &'n str,
    colour: &'c str,
}

#[osc_handler("/note")]
fn note(note: Note<'_, '_>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
