//! The routing tables, as a user of microosc declares them.

use crate::note;
use microosc::{F32, Router, osc_handler, osc_router};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The functions of a table with a handler for each route; none where there is no such table.
#[cfg(feature = "peers")]
pub fn own(routes: usize) -> &'static [fn(&mut u64, f32)] {
    match routes {
        16 => &routes_16::FUNCTIONS,
        256 => &routes_256::FUNCTIONS,
        #[cfg(feature = "large")]
        4096 => &routes_4096::FUNCTIONS,
        _ => &[],
    }
}

/// Puts a router below each of sixteen prefixes, or four: so routes share a handler.
macro_rules! below {
    (4, $router:ident) => {
        osc_router!["/0" => $router, "/1" => $router, "/2" => $router, "/3" => $router]
    };
    (16, $router:ident) => {
        osc_router![
            "/0" => $router, "/1" => $router, "/2" => $router, "/3" => $router,
            "/4" => $router, "/5" => $router, "/6" => $router, "/7" => $router,
            "/8" => $router, "/9" => $router, "/a" => $router, "/b" => $router,
            "/c" => $router, "/d" => $router, "/e" => $router, "/f" => $router,
        ]
    };
}

static GAIN: Router<u64> = osc_router![gain];
static MIX: Router<u64> = osc_router![mix];

#[osc_handler("/gain")]
pub fn gain(sum: &mut u64, value: f32) {
    note::<0>(sum, value);
}

#[osc_handler("/mix")]
pub fn mix(sum: &mut u64, bus: i32, slot: i32, name: &str, left: f32, right: f32) {
    noted_mix(sum, bus, slot, name, left, right);
}

#[inline]
pub fn noted_mix(sum: &mut u64, bus: i32, slot: i32, name: &str, left: f32, right: f32) {
    let integers =
        u64::from(bus as u32).wrapping_mul(3) ^ u64::from(slot as u32) ^ (name.len() as u64) << 32;
    *sum = sum.wrapping_add(integers);
    note::<0>(sum, left);
    note::<1>(sum, right);
}

static GAIN_4: Router<u64> = below!(4, GAIN);
static GAIN_16: Router<u64> = below!(16, GAIN);
static MIX_16: Router<u64> = below!(16, MIX);
/// `/0/0/gain` and so on.
pub static SHARED_1: Router<u64> = osc_router!["/0/0" => GAIN];
pub static SHARED_16: Router<u64> = below!(4, GAIN_4);
pub static SHARED_256: Router<u64> = below!(16, GAIN_16);
/// `/0/0/0/gain` and so on.
#[cfg(feature = "large")]
pub static SHARED_4096: Router<u64> = below!(16, SHARED_256);
pub static MIX_256: Router<u64> = below!(16, MIX_16);

/// Below prefixes of so many words that the addresses take 8, 16 and 32 of four bytes, as those above take 3.
pub static WORDS_8: Router<u64> = osc_router!["/console/of/studio/1" => SHARED_256];
pub static WORDS_16: Router<u64> =
    osc_router!["/console/of/studio/1/console/of/the/mixer/sections/1" => SHARED_256];
pub static WORDS_32: Router<u64> = osc_router![
    "/console/of/studio/1/console/of/the/mixer/sections/1/console/of/studio/1/console/of/the/mixer/sections/1/input/strip" => SHARED_256
];

#[osc_handler("/blob")]
pub fn blob(sum: &mut u64, bytes: &[u8]) {
    noted_blob(sum, bytes);
}

#[inline]
pub fn noted_blob(sum: &mut u64, bytes: &[u8]) {
    *sum = sum
        .wrapping_add(bytes.len() as u64)
        .wrapping_add(bytes.last().copied().unwrap_or_default().into());
}

#[osc_handler("/wave")]
pub fn wave(sum: &mut u64, samples: &[F32]) {
    *sum = sum.wrapping_add(samples.len() as u64);
    note::<0>(sum, samples.last().copied().unwrap_or_default().get());
}

/// A table of one route takes no part in what these two are about.
pub static LARGE: Router<u64> = osc_router![blob, wave, gain, mix];

#[osc_handler("/ch/{ch: 1..=64}/level")]
pub fn level(sum: &mut u64, ch: u32, value: f32) {
    noted_capture(sum, ch, value);
}

#[osc_handler("/aux/{aux}/level")]
pub fn aux(sum: &mut u64, aux: u32, value: f32) {
    noted_capture(sum, aux, value);
}

#[inline]
pub fn noted_capture(sum: &mut u64, capture: u32, value: f32) {
    *sum = sum.wrapping_add(u64::from(capture) << 32);
    note::<0>(sum, value);
}

pub static CAPTURES: Router<u64> = osc_router![level, aux, gain, mix];
