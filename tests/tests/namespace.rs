//! The address space as OSCQuery publishes it: what is said of routes, and that it is what arrival
//! enforces.
#![allow(unused_variables, reason = "of most handlers only the declarations matter")]

use microosc::query::{Attribute, Namespace, NoValues, State};
use microosc::{
    Argument, F32, Group, Impulse, Midi, OscArguments, Rest, Rgba, Router, TimeTag, osc_handler,
    osc_router,
};
use serde_json::{Value, json};
use std::time::Instant;

#[derive(Default)]
struct Mixer {
    levels: [f32; 3],
    name: String,
    colour: u32,
}

/// The level of a channel.
#[osc_handler("/ch/{ch: 1..=3}/level")]
fn level(
    mixer: &mut Mixer,
    ch: u8,
    #[osc(range = -60.0..=10.0, clip = "both", unit = "dB")] level: f32,
    /// how long it takes
    #[osc(range = 0.0.., unit = "s")]
    fade: Option<f32>,
) {
    mixer.levels[usize::from(ch) - 1] = level + fade.unwrap_or_default();
}

#[osc_handler("/ch/{ch: 1..=3}/level/get", reply = "/ch/{ch}/level")]
fn get_level(mixer: &mut Mixer, ch: u8) -> f32 {
    mixer.levels[usize::from(ch) - 1]
}

/// Only the second has it.
#[osc_handler("/ch/2/solo")]
fn solo(on: bool) {}

#[osc_handler("/ch/{name}/note")]
fn note(name: &str, text: &str) {}

#[osc_handler("/name", get = |mixer| mixer.name.as_str(), tags = ["text", "live"], critical)]
fn name(mixer: &mut Mixer, name: &str) {
    name.clone_into(&mut mixer.name);
}

#[osc_handler("/name/long")]
fn name_long() {}

#[osc_handler("/colour", get = Mixer::colour)]
fn colour(mixer: &mut Mixer, colour: Rgba) {
    mixer.colour = u32::from(colour.red);
}

impl Mixer {
    fn colour(&self) -> Rgba {
        Rgba { red: 255, green: 128, blue: 0, alpha: 255 }
    }
}

