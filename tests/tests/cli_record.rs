//! `microosc record` and `microosc play`: what arrives is sent again as it came.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use microosc::udp::{Client, Receiver};
use microosc::{Packet, TimeTag, bundle_to_vec, message_to_vec};
use microosc_tests::command::{Finished, Running, run};
use microosc_tests::peers::PATIENCE;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");
const START: &str =
    r#"{"microosc":"recording","version":1,"start":"2026-11-22T20:00:00.000000000Z"}"#;

/// A place for a recording, which is gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _it_is_new = fs::remove_file(&path);
        Self(path)
    }

    /// A recording of messages at these times, with this after them.
    fn of(name: &str, at: &[f64], rest: &str) -> Self {
        let scratch = Self::new(name);
        let lines: String = at.iter().map(|at| packet(*at, &message(*at))).collect();
        fs::write(&scratch.0, format!("{START}\n{lines}{rest}")).unwrap();
        scratch
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(&self.0).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn wait_for_lines(&self, count: usize) {
        let start = Instant::now();
        while self.lines().len() < count {
            assert!(start.elapsed() < PATIENCE, "fewer than {count} lines are written");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A message that tells when it is to come.
fn message(at: f64) -> Vec<u8> {
    message_to_vec("/at", at).unwrap()
}

fn hex(packet: &[u8]) -> String {
    packet.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A line of a recording.
fn packet(at: f64, packet: &[u8]) -> String {
    format!("{{\"at\":{at},\"from\":\"127.0.0.1:9\",\"packet\":\"{}\"}}\n", hex(packet))
}

fn record(file: &Scratch, arguments: &[&str]) -> (Running, u16) {
    Running::listen(PROGRAM, &[&["record", file.path(), "0"], arguments].concat())
}

/// Plays a file, and returns what comes, each with the time since before the start.
fn played(
    file: &Scratch,
    arguments: &[&str],
    count: usize,
) -> (Vec<(Vec<u8>, Duration)>, Finished) {
    let mut receiver = Receiver::bind("127.0.0.1:0").unwrap();
    let to = receiver.local_addr().to_string();
    let start = Instant::now();
    let playing = Running::start(PROGRAM, &[&["play", file.path(), &to], arguments].concat());
    let mut packets = Vec::new();
    for _ in 0..count {
        let packet = receiver.receive(PATIENCE).unwrap().expect("a packet").0.to_vec();
        packets.push((packet, start.elapsed()));
    }
    let finished = playing.finish();
    assert!(receiver.receive(Duration::ZERO).unwrap().is_none(), "more than {count} packets");
    (packets, finished)
}

/// Plays a recording of [`message`]s, and returns when they were to come.
fn times(file: &Scratch, arguments: &[&str], count: usize) -> (Vec<f64>, Finished) {
    let (packets, finished) = played(file, arguments, count);
    let at = |packet: &[u8]| match Packet::decode(packet).unwrap() {
        Packet::Message(message) => {
            message.to_string().rsplit(' ').next().unwrap().parse().unwrap()
        }
        Packet::Bundle(bundle) => panic!("{bundle:?}"),
    };
    (packets.iter().map(|(packet, _)| at(packet)).collect(), finished)
}

#[test]
fn what_is_recorded_is_played_byte_by_byte_with_its_times() {
    let file = Scratch::new("roundtrip.osc");
    let (recording, port) = record(&file, &["--count", "3"]);
    let client = Client::connect(("127.0.0.1", port)).unwrap();
    // The last one is malformed.
    let packets = [message(0.0), message_to_vec("/text", "é").unwrap(), b"/a\0\0,i\0\0".to_vec()];
    for (index, packet) in packets.iter().enumerate() {
        client.send_packet(packet).unwrap();
        // The next is sent when the time of this one has been taken.
        file.wait_for_lines(2 + index);
        std::thread::sleep(Duration::from_millis(120));
    }
    let finished = recording.finish().expect_code(0);
    assert_eq!(finished.text(), "");
    assert!(finished.stderr.starts_with("microosc: 3 packets in "), "{}", finished.stderr);

    let lines = file.lines();
    assert_eq!(lines.len(), 5);
    assert_eq!((&lines[0]["microosc"], &lines[0]["version"]), (&"recording".into(), &1.into()));
    let at: Vec<f64> = lines[1..4].iter().map(|line| line["at"].as_f64().unwrap()).collect();
    assert!(at[1] - at[0] >= 0.1 && at[2] - at[1] >= 0.1, "{at:?}");
    for (line, packet) in lines[1..4].iter().zip(&packets) {
        assert_eq!(line["packet"], hex(packet));
        assert_eq!(line["from"], client.local_addr().to_string());
    }
    assert!(lines[4]["end"].as_f64().unwrap() >= at[2]);

    let (again, finished) = played(&file, &[], 3);
    finished.expect_code(0);
    assert!(again.iter().map(|(packet, _)| packet).eq(&packets));
    assert!(again[2].1 >= Duration::from_secs_f64(at[2]), "{again:?}");
}

#[test]
fn speed_loop_and_cut_choose_what_is_played_and_how_fast() {
    let file = Scratch::of("options.osc", &[0.0, 0.1, 0.2, 0.3], "{\"end\":0.4}\n");
    for (arguments, expected, takes) in [
        (&[][..], &[0.0, 0.1, 0.2, 0.3][..], 0.4),
        (&["--speed", "4"], &[0.0, 0.1, 0.2, 0.3], 0.1),
        (&["--speed", "0.5"], &[0.0, 0.1, 0.2, 0.3], 0.8),
        (&["--from", "0.15"], &[0.2, 0.3], 0.25),
        (&["--to", "150ms"], &[0.0, 0.1], 0.15),
        (&["--from", "0.1", "--to", "0.3", "--loop=3"], &[0.1, 0.2, 0.1, 0.2, 0.1, 0.2], 0.6),
        (&["--loop=2", "--speed", "2x"], &[0.0, 0.1, 0.2, 0.3, 0.0, 0.1, 0.2, 0.3], 0.4),
        (&["--filter", "/nothing"], &[], 0.4),
    ] {
        let start = Instant::now();
        let (found, finished) = times(&file, arguments, expected.len());
        let took = start.elapsed().as_secs_f64();
        assert_eq!(found, expected, "{arguments:?}");
        let told = finished.expect_code(0).stderr;
        assert!(told.starts_with(&format!("microosc: {} packets in ", expected.len())), "{told}");
        // A busy machine makes it longer, never shorter.
        assert!(took >= takes && took < takes + 3.0, "{arguments:?} took {took}");
    }
    let (_, quiet) = times(&file, &["--speed", "100", "--quiet"], 4);
    quiet.expect_good();
}

#[test]
fn bundles_are_for_as_long_after_they_are_sent_as_after_they_came() {
    let start = TimeTag::from_unix(1_795_377_600, 0);
    let bundle = bundle_to_vec(start + Duration::from_millis(2500), |bundle| {
        bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/now", ()))?;
        bundle.bundle(start + Duration::from_millis(4500), |inner| inner.message("/later", ()))
    });
    let bundle = bundle.unwrap();
    let early = bundle_to_vec(start - Duration::from_secs(1), |bundle| bundle.message("/a", 1));
    let early = early.unwrap();
    let file = Scratch::of("bundles.osc", &[], &(packet(0.5, &bundle) + &packet(0.5, &early)));

    for (arguments, speed) in [(&[][..], 1.0), (&["--speed", "2"], 2.0)] {
        let before = TimeTag::now();
        let (packets, finished) = played(&file, arguments, 2);
        finished.expect_code(0);
        let Packet::Bundle(moved) = Packet::decode(&packets[0].0).unwrap() else { panic!() };
        let since = |tag: TimeTag| tag.duration_since(before).unwrap().as_secs_f64();
        // Sent 0.5 s after the start, for 2 s later.
        let wanted = 2.5 / speed;
        let at = since(moved.time_tag());
        assert!(at >= wanted && at < wanted + 3.0, "{at}, not {wanted}");
        let inner: Vec<TimeTag> = moved
            .elements()
            .map(|element| match element.unwrap() {
                Packet::Bundle(inner) => inner.time_tag(),
                Packet::Message(message) => panic!("{message}"),
            })
            .collect();
        assert!(inner[0].is_immediate());
        let between = since(inner[1]) - at;
        assert!((between - 2.0 / speed).abs() < 1e-6, "{between}");
        let Packet::Bundle(late) = Packet::decode(&packets[1].0).unwrap() else { panic!() };
        let between = at - since(late.time_tag() + Duration::from_secs(9)) + 9.0;
        assert!((between - 3.5 / speed).abs() < 1e-6, "{between}");
    }
    let (packets, _) = played(&file, &["--keep-time-tags"], 2);
    assert_eq!([&packets[0].0, &packets[1].0], [&bundle, &early]);
}

#[test]
fn a_recording_that_was_cut_is_continued_and_plays() {
    let file = Scratch::of("cut.osc", &[0.1], r#"{"at":0.2,"fro"#);
    let (found, finished) = times(&file, &[], 1);
    assert_eq!(found, [0.1]);
    let told = finished.expect_code(0).stderr;
    assert!(told.contains("line 3: this is no JSON; the recording was cut there"), "{told}");

    let (recording, port) = record(&file, &["--append", "--count", "1"]);
    Client::connect(("127.0.0.1", port)).unwrap().send_packet(&message(7.0)).unwrap();
    recording.finish().expect_code(0);
    let (found, finished) = times(&file, &[], 2);
    assert_eq!(found, [0.1, 7.0]);
    let told = finished.expect_code(0).stderr;
    assert!(told.contains("line 3: this is no JSON; the recording was cut there"), "{told}");
}

#[test]
fn damaged_lines_are_told_and_skipped() {
    let damage =
        "nonsense\n{\"at\":0.1,\"packet\":\"zz\"}\n{\"at\":-1,\"packet\":\"2f\"}\n\n{\"x\":1}\n";
    let rest = format!("{damage}{}{{\"end\":0.1,\"by\":\"hand\"}}\n", packet(0.05, &message(0.05)));
    let file = Scratch::of("damaged.osc", &[0.0], &rest);
    let (found, finished) = times(&file, &["--loop=2"], 4);
    assert_eq!(found, [0.0, 0.05, 0.0, 0.05]);
    let finished = finished.expect_code(1);
    let told: Vec<&str> = finished.stderr.lines().collect();
    assert_eq!(
        told[..4],
        [
            "microosc: line 3: this is no JSON; the line is skipped",
            "microosc: line 4: `z` at column 1 is not a hexadecimal digit; the line is skipped",
            "microosc: line 5: no time goes on for so many seconds; the line is skipped",
            r#"microosc: line 7: a line is {"at":seconds,"from":"...","packet":"..."}; the line is skipped"#,
        ]
    );
    assert_eq!(told.len(), 5, "{told:?}");
}

#[test]
fn a_file_that_is_there_is_kept_unless_the_user_says_otherwise() {
    let file = Scratch::of("kept.osc", &[0.0], "");
    let before = fs::read_to_string(&file.0).unwrap();
    let refused = run(PROGRAM, &["record", file.path(), "0"], "").expect_code(2);
    assert!(refused.stderr.contains("--append continues it, --overwrite makes it anew"));
    assert_eq!(fs::read_to_string(&file.0).unwrap(), before);
    run(PROGRAM, &["record", file.path(), "0", "--overwrite", "--duration", "1ms"], "")
        .expect_code(0);
    assert_eq!(file.lines().len(), 2);

    fs::write(&file.0, "my diary\n").unwrap();
    let refused = run(PROGRAM, &["record", file.path(), "0", "--append"], "").expect_code(2);
    assert!(refused.stderr.contains("it is no recording"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&file.0).unwrap(), "my diary\n");
}

#[test]
fn only_what_is_wanted_is_recorded() {
    let file = Scratch::new("filtered.osc");
    let (recording, port) = record(&file, &["--filter", "/ch//*", "--count", "1"]);
    let mut client = Client::connect(("127.0.0.1", port)).unwrap();
    client.send("/meter", 1).unwrap();
    client.send("/ch/1", 1).unwrap();
    recording.finish().expect_code(0);
    let lines = file.lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["packet"], hex(&message_to_vec("/ch/1", 1).unwrap()));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_recording_and_an_endless_loop_well() {
    let file = Scratch::new("interrupted.osc");
    let (recording, port) = record(&file, &[]);
    Client::connect(("127.0.0.1", port)).unwrap().send_packet(&message(0.0)).unwrap();
    // It is written before the end.
    file.wait_for_lines(2);
    recording.interrupt();
    recording.finish().expect_code(0);
    assert!(file.lines().last().unwrap()["end"].is_number());

    let mut receiver = Receiver::bind("127.0.0.1:0").unwrap();
    let to = receiver.local_addr().to_string();
    let arguments = ["play", file.path(), &to, "--loop", "--speed", "100"];
    let playing = Running::start(PROGRAM, &arguments);
    for _ in 0..5 {
        receiver.receive(PATIENCE).unwrap().expect("a packet");
    }
    playing.interrupt();
    assert!(playing.finish().expect_code(0).stderr.contains(" packets in "));
}

#[cfg(unix)]
#[test]
fn a_recording_goes_through_a_pipe() {
    let mut receiver = Receiver::bind("127.0.0.1:0").unwrap();
    let to = receiver.local_addr();
    let script =
        format!("'{PROGRAM}' record - 0 --count 1 | '{PROGRAM}' play --quiet --speed 1000 - {to}");
    let shell = Running::start("sh", &["-c", &script]);
    let client = Client::connect(("127.0.0.1", shell.port())).unwrap();
    client.send_packet(&message(1.0)).unwrap();
    let (packet, _) = receiver.receive(PATIENCE).unwrap().expect("a packet");
    assert_eq!(packet, message(1.0));
    shell.finish().expect_code(0);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_a_recording_without_a_word() {
    let script = format!("'{PROGRAM}' record - 127.0.0.1:0 | head -n 1");
    let shell = Running::start("sh", &["-c", &script]);
    let mut client = Client::connect(("127.0.0.1", shell.port())).unwrap();
    let finished = shell.finish_after(|| client.send("/a", ()).unwrap()).expect_code(0);
    assert_eq!(finished.stderr, "");
    assert_eq!(finished.lines().len(), 1);
}

#[test]
fn wrong_usage_ends_with_2_and_a_hint() {
    let file = Scratch::of("usage.osc", &[0.0], "");
    let other = Scratch::new("other.osc");
    fs::write(&other.0, "[]\n").unwrap();
    let newer = Scratch::new("newer.osc");
    fs::write(&newer.0, START.replace("\"version\":1", "\"version\":2")).unwrap();
    let (file, other, newer) = (file.path(), other.path(), newer.path());
    let here = "127.0.0.1:9";
    for (arguments, part) in [
        (&["play", "no/such.osc", here][..], "cannot read no/such.osc: "),
        (&["play", other, here], "is no recording: it does not start with {\"microosc\""),
        (&["play", newer, here], "it was made by a later microosc"),
        (&["play", file], "<HOST:PORT>"),
        (&["play", file, "localhost"], "the port is missing"),
        (&["play", file, here, "--speed", "0"], "write a factor from 0.001 to 1000"),
        (&["play", file, here, "--from", "1:30"], "nothing lies between --from 1:30.0 and the end"),
        (&["play", file, here, "--loop"], "--loop needs a recording that takes some time"),
        (&["play", "-", here, "--loop"], "--loop needs a file"),
        (&["record", "x.osc"], "<[ADDRESS:]PORT>"),
        (&["record", "no/such/x.osc", "0"], "there is no such folder"),
        (&["record", "x.osc", "0", "--append", "--overwrite"], "cannot be used with"),
        (&["record", "x.osc", "192.0.2.77:0"], "this machine does not have that address"),
    ] {
        let failed = run(PROGRAM, arguments, "").expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
    }
    assert!(!Path::new("x.osc").exists());
}
