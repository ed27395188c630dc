//! The typed client: what is given to a call is what the handler gets.
//!
//! All handlers are strict, so that nothing is right by conversion.
#![allow(clippy::too_many_arguments, reason = "handlers may have sixteen")]

use std::fmt::Debug;
use std::time::{Duration, Instant};

use microosc::client::{Call, IntoValues, encode_call, encode_call_under};
use microosc::{
    Argument, Blob, BundleEncoder, BundleTime, EncodeError, F32, F64, Group, I32, I64, Impulse,
    Message, Midi, OscArguments, Outbox, Packet, Peer, Rest, Rgba, Router, Server, Text, TimeTag,
    ToArguments, bundle_to_vec, encode_bundle, osc_handler, osc_router, tcp, udp,
};
use microosc_tests::random::Random;

/// What the handlers got, as it shows itself.
type Got = Vec<String>;

/// Calls the handler through bytes and a server; returns what it got.
fn got<'v, H: Call>(router: &Router<Got>, values: impl IntoValues<H::Values<'v>>) -> Got {
    let mut buffer = [0; 1024];
    let packet = encode_call::<H>(&mut buffer, values).expect("it can be encoded");
    handled(router, packet)
}

/// Hands a packet in; returns what the handlers got.
fn handled(router: &Router<Got>, packet: &[u8]) -> Got {
    let mut got = Got::new();
    let mut server = Server::new(router);
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), packet, &mut got);
    let counters = server.counters();
    assert_eq!(counters.handled, got.len() as u64, "{:?} {counters:?}", Packet::decode(packet));
    got
}

/// A group of arguments, and several signatures.
#[derive(Debug, OscArguments)]
struct Note {
    pitch: u8,
    length: Option<f32>,
}

#[derive(Debug, OscArguments)]
enum Cue {
    Number(i32),
    Position(f32, f32),
}

/// Handlers of one parameter each, which is given back as it shows itself.
macro_rules! one_parameter {
    ($router:ident: $($name:ident($type:ty) $address:literal)+) => {
        $(
            #[osc_handler($address, strict)]
            fn $name(got: &mut Got, value: $type) {
                got.push(format!("{value:?}"));
            }
        )+
        static $router: Router<Got> = osc_router![$($name),+];
    };
}

