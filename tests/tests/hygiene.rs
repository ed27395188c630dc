//! What the macros generate means the same wherever it stands: whatever the user's scope lacks,
//! and whatever it calls by the names that the generated code uses.

use std::net::SocketAddr;

use microosc::{Router, Server, TimeTag, ToArguments, message_to_vec};

/// Sends a message to handlers whose state is a number, and returns that number afterwards.
fn send(router: &'static Router<i32>, address: &str, arguments: impl ToArguments) -> i32 {
    let packet = message_to_vec(address, arguments).expect("it can be encoded");
    let peer: SocketAddr = ([127, 0, 0, 1], 9000).into();
    let mut state = 0;
    Server::new(router).handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut state);
    state
}

mod without_prelude {
    #![no_implicit_prelude]

    use ::microosc::{Message, OscArguments, Peer, Router, osc_handler, osc_router};

    #[osc_handler("/{capture}/set", reply = "/{capture}/is")]
    fn set(state: &mut i32, capture: i32, value: i32) -> i32 {
        *state = capture * value;
        *state
    }

    #[derive(OscArguments)]
    struct Sum {
        left: i32,
        right: i32,
    }

    #[derive(OscArguments)]
    enum Either<'a> {
        Sum(Sum),
        Name { name: &'a ::core::primitive::str },
        Nothing,
    }

    #[osc_handler("/either", reply = "/either/is")]
    fn either(state: &mut i32, either: Either<'_>) -> Sum {
        *state = match either {
            Either::Sum(Sum { left, right }) => left + right,
            Either::Name { name: "" } => 1,
            Either::Name { .. } => 2,
            Either::Nothing => 3,
        };
        Sum { left: *state, right: 0 }
    }

    #[osc_handler("/limited")]
    fn limited(state: &mut i32, #[osc(range = 0..=9, clip = "both", default = 5)] value: i32) {
        *state = value;
    }

    fn fallback(state: &mut i32, _: &Message<'_>, _: Peer) {
        *state = -1;
    }

    pub(super) static ROUTER: Router<i32> = osc_router![set, limited, either, fallback = fallback];
}

#[test]
fn without_a_prelude() {
    assert_eq!(send(&without_prelude::ROUTER, "/6/set", 7), 42);
    assert_eq!(send(&without_prelude::ROUTER, "/limited", 20), 9);
    assert_eq!(send(&without_prelude::ROUTER, "/unknown", ()), -1);
    assert_eq!(send(&without_prelude::ROUTER, "/either", (3, 4)), 7);
    assert_eq!(send(&without_prelude::ROUTER, "/either", "a"), 2);
    assert_eq!(send(&without_prelude::ROUTER, "/either", ()), 3);
}

