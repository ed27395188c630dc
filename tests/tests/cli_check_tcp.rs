//! `microosc check --tcp` against a server that is well in both framings, and against servers that
//! are not: each of them is written here to fail at one thing, and has to be caught at it.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use microosc::stream::{Connection, Framing};
use microosc::tcp::Server;
use microosc::{Router, message_to_vec, osc_handler, osc_router};
use microosc_tests::command::{Finished, run};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

const FRAMINGS: [&str; 2] = ["length", "slip"];

fn check(arguments: &[&str]) -> Finished {
    run(PROGRAM, &[&["check", "--tcp"], arguments].concat(), "")
}

/// Name and verdict of each case.
fn verdicts(finished: &Finished) -> Vec<(String, String)> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let lines = finished.lines().into_iter().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|line: Value| (text(&line, "case"), text(&line, "verdict"))).collect()
}

/// The names that `--list` shows.
fn listed(framing: &str) -> Vec<String> {
    let finished = check(&["--framing", framing, "--list"]).expect_good();
    let name = |line: &&str| line.split(' ').next().unwrap().to_owned();
    finished.lines().iter().map(name).collect()
}

#[osc_handler("/ping", reply = "/pong")]
fn ping(number: i32) -> i32 {
    number
}

static ROUTER: Router = osc_router![ping];

/// Serves until the test program ends.
fn sound_server() -> String {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let address = server.local_addr().to_string();
    thread::spawn(move || server.serve(&mut ()));
    address
}

/// A server that leaves its connections to `serve`, one thread each.
fn weak_server(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    address
}

/// Answers every packet of a connection, until one is faulty.
fn answer(stream: TcpStream) {
    let mut connection =
        Connection::new(stream, Framing::LengthPrefix).expect(Framing::LengthPrefix);
    while let Ok(Some(packet)) = connection.receive() {
        if microosc::Packet::decode(packet).is_err() {
            return;
        }
        let pong = message_to_vec("/pong", (1,)).unwrap();
        if connection.send_packet(&pong).is_err() {
            return;
        }
    }
}

#[test]
fn a_sound_server_is_well_after_every_case_in_both_framings() {
    for framing in FRAMINGS {
        let server = sound_server();
        let arguments = [&server, "--framing", framing, "--ping", "/ping 7", "--reply", "/pong"];
        let patient = ["--wait", "30s", "--slow", "30s", "--json"];
        let finished = check(&[&arguments[..], &patient].concat()).expect_good();
        let verdicts = verdicts(&finished);
        let names: Vec<&String> = verdicts.iter().map(|(name, _)| name).collect();
        assert_eq!(names, listed(framing).iter().collect::<Vec<_>>());
        assert!(verdicts.iter().all(|(_, verdict)| verdict == "answered"), "{verdicts:?}");
    }
}

#[test]
fn cases_of_a_framing_are_tried_in_it_alone() {
    let [length, slip] = FRAMINGS.map(listed);
    for (name, in_length, in_slip) in [
        ("empty", true, true),
        ("frame-cut", true, true),
        ("frame-in-pieces", true, true),
        ("frame-size-negative", true, false),
        ("slip-escape-wrong", false, true),
    ] {
        assert_eq!(length.iter().any(|listed| listed == name), in_length, "{name}");
        assert_eq!(slip.iter().any(|listed| listed == name), in_slip, "{name}");
    }
    let over_udp = run(PROGRAM, &["check", "--list"], "").expect_good();
    assert!(!over_udp.text().contains("frame-cut"));
}

#[test]
fn a_case_that_does_not_fit_the_way_says_what_it_takes() {
    for (arguments, part) in [
        (
            &["127.0.0.1:5000", "--only", "frame-cut"][..],
            "frame-cut is about what comes over TCP: --tcp",
        ),
        (&["127.0.0.1:5000", "--tcp", "--only", "slip-ends"], "TCP: --tcp --framing slip"),
        (&["127.0.0.1:5000", "--framing", "slip"], "--tcp"),
    ] {
        let failed = run(PROGRAM, &[&["check"], arguments].concat(), "").expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
    }
}

#[test]
fn the_table_tells_packets_from_connections() {
    let server = sound_server();
    let arguments = [&server, "--ping", "/ping 7", "--only", "empty", "--only", "connection-idle"];
    let finished = check(&arguments).expect_good();
    let lines = finished.lines();
    assert!(lines[0].starts_with("empty ") && lines[0].contains(" 1 packet  "), "{}", lines[0]);
    assert!(lines[1].contains(" 16 connections  answered in "), "{}", lines[1]);
    assert_eq!(lines[2..], ["well after 2 cases, 16 connections and 1 packets"]);
}

#[test]
fn a_server_may_hang_up_on_faults_and_gets_the_rest_anew() {
    let finished = check(&[
        &weak_server(answer),
        "--ping",
        "/ping",
        "--only",
        "argument-missing",
        "--only",
        "frame-size-negative",
        "--json",
    ]);
    let finished = finished.expect_good();
    assert!(verdicts(&finished).iter().all(|(_, verdict)| verdict == "answered"));
    let line: Value = serde_json::from_str(finished.lines()[0]).unwrap();
    assert_eq!(line["packets"], 11, "one for each type of argument: {line}");
}

