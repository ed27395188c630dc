#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Note<T> {
    number: T,
}

#[osc_handler("/note")]
fn note(note: Note<i32>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
