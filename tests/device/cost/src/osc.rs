//! Sixteen routes of mixed types, and four times sixteen.

use microosc::{Inline, Router, Scheduling, Server, TimeTag, osc_handler, osc_router};

use crate::State;

/// A device's server: it answers, and bundles do not wait.
pub struct Dispatcher(Server<State, Inline<128, 0>>);

impl Dispatcher {
    pub const fn new() -> Self {
        let mut server = Server::<State, Inline<128, 0>>::with_buffers(&ROUTER);
        server.settings_mut().scheduling = Scheduling::Immediate;
        Self(server)
    }

    /// Handles a datagram, and returns how many bytes of reply it caused.
    #[inline(never)]
    pub fn handle(&mut self, datagram: &[u8], state: &mut State, reply: &mut [u8]) -> usize {
        let peer = core::net::SocketAddr::from(([192, 168, 1, 20], 9000));
        self.0.handle_datagram(TimeTag::IMMEDIATE, peer, datagram, state);
        self.0.poll_transmit(reply).map_or(0, |transmit| transmit.len)
    }
}

/// Sixteen handlers, different in what they do by `$n`. They only store what they get: what a handler does is no cost of OSC.
#[cfg(not(feature = "routes1"))]
macro_rules! routes {
    ($module:ident, $n:literal) => {
        mod $module {
            use super::*;

            /// Nobody asks for this description, so it is in no image: the gate looks for it.
            #[osc_handler("/1/fader")]
            pub fn fader(state: &mut State, value: f32) {
                state.level[$n] = value;
            }

            #[osc_handler("/1/rotary")]
            pub fn rotary(state: &mut State, #[osc(range = 0.0..=1.0, clip = "both")] value: f32) {
                state.level[$n + 4] = value;
            }

            #[osc_handler("/1/toggle")]
            pub fn toggle(state: &mut State, on: bool) {
                state.switches = (state.switches & !(1 << $n)) | (u32::from(on) << $n);
            }

            #[osc_handler("/go")]
            pub fn go(state: &mut State) {
                state.number += $n;
            }

            #[osc_handler("/program")]
            pub fn program(state: &mut State, number: u8) {
                state.text = number ^ $n;
            }

            #[osc_handler("/position")]
            pub fn position(state: &mut State, number: i32) {
                state.number = i64::from(number) ^ $n;
            }

            #[osc_handler("/offset", strict)]
            pub fn offset(state: &mut State, number: i64) {
                state.number ^= number ^ $n;
            }

            #[osc_handler("/name")]
            pub fn name(state: &mut State, name: &str) {
                state.text = name.len() as u8 ^ $n;
            }

            #[osc_handler("/data")]
            pub fn data(state: &mut State, data: &[u8]) {
                state.text = data.first().copied().unwrap_or($n);
            }

            #[osc_handler("/color")]
            pub fn color(state: &mut State, [red, green, blue]: [f32; 3]) {
                (state.level[$n + 8], state.level[3], state.level[$n]) = (red, green, blue);
            }

            #[osc_handler("/xy")]
            pub fn xy(state: &mut State, x: f32, y: f32) {
                (state.level[$n + 12], state.level[$n + 4]) = (x, y);
            }

            #[osc_handler("/fade")]
            pub fn fade(state: &mut State, level: f32, time: Option<i32>) {
                state.level[$n] = level;
                state.number = time.map_or($n, i64::from);
            }

            #[osc_handler("/ch/{ch: 1..=8}/level")]
            pub fn level(state: &mut State, ch: usize, level: f32) {
                if let Some(slot) = state.level.get_mut(ch + $n) {
                    *slot = level;
                }
            }

            #[osc_handler("/ch/{ch: 1..=8}/mute")]
            pub fn mute(state: &mut State, ch: u8, on: bool) {
                state.switches ^= u32::from(on) << (ch & 7) << $n;
            }

            #[osc_handler("/at")]
            pub fn at(state: &mut State, time: TimeTag) {
                state.number = i64::from(time.seconds()) ^ $n;
            }

            #[osc_handler("/level/get", reply = "/level")]
            pub fn get_level(state: &mut State, index: usize) -> Option<f32> {
                state.level.get(index ^ $n).copied()
            }

            // Four times sixteen are these, but for the first: so that some are nested, as in programs that have many.
            #[allow(dead_code, reason = "64 routes list those of the first one by one")]
            pub static ROUTER: Router<State> = osc_router![
                fader, rotary, toggle, go, program, position, offset, name, data, color, xy, fade,
                level, mute, at, get_level
            ];
        }
    };
}

#[cfg(feature = "routes1")]
mod one {
    use super::*;

    #[osc_handler("/1/fader")]
    fn fader(state: &mut State, value: f32) {
        state.level[0] = value;
    }

    pub static ROUTER: Router<State> = osc_router![fader];
}
#[cfg(feature = "routes1")]
use one::ROUTER;

#[cfg(any(feature = "routes16", feature = "routes64"))]
routes!(a, 0);
#[cfg(feature = "routes16")]
use a::ROUTER;

#[cfg(feature = "routes64")]
mod many {
    use super::*;

    routes!(b, 1);
    routes!(c, 2);
    routes!(d, 3);

    pub static ROUTER: Router<State> = osc_router![
        a::fader, a::rotary, a::toggle, a::go, a::program, a::position, a::offset, a::name, a::data,
        a::color, a::xy, a::fade, a::level, a::mute, a::at, a::get_level,
        "/b" => b::ROUTER, "/c" => c::ROUTER, "/d" => d::ROUTER,
    ];
}
#[cfg(feature = "routes64")]
use many::ROUTER;
