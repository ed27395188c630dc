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

macro_rules! faders {
    ($($name:ident at $address:literal),*) => {$(
        #[osc_handler($address)]
        fn $name(level: f32) {
            let _ = level;
        }
    )*};
}

faders!(left at "/left", right at "/right");

static ROUTER: Router = osc_router![comma_at_the_end, strict, everything, left, right];

fn main() {
    assert_eq!(ROUTER.routes().len(), 5);
}