#[test]
fn a_server_that_takes_a_piece_for_the_whole_is_caught_at_it() {
    let server = weak_server(|mut stream| {
        let mut buffer = [0; 1_000];
        while let Ok(len @ 1..) = stream.read(&mut buffer) {
            // Whatever one call brings is a frame, or else nothing is right any more.
            let is_whole = buffer[..len].get(..4).is_some_and(|size| {
                len == 4 + usize::try_from(u32::from_be_bytes(size.try_into().unwrap())).unwrap()
            });
            if !is_whole {
                return;
            }
            let mut connection = Connection::new(&stream, Framing::LengthPrefix);
            connection.send("/pong", 1).unwrap();
        }
    });
    let only = ["connection-empty", "frame-in-pieces", "frame-cut"].map(|name| ["--only", name]);
    let arguments = [&server, "--ping", "/ping", "--wait", "500ms", "--json"];
    let finished = check(&[&arguments[..], &only.concat()].concat()).expect_code(1);
    let verdicts = verdicts(&finished);
    let verdicts: Vec<&str> = verdicts.iter().map(|(_, verdict)| verdict.as_str()).collect();
    assert_eq!(verdicts, ["answered", "silent", "answered"]);
    assert!(finished.stderr.contains("first after frame-in-pieces"), "{}", finished.stderr);
    assert!(finished.stderr.contains("check --hex --tcp --only frame-in-pieces"));
}

#[test]
fn a_server_of_one_connection_at_a_time_is_silent_while_one_is_open() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap())));
    let only = ["frame-cut", "frame-half"].map(|name| ["--only", name]);
    let arguments = [&server, "--ping", "/ping", "--wait", "500ms"];
    let finished = check(&[&arguments[..], &only.concat()].concat()).expect_code(1);
    let lines = finished.lines();
    assert!(lines[0].starts_with("frame-cut ") && lines[0].contains("answered in"), "{lines:?}");
    assert!(lines[1].contains("SILENT: no answer within 500ms; back after "), "{lines:?}");
}

#[test]
fn a_server_that_dies_of_a_size_is_caught_at_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut start = [0; 4];
            let len = stream.peek(&mut start).unwrap_or_default();
            if len == 4 && i32::from_be_bytes(start) == i32::MIN {
                return;
            }
            answer(stream);
        }
    });
    for ping in [&["--ping", "/ping"][..], &[]] {
        let only = ["frame-size-zero", "frame-size-negative", "frame-endless"];
        let only = only.map(|name| ["--only", name]).concat();
        let arguments = [&server, "--wait", "300ms", "--json"];
        let finished = check(&[&arguments[..], &only, ping].concat());
        if ping.is_empty() {
            // It is gone since the first round.
            let finished = finished.expect_code(2);
            assert!(finished.stderr.contains("nobody listens at"), "{}", finished.stderr);
            return;
        }
        let verdicts = verdicts(&finished.expect_code(1));
        let verdicts: Vec<&str> = verdicts.iter().map(|(_, verdict)| verdict.as_str()).collect();
        assert_eq!(verdicts, ["answered", "closed", "skipped"]);
    }
}

#[test]
fn a_thread_that_hangs_is_caught_although_others_answer() {
    let server = weak_server(|stream| {
        let copy = stream.try_clone().unwrap();
        let mut connection = Connection::new(copy, Framing::LengthPrefix);
        while let Ok(Some(packet)) = connection.receive() {
            if packet.starts_with(b"#bundle") {
                thread::sleep(Duration::from_secs(60));
            }
            connection.send("/pong", 1).unwrap();
        }
    });
    let only = ["trailing-bytes", "bundle-empty"].map(|name| ["--only", name]).concat();
    let arguments = [&server, "--ping", "/ping", "--wait", "400ms", "--json"];
    let finished = check(&[&arguments[..], &only].concat()).expect_code(1);
    let verdicts = verdicts(&finished);
    assert_eq!(verdicts[0].1, "answered");
    assert_eq!(verdicts[1].1, "silent");
}

#[test]
fn a_wrong_framing_is_a_hint() {
    let server = weak_server(answer);
    let finished = check(&[&server, "--framing", "slip", "--ping", "/ping", "--wait", "300ms"]);
    let finished = finished.expect_code(2);
    assert!(finished.stderr.contains("--framing length (OSC 1.0)"), "{}", finished.stderr);
}

#[test]
fn what_is_sent_over_each_connection_is_printed_and_bounded() {
    for framing in FRAMINGS {
        let finished = check(&["--framing", framing, "--hex"]).expect_good();
        let sizes: Vec<usize> = finished.lines().iter().map(|line| line.len() / 2).collect();
        assert!(sizes.len() < 13_000, "{} packets and connections", sizes.len());
        assert!(sizes.iter().sum::<usize>() < 20_000_000);
    }
    let ping = ["--ping", "/ping", "--only", "frame-cut", "--hex"];
    let finished = check(&ping).expect_good();
    assert_eq!(finished.lines()[..2], ["00", "0000"]);
    assert_eq!(finished.lines().last(), Some(&"0000000c2f70696e670000002c0000"));
}
