//! What a handler may take.

use microosc::{
    Argument, BundleTime, F32, FromMessage, Impulse, Message, Midi, Peer, Rejection, Request, Rest,
    Rgba, Router, Takes, TimeTag, osc_handler, osc_router,
};

struct App;

#[osc_handler("/numbers")]
fn numbers(a: f32, b: f64, c: i8, d: u16, e: i32, f: u64, g: usize, h: bool) {
    let _ = (a, b, c, d, e, f, g, h);
}

#[osc_handler("/others")]
fn others(a: &str, b: &[u8], c: char, d: TimeTag, e: Rgba, f: Midi, g: Impulse, h: Argument<'_>) {
    let _ = (a, b, c, d, e, f, g, h);
}

#[osc_handler("/groups")]
fn groups((x, y): (f32, f32), [r, g, b]: [u8; 3], samples: &[F32], more: Rest<'_>) {
    let _ = (x, y, r, g, b, samples, more);
}

#[osc_handler("/optional")]
fn optional(needed: i32, one: Option<f32>, two: Option<&str>, _: Option<bool>) {
    let _ = (needed, one, two);
}

#[osc_handler("/extractors")]
fn extractors(
    message: Message<'_>,
    Peer(peer): Peer,
    value: f32,
    app: &mut App,
    BundleTime(at): BundleTime,
) {
    let _ = (message, peer, value, app, at);
}

/// Lifetimes need not be shown.
#[osc_handler("/hidden")]
fn hidden(message: Message, argument: Argument, rest: Rest) {
    let _ = (message, argument, rest);
}

/// An extractor takes nothing, so it may stand after what takes all.
#[osc_handler("/after_rest")]
fn after_rest(rest: Rest<'_>, peer: Peer) {
    let _ = (rest, peer);
}

/// A run ends where another type comes, and a group may come as an array, which has an end.
#[osc_handler("/ends")]
fn ends(x: &[F32], _: i32, y: &[F32], (_, time): (i32, Option<f32>), _: char) {
    let _ = (x, y, time);
}

#[osc_handler("/sixteen")]
fn sixteen(
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
    _: i8,
) {
}

struct Decibels(f32);

impl<'a> FromMessage<'a> for Decibels {
    const TAKES: Takes = <f32 as FromMessage<'a>>::TAKES;
    type Sent = (f32,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(Self)
    }
}

#[osc_handler("/own")]
fn own(Decibels(level): Decibels) {
    let _ = level;
}

static ROUTER: Router<App> =
    osc_router![numbers, others, groups, optional, extractors, hidden, after_rest, ends, sixteen, own];

fn main() {
    assert_eq!(ROUTER.routes().len(), 10);
}
