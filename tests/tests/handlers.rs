//! Handlers from end to end: a datagram in, the function called or not, a reply out.

use std::net::SocketAddr;

use microosc::{
    Argument, BundleTime, FromMessage, FromSegment, Message, Packet, Peer, Rejection, Request,
    Rest, Router, Server, Takes, TimeTag, ToArguments, bundle_to_vec, message_to_vec, osc_handler,
    osc_router,
};

const PEER: ([u8; 4], u16) = ([192, 168, 1, 20], 9001);

/// What the handlers saw, in order.
type Seen = Vec<String>;

/// Hands a datagram to a fresh server; returns what the handlers saw and the replies.
fn handle<S: ?Sized>(router: &Router<S>, datagram: &[u8], state: &mut S) -> Vec<String> {
    let mut server = Server::new(router);
    server.handle_datagram(TimeTag::IMMEDIATE, PEER.into(), datagram, state);
    let mut buffer = [0; 256];
    let mut replies = Vec::new();
    while let Some(transmit) = server.poll_transmit(&mut buffer) {
        assert_eq!(transmit.to, SocketAddr::from(PEER), "replies go to the sender");
        replies.push(shown(&buffer[..transmit.len]));
    }
    replies
}

/// Returns what a message looks like.
fn shown(packet: &[u8]) -> String {
    match Packet::decode(packet) {
        Ok(Packet::Message(message)) => message.to_string(),
        other => panic!("a message: {other:?}"),
    }
}

/// Sends a message; returns what the handlers saw.
fn seen(router: &Router<Seen>, address: &str, arguments: impl ToArguments) -> Seen {
    let packet = message_to_vec(address, arguments).expect("it can be encoded");
    let mut seen = Seen::new();
    handle(router, &packet, &mut seen);
    seen
}

/// Sends a message; returns the replies.
fn replies(router: &Router<Seen>, address: &str, arguments: impl ToArguments) -> Vec<String> {
    let packet = message_to_vec(address, arguments).expect("it can be encoded");
    handle(router, &packet, &mut Seen::new())
}

mod parameters {
    use super::*;

    #[osc_handler("/state/first")]
    fn state_first(seen: &mut Seen, value: i32) {
        seen.push(format!("{value}"));
    }

    #[osc_handler("/state/last/{n}")]
    fn state_last(value: i32, n: u8, seen: &mut Seen) {
        seen.push(format!("{value} {n}"));
    }

    /// The order of the parameters is theirs, not that of the address.
    #[osc_handler("/{first}/{second}/captured")]
    fn captured(seen: &mut Seen, second: &str, value: i32, first: char) {
        seen.push(format!("{first} {second} {value}"));
    }

    #[osc_handler("/extractors")]
    fn extractors(
        Peer(peer): Peer,
        message: Message<'_>,
        value: i32,
        BundleTime(time): BundleTime,
        seen: &mut Seen,
        rest: Rest<'_>,
    ) {
        let tags = message.type_tags();
        seen.push(format!("{peer} {tags} {value} {} {rest}", time.seconds()));
    }

    #[osc_handler("/patterns")]
    fn patterns(seen: &mut Seen, (x, y): (f32, f32), [r, g, b]: [u8; 3], _: bool, mut n: i32) {
        n += 1;
        seen.push(format!("{x} {y} {r} {g} {b} {n}"));
    }

    #[osc_handler("/any")]
    fn any(seen: &mut Seen, argument: Argument<'_>) {
        seen.push(argument.type_tag().to_string());
    }

    #[osc_handler("/strict", strict)]
    fn strict(seen: &mut Seen, level: f32) {
        seen.push(format!("{level}"));
    }

    #[osc_handler("/nothing")]
    fn nothing(seen: &mut Seen) {
        seen.push("called".to_owned());
    }

    pub(super) static ROUTER: Router<Seen> =
        osc_router![state_first, state_last, captured, extractors, patterns, any, strict, nothing];
}

#[test]
fn each_kind_of_parameter_gets_its_value() {
    let router = &parameters::ROUTER;
    assert_eq!(seen(router, "/state/first", 5), ["5"]);
    assert_eq!(seen(router, "/state/last/7", 5), ["5 7"]);
    assert_eq!(seen(router, "/x/yes/captured", 5), ["x yes 5"]);
    assert_eq!(
        seen(router, "/extractors", (5, 0.5_f32)),
        ["192.168.1.20:9001 ,if 5 0 0.5"],
        "extractors take no argument"
    );
    assert_eq!(
        seen(router, "/patterns", (0.5_f32, 1.5_f32, 1, 2, 3, true, 4)),
        ["0.5 1.5 1 2 3 5"]
    );
    assert_eq!(seen(router, "/any", "text"), ["s"]);
    assert_eq!(seen(router, "/nothing", ()), ["called"]);
}

#[test]
fn a_message_that_does_not_fit_calls_nothing() {
    let router = &parameters::ROUTER;
    let nothing = Seen::new();
    assert_eq!(seen(router, "/state/first", ()), nothing, "too few");
    assert_eq!(seen(router, "/state/first", (1, 2)), nothing, "too many");
    assert_eq!(seen(router, "/state/first", "1"), nothing, "another type");
    assert_eq!(seen(router, "/nothing", 1), nothing, "none are taken");
    assert_eq!(seen(router, "/state/last/256", 5), nothing, "the capture is out of range");
    assert_eq!(seen(router, "/strict", 1), nothing, "strict converts nothing");
    assert_eq!(seen(router, "/strict", 1.0_f32), ["1"]);
}

