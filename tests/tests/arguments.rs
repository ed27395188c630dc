//! What each argument type takes, with and without `strict`: every row of the table in the
//! documentation of `microosc::extract`.

use microosc::{
    Argument, F32, Group, I32, Impulse, Midi, Rest, Rgba, Router, Server, TimeTag, ToArguments,
    encode_message, osc_handler, osc_router,
};
use microosc_tests::table::{Row, check_rows};

/// What the handlers saw.
type Seen = Vec<String>;

/// A handler for each type, one that converts and one that is strict.
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

        static ROUTER: Router<Seen> = osc_router![$($name, $strict),+, optional, mixed, logged, corners, headed];
    };
}

takers! {
    take_f32 strict_f32: f32 => "/f32" "/strict/f32";
    take_f64 strict_f64: f64 => "/f64" "/strict/f64";
    take_i8 strict_i8: i8 => "/i8" "/strict/i8";
    take_u8 strict_u8: u8 => "/u8" "/strict/u8";
    take_i32 strict_i32: i32 => "/i32" "/strict/i32";
    take_u32 strict_u32: u32 => "/u32" "/strict/u32";
    take_i64 strict_i64: i64 => "/i64" "/strict/i64";
    take_u64 strict_u64: u64 => "/u64" "/strict/u64";
    take_usize strict_usize: usize => "/usize" "/strict/usize";
    take_bool strict_bool: bool => "/bool" "/strict/bool";
    take_str strict_str: &str => "/str" "/strict/str";
    take_blob strict_blob: &[u8] => "/blob" "/strict/blob";
    take_char strict_char: char => "/char" "/strict/char";
    take_time strict_time: TimeTag => "/time" "/strict/time";
    take_rgba strict_rgba: Rgba => "/rgba" "/strict/rgba";
    take_midi strict_midi: Midi => "/midi" "/strict/midi";
    take_impulse strict_impulse: Impulse => "/impulse" "/strict/impulse";
    take_any strict_any: Argument<'_> => "/any" "/strict/any";
    take_option strict_option: Option<f32> => "/option" "/strict/option";
    take_rest strict_rest: Rest<'_> => "/rest" "/strict/rest";
    take_pair strict_pair: (f32, i32) => "/pair" "/strict/pair";
    take_three strict_three: [f32; 3] => "/three" "/strict/three";
    take_floats strict_floats: &[F32] => "/floats" "/strict/floats";
    take_ints strict_ints: &[I32] => "/ints" "/strict/ints";
}

#[osc_handler("/optional")]
fn optional(seen: &mut Seen, first: i32, second: Option<i32>, third: Option<&str>) {
    seen.push(format!("{first} {second:?} {third:?}"));
}

#[osc_handler("/mixed")]
fn mixed(seen: &mut Seen, name: &str, curve: &[F32], on: bool, [x, y]: [f32; 2]) {
    let curve: Vec<f32> = curve.iter().map(|point| point.get()).collect();
    seen.push(format!("{name} {curve:?} {on} {x} {y}"));
}

#[osc_handler("/corners")]
fn corners(seen: &mut Seen, corners: [(f32, f32); 2]) {
    seen.push(format!("{corners:?}"));
}

#[osc_handler("/headed")]
fn headed(seen: &mut Seen, headed: (Argument<'_>, i32)) {
    seen.push(format!("{headed:?}"));
}

#[osc_handler("/logged")]
fn logged(seen: &mut Seen, level: i32, rest: Rest<'_>) {
    seen.push(format!("{level}: {rest}"));
}

/// Sends `arguments` to `address`; returns what the handler saw, or `-` if it was not called.
fn send(address: &str, arguments: &dyn ToArguments) -> String {
    let mut buffer = [0; 512];
    let packet = encode_message(&mut buffer, address, arguments).expect("it fits");
    let mut server = Server::new(&ROUTER);
    let mut seen = Seen::new();
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut seen);
    let counters = *server.counters();
    assert_eq!((counters.handled, counters.rejected), (seen.len() as u64, 1 - seen.len() as u64));
    seen.pop().unwrap_or("-".to_owned())
}

