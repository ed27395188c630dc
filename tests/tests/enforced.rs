//! What the published address space says of types and ranges is what arrival enforces: every node
//! is read as a stranger would, and sent what fits and what does not.
#![allow(unused_variables, reason = "only the declarations matter")]

use microosc::query::{Attribute, Namespace, Node, State, Values};
use microosc::{Argument, ArgumentWriter, ToArguments, message_to_vec};
use microosc::{
    Counters, F32, Group, Impulse, Midi, OscArguments, Rgba, Router, Server, TimeTag, osc_handler,
    osc_router,
};
use serde_json::Value;

#[derive(Default)]
struct Synth {
    cutoff: f32,
    poles: u8,
    balance: f64,
    pad: (f32, f32),
    title: String,
    on: bool,
}

#[osc_handler("/filter/cutoff", get = |synth| synth.cutoff)]
fn cutoff(
    synth: &mut Synth,
    #[osc(range = 20.0..=20_000.0, clip = "both", unit = "Hz")] cutoff: f32,
) {
    synth.cutoff = cutoff;
}

#[osc_handler("/filter/poles", get = |synth| synth.poles)]
fn poles(synth: &mut Synth, #[osc(range = 1..=8)] poles: u8) {
    synth.poles = poles;
}

#[osc_handler("/balance", get = |synth| synth.balance)]
fn balance(synth: &mut Synth, #[osc(range = -1.0..=1.0, clip = "low")] balance: f64) {
    synth.balance = balance;
}

#[osc_handler("/pad", get = |synth| synth.pad)]
fn pad(synth: &mut Synth, #[osc(range = 0.0..=1.0, clip = "high")] xy: [f32; 2]) {
    synth.pad = xy.into();
}

#[osc_handler("/title", get = |synth| synth.title.as_str())]
fn title(synth: &mut Synth, title: &str) {
    title.clone_into(&mut synth.title);
}

#[osc_handler("/on", get = |synth| synth.on)]
fn on(synth: &mut Synth, on: bool) {
    synth.on = on;
}

#[derive(OscArguments)]
struct Envelope {
    #[osc(range = 0.0..=10.0, unit = "s")]
    attack: f32,
    #[osc(range = 0.0..=1.0, clip = "both")]
    sustain: f32,
}

