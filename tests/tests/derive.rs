//! `#[derive(OscArguments)]`: what structs and enums take from a message, which variant is chosen,
//! and that what they send is what they take.

use microosc::{
    Argument, ArgumentWriter, Clip, EncodeError, F32, FromMessage, Group, OscArguments, Rejection,
    Request, Router, Server, Takes, TimeTag, ToArguments, encode_call, message_to_vec, osc_handler,
    osc_router,
};
use microosc_tests::table::{Row, check_rows};

/// What the handlers saw.
type Seen = Vec<String>;

#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
struct Point {
    x: f32,
    y: f32,
}

#[derive(Debug, PartialEq, OscArguments)]
struct Line(Point, Point);

#[derive(Debug, PartialEq, OscArguments)]
struct Label<'a> {
    text: &'a str,
    at: Option<Point>,
}

/// A type of the user that takes a number below 16.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Channel(u8);

impl<'a> FromMessage<'a> for Channel {
    const TAKES: Takes = <u8 as FromMessage<'a>>::TAKES;
    type Sent = (u8,);

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        let index = request.index();
        let number: u8 = request.argument()?;
        if number < 16 { Ok(Self(number)) } else { Err(Rejection::OutOfRange { index }) }
    }
}

impl ToArguments for Channel {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        self.0.write_arguments(writer);
    }
}

#[derive(Debug, PartialEq, OscArguments)]
enum Note<'a> {
    Number { channel: Channel, number: i32 },
    Name(Channel, &'a str),
    At(Point),
    Off,
}

/// The order of the variants shows.
#[derive(Debug, PartialEq, OscArguments)]
enum Number {
    Flag(bool),
    Float(f32),
    Double(f64),
    Int(i32),
    Long(i64),
}

#[derive(Debug, PartialEq, OscArguments)]
enum OneOrTwo {
    One(i32),
    Two(i32, i32),
}

#[derive(Debug, PartialEq, OscArguments)]
enum Outer<'a> {
    Inner(OneOrTwo),
    Note(bool, Note<'a>),
}

/// Fields that declare something, of types that borrow among them.
#[derive(Debug, PartialEq, OscArguments)]
struct Fader<'a> {
    /// Which channel.
    #[osc(range = 1..=LAST, clip = "high")]
    channel: u8,
    #[osc(range = -60.0..=6.0, unit = "dB", default = -6.0)]
    level: f32,
    #[osc(default = "none")]
    name: &'a str,
    #[osc(range = 0.0..=1.0)]
    curve: &'a [F32],
}

const LAST: u8 = 16;

