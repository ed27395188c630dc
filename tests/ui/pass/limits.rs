//! What may be declared of an argument, and what may stand on a parameter.

use microosc::{
    Argument, F32, I32, Peer, Rest, Router, osc_handler, osc_router,
};

const LOUDEST: f32 = 6.0;
const STEPS: usize = 16;
type Level = f32;

#[derive(Default)]
struct Mixer {
    level: f32,
}

/// Sets a level.
#[osc_handler("/ch/{ch}/level", ignore_surplus)]
fn level(
    /// The mixer.
    mixer: &mut Mixer,
    /// From 1.
    #[allow(unused_variables)]
    ch: u8,
    /// How loud.
    ///
    /// In decibels.
    #[osc(range = -60.0..=LOUDEST, clip = "both", unit = "dB", default = LOUDEST - 6.0)]
    level: Level,
    /** Who. */ _: Peer,
) {
    mixer.level = level;
}

#[osc_handler("/numbers")]
fn numbers(
    #[osc(range = 0..)] a: u64,
    #[osc(range = ..=STEPS, clip = "high")] b: usize,
    #[osc(range = i64::MIN..=i64::MAX, clip = "none")] c: i64,
    #[osc(range = -1..=1 + 1, clip = "low",)] d: i8,
    #[osc(range = 0.5..=0.5)] e: f64,
    #[osc(range = 0.0..=1.0)] (x, y): (f32, f32),
    #[osc(range = 0..=127, clip = "both")] [mut f, _]: [Option<(u8, u8)>; 2],
) {
    f = f.or(Some((0, 0)));
    let _ = (a, b, c, d, e, x, y, f);
}

#[osc_handler("/runs")]
fn runs(#[osc(range = 0.0..=1.0, unit = "V")] a: &[F32], #[osc(range = 0..)] b: &[I32]) {
    let _ = (a, b);
}

#[osc_handler("/defaults", strict)]
fn defaults(
    #[osc(default = "none")] name: &str,
    #[osc(default = Argument::Nil)] any: Argument<'_>,
    #[osc(default = (1, 2.0))] pair: (i32, f32),
    #[osc(default = [0; STEPS])] steps: [i32; STEPS],
    #[osc(default = true)] on: bool,
    #[osc(default = -1, range = -1..=1)] sign: i32,
    #[osc(unit = "s")] time: Option<f32>,
    rest: Rest<'_>,
) {
    let _ = (name, any, pair, steps, on, sign, time, rest);
}

macro_rules! handler {
    ($name:ident $address:literal $range:expr, $clip:literal, $unit:expr, $default:expr) => {
        #[osc_handler($address)]
        fn $name(
            #[doc = $unit]
            #[osc(range = $range, clip = $clip, unit = $unit, default = $default)]
            value: f32,
        ) {
            let _ = value;
        }
    };
}

handler!(of_a_macro "/macro" 0.0..=1.0, "both", "V", 0.5);

static ROUTER: Router<Mixer> = osc_router![level, numbers, runs, defaults, of_a_macro];

fn main() {
    let unit = ROUTER.routes().last().and_then(|route| route.parameters()[0].unit());
    assert_eq!(unit, Some("V"));
    level(&mut Mixer::default(), 1, 0.5, Peer(([127, 0, 0, 1], 9000).into()));
}
