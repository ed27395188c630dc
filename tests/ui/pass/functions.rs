//! The function below the attribute stays what it is, wherever it stands.

use microosc::{Endpoint, Router, osc_handler, osc_router};

mod mixer {
    use microosc::osc_handler;

    #[osc_handler("/mixer/level")]
    pub fn level(level: f32) {
        let _ = level;
    }

    pub mod channel {
        #[microosc::osc_handler("/mixer/channel/level")]
        pub(crate) fn level(level: f32) {
            let _ = level;
        }

        #[microosc::osc_handler("/mixer/channel/pan")]
        pub(in crate::mixer) fn pan(pan: f32) {
            let _ = pan;
        }
    }

    pub static CHANNEL: microosc::Router = microosc::osc_router![channel::level, channel::pan];
}

#[osc_handler("/constant", reply = "/constant/is")]
#[inline]
#[must_use]
const fn constant(value: i32) -> i32 {
    value + 1
}

#[cfg(any())]
#[osc_handler("/absent")]
fn conditional() {}

#[osc_handler("/present")]
#[cfg(not(any()))]
fn conditional() {}

#[osc_handler("/nothing")]
fn returns_nothing(_: f32) -> () {}

#[allow(unused_variables)]
#[osc_handler("/unused")]
fn unused(value: f32) {}

#[osc_handler("/old")]
#[deprecated]
fn old() {}

#[deny(warnings)]
mod quiet {
    use microosc::osc_handler;

    /// A handler.
    #[osc_handler("/quiet")]
    pub fn documented(_level: f32) {}
}

fn main() {
    use mixer::level;

    #[osc_handler("/inside/{n}", reply = "/inside")]
    fn inside(n: i32) -> i32 {
        n * 2
    }

    let router: Router = osc_router![
        level,
        mixer::channel::level,
        self::constant,
        crate::conditional,
        returns_nothing,
        unused,
        old,
        quiet::documented,
        inside
    ];
    assert_eq!(router.routes().len(), 9);
    assert_eq!(mixer::CHANNEL.routes().len(), 2);
    assert_eq!(conditional::INFO.address(), "/present");

    const THREE: i32 = constant(2);
    assert_eq!((THREE, inside(3)), (3, 6));
    level(0.5);
}
