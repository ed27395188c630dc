//! What an address may be.

use microosc::{Router, Segment, Values, osc_handler, osc_router};

#[osc_handler("/a")]
fn shortest() {}

#[osc_handler("/1/fader")]
fn digits() {}

#[osc_handler(r"/!$%&'()+-.:;<=>@\^_`|~")]
fn signs() {}

#[osc_handler(
    "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29/30/31/32"
)]
fn thirty_two_segments() {}

/// A method beside a container of the same name.
#[osc_handler("/1")]
fn container() {}

#[osc_handler("/{a}/{b_2}/{_c}")]
fn captures(a: u8, b_2: &str, _c: f32) {
    let _ = (a, b_2);
}

/// A literal beside a capture.
#[osc_handler("/{deck}/1/2")]
fn literals(deck: &str) {
    let _ = deck;
}

/// Only braces capture.
#[osc_handler("/<deck>/:side")]
fn other_brackets(number: u8) {
    let _ = number;
}

static ROUTER: Router =
    osc_router![shortest, digits, signs, thirty_two_segments, container, captures, literals, other_brackets];

fn main() {
    let addresses: Vec<_> = ROUTER.routes().map(|route| route.address()).collect();
    assert_eq!(addresses[1], "/1/fader");
    assert_eq!(addresses[2], "/!$%&'()+-.:;<=>@\\^_`|~");
    let segments = ROUTER.routes().nth(5).unwrap().segments();
    let any = |name| Segment::Capture { name, prefix: "", values: Values::Any, segments: &[] };
    assert_eq!(segments, ["a", "b_2", "_c"].map(any));
}
