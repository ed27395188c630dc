#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
struct Note<'a>
where
    'a: 'a,
{
    name: &'a str,
}

#[osc_handler("/note")]
fn note(note: Note<'_>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