#[derive(OscArguments)]
enum Note<'a> {
    Key(i32, #[osc(range = 0..=127)] u8),
    Name(&'a str),
    Off,
}

#[osc_handler("/note")]
fn play(note: Note<'_>) {}

#[osc_handler("/many/{drum: kick|snare}")]
#[expect(clippy::too_many_arguments, reason = "one of each")]
fn many(
    drum: &str,
    go: Impulse,
    time: TimeTag,
    midi: Midi,
    blob: &[u8],
    any: Argument<'_>,
    pair: (i64, [f64; 2]),
    run: &[F32],
    rest: Rest<'_>,
) {
}

static ROUTER: Router<Mixer> =
    osc_router![level, get_level, solo, note, name, name_long, colour, play, many,];

fn node(address: &str) -> Value {
    let node = Namespace::of(&ROUTER).find(address).expect(address);
    serde_json::from_str(&node.to_string()).expect("JSON")
}

fn attribute(address: &str, attribute: Attribute) -> String {
    let node = Namespace::of(&ROUTER).find(address).expect(address);
    let mut json = String::new();
    let mut mixer =
        Mixer { levels: [0.5, -60.0, f32::NAN], name: "a\"\\\n\u{1}ü".into(), colour: 0 };
    let mut values = State { router: &ROUTER, state: &mut mixer, buffer: &mut [0; 256] };
    node.write_attribute(attribute, &mut json, &mut values).expect("a string takes all");
    json
}

#[test]
fn a_method_says_what_it_takes() {
    assert_eq!(
        node("/ch/1/level"),
        json!({
            "FULL_PATH": "/ch/1/level",
            "TYPE": "ff",
            "ACCESS": 3,
            "RANGE": [{"MIN": -60.0, "MAX": 10.0}, {"MIN": 0.0}],
            "CLIPMODE": ["both", null],
            "UNIT": ["dB", "s"],
            "DESCRIPTION": "The level of a channel.\nfade: how long it takes",
            "OVERLOADS": [
                {"TYPE": "f", "RANGE": [{"MIN": -60.0, "MAX": 10.0}], "CLIPMODE": ["both"], "UNIT": ["dB"]}
            ],
        })
    );
    assert_eq!(
        node("/note"),
        json!({
            "FULL_PATH": "/note",
            "TYPE": "ii",
            "ACCESS": 2,
            "RANGE": [null, {"MIN": 0, "MAX": 127}],
            "OVERLOADS": [{"TYPE": "s"}, {"TYPE": ""}],
        })
    );
    assert_eq!(
        node("/name"),
        json!({
            "FULL_PATH": "/name",
            "TYPE": "s",
            "ACCESS": 3,
            "TAGS": ["text", "live"],
            "CRITICAL": true,
            "CONTENTS": {"long": {"FULL_PATH": "/name/long", "TYPE": "", "ACCESS": 2}},
        })
    );
    assert_eq!(node("/many/snare")["TYPE"], "ItmbNhddf");
    assert_eq!(node("/colour")["TYPE"], "r");
}

#[test]
fn containers_hold_each_name_once_whatever_routes_it_is_of() {
    let root = node("/");
    let names = |value: &Value| -> Vec<String> {
        value["CONTENTS"].as_object().expect("contents").keys().cloned().collect()
    };
    assert_eq!(root["FULL_PATH"], "/");
    assert_eq!(root.get("TYPE"), None);
    assert_eq!(root.get("ACCESS"), None);
    assert_eq!(names(&root), ["ch", "colour", "many", "name", "note"]);
    assert_eq!(names(&root["CONTENTS"]["ch"]), ["1", "2", "3", "{name}"]);
    assert_eq!(names(&root["CONTENTS"]["ch"]["CONTENTS"]["2"]), ["level", "solo"]);
    assert_eq!(root["CONTENTS"]["ch"]["CONTENTS"]["2"], node("/ch/2"));
    // A method and a container at once; the route that only tells a value is not listed.
    assert_eq!(names(&node("/name")), ["long"]);
    assert_eq!(node("/name")["TYPE"], "s");
    assert!(Namespace::of(&ROUTER).find("/colour/get").is_none());
    for nowhere in ["", "/ch/4", "/ch/1/", "ch", "//", "/ch/*", "/many/cymbal"] {
        assert!(Namespace::of(&ROUTER).find(nowhere).is_none(), "{nowhere}");
    }
}

#[test]
fn what_nobody_can_send_to_has_no_access() {
    assert_eq!(node("/ch/{name}/note")["ACCESS"], 0);
    assert_eq!(node("/ch/{name}/note")["TYPE"], "s");
}

#[test]
fn values_are_those_of_the_state() {
    assert_eq!(attribute("/ch/1/level", Attribute::Value), r#"{"VALUE":[0.5]}"#);
    assert_eq!(attribute("/ch/2/level", Attribute::Value), r#"{"VALUE":[-60.0]}"#);
    assert_eq!(attribute("/ch/3/level", Attribute::Value), r#"{"VALUE":[null]}"#);
    assert_eq!(attribute("/name", Attribute::Value), r#"{"VALUE":["a\"\\\n\u0001ü"]}"#);
    assert_eq!(attribute("/colour", Attribute::Value), r##"{"VALUE":["#ff8000ff"]}"##);
    assert_eq!(attribute("/note", Attribute::Value), "{}");
    assert_eq!(attribute("/ch", Attribute::Value), "{}");
}

/// A value of each type tag.
#[osc_handler("/all", get = all)]
fn all_types() {}

fn all() -> impl microosc::IntoReply {
    let time = TimeTag::new(3, 1 << 31);
    let midi = Midi { port: 0, status: 0x90, data1: 60, data2: 1 };
    let symbol = Argument::Symbol("b".into());
    let numbers = (1, i64::MIN, 0.5_f32, 0.1_f64, f64::INFINITY, time);
    (
        numbers,
        ("a", symbol, 'c'),
        (true, false),
        (Impulse, midi, [1_u8].as_slice()),
        Group((2, Group(("d", Argument::Nil)))),
    )
}

#[test]
fn a_value_of_each_type_tag_is_what_json_has_for_it() {
    static ROUTER: Router = osc_router![all_types];
    let node = Namespace::of(&ROUTER).find("/all").expect("declared");
    let mut json = String::new();
    let mut values = State { router: &ROUTER, state: &mut (), buffer: &mut [0; 256] };
    node.write_attribute(Attribute::Value, &mut json, &mut values).expect("a string takes all");
    let expected = r#"{"VALUE":[1,-9223372036854775808,0.5,0.1,null,3.5,"a","b","c",true,false,null,null,null,[2,["d",null]]]}"#;
    assert_eq!(json, expected);
}

#[test]
fn a_table_for_people_has_each_route_once() {
    let table = Namespace::of(&ROUTER).markdown().to_string();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[..2], ["| address | type tags | arguments | |", "|---|---|---|---|"]);
    assert_eq!(lines.len(), 2 + ROUTER.routes().count());
    for line in [
        "| `/ch/{ch: 1..=3}/level` | `,ff?` | level -60.0..=10.0 dB, clipped: both<br>fade 0.0.. s: how long it takes | The level of a channel. |",
        r"| `/note` | `,(ii\|s\|nothing)` | note<br>note.1 0..=127 |  |",
        "| `/ch/2/solo` | `,T` | on | Only the second has it. |",
    ] {
        assert!(lines.contains(&line), "{line} in\n{table}");
    }
    // What stands in a cell does not end it.
    assert!(table.contains(r"| `/many/{drum: kick\|snare}` |"), "{table}");
}

#[test]
fn each_attribute_alone_is_what_the_node_has() {
    let namespace = Namespace::of(&ROUTER);
    for method in namespace.methods() {
        let whole: Value = serde_json::from_str(&method.to_string()).expect("JSON");
        for attribute in Attribute::ALL {
            let mut text = String::new();
            method.write_attribute(attribute, &mut text, &mut NoValues).expect("a string");
            let alone: Value = serde_json::from_str(&text).expect("JSON");
            let name = attribute.as_str();
            assert_eq!(alone.get(name), whole.get(name), "{name} of {method:?}");
        }
    }
    assert_eq!(namespace.methods().count(), 3 + 1 + 1 + 1 + 1 + 1 + 1 + 2);
}

#[osc_handler("/seat/{seat: 1..=255}/{part: left|right}")]
fn part_of_seat(seat: u8, part: &str) {}

#[osc_handler("/seat/{seat: 1..=255}/name")]
fn name_of_seat(seat: u8, name: &str) {}

#[test]
fn finding_lists_nothing() {
    static ROUTER: Router = osc_router![part_of_seat, name_of_seat];
    let namespace = Namespace::of(&ROUTER);
    // The least of several is what it costs when nothing else runs.
    let least = |work: &dyn Fn()| {
        let round = |_| {
            let start = Instant::now();
            work();
            start.elapsed()
        };
        (0..20).map(round).min().expect("rounds")
    };
    let found = least(&|| assert!(namespace.find("/seat/256").is_none()));
    let seats = namespace.find("/seat").expect("declared");
    let listed = least(&|| assert_eq!(seats.children().count(), 255));
    // For a list, each name is compared with those before it.
    assert!(found * 8 < listed, "{found:?} to find nothing, {listed:?} to list all");
}
