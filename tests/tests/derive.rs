//! `#[derive(OscArguments)]`: what structs and enums take from a message, which variant is chosen,
//! and that what they send is what they take.

use microosc::{
    Argument, ArgumentWriter, FromMessage, Group, OscArguments, Rejection, Request, Router, Server,
    Takes, TimeTag, ToArguments, message_to_vec, osc_handler, osc_router,
};

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

/// Arguments, the handler they go to, and what that sees without and with `strict`.
type Row<'a> = (&'a dyn ToArguments, &'a str, &'a str, &'a str);

fn check(rows: &[Row<'_>]) {
    for (index, (arguments, taker, numeric, strict)) in rows.iter().enumerate() {
        let seen =
            (send(&format!("/{taker}"), arguments), send(&format!("/strict/{taker}"), arguments));
        assert_eq!(seen, ((*numeric).to_owned(), (*strict).to_owned()), "row {index}: {taker}");
    }
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