/// The first variant leaves to the second what is outside its range.
#[derive(Debug, PartialEq, OscArguments)]
enum Pitch {
    Note(#[osc(range = 0..=127)] i32),
    Hertz(#[osc(range = 128..=20_000)] i32),
    Bend {
        how: char,
        #[osc(range = 0.0..=1.0, clip = "both", default = 0.5)]
        by: f32,
    },
}

macro_rules! takers {
    ($($name:ident $strict:ident: $type:ty => $address:literal $strict_address:literal;)+) => {
        $(
            #[osc_handler($address)]
            fn $name(seen: &mut Seen, value: $type) {
                seen.push(format!("{value:?}"));
            }

            #[osc_handler($strict_address, strict)]
            fn $strict(seen: &mut Seen, value: $type) {
                seen.push(format!("{value:?}"));
            }
        )+

        static ROUTER: Router<Seen> = osc_router![$($name, $strict),+, before, echo];
    };
}

takers! {
    take_point strict_point: Point => "/point" "/strict/point";
    take_line strict_line: Line => "/line" "/strict/line";
    take_label strict_label: Label<'_> => "/label" "/strict/label";
    take_points strict_points: [Point; 2] => "/points" "/strict/points";
    take_note strict_note: Note<'_> => "/note" "/strict/note";
    take_number strict_number: Number => "/number" "/strict/number";
    take_outer strict_outer: Outer<'_> => "/outer" "/strict/outer";
    take_deep strict_deep: deep::Four => "/deep" "/strict/deep";
    take_fader strict_fader: Fader<'_> => "/fader" "/strict/fader";
    take_faders strict_faders: Option<(Fader<'_>, i32)> => "/faders" "/strict/faders";
    take_pitch strict_pitch: Pitch => "/pitch" "/strict/pitch";
    take_option strict_option: Option<Note<'_>> => "/option" "/strict/option";
}

#[osc_handler("/before")]
fn before(seen: &mut Seen, numbers: OneOrTwo, name: &str) {
    seen.push(format!("{numbers:?} {name}"));
}

#[osc_handler("/echo", reply = "/echoed")]
fn echo(note: Note<'_>) -> Note<'_> {
    note
}

fn server() -> Server<Seen> {
    Server::new(&ROUTER)
}

/// Sends `arguments` to `address`; returns what the handler saw, or `-` if it was not called.
fn send(address: &str, arguments: &dyn ToArguments) -> String {
    let packet = message_to_vec(address, arguments).expect("it can be encoded");
    let mut server = server();
    let mut seen = Seen::new();
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut seen);
    let counters = *server.counters();
    assert_eq!((counters.handled, counters.rejected), (seen.len() as u64, 1 - seen.len() as u64));
    seen.pop().unwrap_or("-".to_owned())
}

fn check(rows: &[Row<'_>]) {
    check_rows(send, rows);
}

#[test]
fn a_struct_takes_its_fields_in_a_row_or_as_one_array() {
    let point = "Point { x: 1.0, y: 2.0 }";
    let line = "Line(Point { x: 1.0, y: 2.0 }, Point { x: 3.0, y: 4.0 })";
    let points = "[Point { x: 1.0, y: 2.0 }, Point { x: 3.0, y: 4.0 }]";
    let flat = [1.0_f32, 2.0, 3.0, 4.0];
    let pairs = [Group([1.0_f32, 2.0]), Group([3.0, 4.0])];
    check(&[
        (&(1.0_f32, 2.0_f32), "point", point, point),
        (&Group((1.0_f32, 2.0_f32)), "point", point, point),
        (&(1, 2.0_f32), "point", point, "-"),
        (&Group((1.0_f32, 2.0_f32, 3.0_f32)), "point", "-", "-"),
        (&(1.0_f32,), "point", "-", "-"),
        (&(1.0_f32, 2.0_f32, 3.0_f32), "point", "-", "-"),
        (&flat, "line", line, line),
        (&pairs, "line", line, line),
        (&Group(flat), "line", line, line),
        (&Group(pairs), "line", line, line),
        (&flat, "points", points, points),
        (&Group(pairs), "points", points, points),
        (&"a", "label", "Label { text: \"a\", at: None }", "Label { text: \"a\", at: None }"),
        (&("a", 1, 2), "label", "Label { text: \"a\", at: Some(Point { x: 1.0, y: 2.0 }) }", "-"),
        (&("a", 1), "label", "-", "-"),
    ]);
}

#[test]
fn an_enum_takes_the_variant_that_fits_best() {
    let number = "Number { channel: Channel(1), number: 60 }";
    let at = "At(Point { x: 1.0, y: 60.0 })";
    let name = "Name(Channel(1), \"C4\")";
    check(&[
        (&(1, 60), "note", number, number),
        (&Group((1, 60)), "note", number, number),
        (&(1, "C4"), "note", name, name),
        (&(), "note", "Off", "Off"),
        // What a type of the user refuses, another variant may take.
        (&(99, 60), "note", "At(Point { x: 99.0, y: 60.0 })", "-"),
        // Without conversion goes before with it.
        (&(1.0_f32, 60.0_f32), "note", at, at),
        (&(1.0_f32, 60), "note", number, "-"),
        (&(1, 60, 2), "note", "-", "-"),
        (&"C4", "note", "-", "-"),
        (&Group([0; 0]), "note", "-", "-"),
        (&(), "option", "None", "None"),
        (&Argument::Nil, "option", "None", "None"),
        (&(1, 60), "option", &format!("Some({number})"), &format!("Some({number})")),
    ]);
}

#[test]
fn the_type_tag_itself_goes_before_its_other_length_and_that_before_conversion() {
    check(&[
        (&true, "number", "Flag(true)", "Flag(true)"),
        (&0.5_f32, "number", "Float(0.5)", "Float(0.5)"),
        (&0.5_f64, "number", "Double(0.5)", "Double(0.5)"),
        (&5_i32, "number", "Int(5)", "Int(5)"),
        (&5_i64, "number", "Long(5)", "Long(5)"),
        (&"5", "number", "-", "-"),
        (&(1, 2), "outer", "Inner(Two(1, 2))", "Inner(Two(1, 2))"),
        (&7, "outer", "Inner(One(7))", "Inner(One(7))"),
        (&7_i64, "outer", "Inner(One(7))", "Inner(One(7))"),
        (&true, "outer", "Note(true, Off)", "Note(true, Off)"),
        (&(1, 1, "C4"), "outer", "Note(true, Name(Channel(1), \"C4\"))", "-"),
    ]);
}

#[test]
fn an_enum_leaves_the_rest_to_the_parameters_behind_it() {
    assert_eq!(send("/before", &(1, "a")), "One(1) a");
    // None leaves nothing, so it is the first that fits, and not the one that takes most.
    assert_eq!(send("/before", &(1, 2, "a")), "-");
    assert_eq!(send("/before", &(Group([1, 2]), "a")), "Two(1, 2) a");
    assert_eq!(send("/before", &(1.0_f32, "a")), "One(1) a");
}

#[test]
fn a_field_is_held_to_what_it_declares() {
    let fader = |channel, level, name, curve: &str| {
        format!(
            "Fader {{ channel: {channel}, level: {level:?}, name: {name:?}, curve: [{curve}] }}"
        )
    };
    let (most, least) = (fader(3, 0.5, "x", "F32(0.0), F32(1.0)"), fader(3, -6.0, "none", ""));
    let some = format!("Some(({most}, 7))");
    check(&[
        (&(3, 0.5_f32, "x", [0.0_f32, 1.0]), "fader", &most, &most),
        (&Group((3, 0.5_f32, "x", [0.0_f32, 1.0])), "fader", &most, &most),
        (&3, "fader", &least, &least),
        (&(3, Argument::Nil, Argument::Nil), "fader", &least, &least),
        (&17, "fader", &fader(16, -6.0, "none", ""), &fader(16, -6.0, "none", "")),
        (&0, "fader", "-", "-"),
        (&(3, 6.5_f32), "fader", "-", "-"),
        (&(3, f32::NAN), "fader", "-", "-"),
        (&(3, 1), "fader", &fader(3, 1.0, "none", ""), "-"),
        (&(3, 0.5_f32, "x", [0.5_f32, 1.5]), "fader", "-", "-"),
        (&(3, 0.5_f32, "x", [0.0_f32, 1.0], 7), "faders", &some, &some),
        (&(3, 7.5_f32, "x", [0.0_f32, 1.0], 7), "faders", "-", "-"),
        (&(), "faders", "None", "None"),
    ]);
}

#[test]
fn a_variant_whose_field_is_outside_its_range_does_not_fit() {
    check(&[
        (&127, "pitch", "Note(127)", "Note(127)"),
        (&128, "pitch", "Hertz(128)", "Hertz(128)"),
        (&440.0_f32, "pitch", "Hertz(440)", "-"),
        (&-1, "pitch", "-", "-"),
        (&('+', 2.0_f32), "pitch", "Bend { how: '+', by: 1.0 }", "Bend { how: '+', by: 1.0 }"),
        (&'-', "pitch", "Bend { how: '-', by: 0.5 }", "Bend { how: '-', by: 0.5 }"),
        (&('-', f32::NAN), "pitch", "-", "-"),
    ]);
}

#[test]
fn what_a_field_declares_is_told() {
    let Takes::Fields([channel, level, name, curve]) = <Fader<'_> as FromMessage<'_>>::TAKES else {
        panic!("four fields")
    };
    assert_eq!((channel.name(), channel.description()), ("channel", "Which channel."));
    assert_eq!(channel.range().map(|range| range.to_string()).as_deref(), Some("1..=16"));
    assert_eq!((channel.clip(), curve.clip()), (Clip::High, Clip::None));
    assert_eq!((level.unit(), level.default()), (Some("dB"), Some("-6.0")));
    assert_eq!((name.default(), name.range()), (Some("\"none\""), None));
    assert_eq!(<Fader<'_> as FromMessage<'_>>::TAKES.to_string(), "if?s?f*");
    let Takes::OneOf([Takes::Fields([note]), _, Takes::Fields([how, by])]) =
        <Pitch as FromMessage<'_>>::TAKES
    else {
        panic!("three variants")
    };
    assert_eq!([note.name(), how.name(), by.name()], ["0", "how", "by"]);
    assert_eq!(note.range().map(|range| range.to_string()).as_deref(), Some("0..=127"));
}

#[test]
fn a_call_with_a_number_that_a_field_rejects_is_an_error() {
    let mut buffer = [0; 64];
    let mut call = |level, curve: &[F32]| {
        encode_call::<take_fader>(&mut buffer, Fader { channel: 3, level, name: "x", curve }).err()
    };
    let outside = |argument| Some(EncodeError::OutsideRange { argument });
    assert_eq!(call(0.0, &[]), None);
    assert_eq!(call(6.5, &[]), outside(1));
    assert_eq!(call(0.0, &[F32::new(0.5), F32::new(1.5)]), outside(4));
    let mut pitch = |pitch| encode_call::<take_pitch>(&mut buffer, pitch).err();
    assert_eq!(pitch(Pitch::Bend { how: '+', by: 2.0 }), None, "it is clipped");
    assert_eq!(pitch(Pitch::Bend { how: '+', by: f32::NAN }), outside(1));
    assert_eq!(pitch(Pitch::Hertz(20_001)), outside(0));
}

#[test]
fn a_derived_type_is_a_reply() {
    let packet = message_to_vec("/echo", Group((1, "C4"))).unwrap();
    let mut server = server();
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut Seen::new());
    let mut buffer = [0; 64];
    let transmit = server.poll_transmit(&mut buffer).expect("a reply");
    assert_eq!(buffer[..transmit.len], message_to_vec("/echoed", (1, "C4")).unwrap());
}

#[test]
fn a_rejection_tells_what_would_have_fitted() {
    let expected = &<Note<'_> as FromMessage<'_>>::TAKES;
    let rejection = Rejection::NoSignature { index: 2, expected };
    let text = "the arguments from 2 on do not fit `ii|is|ff|nothing`";
    assert_eq!(rejection.to_string(), text);
}

/// Each doubles the ways to read a message, and has a part behind to fail at.
mod deep {
    use std::cell::Cell;

    use microosc::{
        ArgumentWriter, FromMessage, OscArguments, Rejection, Request, Takes, ToArguments,
    };

    thread_local! {
        /// How often a [`Counted`] was tried.
        pub static TRIES: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Debug, PartialEq)]
    pub struct Counted;

    impl<'a> FromMessage<'a> for Counted {
        const TAKES: Takes = <i32 as FromMessage<'a>>::TAKES;
        type Sent = (i32,);

        fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
            TRIES.set(TRIES.get() + 1);
            request.argument().map(|_: i32| Self)
        }
    }

    impl ToArguments for Counted {
        fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
            1.write_arguments(writer);
        }
    }

