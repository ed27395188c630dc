//! Where a router may stand, and what it may list.

use microosc::{Message, Peer, Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn fader(value: f32) {
    let _ = value;
}

/// Handlers may have the names of the options.
#[osc_handler("/observe")]
fn observe() {}

#[osc_handler("/fallback")]
fn fallback() {}

fn print(_: &mut (), message: &Message<'_>, Peer(peer): Peer) {
    println!("{peer}: {}", message.address());
}

static EMPTY: Router = osc_router![];
static COMMA: Router = osc_router![fader,];
static NAMES: Router = osc_router![observe, fallback, observe = print];
static ALL: Router = osc_router![
    observe = print,
    fader,
    fallback = |_, message, _| println!("{}", message.address()),
    self::observe,
    crate = ::microosc,
];
const CONSTANT: Router = osc_router! { fader };

fn lent() -> &'static Router {
    const { &osc_router![fader, observe] }
}

fn main() {
    let local: Router<String> = osc_router!(fader);
    let lengths = [&EMPTY, &COMMA, &NAMES, &ALL, &CONSTANT, lent()].map(|r| r.routes().len());
    assert_eq!(lengths, [0, 1, 2, 2, 1, 2]);
    assert_eq!(local.routes().len(), 1);
}