one_parameter! { ONE:
    float32(f32) "/f32"
    float64(f64) "/f64"
    int8(i8) "/i8"
    int16(i16) "/i16"
    int32(i32) "/i32"
    int64(i64) "/i64"
    isized(isize) "/isize"
    uint8(u8) "/u8"
    uint16(u16) "/u16"
    uint32(u32) "/u32"
    uint64(u64) "/u64"
    usized(usize) "/usize"
    boolean(bool) "/bool"
    string(&str) "/str"
    text(Text<'_>) "/text"
    hidden_text(Text) "/text/hidden"
    blob(&[u8]) "/blob"
    wrapped_blob(Blob<'_>) "/blob/wrapped"
    character(char) "/char"
    time(TimeTag) "/time"
    color(Rgba) "/rgba"
    midi(Midi) "/midi"
    impulse(Impulse) "/impulse"
    argument(Argument<'_>) "/argument"
    run_f32(&[F32]) "/run/f32"
    run_i32(&[I32]) "/run/i32"
    run_f64(&[F64]) "/run/f64"
    run_i64(&[I64]) "/run/i64"
    rest(Rest<'_>) "/rest"
    optional(Option<i32>) "/optional"
    optional_text(Option<&str>) "/optional/text"
    optional_pair(Option<(i32, &str)>) "/optional/pair"
    array([i32; 3]) "/array"
    array_of_texts([&str; 2]) "/array/texts"
    array_of_options([Option<f32>; 2]) "/array/options"
    tuple((f32, &str)) "/tuple"
    tuple_of_one((i64,)) "/tuple/one"
    one(i64) "/one"
    note(Note) "/note"
    cue(Cue) "/cue"
    nested(([f32; 2], (bool, Option<u8>), &[u8])) "/nested"
}

/// Asserts that a handler of one parameter gets what is given.
#[track_caller]
fn comes_back<'v, H: Call, T: IntoValues<H::Values<'v>> + Debug>(value: T) {
    let shown = format!("{value:?}");
    assert_eq!(got::<H>(&ONE, value), [shown]);
}

#[test]
fn each_argument_type_gets_what_is_given() {
    for value in [0.0, -0.0, 0.5, f32::MIN, f32::MAX, f32::INFINITY, f32::NAN] {
        comes_back::<float32, _>(value);
        comes_back::<float64, _>(f64::from(value) * 1e10);
    }
    for value in [0_i8, 1, -1, i8::MIN, i8::MAX] {
        comes_back::<int8, _>(value);
        comes_back::<int16, _>(i16::from(value) * 100);
        comes_back::<int32, _>(i32::from(value) << 23);
        comes_back::<int64, _>(i64::from(value) << 55);
        comes_back::<isized, _>(isize::from(value));
        comes_back::<uint8, _>(value.unsigned_abs());
        comes_back::<uint16, _>(u16::from(value.unsigned_abs()) << 8);
        comes_back::<boolean, _>(value > 0);
    }
    comes_back::<uint32, _>(u32::MAX);
    comes_back::<uint64, _>(i64::MAX.unsigned_abs());
    comes_back::<usized, _>(7_usize);
    for value in ["", "abc", "four", "Überschrift ♯"] {
        comes_back::<string, _>(value);
        comes_back::<text, _>(Text::from(value));
        comes_back::<hidden_text, _>(Text::from(value));
        comes_back::<blob, _>(value.as_bytes());
        comes_back::<wrapped_blob, _>(Blob::from(value.as_bytes()));
        comes_back::<optional_text, _>(Some(value));
        comes_back::<optional_pair, _>(Some((1, value)));
        comes_back::<array_of_texts, _>([value, "next"]);
        comes_back::<tuple, _>((0.5_f32, value));
    }
    comes_back::<character, _>('♯');
    comes_back::<time, _>(TimeTag::new(1, 2));
    comes_back::<color, _>(Rgba { red: 1, green: 2, blue: 3, alpha: 4 });
    comes_back::<midi, _>(Midi { port: 1, status: 0x90, data1: 60, data2: 100 });
    comes_back::<impulse, _>(Impulse);
    for value in [Argument::Int32(7), Argument::Nil, Argument::Blob(&[1, 2]), Argument::Bool(true)]
    {
        comes_back::<argument, _>(value);
    }
    comes_back::<optional, _>(Some(7));
    comes_back::<optional, _>(None::<i32>);
    comes_back::<optional_text, _>(None::<&str>);
    comes_back::<optional_pair, _>(None::<(i32, &str)>);
    comes_back::<array, _>([1, 2, 3]);
    comes_back::<array_of_options, _>([Some(0.5_f32), None]);
    comes_back::<array_of_options, _>([None, Some(0.5_f32)]);
    comes_back::<note, _>(Note { pitch: 60, length: None });
    comes_back::<note, _>(Note { pitch: 60, length: Some(0.5) });
    comes_back::<cue, _>(Cue::Number(7));
    comes_back::<cue, _>(Cue::Position(0.5, 1.5));
    comes_back::<tuple_of_one, _>((7_i64,));
    comes_back::<nested, _>(([0.5_f32, 1.5], (true, None::<u8>), &[1_u8, 2][..]));
    comes_back::<nested, _>(([0.5_f32, 1.5], (true, Some(3_u8)), &[][..]));
}

#[test]
fn runs_get_numbers_of_the_machine() {
    let shown = |numbers: &dyn Debug| vec![format!("{numbers:?}")];
    for len in [0, 1, 5] {
        let floats = &[0.5_f32, 1.5, -2.0, 3.0, f32::MAX][..len];
        let doubles: Vec<f64> = floats.iter().copied().map(f64::from).collect();
        let ints = &[1_i32, -1, i32::MAX, i32::MIN, 0][..len];
        let longs: Vec<i64> = ints.iter().map(|int| i64::from(*int) << 20).collect();
        let run: Vec<F32> = floats.iter().copied().map(F32::new).collect();
        assert_eq!(got::<run_f32>(&ONE, floats), shown(&run));
        let run: Vec<F64> = doubles.iter().copied().map(F64::new).collect();
        assert_eq!(got::<run_f64>(&ONE, doubles.as_slice()), shown(&run));
        let run: Vec<I32> = ints.iter().copied().map(I32::new).collect();
        assert_eq!(got::<run_i32>(&ONE, ints), shown(&run));
        let run: Vec<I64> = longs.iter().copied().map(I64::new).collect();
        assert_eq!(got::<run_i64>(&ONE, longs.as_slice()), shown(&run));
    }
}

#[test]
fn the_rest_is_whatever_can_be_sent() {
    let mut buffer = [0; 64];
    let mut tags = |arguments: &dyn ToArguments| {
        let packet = encode_call::<rest>(&mut buffer, arguments).expect("it fits");
        assert_eq!(handled(&ONE, packet).len(), 1);
        match Packet::decode(packet) {
            Ok(Packet::Message(message)) => message.type_tags().to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(tags(&()), ",");
    assert_eq!(tags(&(1, "on", Group([0.5_f32, 1.5]))), ",is[ff]");
}

mod several {
    use super::*;

    #[osc_handler("/none", strict)]
    pub(super) fn none(got: &mut Got) {
        got.push(String::new());
    }

    #[osc_handler("/extractors/{n}", strict)]
    pub(super) fn extractors(
        Peer(_): Peer,
        first: f32,
        _: Message<'_>,
        n: u8,
        got: &mut Got,
        _: BundleTime,
        second: Option<i32>,
        _: Outbox<'_>,
        third: Option<&str>,
    ) {
        got.push(format!("{first} {n} {second:?} {third:?}"));
    }

    #[osc_handler("/only/{n}/extractors", strict)]
    pub(super) fn only_a_capture(n: i8, got: &mut Got, _: Peer) {
        got.push(n.to_string());
    }

    /// The order of the values is that of the parameters, not that of the address.
    #[osc_handler("/{b}/x{a}/{c: on|off}/n{d: 1..=32}/{*e}", strict)]
    pub(super) fn captures(got: &mut Got, a: i32, v: f32, b: &str, e: &str, c: &str, d: u8) {
        got.push(format!("{a} {v} {b} {e} {c} {d}"));
    }

    #[osc_handler("/float/{a}/{b}/{c}", strict)]
    pub(super) fn capture_types(got: &mut Got, a: f32, b: char, c: u64) {
        got.push(format!("{a} {b} {c}"));
    }

    #[osc_handler("/runs", strict)]
    pub(super) fn runs(got: &mut Got, floats: &[F32], n: i32, rest: Rest<'_>) {
        let sum: f32 = floats.iter().map(|float| float.get()).sum();
        got.push(format!("{sum} {n} {rest}"));
    }

    #[osc_handler("/sixteen", strict)]
    pub(super) fn sixteen(
        a: i32,
        b: i32,
        c: i32,
        d: i32,
        e: i32,
        f: i32,
        g: i32,
        h: i32,
        i: i32,
        j: i32,
        k: i32,
        l: i32,
        m: i32,
        n: i32,
        o: i32,
        p: i32,
    ) {
        let sum = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p].iter().sum::<i32>();
        assert_eq!((a, p, sum), (1, 16, 136));
    }

    pub(super) static ROUTER: Router<Got> =
        osc_router![none, extractors, only_a_capture, captures, capture_types, runs, sixteen];
}

#[test]
fn values_stand_in_the_order_of_the_parameters() {
    use several::*;
    assert_eq!(got::<none>(&ROUTER, ()), [""]);
    assert_eq!(got::<only_a_capture>(&ROUTER, -5), ["-5"]);
    assert_eq!(
        got::<captures>(&ROUTER, (-3, 0.5, "deck", "f/g", "off", 32)),
        ["-3 0.5 deck f/g off 32"]
    );
    assert_eq!(got::<capture_types>(&ROUTER, (0.25, 'x', u64::MAX)).len(), 1);
    assert_eq!(
        got::<runs>(&ROUTER, (&[0.5, 1.5][..], 7, &("a", true) as &dyn ToArguments)),
        ["2 7 \"a\" true"]
    );
    let mut buffer = [0; 128];
    let sixteen = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    let packet = encode_call::<several::sixteen>(&mut buffer, sixteen).expect("it fits");
    let mut server = Server::new(&ROUTER);
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut Got::new());
    assert_eq!(server.counters().handled, 1);
}

#[test]
fn what_is_absent_keeps_the_place_of_what_follows() {
    let call = |values: (f32, u8, Option<i32>, Option<&'static str>)| {
        got::<several::extractors>(&several::ROUTER, values)
    };
    assert_eq!(call((0.5, 3, Some(1), Some("x"))), ["0.5 3 Some(1) Some(\"x\")"]);
    assert_eq!(call((0.5, 3, None, Some("x"))), ["0.5 3 None Some(\"x\")"]);
    assert_eq!(call((0.5, 3, Some(1), None)), ["0.5 3 Some(1) None"]);
    assert_eq!(call((0.5, 3, None, None)), ["0.5 3 None None"]);
}

#[test]
fn a_value_that_the_address_does_not_declare_is_an_error_that_names_the_capture() {
    let mut buffer = [7; 64];
    let mut error = |a, b, e, c, d| {
        buffer.fill(7);
        let error = encode_call::<several::captures>(&mut buffer, (a, 0.0, b, e, c, d)).err()?;
        assert!(buffer.iter().all(|byte| *byte == 0), "no part of a packet is left");
        match error {
            EncodeError::InvalidCapture { name } => Some(name),
            other => panic!("{other}"),
        }
    };
    assert_eq!(error(1, "b", "e", "on", 1), None);
    for d in [0, 33] {
        assert_eq!(error(1, "b", "e", "on", d), Some("d"));
    }
    for c in ["", "o", "onn", "ON", "on/off"] {
        assert_eq!(error(1, "b", "e", c, 1), Some("c"), "{c}");
    }
    for b in ["", "a/b", "a b", "*", "?", "{a,b}", "[a]", "#", "ä", "a\0"] {
        assert_eq!(error(1, b, "e", "on", 1), Some("b"), "{b}");
    }
    for e in ["", "/", "/a", "a/", "a//b", "a/*", "a b"] {
        assert_eq!(error(1, "b", e, "on", 1), Some("e"), "{e}");
    }
}

#[osc_handler("/ranges/{n}", strict)]
fn ranges(
    got: &mut Got,
    text: &str,
    peer: Peer,
    #[osc(range = 0.0..=1.0)] level: f32,
    n: u8,
    #[osc(range = ..=9, clip = "high")] clipped: i32,
    #[osc(range = 1..=16, default = 1)] channel: u8,
    rest: Option<i32>,
) {
    got.push(format!("{text} {} {level} {n} {clipped} {channel} {rest:?}", peer.0.port()));
}

static RANGES: Router<Got> = osc_router![ranges];

#[test]
fn a_number_that_the_handler_would_reject_is_an_error() {
    let call = |level, clipped, channel| {
        let mut buffer = [7; 64];
        let values = ("x", level, 3, clipped, channel, Some(5));
        let error = encode_call::<ranges>(&mut buffer, values).err();
        assert_eq!(error.is_some(), buffer == [0; 64], "no part of a packet is left");
        error
    };
    let outside = |argument| Some(EncodeError::OutsideRange { argument });
    assert_eq!(call(0.0, 9, 16), None);
    assert_eq!(call(1.1, 9, 16), outside(1));
    assert_eq!(call(f32::NAN, 9, 16), outside(1));
    assert_eq!(call(1.0, 10, 16), None, "it is clipped");
    assert_eq!(call(1.0, 9, 0), outside(3));
    assert_eq!(got::<ranges>(&RANGES, ("x", 0.5, 3, 10, 16, Some(5))), ["x 9 0.5 3 9 16 Some(5)"]);
}

#[test]
fn a_call_that_does_not_fit_says_how_much_it_needs() {
    let mut buffer = [7; 64];
    let values = (1, 0.0, "b", "e", "on", 1);
    let len = encode_call::<several::captures>(&mut buffer, values).map(<[u8]>::len).unwrap();
    for short in 0..len {
        buffer.fill(7);
        let error = encode_call::<several::captures>(&mut buffer[..short], values);
        assert_eq!(error, Err(EncodeError::BufferTooSmall { needed: len }));
        assert!(buffer[..short].iter().all(|byte| *byte == 0));
    }
    for short in 0..12 {
        buffer.fill(7);
        let error = encode_call::<float32>(&mut buffer[..short], 0.5);
        assert_eq!(error, Err(EncodeError::BufferTooSmall { needed: 16 }));
        assert!(buffer.iter().all(|byte| *byte == 7));
    }
    let error = encode_call::<string>(&mut buffer, "a\0b");
    assert_eq!(error, Err(EncodeError::NulInString { argument: 0 }));
}

#[test]
fn a_prefix_stands_before_the_address() {
    let mut buffer = [0; 64];
    let mut address = |prefix: &str| {
        let packet = encode_call_under::<several::only_a_capture>(&mut buffer, prefix, 3)?;
        match Packet::decode(packet) {
            Ok(Packet::Message(message)) => Ok(message.address().to_string()),
            other => panic!("{other:?}"),
        }
    };
    for (prefix, expected) in [
        ("/deck/1", "/deck/1/only/3/extractors"),
        ("/deck/*", "/deck/*/only/3/extractors"),
        ("/deck/", "/deck/only/3/extractors"),
        ("/", "/only/3/extractors"),
        ("", "/only/3/extractors"),
    ] {
        assert_eq!(address(prefix).as_deref(), Ok(expected), "{prefix}");
    }
    for prefix in ["deck", "#", "/de\0ck"] {
        assert_eq!(address(prefix), Err(EncodeError::InvalidAddress), "{prefix}");
    }
}

/// Adds two calls, one with captures, and nothing for one that fails.
fn fill(bundle: &mut BundleEncoder<'_>) -> Result<(), EncodeError> {
    bundle.call::<several::none>(())?;
    let failed = bundle.call::<several::captures>((1, 0.0, "b", "e", "neither", 1));
    // While a bundle is measured, values are not looked at yet.
    assert!(matches!(failed, Ok(()) | Err(EncodeError::InvalidCapture { name: "c" })));
    failed.or(Ok(()))
}

#[test]
fn calls_can_be_bundled() {
    let mut buffer = [0; 256];
    let packet = encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |bundle| {
        fill(bundle)?;
        bundle.call::<several::captures>((1, 0.0, "b", "e", "on", 1))?;
        bundle.call_under::<several::none>("/", ())
    });
    assert_eq!(handled(&several::ROUTER, packet.unwrap()), ["", "1 0 b e on 1", ""]);
    let packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.call::<several::only_a_capture>(-7)?;
        bundle.call::<several::none>(())
    });
    assert_eq!(handled(&several::ROUTER, &packet.unwrap()), ["-7", ""]);
}

#[test]
fn random_values_come_back() {
    let mut random = Random::new(20_261_122);
    for _ in 0..2000 {
        let texts: Vec<String> = (0..4).map(|_| random.string("abcäöü♯ /*", 9)).collect();
        let bits = random.bits();
        let (float, int, byte) = (f32::from_bits(bits as u32), bits as i32, bits as u8);
        let optional = (byte & 1 == 1).then_some(byte);
        let bytes = random.bytes(byte.into());
        comes_back::<float32, _>(float);
        comes_back::<int64, _>(bits as i64);
        comes_back::<optional_pair, _>(optional.map(|_| (int, texts[0].as_str())));
        comes_back::<array_of_texts, _>([texts[1].as_str(), texts[2].as_str()]);
        comes_back::<nested, _>(([float, 0.0], (int > 0, optional), bytes.as_slice()));
        let names = [random.string("ab1-_.~", 6), random.string("ab/1", 6)];
        let [name, rest] = names.map(|name| name.split('/').collect::<Vec<_>>().join("x") + "y");
        let (n, on) = (random.below(32) as u8 + 1, random.choose(&["on", "off"]));
        assert_eq!(
            got::<several::captures>(
                &several::ROUTER,
                (int, 1.0, name.as_str(), rest.as_str(), on, n)
            ),
            [format!("{int} 1 {name} {rest} {on} {n}")]
        );
    }
}

/// Polls until one message has come.
fn poll_until_one(mut poll: impl FnMut(&mut Got) -> usize) -> Got {
    let (start, mut got) = (Instant::now(), Got::new());
    while got.is_empty() && start.elapsed() < Duration::from_secs(10) {
        poll(&mut got);
        std::thread::yield_now();
    }
    got
}

#[test]
fn it_works_over_udp_and_tcp() {
    let mut server = udp::Server::bind("127.0.0.1:0", &ONE).unwrap();
    let mut client = udp::Client::connect(server.local_addr()).unwrap();
    client.call::<tuple>((0.5, "udp")).unwrap();
    let got = poll_until_one(|got| server.poll(got).unwrap());
    assert_eq!(got, ["(0.5, \"udp\")"]);
    client.call_under::<one>("/tuple", 7_i64).unwrap();
    assert_eq!(poll_until_one(|got| server.poll(got).unwrap()), ["(7,)"]);
    client.send_bundle(TimeTag::IMMEDIATE, |bundle| bundle.call::<float32>(1.5)).unwrap();
    assert_eq!(poll_until_one(|got| server.poll(got).unwrap()), ["1.5"]);
    let error = client.call::<several::captures>((1, 0.0, "", "e", "on", 1));
    let invalid = EncodeError::InvalidCapture { name: "b" };
    assert!(matches!(error, Err(udp::SendError::Encode(error)) if error == invalid));

    let mut server = tcp::Server::bind("127.0.0.1:0", &ONE).unwrap();
    let mut client = tcp::Client::connect(server.local_addr(), tcp::Framing::Slip).unwrap();
    client.call::<tuple>((0.5, "tcp")).unwrap();
    let got = poll_until_one(|got| server.poll(got).unwrap());
    assert_eq!(got, ["(0.5, \"tcp\")"]);
    client.call_under::<one>("/tuple", 7_i64).unwrap();
    assert_eq!(poll_until_one(|got| server.poll(got).unwrap()), ["(7,)"]);
}
