//! A synthesizer's parameters: ranges, units, defaults and descriptions, listed from the router.
//!
//!     cargo run --bin synth
//!
//! Then type in a second terminal, and see what is clipped, rejected and filled in
//!
//!     cargo run --bin send -- 127.0.0.1:5000 /synth/filter 99999.0
//!     cargo run --bin send -- 127.0.0.1:5000 /synth/note 60
//!     cargo run --bin send -- 127.0.0.1:5000 /synth/note 200

use microosc::udp::{self, ServeError};
use microosc::{F32, Router, Source, osc_handler, osc_router};

/// Sets the filter.
#[osc_handler("/synth/filter")]
fn filter(
    /// Where it begins to cut.
    #[osc(range = 20.0..=20_000.0, clip = "both", unit = "Hz")]
    cutoff: f32,
    /// How much it rings.
    #[osc(range = 0.0..=1.0, default = 0.2)]
    resonance: f32,
) {
    println!("filter at {cutoff} Hz, resonance {resonance}");
}

/// Plays a note. Some sequencers send more than pitch and velocity: that is ignored.
#[osc_handler("/synth/note", ignore_surplus)]
fn note(
    /// The key, 60 is the C in the middle.
    #[osc(range = 0..=127)]
    pitch: u8,
    /// How hard it is struck.
    #[osc(range = 0..=127, clip = "high", default = 100)]
    velocity: u8,
) {
    println!("note {pitch}, velocity {velocity}");
}

/// Draws the wave of one period.
#[osc_handler("/synth/wave")]
fn wave(#[osc(range = -1.0..=1.0)] samples: &[F32]) {
    println!("a wave of {} samples", samples.len());
}

static ROUTER: Router = osc_router![filter, note, wave];

fn main() -> Result<(), ServeError> {
    for route in ROUTER.routes() {
        let (file, line) = route.location();
        let tags = route.type_tags().to_string();
        println!("{:<14} {tags:<8} {}  ({file}:{line})", route.address(), route.description());
        for parameter in route.parameters() {
            let Source::Message(takes) = parameter.source() else { continue };
            let range = parameter.range().map(|range| range.to_string()).unwrap_or_default();
            let unit = parameter.unit().unwrap_or_default();
            let (name, tags) = (parameter.name(), takes.to_string());
            println!("  {name:<12} {tags:<8} {range} {unit}  {}", parameter.description());
        }
    }
    // 127.0.0.1: programs on this machine only.
    udp::serve("127.0.0.1:5000", &ROUTER, &mut ())
}
