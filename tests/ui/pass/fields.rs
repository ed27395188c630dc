//! What may be declared of a field of `#[derive(OscArguments)]`.
#![allow(dead_code)]

use microosc::{F32, OscArguments, Router, osc_handler, osc_router};

const STEPS: usize = 16;

/// A field of any type that a parameter can have, with a lifetime or without.
#[derive(OscArguments)]
struct Note<'message> {
    /// The pitch.
    #[osc(range = 0..=127, clip = "both", unit = "semitones")]
    #[allow(missing_docs)]
    pitch: u8,
    #[osc(range = 0.0.., unit = "s")]
    lengths: [f32; 2],
    #[osc(default = "piano")]
    instrument: &'message str,
    #[osc(range = 0.0..=1.0)]
    bend: Option<(f32, f32)>,
    #[osc(range = ..=Self::MOST)]
    curve: &'message [F32],
}

impl Note<'_> {
    const MOST: f32 = 1.0;
}

#[derive(OscArguments)]
struct Levels(
    #[osc(default = [0.0; STEPS])] [f32; STEPS],
    #[osc(range = -1..=1, default = -1)] i8,
);

/// Two variants of the same type are told apart by their ranges, or by what rejects less.
#[derive(OscArguments)]
enum Cue {
    Number(#[osc(range = 1..=99)] i32),
    Other(#[osc(range = 100..=199)] i32),
    Clipped(#[osc(range = 100..=199, clip = "both")] i32),
    Both { cue: f32, #[osc(default = 0.0)] fade: f32 },
}

/// What is declared of a type holds wherever it stands, and goes with what is declared there.
#[osc_handler("/notes")]
fn notes(note: (i32, Note<'_>), #[osc(unit = "V")] levels: Levels) {
    let _ = (note, levels);
}

#[osc_handler("/cue", reply = "/cued")]
fn cue(cue: Option<Cue>) -> Option<Cue> {
    cue
}

macro_rules! argument {
    ($name:ident $range:expr, $clip:literal, $unit:expr, $default:expr) => {
        #[derive(OscArguments)]
        struct $name {
            #[doc = $unit]
            #[osc(range = $range, clip = $clip, unit = $unit, default = $default)]
            value: f32,
        }
    };
}

argument!(OfAMacro 0.0..=1.0, "both", "V", 0.5);

#[osc_handler("/macro")]
fn of_a_macro(OfAMacro { value }: OfAMacro) {
    let _ = value;
}

static ROUTER: Router = osc_router![notes, cue, of_a_macro];

fn main() {
    let shown: Vec<_> = ROUTER.routes().map(|route| route.type_tags().to_string()).collect();
    assert_eq!(shown, [",iif{2}s?(ff)?f*(f{16})?i?", ",(i|i|i|ff?)?", ",f?"]);
}