    #[derive(Debug, PartialEq, OscArguments)]
    pub enum One {
        A(Counted),
        B(f32),
    }
    #[derive(Debug, PartialEq, OscArguments)]
    pub enum Two {
        A(One, i32),
        B(One, f32),
    }
    #[derive(Debug, PartialEq, OscArguments)]
    pub enum Three {
        A(Two, i32),
        B(Two, f32),
    }
    #[derive(Debug, PartialEq, OscArguments)]
    pub enum Four {
        A(Three, i32),
        B(Three, f32),
    }
}

#[test]
fn enums_in_enums_find_each_of_their_signatures() {
    assert_eq!(send("/deep", &(1, 2.0_f32, 3, 4.0_f32)), "B(A(B(A(Counted), 2.0), 3), 4.0)");
    assert_eq!(send("/deep", &(1.0_f32, 2, 3.0_f32, 4)), "A(B(A(B(1.0), 2), 3.0), 4)");
    assert_eq!(send("/deep", &(1.0_f32, 2, 3.0_f32, "x")), "-");
}

#[test]
fn a_message_that_fits_no_variant_is_read_a_bounded_number_of_times() {
    deep::TRIES.set(0);
    assert_eq!(send("/deep", &(1.0_f32, 2, 3.0_f32, "x")), "-");
    // `One` is reached by eight ways, which are tried under three ways to fit, each of which it
    // tries under those that are no looser; and the four enums begin with what may be an array.
    assert!(deep::TRIES.get() <= 8 * 3 * 4 * 5, "{} tries", deep::TRIES.get());
    assert!(deep::TRIES.get() > 0);
}
