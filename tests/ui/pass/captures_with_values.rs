//! Captures with prefixes and declared values stand side by side where they share no address.

use microosc::{Router, Segment, Values, osc_handler, osc_router};

#[osc_handler("/1/fader{n}")]
fn fader(n: u8, value: f32) {
    let _ = (n, value);
}

#[osc_handler("/1/push{n: 1..=16}", reply = "/1/led{n}")]
fn push(n: u8, on: bool) -> bool {
    n > 0 && on
}

#[osc_handler("/1/{page: main|mixer}")]
fn page(page: &str) {
    let _ = page;
}

#[osc_handler("/ch/{n: 1..=8}/level")]
fn low(n: u8) {
    let _ = n;
}

#[osc_handler("/ch/{n: 9..=16}/level")]
fn high(n: u8) {
    let _ = n;
}

#[osc_handler("/bank/{n: 0|-1|127}")]
fn bank(n: i8) {
    let _ = n;
}

/// Less specific than all of them.
#[osc_handler("/{*path}", reply = "/unknown/{path}")]
fn other(path: &str) {
    let _ = path;
}

static ROUTER: Router = osc_router![fader, push, page, low, high, bank, other];

fn main() {
    let routes: Vec<_> = ROUTER.routes().collect();
    let Segment::Capture { name, prefix, values, segments } = routes[1].segments()[1] else {
        panic!("a capture");
    };
    assert_eq!((name, prefix, values), ("n", "push", Values::Range { first: 1, last: 16 }));
    assert_eq!((segments.len(), segments[15]), (16, "push16"));
    assert_eq!(routes[6].segments(), [Segment::Rest { name: "path" }]);
}
