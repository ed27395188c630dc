#![allow(unused)]

use microosc::{OscArguments, Router, osc_handler, osc_router};

#[derive(OscArguments)]
#[osc(crate)]
enum Note<T> {
    Number(T),
    Name(&'static str),
    Also(T),
}

#[osc_handler("/note")]
fn note(note: Note<i32>) {}

static ROUTER: Router = osc_router![note];

fn main() {}
