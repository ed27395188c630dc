//! What the attribute takes beside the address, in any order.

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/a")]
fn comma_at_the_end() {}

#[osc_handler("/b", strict)]
fn strict(level: f32) {
    let _ = level;
}

#[osc_handler(strict, reply = "/c/is", "/c/{n}", crate = ::microosc)]
fn everything(n: &str) -> &str {
    n
}

/// Handlers written by a macro.
macro_rules! faders {
    ($($name:ident($state:ty, $value:ty) at $address:literal),*) => {$(
        #[osc_handler($address)]
        fn $name(state: $state, level: $value) {
            let _ = (state, level);
        }
    )*};
}

faders!(left(&mut (), f32) at "/left", right(&mut (), Option<&str>) at "/right");

macro_rules! router {
    ($($handler:path),*; $observe:expr) => {
        osc_router![$($handler),*, observe = $observe]
    };
}

static ROUTER: Router =
    router![comma_at_the_end, self::strict, everything, left, crate::right; |_, _, _| ()];

fn main() {
    assert_eq!(ROUTER.routes().len(), 5);
}