fn check(rows: &[Row<'_>]) {
    check_rows(send, rows);
}

#[test]
fn floats_take_any_number() {
    check(&[
        (&0.5_f32, "f32", "0.5", "0.5"),
        (&0.1_f64, "f32", "0.1", "0.1"),
        (&7_i32, "f32", "7.0", "-"),
        (&-7_i64, "f32", "-7.0", "-"),
        (&16_777_217_i32, "f32", "16777216.0", "-"),
        (&true, "f32", "1.0", "-"),
        (&false, "f32", "0.0", "-"),
        (&f32::NAN, "f32", "NaN", "NaN"),
        (&"0.5", "f32", "-", "-"),
        (&Argument::Nil, "f32", "-", "-"),
        (&'5', "f32", "-", "-"),
        (&0.1_f64, "f64", "0.1", "0.1"),
        (&0.5_f32, "f64", "0.5", "0.5"),
        (&i64::MAX, "f64", "9.223372036854776e18", "-"),
        (&true, "f64", "1.0", "-"),
    ]);
}

#[test]
fn integers_take_whole_numbers_in_range() {
    check(&[
        (&5_i32, "i32", "5", "5"),
        (&5_i64, "i32", "5", "5"),
        (&(1_i64 << 31), "i32", "-", "-"),
        (&3.0_f32, "i32", "3", "-"),
        (&-0.0_f32, "i32", "0", "-"),
        (&3.5_f32, "i32", "-", "-"),
        (&-2147483648.0_f64, "i32", "-2147483648", "-"),
        (&2147483648.0_f64, "i32", "-", "-"),
        (&f32::NAN, "i32", "-", "-"),
        (&f64::INFINITY, "i32", "-", "-"),
        (&true, "i32", "1", "-"),
        (&"5", "i32", "-", "-"),
        (&127_i32, "i8", "127", "127"),
        (&128_i32, "i8", "-", "-"),
        (&-128.0_f32, "i8", "-128", "-"),
        (&255_i32, "u8", "255", "255"),
        (&-1_i32, "u8", "-", "-"),
        (&256.0_f32, "u8", "-", "-"),
        (&-1.0_f32, "u8", "-", "-"),
        (&4_294_967_295_i64, "u32", "4294967295", "4294967295"),
        (&4294967295.0_f64, "u32", "4294967295", "-"),
        (&i64::MIN, "i64", "-9223372036854775808", "-9223372036854775808"),
        (&-9223372036854775808.0_f64, "i64", "-9223372036854775808", "-"),
        (&9223372036854775808.0_f64, "i64", "-", "-"),
        (&i64::MAX, "u64", "9223372036854775807", "9223372036854775807"),
        (&9223372036854775808.0_f64, "u64", "9223372036854775808", "-"),
        (&18446744073709551616.0_f64, "u64", "-", "-"),
        (&-1_i64, "u64", "-", "-"),
        (&3_i32, "usize", "3", "3"),
        (&-3_i32, "usize", "-", "-"),
    ]);
}

#[test]
fn bools_take_numbers_as_zero_or_not() {
    check(&[
        (&true, "bool", "true", "true"),
        (&false, "bool", "false", "false"),
        (&1_i32, "bool", "true", "-"),
        (&0_i64, "bool", "false", "-"),
        (&-0.0_f32, "bool", "false", "-"),
        (&0.1_f64, "bool", "true", "-"),
        (&f64::NEG_INFINITY, "bool", "true", "-"),
        (&f32::NAN, "bool", "-", "-"),
        (&"true", "bool", "-", "-"),
    ]);
}

#[test]
fn other_types_take_themselves_alone() {
    let rgba = Rgba { red: 1, green: 2, blue: 3, alpha: 4 };
    let midi = Midi { port: 0, status: 0x90, data1: 60, data2: 127 };
    check(&[
        (&"Höhe", "str", "\"Höhe\"", "\"Höhe\""),
        (&Argument::Symbol("sym".into()), "str", "\"sym\"", "\"sym\""),
        (&5_i32, "str", "-", "-"),
        (&[1_u8, 2, 3].as_slice(), "blob", "[1, 2, 3]", "[1, 2, 3]"),
        (&"abc", "blob", "-", "-"),
        (&'é', "char", "'é'", "'é'"),
        (&Argument::Char(0xFFFF_FFFF), "char", "-", "-"),
        (&TimeTag::new(1, 2), "time", "TimeTag(00000001.00000002)", "TimeTag(00000001.00000002)"),
        (
            &rgba,
            "rgba",
            "Rgba { red: 1, green: 2, blue: 3, alpha: 4 }",
            "Rgba { red: 1, green: 2, blue: 3, alpha: 4 }",
        ),
        (
            &midi,
            "midi",
            "Midi { port: 0, status: 144, data1: 60, data2: 127 }",
            "Midi { port: 0, status: 144, data1: 60, data2: 127 }",
        ),
        (&Impulse, "impulse", "Impulse", "Impulse"),
        (&true, "impulse", "-", "-"),
        (&5_i32, "any", "Int32(5)", "Int32(5)"),
        (&Argument::Nil, "any", "Nil", "Nil"),
    ]);
}

#[test]
fn a_string_that_is_not_utf8_is_rejected_as_text() {
    let mut server = Server::new(&ROUTER);
    let peer = ([127, 0, 0, 1], 9).into();
    let packet = b"/str\0\0\0\0,s\0\0\xff\xfe\0\0";
    server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut Seen::new());
    assert_eq!(server.counters().rejected, 1);
}

