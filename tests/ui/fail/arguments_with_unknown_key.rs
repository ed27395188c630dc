#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
#[osc(strict)]
struct Note(i32);

#[osc_handler("/note")]
fn note(note: Note) {}

static ROUTER: Router = osc_router![note];

fn main() {}