/// A scope in which every plain name that generated code might use is another thing.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, non_upper_case_globals, unused_macros)]

    use microosc::{FromMessage, FromSegment, Rejection, Request, Router, Takes};
    use microosc::{OscArguments, osc_handler, osc_router};

    pub(super) struct Option;
    struct Result;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct usize;
    struct u16;
    struct bool;
    struct Endpoint;
    struct Handler;
    struct IntoReply;
    struct Segment;
    struct Parameter;
    struct Sized;
    struct Field;
    struct ToArguments;
    struct ArgumentWriter;
    mod core {}
    mod std {}
    mod microosc_macros {}
    static state: u8 = 0;
    static request: u8 = 0;
    static segment: u8 = 0;
    static writer: u8 = 0;
    const NODES: u8 = 0;
    fn call() {}

    macro_rules! panic {
        ($($any:tt)*) => {
            compile_error!("not the macro of core")
        };
    }
    macro_rules! file {
        ($($any:tt)*) => {
            compile_error!("not the macro of core")
        };
    }
    macro_rules! line {
        ($($any:tt)*) => {
            compile_error!("not the macro of core")
        };
    }

    /// Types of the user, taken as such and not as those of the language.
    struct f32(i32);
    struct i8(i32);

    impl<'a> FromMessage<'a> for f32 {
        const TAKES: Takes = <i32 as FromMessage<'a>>::TAKES;
        type Sent = (::core::primitive::i32,);

        fn from_message(message: &mut Request<'a>) -> ::core::result::Result<Self, Rejection> {
            message.argument().map(Self)
        }
    }

    impl<'a> FromSegment<'a> for i8 {
        type Sent = ::core::primitive::i32;

        fn from_segment(text: &'a ::core::primitive::str) -> ::core::option::Option<Self> {
            text.parse().map(Self).ok()
        }
    }

    #[osc_handler("/{capture}/set", reply = "/{capture}/is")]
    fn set(number: &mut i32, capture: i8, value: f32) -> i32 {
        *number = capture.0 * value.0;
        *number
    }

    impl microosc::ToArguments for f32 {
        fn write_arguments(&self, arguments: &mut microosc::ArgumentWriter<'_>) {
            self.0.write_arguments(arguments);
        }
    }

    /// Its variants are called like what the generated code names.
    #[derive(OscArguments)]
    enum Message<'__message> {
        Ok(f32),
        Err { writer: i32, request: f32 },
        Takes(&'__message ::core::primitive::str),
        None,
    }

    #[osc_handler("/takes")]
    fn takes(number: &mut i32, value: Message<'_>) {
        *number = match value {
            Message::Ok(value) => value.0,
            Message::Err { writer: one, request: two } => one + two.0,
            Message::Takes(_) => -1,
            Message::None => -2,
        };
    }

    #[osc_handler("/{capture}/wrong", strict)]
    fn wrong(number: &mut i32, capture: i8, value: i32, other: i32) {
        *number = capture.0 + value + other;
    }

    pub(super) static ROUTER: Router<i32> = osc_router![set, takes, wrong];
}

#[test]
fn with_every_name_taken() {
    assert_eq!(send(&shadowed::ROUTER, "/6/set", 7), 42);
    assert_eq!(send(&shadowed::ROUTER, "/1/wrong", (2, 3)), 6);
    assert_eq!(send(&shadowed::ROUTER, "/takes", 5), 5);
    assert_eq!(send(&shadowed::ROUTER, "/takes", (5, 6)), 11);
    assert_eq!(send(&shadowed::ROUTER, "/takes", ()), -2);
}

/// Names of microosc that are imported, besides the path that `crate` gives: neither is superfluous.
#[forbid(unused_qualifications)]
mod imported {
    use microosc as osc;
    use osc::{
        Endpoint, FromMessage, OscArguments, Ranged, Route, Router, osc_handler, osc_router,
    };

    const _: fn() = || {
        fn all<'a, H: Endpoint, T: FromMessage<'a> + Ranged<'a>>(_: Route<H>) {}
        let _ = all::<set, i32>;
    };

    #[derive(OscArguments)]
    #[osc(crate = osc)]
    pub(super) enum Number {
        Of(#[osc(range = 0..=9)] i32),
    }

    #[osc_handler("/set", crate = osc, reply = "/is")]
    pub(super) fn set(state: &mut i32, #[osc(range = 0..=9)] value: i32, one: Option<i32>) -> i32 {
        *state = value + one.unwrap_or(0);
        *state
    }

    #[osc_handler("/number", crate = osc)]
    fn number(state: &mut i32, Number::Of(number): Number) {
        *state = number;
    }

    macro_rules! by_macro {
        ($name:ident, $address:literal) => {
            #[osc_handler($address, crate = $crate::framework::inner::osc)]
            fn $name(state: &mut i32, #[osc(range = 0..=9)] value: Option<i32>) {
                *state = value.unwrap_or(0);
            }
        };
    }
    by_macro!(made, "/made");

    pub(super) static ROUTER: Router<i32> = osc_router![set, number, made, crate = osc];
}

#[test]
fn with_its_names_imported() {
    assert_eq!(send(&imported::ROUTER, "/set", (3, 4)), 7);
    assert_eq!(send(&imported::ROUTER, "/number", 5), 5);
    assert_eq!(send(&imported::ROUTER, "/made", 6), 6);
}

/// A framework that passes microosc on under a path of its own.
mod framework {
    pub(super) mod inner {
        pub(crate) use microosc as osc;
    }
}

mod renamed {
    use super::framework;
    use super::framework::inner::osc;

