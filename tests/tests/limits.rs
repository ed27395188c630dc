//! What `#[osc(…)]` declares of an argument holds when a message arrives.

use microosc::{
    Argument, Clip, Endpoint, F32, Group, I32, Rejection, Router, Server, TimeTag, ToArguments,
    encode_message, osc_handler, osc_router,
};
use microosc_tests::table::{Row, check_rows};

/// What the handlers saw.
type Seen = Vec<String>;

/// A handler for each declaration, one that converts and one that is strict.
macro_rules! takers {
    ($($name:ident $strict:ident: $type:ty, ($($limits:tt)*) => $address:literal $strict_address:literal;)+) => {
        $(
            #[osc_handler($address)]
            fn $name(seen: &mut Seen, #[osc($($limits)*)] value: $type) {
                seen.push(format!("{value:?}"));
            }

            #[osc_handler($strict_address, strict)]
            fn $strict(seen: &mut Seen, #[osc($($limits)*)] value: $type) {
                seen.push(format!("{value:?}"));
            }
        )+

        static ROUTER: Router<Seen> = osc_router![$($name, $strict),+, defaults, surplus];
    };
}

const LOUDEST: f32 = 6.0;
const UNIT: [f32; 2] = [0.0, 1.0];

takers! {
    unit strict_unit: f32, (range = 0.0..=1.0) => "/unit" "/strict/unit";
    low strict_low: f32, (range = 0.0..=1.0, clip = "low") => "/low" "/strict/low";
    high strict_high: f32, (range = UNIT[0]..=UNIT[1], clip = "high") => "/high" "/strict/high";
    both strict_both: f32, (clip = "both", range = (0.0..=1.0)) => "/both" "/strict/both";
    from strict_from: f32, (range = -60.0.., clip = "low") => "/from" "/strict/from";
    to strict_to: f32, (range = ..=LOUDEST, clip = "none", unit = "dB") => "/to" "/strict/to";
    tenth strict_tenth: f32, (range = 0.1..=0.3) => "/tenth" "/strict/tenth";
    double strict_double: f64, (range = 0.1..=0.3, clip = "high") => "/double" "/strict/double";
    byte strict_byte: u8, (range = 1..=100) => "/byte" "/strict/byte";
    clipped strict_clipped: u8, (range = 1..=100, clip = "both") => "/clipped" "/strict/clipped";
    up strict_up: u8, (range = 1.., clip = "low") => "/up" "/strict/up";
    signed strict_signed: i8, (range = -5..=-3, clip = "both") => "/signed" "/strict/signed";
    wide strict_wide: i64, (range = i64::MIN + 1..=i64::MAX - 1) => "/wide" "/strict/wide";
    ends strict_ends: i64, (range = i64::MIN + 1..=i64::MAX - 1, clip = "both") => "/ends" "/strict/ends";
    unsigned strict_unsigned: u64, (range = 9_007_199_254_740_993.., clip = "low") => "/unsigned" "/strict/unsigned";
    size strict_size: usize, (range = ..=7, clip = "high") => "/size" "/strict/size";
    optional strict_optional: Option<f32>, (range = 0.0..=1.0, clip = "high") => "/optional" "/strict/optional";
    three strict_three: [f32; 3], (range = 0.0..=1.0, clip = "low") => "/three" "/strict/three";
    pairs strict_pairs: [(i32, i32); 2], (range = 0..=9) => "/pairs" "/strict/pairs";
    floats strict_floats: &[F32], (range = 0.0..=1.0) => "/floats" "/strict/floats";
    ints strict_ints: &[I32], (range = 0.., clip = "none") => "/ints" "/strict/ints";
    default strict_default: f32, (range = 0.0..=1.0, clip = "both", default = 0.5) => "/default" "/strict/default";
}

#[osc_handler("/defaults")]
fn defaults(
    seen: &mut Seen,
    first: i32,
    #[osc(default = -1)] second: i32,
    #[osc(default = "none")] third: &str,
    #[osc(default = [1.0, 2.0])] fourth: [f32; 2],
) {
    seen.push(format!("{first} {second} {third} {fourth:?}"));
}

#[osc_handler("/surplus", ignore_surplus)]
fn surplus(seen: &mut Seen, value: i32, pair: Option<(i32, i32)>) {
    seen.push(format!("{value} {pair:?}"));
}

/// Sends `arguments` to `address`; returns what the handler saw, or `-` if it was not called.
fn send(address: &str, arguments: &dyn ToArguments) -> String {
    let mut buffer = [0; 512];
    deliver(encode_message(&mut buffer, address, arguments).expect("it fits"))
}

fn deliver(packet: &[u8]) -> String {
    let mut server = Server::new(&ROUTER);
    let mut seen = Seen::new();
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut seen);
    seen.pop().unwrap_or("-".to_owned())
}