#[derive(OscArguments)]
enum Trigger<'a> {
    Key(#[osc(range = 0..=127)] i32, Envelope),
    Name(&'a str),
    Off,
}

#[osc_handler("/voice/{n: 1..=16}/envelope")]
fn envelope(n: u8, envelope: Envelope) {}

#[osc_handler("/voice/{n: 1..=16}/trigger")]
fn trigger(n: u8, trigger: Trigger<'_>) {}

#[osc_handler("/voice/{n: 1..=16}/{part: low|mid|high}/gain")]
fn gain(n: u8, part: &str, #[osc(range = ..=6.0, unit = "dB")] gain: f32, fade: Option<f32>) {}

#[osc_handler("/many")]
#[expect(clippy::too_many_arguments, reason = "one of each")]
fn many(
    go: Impulse,
    time: TimeTag,
    midi: Midi,
    blob: &[u8],
    colour: Rgba,
    key: char,
    long: i64,
    any: Argument<'_>,
) {
}

#[osc_handler("/samples")]
fn samples(samples: &[F32]) {}

#[osc_handler("/go")]
fn go() {}

#[osc_handler("/open/{name}")]
fn open(name: &str, value: f32) {}

static ROUTER: Router<Synth> = osc_router![
    cutoff, poles, balance, pad, title, on, envelope, trigger, gain, many, samples, go, open,
];

/// An argument as a stranger makes it of a type tag.
#[derive(Clone, Debug)]
struct Sent {
    tag: char,
    number: f64,
}

impl ToArguments for Sent {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        #[allow(clippy::cast_possible_truncation, reason = "small numbers")]
        match self.tag {
            'f' => (self.number as f32).write_arguments(writer),
            'd' => self.number.write_arguments(writer),
            'i' => (self.number as i32).write_arguments(writer),
            'h' => (self.number as i64).write_arguments(writer),
            'T' | 'F' => true.write_arguments(writer),
            's' => "text".write_arguments(writer),
            'b' => [1_u8, 2].as_slice().write_arguments(writer),
            'c' => 'x'.write_arguments(writer),
            't' => TimeTag::new(1, 2).write_arguments(writer),
            'r' => Rgba { red: 1, green: 2, blue: 3, alpha: 4 }.write_arguments(writer),
            'm' => Midi { port: 1, status: 2, data1: 3, data2: 4 }.write_arguments(writer),
            'I' => Impulse.write_arguments(writer),
            'N' => Argument::Nil.write_arguments(writer),
            other => panic!("no type tag: {other}"),
        }
    }
}

fn send(synth: &mut Synth, address: &str, arguments: &[Sent]) -> Counters {
    let mut server = Server::new(&ROUTER);
    let message = message_to_vec(address, arguments).expect("encodes");
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &message, synth);
    *server.counters()
}

/// Arguments that are within the ranges.
fn fitting(signature: &Value) -> Vec<Sent> {
    let tags = signature["TYPE"].as_str().expect("TYPE");
    let fitting = |(index, tag)| {
        let end = |end: &str| signature["RANGE"][index][end].as_f64();
        let number = match (end("MIN"), end("MAX")) {
            (Some(min), Some(max)) => f64::midpoint(min, max).round().clamp(min, max),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => 1.0,
        };
        Sent { tag, number }
    };
    tags.chars().enumerate().map(fitting).collect()
}

/// One list of type tags with its ranges, of a node or of one of its overloads.
fn check(synth: &mut Synth, address: &str, signature: &Value) -> usize {
    let tags: Vec<char> = signature["TYPE"].as_str().expect("TYPE").chars().collect();
    let end = |index: usize, end: &str| signature["RANGE"][index][end].as_f64();
    let clip = |index: usize| signature["CLIPMODE"][index].as_str().unwrap_or("none").to_owned();
    let good = fitting(signature);
    let mut checks = 1;
    assert_eq!(send(synth, address, &good).handled, 1, "{address} {good:?}");
    for index in 0..tags.len() {
        let mut with = |number: f64, tag: char| {
            let mut arguments = good.clone();
            arguments[index] = Sent { tag, number };
            checks += 1;
            send(synth, address, &arguments)
        };
        if let Some(min) = end(index, "MIN") {
            assert_eq!(with(min, tags[index]).handled, 1, "{address}: {min} is in the range");
            let accepts = matches!(clip(index).as_str(), "low" | "both");
            let below = with(min - 1.0, tags[index]);
            assert_eq!(below.handled == 1, accepts, "{address}: below {min}");
        }
        if let Some(max) = end(index, "MAX") {
            assert_eq!(with(max, tags[index]).handled, 1, "{address}: {max} is in the range");
            let accepts = matches!(clip(index).as_str(), "high" | "both");
            let above = with(max + 1.0, tags[index]);
            assert_eq!(above.handled == 1, accepts, "{address}: above {max}");
        }
        // Nothing is converted to or from a blob.
        if !matches!(tags[index], 'b' | 'N') {
            assert_eq!(with(0.0, 'b').rejected, 1, "{address}: a blob at {index}");
        }
    }
    checks
}

#[test]
fn what_is_published_is_what_is_enforced() {
    let mut synth = Synth::default();
    let mut checks = 0;
    for method in Namespace::of(&ROUTER).methods() {
        let node: Value = serde_json::from_str(&method.to_string()).expect("JSON");
        let address = node["FULL_PATH"].as_str().expect("FULL_PATH");
        if node["ACCESS"].as_u64().expect("ACCESS") & 2 == 0 {
            assert!(address.contains('{'), "{address}");
            continue;
        }
        checks += check(&mut synth, address, &node);
        for overload in node["OVERLOADS"].as_array().into_iter().flatten() {
            checks += check(&mut synth, address, overload);
        }
    }
    assert!(checks > 500, "{checks}");
}

#[test]
fn a_value_read_is_the_value_set_and_of_the_published_type() {
    let mut synth = Synth::default();
    let mut count = 0;
    for method in Namespace::of(&ROUTER).methods().filter(Node::is_readable) {
        let node: Value = serde_json::from_str(&method.to_string()).expect("JSON");
        let address = node["FULL_PATH"].as_str().expect("FULL_PATH");
        let tags = node["TYPE"].as_str().expect("TYPE");
        let good = fitting(&node);
        assert_eq!(send(&mut synth, address, &good).handled, 1);
        let mut json = String::new();
        let mut values = State { router: &ROUTER, state: &mut synth, buffer: &mut [0; 256] };
        let mut read = String::new();
        values.read(&method, &mut |arguments| {
            read = arguments.type_tags().iter().map(|tag| char::from(tag.to_byte())).collect();
        });
        assert_eq!(read, tags, "{address}");
        method.write_attribute(Attribute::Value, &mut json, &mut values).expect("a string");
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let values = json["VALUE"].as_array().expect("VALUE");
        for (value, Sent { tag, number }) in values.iter().zip(&good) {
            match tag {
                's' => assert_eq!(value, "text", "{address}"),
                'T' => assert_eq!(value, true, "{address}"),
                _ => assert_eq!(value.as_f64(), Some(*number), "{address}"),
            }
        }
        assert_eq!(values.len(), good.len());
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn a_group_may_come_as_an_array() {
    let message = message_to_vec("/pad", Group([0.25_f32, 0.75])).expect("encodes");
    let (mut server, mut synth) = (Server::new(&ROUTER), Synth::default());
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &message, &mut synth);
    assert_eq!(synth.pad, (0.25, 0.75));
}

#[test]
fn the_routes_of_a_lock_are_compared() {
    let file = std::env::temp_dir().join(format!("microosc-{}.lock", std::process::id()));
    let namespace = Namespace::of(&ROUTER);
    let missing = namespace.locked(&file).expect_err("no file").to_string();
    assert!(missing.contains("MICROOSC_UPDATE_LOCK"), "{missing}");
    std::fs::write(&file, "/go ,\n/gone ,f\n/title ,i\n").expect("writes");
    let changed = namespace.locked(&file).expect_err("others").to_string();
    for line in [
        "- /gone ,f\n",
        "- /title ,i\n",
        "+ /title ,s\n",
        "+ /balance ,d balance: -1.0..=1.0 clip low\n",
        // Of fields, too.
        " attack: 0.0..=10.0 clip none sustain: 0.0..=1.0 clip both\n",
    ] {
        assert!(changed.contains(line), "{line} in {changed}");
    }
    assert!(!changed.contains("/go ,"), "{changed}");
    let lines: String = changed
        .lines()
        .filter_map(|line| line.strip_prefix("+ "))
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&file, format!("/go ,\n{lines}")).expect("writes");
    namespace.locked(&file).expect("the same");
    std::fs::remove_file(&file).expect("was there");
}

/// Not this program's environment, which other tests share.
#[test]
fn a_lock_is_written_where_the_environment_says_so() {
    const FILE: &str = "MICROOSC_TEST_LOCK";
    let namespace = Namespace::of(&ROUTER);
    if let Some(file) = std::env::var_os(FILE) {
        return namespace.locked(file).expect("written");
    }
    let file = std::env::temp_dir().join(format!("microosc-{}-new.lock", std::process::id()));
    let this = std::env::current_exe().expect("this program");
    let written = std::process::Command::new(this)
        .args(["--exact", "a_lock_is_written_where_the_environment_says_so"])
        .env(FILE, &file)
        .env("MICROOSC_UPDATE_LOCK", "1")
        .output()
        .expect("runs");
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stdout));
    namespace.locked(&file).expect("what is served");
    let text = std::fs::read_to_string(&file).expect("written");
    assert_eq!(text.lines().count(), ROUTER.routes().count(), "{text}");
    std::fs::remove_file(&file).expect("was there");
}
