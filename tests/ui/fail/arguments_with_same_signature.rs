#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
enum Note {
    On { number: i32, velocity: f32 },
    Name(char),
    Off(i32, f32),
}

#[osc_handler("/note")]
fn note(note: Note) {}

static ROUTER: Router = osc_router![note];

fn main() {}
