//! A program that servers over UDP and TCP serve in their tests.

use microosc::{Router, TimeTag, osc_handler, osc_router};

/// What has come.
#[derive(Default)]
pub struct App {
    pub levels: Vec<f32>,
    /// The length of the last one.
    pub blob: usize,
    pub times: Vec<TimeTag>,
}

#[osc_handler("/level")]
fn level(app: &mut App, level: f32) {
    app.levels.push(level);
}

#[osc_handler("/level/get", reply = "/level/is")]
fn get_level(app: &mut App) -> Option<f32> {
    app.levels.last().copied()
}

#[osc_handler("/blob")]
fn blob(app: &mut App, blob: &[u8]) {
    app.blob = blob.len();
}

#[osc_handler("/blob/get", reply = "/blob/is")]
fn get_blob() -> &'static [u8] {
    &[0xC0; 60_000]
}

#[osc_handler("/now")]
fn now(app: &mut App) {
    app.times.push(TimeTag::now());
}

pub static ROUTER: Router<App> = osc_router![level, get_level, blob, get_blob, now];