#[test]
fn options_take_a_value_or_nil_or_nothing() {
    check(&[
        (&0.5_f32, "option", "Some(0.5)", "Some(0.5)"),
        (&1_i32, "option", "Some(1.0)", "-"),
        (&Argument::Nil, "option", "None", "None"),
        (&(), "option", "None", "None"),
        (&"x", "option", "-", "-"),
        (&(Argument::Nil, Argument::Nil), "option", "-", "-"),
    ]);
    assert_eq!(send("/optional", &(1,)), "1 None None");
    assert_eq!(send("/optional", &(1, 2)), "1 Some(2) None");
    assert_eq!(send("/optional", &(1, Argument::Nil, "x")), "1 None Some(\"x\")");
    assert_eq!(send("/optional", &(1, "x")), "-");
    assert_eq!(send("/optional", &()), "-");
}

#[test]
fn groups_take_their_parts_in_a_row_or_as_one_array() {
    check(&[
        (&(0.5_f32, 3), "pair", "(0.5, 3)", "(0.5, 3)"),
        (&Group((0.5_f32, 3)), "pair", "(0.5, 3)", "(0.5, 3)"),
        (&(1, 3.0_f32), "pair", "(1.0, 3)", "-"),
        (&Group((0.5_f32, 3, 4)), "pair", "-", "-"),
        (&Group((0.5_f32,)), "pair", "-", "-"),
        (&(0.5_f32, 3, 4), "pair", "-", "-"),
        (&(0.5_f32,), "pair", "-", "-"),
        (&[1.0_f32, 2.0, 3.0], "three", "[1.0, 2.0, 3.0]", "[1.0, 2.0, 3.0]"),
        (&Group([1.0_f32, 2.0, 3.0]), "three", "[1.0, 2.0, 3.0]", "[1.0, 2.0, 3.0]"),
        (&[1.0_f32, 2.0], "three", "-", "-"),
        (&Group([1.0_f32; 4]), "three", "-", "-"),
    ]);
}

#[test]
fn runs_are_viewed_where_they_stand() {
    assert_eq!(send("/floats", &()), "[]");
    assert_eq!(send("/floats", &[1.0_f32, 2.5]), send("/strict/floats", &[1.0_f32, 2.5]));
    assert_eq!(send("/floats", &(1.0_f32, 2)), "-");
    assert_eq!(send("/ints", &[1, -2].as_slice()), "[I32(1), I32(-2)]");
    assert_eq!(
        send("/mixed", &("a", [1.0_f32, 2.0], true, Group([3.0_f32, 4.0]))),
        "a [1.0, 2.0] true 3 4"
    );
}

#[test]
fn an_array_of_arrays_may_come_as_arrays_one_after_another() {
    let corners = [Group([1.0_f32, 2.0]), Group([3.0, 4.0])];
    let seen = "[(1.0, 2.0), (3.0, 4.0)]";
    assert_eq!(send("/corners", &corners), seen);
    assert_eq!(send("/corners", &Group(corners)), seen);
    assert_eq!(send("/corners", &[1.0_f32, 2.0, 3.0, 4.0]), seen);
    assert_eq!(send("/corners", &Group([1.0_f32, 2.0, 3.0, 4.0])), seen);
    assert_eq!(send("/corners", &[Group([1.0_f32, 2.0, 3.0]), Group([4.0; 3])]), "-");
    assert_eq!(send("/headed", &(Group([1, 2]), 3)), "(Array([Int32(1), Int32(2)]), 3)");
    assert_eq!(send("/headed", &Group((Group([1, 2]), 3))), "(Array([Int32(1), Int32(2)]), 3)");
    assert_eq!(send("/headed", &Group([1, 2])), "(Int32(1), 2)");
}

#[test]
fn rest_takes_all_that_is_left() {
    assert_eq!(
        send("/logged", &(1, "a", 2.0_f32, Group((true, Argument::Nil)))),
        "1: \"a\" 2.0 [true, nil]"
    );
    assert_eq!(send("/logged", &(1,)), "1: ");
    assert_eq!(send("/rest", &()), "Rest([])");
}

#[test]
fn a_surplus_argument_keeps_the_handler_from_being_called() {
    assert_eq!(send("/i32", &(1, 2)), "-");
    assert_eq!(send("/i32", &()), "-");
}