    #[osc::osc_handler("/set", crate = framework::inner::osc)]
    fn set(state: &mut i32, value: i32) {
        *state = value;
    }

    #[derive(osc::OscArguments)]
    #[osc(crate = framework::inner::osc)]
    enum Change {
        To(i32),
        By { first: i32, second: i32 },
    }

    #[osc::osc_handler("/change", crate = framework::inner::osc, reply = "/changed")]
    fn change(state: &mut i32, change: Change) -> Change {
        *state = match change {
            Change::To(value) => value,
            Change::By { first, second } => first + second,
        };
        change
    }

    #[osc::osc_handler("/add", crate = super::framework::inner::osc, reply = "/sum")]
    fn add(state: &mut i32, left: i32, right: Option<i32>) -> i32 {
        *state = left + right.unwrap_or(0);
        *state
    }

    pub(super) static ROUTER: osc::Router<i32> =
        osc::osc_router![set, add, change, crate = framework::inner::osc];
}

#[test]
fn with_the_crate_elsewhere() {
    assert_eq!(send(&renamed::ROUTER, "/set", 7), 7);
    assert_eq!(send(&renamed::ROUTER, "/add", (3, 4)), 7);
    assert_eq!(send(&renamed::ROUTER, "/change", (3, 4)), 7);
}

mod names {
    use microosc::{OscArguments, Router, osc_handler, osc_router};

    #[derive(OscArguments)]
    #[allow(non_camel_case_types)]
    enum r#type {
        r#fn { r#loop: i32, r#self_: i32 },
        r#mod(i32),
    }

    #[osc_handler("/type")]
    fn takes_type(state: &mut i32, r#type: r#type) {
        *state = match r#type {
            r#type::r#fn { r#loop, r#self_ } => r#loop + r#self_,
            r#type::r#mod(value) => value,
        };
    }

    /// Named like its parameter and its capture.
    #[osc_handler("/level/{level}")]
    fn level(state: &mut i32, level: i32) {
        *state = level;
    }

    /// Named like the variables of other functions.
    #[osc_handler("/state")]
    fn state(request: i32, state: &mut i32, segment: i32) {
        *state = request + segment;
    }

    #[osc_handler("/loop/{type}")]
    fn r#loop(r#mut: &mut i32, r#type: i32, r#fn: i32) {
        *r#mut = r#type + r#fn;
    }

    #[osc_handler("/call")]
    fn call(self_: &mut i32, mut value: i32) {
        value += 1;
        *self_ = value;
    }

    pub(super) static ROUTER: Router<i32> = osc_router![level, state, r#loop, call, takes_type];
}

#[test]
fn with_names_that_meet() {
    assert_eq!(send(&names::ROUTER, "/level/5", ()), 5);
    assert_eq!(send(&names::ROUTER, "/state", (3, 4)), 7);
    assert_eq!(send(&names::ROUTER, "/loop/5", 6), 11);
    assert_eq!(send(&names::ROUTER, "/call", 6), 7);
    assert_eq!(send(&names::ROUTER, "/type", (6, 7)), 13);
    let name = names::ROUTER.routes().nth(2).map(|route| route.name());
    assert_eq!(name, Some("loop"));
}

