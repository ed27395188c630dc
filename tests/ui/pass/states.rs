//! What the state may be.

use std::cell::RefCell;

use microosc::{Router, osc_handler, osc_router};

trait Synth {
    fn play(&mut self);
}

#[osc_handler("/none")]
fn none() {}

#[osc_handler("/tuple")]
fn tuple(state: &mut (u8, Vec<f32>)) {
    state.0 += 1;
}

#[osc_handler("/slice")]
fn slice(state: &mut [f32]) {
    state.reverse();
}

#[osc_handler("/dynamic")]
fn dynamic(synth: &mut dyn Synth) {
    synth.play();
}

#[osc_handler("/dynamic/sync")]
fn dynamic_sync(synth: &mut (dyn Synth + Sync)) {
    synth.play();
}

#[osc_handler("/borrowing")]
fn borrowing(state: &mut Borrowing<'_>, value: f32) {
    state.0.replace(value);
}

struct Borrowing<'a>(&'a RefCell<f32>);

static TUPLE: Router<(u8, Vec<f32>)> = osc_router![none, tuple];
static SLICE: Router<[f32]> = osc_router![none, slice];
static DYNAMIC: Router<dyn Synth> = osc_router![none, dynamic];
static DYNAMIC_SYNC: Router<dyn Synth + Sync> = osc_router![none, dynamic_sync];

fn main() {
    let lengths = [
        TUPLE.routes().len(),
        SLICE.routes().len(),
        DYNAMIC.routes().len(),
        DYNAMIC_SYNC.routes().len(),
    ];
    assert_eq!(lengths, [2; 4]);
    let router: Router<Borrowing<'static>> = osc_router![borrowing];
    assert_eq!(router.routes().len(), 1);
}
