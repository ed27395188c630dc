#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
enum One {
    A(i32),
    B(f32),
    C(char),
    D(bool),
    E(f64),
    F(i64),
}

#[derive(OscArguments)]
enum Two {
    A(One, i32),
    B(One, f32),
    C(One, char),
    D(One, bool),
}

#[derive(OscArguments)]
enum Three {
    A(Two, i32),
    B(Two, f32),
    C(Two, char),
    D(Two, bool),
    E(Two, f32, f32),
}

#[osc_handler("/note")]
fn note(note: Three) {}

static ROUTER: Router = osc_router![note];

fn main() {}