#[test]
fn in_a_function_body() {
    use microosc::{osc_handler, osc_router};

    mod nested {
        pub(super) mod deeper {
            #[microosc::osc_handler("/deeper")]
            pub(crate) fn deeper(state: &mut i32) {
                *state = 2;
            }
        }
    }
    use nested::deeper::deeper;

    #[osc_handler("/local")]
    fn local(state: &mut i32) {
        *state = 1;
    }

    #[derive(microosc::OscArguments)]
    enum Number {
        Of(i32),
    }

    #[osc_handler("/number")]
    fn number(state: &mut i32, number: Number) {
        let Number::Of(number) = number;
        *state = number;
    }

    static ROUTER: Router<i32> = osc_router![local, deeper, number];
    assert_eq!(send(&ROUTER, "/number", 8), 8);
    assert_eq!(send(&ROUTER, "/local", ()), 1);
    assert_eq!(send(&ROUTER, "/deeper", ()), 2);

    let block = {
        #[osc_handler("/block")]
        fn local(state: &mut i32) {
            *state = 3;
        }
        const { &osc_router![local] }
    };
    assert_eq!(send(block, "/block", ()), 3);
}

/// The lints of a strict user say nothing about what is generated, nor does that allow any.
#[deny(warnings)]
#[forbid(
    elided_lifetimes_in_paths,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    nonstandard_style,
    single_use_lifetimes,
    trivial_casts,
    unnameable_types,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results
)]
pub mod strict_lints {
    use microosc::{Message, OscArguments, Peer, Rest, Router, osc_handler, osc_router};

    /// A note.
    #[derive(Debug, Clone, Copy, OscArguments)]
    pub enum Note<'a> {
        /// By number.
        Number(#[osc(range = 0..=9, clip = "both", unit = "m", default = 5)] i32),
        /// Louder.
        Louder {
            /// How loud.
            #[osc(range = -1.5..=1.5, default = -0.5)]
            level: f64,
        },
        /// By name.
        #[deprecated]
        Name {
            /// The name.
            name: &'a str,
        },
    }

    /// An old one.
    #[derive(Debug, Clone, Copy, OscArguments)]
    #[deprecated]
    pub struct Old {
        #[deprecated]
        number: i32,
    }

    /// Plays.
    #[osc_handler("/note")]
    pub fn note(state: &mut i32, note: Note<'_>) {
        if let Note::Number(number) = note {
            *state = number;
        }
    }

    /// Sets.
    #[osc_handler("/set/{n}", reply = "/n/is")]
    #[must_use]
    pub fn set(state: &mut i32, n: i32, value: Option<i32>, _: Rest<'_>) -> i32 {
        *state = n + value.unwrap_or(0);
        *state
    }

    /// Adds.
    #[osc_handler("/add", ignore_surplus)]
    pub fn add(
        state: &mut i32,
        /// How much.
        #[osc(range = 0..=9, clip = "both", unit = "m", default = 5)]
        value: i32,
        #[osc(range = 0.0..)] _: Option<f64>,
        #[osc(default = "")] _: &str,
    ) {
        *state += value;
    }

    #[osc_handler("/old")]
    #[deprecated]
    fn old(state: &mut i32) {
        *state = -1;
    }

    fn observe(state: &mut i32, _: &Message<'_>, _: Peer) {
        *state = 100;
    }

    pub(super) static ROUTER: Router<i32> = osc_router![set, add, note, old, observe = observe];
}

#[test]
fn under_strict_lints() {
    assert_eq!(send(&strict_lints::ROUTER, "/set/1", 2), 3);
    assert_eq!(send(&strict_lints::ROUTER, "/add", 20), 109);
    assert_eq!(send(&strict_lints::ROUTER, "/old", ()), -1);
    assert_eq!(send(&strict_lints::ROUTER, "/note", 9), 9);
    assert_eq!(send(&strict_lints::ROUTER, "/other", ()), 100);
}

mod names_of_ours {
    use microosc::{OscArguments, Router, osc_handler, osc_router};

    #[derive(OscArguments)]
    pub(super) struct Message {
        pub(super) number: i32,
    }

    use Message as Numbered;

    #[osc_handler("/number")]
    fn number(state: &mut i32, message: Numbered) {
        *state = message.number;
    }

    pub(super) static ROUTER: Router<i32> = osc_router![number];
}

#[test]
fn with_a_type_named_as_one_of_ours() {
    let message = names_of_ours::Message { number: 3 };
    assert_eq!(send(&names_of_ours::ROUTER, "/number", message), 3);
}
