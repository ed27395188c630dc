//! Whatever can be taken from a message can be sent, and comes out as it went in: random values of
//! every argument type.

use std::cell::Cell;
use std::fmt::Debug;

use microosc::{
    Argument, Blob, EncodeError, F32, F64, I32, I64, Impulse, Midi, OscArguments, Packet, Rest,
    Rgba, Router, Server, Text, TimeTag, ToArguments, message_to_vec, osc_handler, osc_router,
};
use microosc_tests::random::Random;

thread_local! {
    /// What the last handler saw.
    static SEEN: Cell<String> = const { Cell::new(String::new()) };
}

/// A handler for each type, which tells what it saw and sends it back.
macro_rules! echoes {
    ($($name:ident: $type:ty => $address:literal;)+) => {
        $(
            #[osc_handler($address, strict, reply = "/back")]
            fn $name(value: $type) -> $type {
                SEEN.set(format!("{value:?}"));
                value
            }
        )+

        static ROUTER: Router = osc_router![$($name),+];
    };
}

echoes! {
    take_f32: f32 => "/f32";
    take_f64: f64 => "/f64";
    take_i8: i8 => "/i8";
    take_i16: i16 => "/i16";
    take_i32: i32 => "/i32";
    take_i64: i64 => "/i64";
    take_isize: isize => "/isize";
    take_u8: u8 => "/u8";
    take_u16: u16 => "/u16";
    take_u32: u32 => "/u32";
    take_u64: u64 => "/u64";
    take_usize: usize => "/usize";
    take_bool: bool => "/bool";
    take_str: &str => "/str";
    take_text: Text<'_> => "/text";
    take_bytes: &[u8] => "/bytes";
    take_blob: Blob<'_> => "/blob";
    take_char: char => "/char";
    take_time: TimeTag => "/time";
    take_rgba: Rgba => "/rgba";
    take_midi: Midi => "/midi";
    take_impulse: Impulse => "/impulse";
    take_argument: Argument<'_> => "/argument";
    take_rest: Rest<'_> => "/rest";
    take_pair: (i32, &str) => "/pair";
    take_three: [f64; 3] => "/three";
    take_floats: &[F32] => "/floats";
    take_doubles: &[F64] => "/doubles";
    take_ints: &[I32] => "/ints";
    take_longs: &[I64] => "/longs";
    take_everything: Everything<'_> => "/everything";
    take_value: Value<'_> => "/value";
    take_values: [Value<'_>; 3] => "/values";
    take_several: Several<'_> => "/several";
    take_headed: Headed<'_> => "/headed";
}

/// Sends a value to its handler, and compares what that saw and what came back.
fn check<T: ToArguments + Debug>(address: &str, value: &T) {
    let packet = message_to_vec(address, value).expect("it can be encoded");
    let mut server = Server::new(&ROUTER);
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut ());
    assert_eq!(SEEN.take(), format!("{value:?}"), "{address}");
    let mut buffer = [0; 1500];
    let reply = server.poll_transmit(&mut buffer).expect("a value comes back");
    assert_eq!(buffer[..reply.len], message_to_vec("/back", value).unwrap(), "{address}");
}

/// Every argument type that says where it ends.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
struct Everything<'a> {
    small: (i8, i16, u8, u16),
    r#int: i32,
    long: i64,
    unsigned: u32,
    large: u64,
    sizes: (isize, usize),
    float: f32,
    double: f64,
    flag: bool,
    text: &'a str,
    bytes: &'a [u8],
    blob: Blob<'a>,
    character: char,
    time: TimeTag,
    colour: Rgba,
    midi: Midi,
    impulse: Impulse,
    corners: [(f32, f32); 2],
    any: Argument<'a>,
    maybe: Option<i32>,
}

