#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Note<'a>(microosc::Rest<'a>, i32);

#[osc_handler("/note")]
fn note(note: Note<'_>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