fn check(rows: &[Row<'_>]) {
    check_rows(send, rows);
}

#[test]
fn a_number_outside_is_rejected_or_clipped_on_its_side() {
    check(&[
        (&0.0_f32, "unit", "0.0", "0.0"),
        (&1.0_f32, "unit", "1.0", "1.0"),
        (&-0.0_f32, "unit", "-0.0", "-0.0"),
        (&1, "unit", "1.0", "-"),
        (&true, "unit", "1.0", "-"),
        (&1.000_000_1_f32, "unit", "-", "-"),
        (&-0.1_f32, "unit", "-", "-"),
        (&2, "unit", "-", "-"),
        (&"1", "unit", "-", "-"),
        (&-0.1_f32, "low", "0.0", "0.0"),
        (&1.1_f32, "low", "-", "-"),
        (&-0.1_f32, "high", "-", "-"),
        (&1.1_f32, "high", "1.0", "1.0"),
        (&-1.0_f64, "both", "0.0", "0.0"),
        (&1e300_f64, "both", "1.0", "1.0"),
        (&i64::MIN, "both", "0.0", "-"),
        (&f32::INFINITY, "both", "1.0", "1.0"),
        (&f32::NEG_INFINITY, "both", "0.0", "0.0"),
        (&-61.0_f32, "from", "-60.0", "-60.0"),
        (&1e30_f32, "from", "1e30", "1e30"),
        (&6.5_f32, "to", "-", "-"),
        (&-1e30_f32, "to", "-1e30", "-1e30"),
    ]);
}

#[test]
fn nan_is_in_no_range() {
    for taker in ["unit", "low", "high", "both", "from", "to", "optional", "double", "default"] {
        check(&[(&f32::NAN, taker, "-", "-"), (&f64::NAN, taker, "-", "-")]);
    }
    check(&[(&f32::NAN, "clipped", "-", "-"), (&[0.5, f32::NAN], "floats", "-", "-")]);
}

#[test]
fn bounds_are_compared_in_the_type_of_the_parameter() {
    check(&[
        (&0.1_f32, "tenth", "0.1", "0.1"),
        (&0.3_f32, "tenth", "0.3", "0.3"),
        (&0.1_f64, "tenth", "0.1", "0.1"),
        (&0.1_f64, "double", "0.1", "0.1"),
        (&0.3_f32, "double", "0.3", "0.3"),
        (&0.300_000_000_000_000_04_f64, "double", "0.3", "0.3"),
        (&0.099_999_999_999_999_99_f64, "double", "-", "-"),
    ]);
}

#[test]
fn integers_are_compared_exactly_and_clipped_before_they_are_cut() {
    check(&[
        (&1, "byte", "1", "1"),
        (&100_i64, "byte", "100", "100"),
        (&0, "byte", "-", "-"),
        (&101, "byte", "-", "-"),
        (&-1, "byte", "-", "-"),
        (&0, "clipped", "1", "1"),
        (&-1, "clipped", "1", "1"),
        (&256, "clipped", "100", "100"),
        (&i64::MIN, "clipped", "1", "1"),
        (&101.0_f32, "clipped", "100", "-"),
        (&f64::INFINITY, "clipped", "100", "-"),
        (&-1e30_f32, "clipped", "1", "-"),
        (&50.5_f32, "clipped", "-", "-"),
        (&255.5_f32, "clipped", "-", "-"),
        (&-0.5_f32, "clipped", "-", "-"),
        (&0, "up", "1", "1"),
        (&256, "up", "-", "-"),
        (&-2, "signed", "-3", "-3"),
        (&-600, "signed", "-5", "-5"),
        (&600, "signed", "-3", "-3"),
        (&i64::MIN, "wide", "-", "-"),
        (&(i64::MIN + 1), "wide", "-9223372036854775807", "-9223372036854775807"),
        (&(i64::MAX - 1), "wide", "9223372036854775806", "9223372036854775806"),
        (&i64::MAX, "wide", "-", "-"),
        (&i64::MIN, "ends", "-9223372036854775807", "-9223372036854775807"),
        (&i64::MAX, "ends", "9223372036854775806", "9223372036854775806"),
        (&9_223_372_036_854_775_808.0_f64, "ends", "9223372036854775806", "-"),
        (&9_007_199_254_740_992_i64, "unsigned", "9007199254740993", "9007199254740993"),
        (&9_007_199_254_740_994_i64, "unsigned", "9007199254740994", "9007199254740994"),
        (&18_446_744_073_709_551_616.0_f64, "unsigned", "-", "-"),
        (&8, "size", "7", "7"),
        (&-1, "size", "-", "-"),
    ]);
}

#[test]
fn of_several_numbers_each_is_held_to_the_range() {
    check(&[
        (&(), "optional", "None", "None"),
        (&Argument::Nil, "optional", "None", "None"),
        (&1.5_f32, "optional", "Some(1.0)", "Some(1.0)"),
        (&-0.5_f32, "optional", "-", "-"),
        (&[0.5_f32, -1.0, 1.0], "three", "[0.5, 0.0, 1.0]", "[0.5, 0.0, 1.0]"),
        (&Group([0.5_f32, -1.0, 1.0]), "three", "[0.5, 0.0, 1.0]", "[0.5, 0.0, 1.0]"),
        (&[0.5_f32, 0.5, 1.1], "three", "-", "-"),
        (&(0, 9, 5, 1), "pairs", "[(0, 9), (5, 1)]", "[(0, 9), (5, 1)]"),
        (&(0, 9, 5, 10), "pairs", "-", "-"),
        (&[0.0_f32, 1.0], "floats", "[F32(0.0), F32(1.0)]", "[F32(0.0), F32(1.0)]"),
        (&[0.0_f32, 1.1], "floats", "-", "-"),
        (&(), "floats", "[]", "[]"),
        (&[0, 5], "ints", "[I32(0), I32(5)]", "[I32(0), I32(5)]"),
        (&[0, -5], "ints", "-", "-"),
    ]);
}

#[test]
fn a_default_stands_for_an_argument_that_is_missing_or_nil() {
    check(&[
        (&(), "default", "0.5", "0.5"),
        (&Argument::Nil, "default", "0.5", "0.5"),
        (&0.7_f32, "default", "0.7", "0.7"),
        (&7.0_f32, "default", "1.0", "1.0"),
        (&"x", "default", "-", "-"),
        (&(0.5_f32, 0.5_f32), "default", "-", "-"),
    ]);
    assert_eq!(send("/defaults", &1), "1 -1 none [1.0, 2.0]");
    assert_eq!(send("/defaults", &(1, 2)), "1 2 none [1.0, 2.0]");
    assert_eq!(send("/defaults", &(1, Argument::Nil, "x")), "1 -1 x [1.0, 2.0]");
    assert_eq!(send("/defaults", &(1, 2, "x", Group((3, 4)))), "1 2 x [3.0, 4.0]");
    assert_eq!(send("/defaults", &(1, 2, "x", 3)), "-");
    assert_eq!(send("/defaults", &()), "-");
}

#[test]
fn surplus_arguments_are_ignored_where_that_is_declared() {
    assert_eq!(send("/surplus", &1), "1 None");
    assert_eq!(send("/surplus", &(1, 2, 3, 4, "x", 0.5_f32)), "1 Some((2, 3))");
    assert_eq!(send("/surplus", &(1, Group((2, 3)), "x")), "1 Some((2, 3))");
    assert_eq!(send("/surplus", &(1, Group((2, 3, 4)))), "-", "an array has its own end");
    assert_eq!(send("/surplus", &(1, "x")), "-", "an argument that is taken has its type");
    assert_eq!(send("/surplus", &()), "-", "a missing argument is missing");
}

#[test]
fn what_is_ignored_is_still_checked() {
    let packet = b"/surplus\0\0\0\0,iis\0\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04";
    assert_eq!(deliver(packet), "-", "an array of types that does not fit its arguments");
    let unknown = b"/surplus\0\0\0\0,iiiY\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03";
    assert_eq!(deliver(unknown), "-", "a type that nobody knows");
    let text = b"/surplus\0\0\0\0,iiis\0\0\0\0\0\0\x01\0\0\0\x02\0\0\0\x03abcd";
    assert_eq!(deliver(text), "-", "a string without an end");
}

#[test]
fn a_rejection_names_what_is_accepted() {
    let [value] =
        <unit as Endpoint>::INFO.parameters().split_last().map(|(last, _)| [last]).unwrap();
    let range = value.range().unwrap();
    let rejection = Rejection::OutsideRange { index: 2, range };
    assert_eq!(rejection.to_string(), "argument 2 is a number outside the range 0.0..=1.0");
}

#[test]
fn facts_are_as_declared() {
    let shown = |info: &microosc::EndpointInfo| {
        let last = info.parameters().last().unwrap();
        let range = last.range().map(|range| range.to_string());
        format!(
            "{} {} {} {} {}",
            info.type_tags(),
            range.unwrap_or_default(),
            last.clip(),
            last.unit().unwrap_or_default(),
            last.default().unwrap_or_default()
        )
    };
    assert_eq!(shown(&<to as Endpoint>::INFO), ",f ..=6.0 none dB ");
    assert_eq!(shown(&<from as Endpoint>::INFO), ",f -60.0.. low  ");
    assert_eq!(
        shown(&<ends as Endpoint>::INFO),
        format!(",h {}..={} both  ", i64::MIN + 1, i64::MAX - 1)
    );
    assert_eq!(shown(&<default as Endpoint>::INFO), ",f? 0.0..=1.0 both  0.5");
    assert_eq!(shown(&<pairs as Endpoint>::INFO), ",(ii){2} 0..=9 none  ");
    assert_eq!(shown(&<floats as Endpoint>::INFO), ",f* 0.0..=1.0 none  ");
    assert_eq!(<defaults as Endpoint>::INFO.parameters()[2].default(), Some("-1"));
    assert_eq!(<defaults as Endpoint>::INFO.type_tags().to_string(), ",ii?s?(f{2})?");
    assert_eq!(<surplus as Endpoint>::INFO.type_tags().to_string(), ",i(ii)?.*");
    assert_eq!(<unit as Endpoint>::INFO.parameters()[1].clip(), Clip::None);
}