/// Each type tag has a variant.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
enum Value<'a> {
    Float(f32),
    Double(f64),
    Int(i32),
    Long(i64),
    Text(&'a str),
    Blob { bytes: Blob<'a> },
    Char(char),
    Time(TimeTag),
    Colour(Rgba),
    Midi(Midi),
    Flag(bool),
    Bang(Impulse),
}

/// One variant begins as another does, so it is known only as the last.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
enum Several<'a> {
    One(Value<'a>),
    Two(i32, Number),
    Zero,
}

#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
enum Number {
    Double(f64),
    Float(f32),
}

/// Starts with what may be an array.
#[derive(Debug, Clone, Copy, PartialEq, OscArguments)]
struct Headed<'a>(Argument<'a>, Rest<'a>);

fn everything<'a>(random: &mut Random, text: &'a str, bytes: &'a [u8]) -> Everything<'a> {
    let bits = random.bits();
    Everything {
        small: (bits as i8, bits as i16, bits as u8, bits as u16),
        int: random.bits() as i32,
        long: random.bits() as i64,
        unsigned: random.bits() as u32,
        large: random.bits() >> 1,
        sizes: (random.bits() as isize, random.bits() as usize >> 1),
        float: f32::from_bits(random.bits() as u32),
        double: f64::from_bits(random.bits()),
        flag: bits & 1 == 0,
        text,
        bytes,
        blob: Blob(bytes),
        character: char::from_u32(random.below(0xD800) as u32).unwrap_or('x'),
        time: TimeTag::from_bits(random.bits()),
        colour: Rgba { red: bits as u8, green: 1, blue: 2, alpha: (bits >> 8) as u8 },
        midi: Midi { port: 1, status: bits as u8, data1: (bits >> 16) as u8, data2: 0 },
        impulse: Impulse,
        corners: [(bits as f32, 1.0), (2.0, -0.0)],
        any: argument(random, text, bytes),
        maybe: (bits & 2 == 0).then_some(bits as i32),
    }
}

fn argument<'a>(random: &mut Random, text: &'a str, bytes: &'a [u8]) -> Argument<'a> {
    match random.below(6) {
        0 => Argument::Int32(random.bits() as i32),
        1 => Argument::Float64(f64::from_bits(random.bits())),
        2 => Argument::String(text.into()),
        3 => Argument::Blob(bytes),
        4 => Argument::Nil,
        _ => Argument::Symbol(text.into()),
    }
}

fn value<'a>(random: &mut Random, text: &'a str, bytes: &'a [u8]) -> Value<'a> {
    let all = everything(random, text, bytes);
    match random.below(12) {
        0 => Value::Float(all.float),
        1 => Value::Double(all.double),
        2 => Value::Int(all.int),
        3 => Value::Long(all.long),
        4 => Value::Text(all.text),
        5 => Value::Blob { bytes: all.blob },
        6 => Value::Char(all.character),
        7 => Value::Time(all.time),
        8 => Value::Colour(all.colour),
        9 => Value::Midi(all.midi),
        10 => Value::Flag(all.flag),
        _ => Value::Bang(all.impulse),
    }
}

#[test]
fn what_is_sent_is_what_is_taken() {
    let mut random = Random::new(51);
    for _ in 0..300 {
        let text = random.string("aé☃ /[]", 9);
        let len = random.below(9);
        let bytes = random.bytes(len);
        let all = everything(&mut random, &text, &bytes);
        let (i8, i16, u8, u16) = all.small;
        check("/f32", &all.float);
        check("/f64", &all.double);
        check("/i8", &i8);
        check("/i16", &i16);
        check("/i32", &all.int);
        check("/i64", &all.long);
        check("/isize", &all.sizes.0);
        check("/u8", &u8);
        check("/u16", &u16);
        check("/u32", &all.unsigned);
        check("/u64", &all.large);
        check("/usize", &all.sizes.1);
        check("/bool", &all.flag);
        check("/str", &all.text);
        check("/text", &Text::from(all.text));
        check("/bytes", &all.bytes);
        check("/blob", &all.blob);
        check("/char", &all.character);
        check("/time", &all.time);
        check("/rgba", &all.colour);
        check("/midi", &all.midi);
        check("/impulse", &all.impulse);
        check("/argument", &all.any);
        check("/pair", &(all.int, all.text));
        check("/three", &[all.double, 0.0, -0.0]);
        check("/everything", &all);
        check("/value", &value(&mut random, &text, &bytes));
        let number = if all.flag { Number::Float(all.float) } else { Number::Double(all.double) };
        check("/several", &Several::Two(all.int, number));
        check("/several", &Several::One(value(&mut random, &text, &bytes)));
        check("/several", &Several::Zero);
        check("/values", &[(); 3].map(|()| value(&mut random, &text, &bytes)));

        let bits: Vec<u64> = (0..len).map(|_| random.bits()).collect();
        let floats = bits.iter().map(|bits| F32::new(f32::from_bits(*bits as u32)));
        check("/floats", &&*floats.collect::<Vec<_>>());
        let doubles = bits.iter().map(|bits| F64::new(f64::from_bits(*bits)));
        check("/doubles", &&*doubles.collect::<Vec<_>>());
        check("/ints", &bits.iter().map(|bits| I32::new(*bits as i32)).collect::<Vec<_>>());
        check("/longs", &bits.iter().map(|bits| I64::new(*bits as i64)).collect::<Vec<_>>());

        let several: Vec<Value<'_>> = (0..len).map(|_| value(&mut random, &text, &bytes)).collect();
        let packet = message_to_vec("/", (microosc::Group(&several), several.as_slice())).unwrap();
        let Ok(Packet::Message(message)) = Packet::decode(&packet) else { panic!("a message") };
        check("/rest", &Rest(message.arguments()));
        let mut rest = message.arguments();
        let head = rest.next().expect("the group");
        check("/argument", &head);
        check("/headed", &Headed(head, Rest(rest)));
    }
}

#[test]
fn a_vec_is_sent_as_its_slice() {
    let sent = |arguments: &dyn ToArguments| message_to_vec("/", arguments).unwrap();
    assert_eq!(sent(&vec![1_u8, 2]), sent(&Blob(&[1, 2])));
    assert_eq!(sent(&vec![1_u8, 2].as_slice()), sent(&Blob(&[1, 2])));
    assert_eq!(sent(&[1_u8, 2]), sent(&(1, 2)));
    assert_eq!(sent(&vec![(1, "a"), (2, "b")]), sent(&(1, "a", 2, "b")));
    assert_eq!(sent(&vec![Number::Float(0.5)]), sent(&0.5_f32));
    assert_eq!(sent(&vec![String::from("a")]), sent(&"a"));
}

#[test]
fn an_integer_that_osc_cannot_hold_is_not_sent() {
    let error = message_to_vec("/", (1, u64::MAX)).unwrap_err();
    assert_eq!(error, EncodeError::IntegerTooLarge { argument: 1 });
    assert_eq!(message_to_vec("/", i64::MAX as u64), message_to_vec("/", i64::MAX));
    assert_eq!(message_to_vec("/", u32::MAX), message_to_vec("/", i64::from(u32::MAX)));
}