#[test]
fn the_time_of_the_bundle_is_told() {
    let packet = bundle_to_vec(TimeTag::new(77, 0), |bundle| bundle.message("/extractors", 5));
    let mut state = Seen::new();
    handle(&parameters::ROUTER, &packet.expect("it can be encoded"), &mut state);
    assert_eq!(state, ["192.168.1.20:9001 ,i 5 77 "]);
}

/// An argument type and a capture type of the user's own.
struct Decibels(f32);

impl<'a> FromMessage<'a> for Decibels {
    const TAKES: Takes = <f32 as FromMessage<'a>>::TAKES;
    type Sent = (f32,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        request.argument().map(|level: f32| Self(20.0 * level.log10()))
    }
}

#[derive(Debug)]
enum Deck {
    A,
    B,
}

impl<'a> FromSegment<'a> for Deck {
    type Sent = &'static str;

    fn from_segment(segment: &'a str) -> Option<Self> {
        match segment {
            "a" => Some(Self::A),
            "b" => Some(Self::B),
            _ => None,
        }
    }
}

#[osc_handler("/deck/{deck}/gain")]
fn gain(seen: &mut Seen, deck: Deck, Decibels(gain): Decibels) {
    seen.push(format!("{deck:?} {gain}"));
}

#[test]
fn types_of_the_users_own_are_taken() {
    static ROUTER: Router<Seen> = osc_router![gain];
    assert_eq!(seen(&ROUTER, "/deck/b/gain", 0.1_f32), ["B -20"]);
    assert_eq!(seen(&ROUTER, "/deck/a/gain", 1.0_f32), ["A 0"]);
    assert_eq!(seen(&ROUTER, "/deck/c/gain", 1.0_f32), Seen::new());
}

mod replying {
    use super::*;

    #[osc_handler("/ch/{ch}/level/get", reply = "/ch/{ch}/level")]
    fn one(ch: i32) -> f32 {
        if ch == 3 { 0.5 } else { 0.0 }
    }

    #[osc_handler("/all", reply = "/all/are")]
    fn several() -> (i32, &'static str, [bool; 2]) {
        (1, "two", [true, false])
    }

    #[osc_handler("/perhaps", reply = "/perhaps/is")]
    fn perhaps(value: i32) -> Option<i32> {
        (value > 0).then_some(value)
    }

    #[osc_handler("/ping", reply = "/pong")]
    fn ping() {}

    #[osc_handler("/swap/{a}/{b}", reply = "/{b}/{a}/{b}")]
    fn swap(a: &str, b: &str) -> i32 {
        i32::from(a > b)
    }

    #[osc_handler("/echo", reply = "/echo")]
    fn echo(text: &str) -> &str {
        text
    }

    #[osc_handler("/quiet")]
    fn quiet() {}

    pub(super) static ROUTER: Router<Seen> =
        osc_router![one, several, perhaps, ping, swap, echo, quiet];
}

#[test]
fn what_a_handler_returns_goes_to_the_sender() {
    let router = &replying::ROUTER;
    let text = |address, arguments: &dyn ToArguments| {
        shown(&message_to_vec(address, arguments).expect("it can be encoded"))
    };
    assert_eq!(replies(router, "/ch/3/level/get", ()), [text("/ch/3/level", &0.5_f32)]);
    assert_eq!(replies(router, "/all", ()), [text("/all/are", &(1, "two", true, false))]);
    assert_eq!(replies(router, "/perhaps", 2), [text("/perhaps/is", &2)]);
    assert_eq!(replies(router, "/perhaps", 0), Vec::<String>::new());
    assert_eq!(replies(router, "/ping", ()), [text("/pong", &())]);
    assert_eq!(replies(router, "/swap/x/y", ()), [text("/y/x/y", &0)]);
    assert_eq!(replies(router, "/echo", "hello"), [text("/echo", &"hello")]);
    assert_eq!(replies(router, "/quiet", ()), Vec::<String>::new());
}

#[test]
fn a_rejected_message_is_not_answered() {
    assert_eq!(replies(&replying::ROUTER, "/echo", 5), Vec::<String>::new());
    assert_eq!(replies(&replying::ROUTER, "/ch/x/level/get", ()), Vec::<String>::new());
}

trait Synth {
    fn play(&mut self, pitch: u8);
}

impl Synth for Seen {
    fn play(&mut self, pitch: u8) {
        self.push(format!("plays {pitch}"));
    }
}

#[osc_handler("/note")]
fn note(synth: &mut dyn Synth, pitch: u8) {
    synth.play(pitch);
}

#[test]
fn the_state_may_be_a_trait_object() {
    static ROUTER: Router<dyn Synth> = osc_router![note];
    let mut state = Seen::new();
    let packet = message_to_vec("/note", 60).expect("it can be encoded");
    handle::<dyn Synth>(&ROUTER, &packet, &mut state);
    assert_eq!(state, ["plays 60"]);
}

#[test]
fn the_function_stays_callable() {
    let mut state = Seen::new();
    gain(&mut state, Deck::A, Decibels(1.0));
    note(&mut state, 60);
    assert_eq!(state, ["A 1", "plays 60"]);
}
