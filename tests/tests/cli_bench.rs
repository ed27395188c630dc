//! `microosc bench`: what it sends is what it says it sends, and what it counts has arrived.

use std::net::{Shutdown, TcpListener, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use microosc::udp::Server;
use microosc::{Argument, Packet, Router, osc_handler, osc_router};
use microosc_tests::command::{Finished, Running, run};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

fn bench(arguments: &[&str]) -> Finished {
    run(PROGRAM, &[&["bench"], arguments].concat(), "")
}

fn json(finished: &Finished) -> Value {
    assert_eq!(finished.lines().len(), 1);
    serde_json::from_str(finished.text()).unwrap()
}

#[test]
fn what_is_sent_at_a_modest_rate_is_received() {
    let arguments = ["--serve", "--rate", "2000", "--count", "500", "--senders", "3", "--json"];
    let report = json(&bench(&arguments).expect_good());
    for (key, expected) in [
        ("messages", 500),
        ("packets", 500),
        ("received", 500),
        ("lost", 0),
        ("refused", 0),
        ("bytes", 500 * 24),
    ] {
        assert_eq!(report[key], expected, "{key}: {report}");
    }
    assert_eq!(report["answered"], Value::Null);
    assert!(report["seconds"].as_f64().unwrap() > 0.2, "too soon: {report}");
    assert!(report["messages_per_second"].as_u64().unwrap() < 2_600, "too fast: {report}");
    assert!(report["address"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert_eq!(report["cpu_seconds"].is_number(), cfg!(target_os = "linux"));
}

#[test]
fn the_report_for_people_says_the_same() {
    let finished = bench(&["--serve", "--rate", "1000", "--count", "100"]).expect_code(0);
    let lines = finished.lines();
    assert!(lines[0].starts_with("sent      100 messages in 100 packets, "), "{lines:?}");
    assert!(lines[1].starts_with("rate      ") && lines[1].ends_with(" bytes/s"), "{lines:?}");
    assert_eq!(lines[2..4], ["received  100 messages", "lost      0 messages"]);
    assert!(finished.stderr.contains("sending to 127.0.0.1:"), "{}", finished.stderr);
}

#[test]
fn a_flood_stops_in_time_and_nothing_goes_uncounted() {
    let begun = Instant::now();
    let finished = bench(&["--serve", "--for", "300ms", "--senders", "2", "--json"]);
    assert!(begun.elapsed() < Duration::from_secs(10), "it took {:?}", begun.elapsed());
    let report = json(&finished);
    let number = |key: &str| report[key].as_u64().unwrap();
    assert!(number("messages") > 100, "{report}");
    assert_eq!(number("received") + number("lost"), number("messages"));
    // Whether a machine that is busy loses something is not told beforehand.
    assert_eq!(finished.code, Some(i32::from(number("lost") > 0)), "{}", finished.stderr);
    assert_eq!(finished.stderr.contains("try a lower --rate"), number("lost") > 0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_the_report() {
    let arguments = ["bench", "--serve", "--for", "60s", "--rate", "100"];
    let running = Running::start(PROGRAM, &arguments);
    assert!(running.remark().contains("sending to 127.0.0.1:"));
    let begun = Instant::now();
    running.interrupt();
    let finished = running.finish().expect_code(0);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(finished.text().contains("lost      0 messages"), "{}", finished.text());
}

#[test]
fn packets_have_the_shape_that_was_asked_for() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let server = socket.local_addr().unwrap().to_string();
    let receive = |arguments: &[&str]| {
        bench(&[&[server.as_str(), "--count", "1"], arguments].concat()).expect_code(0);
        let mut buffer = vec![0; 65_536];
        let len = socket.recv(&mut buffer).unwrap();
        buffer.truncate(len);
        buffer
    };
    let message = receive(&[]);
    assert_eq!(message, b"/microosc/bench\0,f\0\0\x3f\0\0\0");
    assert_eq!(receive(&["--address", "/a", "--empty"]), b"/a\0\0,\0\0\0");
    assert_eq!(receive(&["--address", "/a", "--blob", "2"]), b"/a\0\0,b\0\0\0\0\0\x02\0\0\0\0");

    let bundle = receive(&["--bundle", "20", "--blob", "1001"]);
    let Packet::Bundle(bundle) = Packet::decode(&bundle).unwrap() else { panic!("no bundle") };
    assert_eq!(bundle.elements().count(), 20);
    for element in bundle.elements() {
        let Packet::Message(message) = element.unwrap() else { panic!("no message") };
        let Some(Argument::Blob(bytes)) = message.arguments().next() else { panic!("no blob") };
        assert_eq!(bytes.len(), 1_001);
    }
}

#[test]
fn messages_in_bundles_are_counted_one_by_one() {
    let arguments = ["--serve", "--bundle", "20", "--count", "400", "--rate", "4000", "--json"];
    let report = json(&bench(&arguments).expect_good());
    assert_eq!(
        (&report["messages"], &report["packets"], &report["received"]),
        (&400.into(), &20.into(), &400.into())
    );
}

/// Answers every second question.
#[osc_handler("/get", reply = "/is")]
fn get(times: &mut u32, _: f32) -> Option<u32> {
    *times += 1;
    times.is_multiple_of(2).then_some(*times)
}

#[osc_handler("/always", reply = "/is")]
fn always() -> u32 {
    7
}

static ROUTER: Router<u32> = osc_router![get, always];

#[test]
fn answers_are_counted() {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let address = server.local_addr().to_string();
    thread::spawn(move || server.serve(&mut 0));
    let arguments = [&address, "--reply", "/is", "--count", "100", "--rate", "1000", "--json"];

    let always = [&arguments[..], &["--address", "/always", "--empty"]].concat();
    let report = json(&bench(&always).expect_good());
    assert_eq!((&report["messages"], &report["answered"]), (&100.into(), &100.into()));

    let half = bench(&[&arguments[..], &["--address", "/get"]].concat()).expect_code(1);
    assert_eq!(json(&half)["answered"], 50);
    assert!(half.stderr.contains("answers are missing"), "{}", half.stderr);
}

#[test]
fn a_closed_port_is_told() {
    let closed = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let finished = bench(&[&closed, "--count", "20", "--rate", "200"]).expect_code(1);
    assert!(finished.stderr.contains("nobody listens at 127.0.0.1:"), "{}", finished.stderr);
}

#[test]
fn wrong_usage_ends_with_2() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (arguments, part) in [
        (&[][..], "<HOST:PORT>"),
        (&["192.0.2.77:5000"], "is not on this machine, and nothing has been sent"),
        (&["239.0.0.1:5000", "--allow-remote"], "name one server"),
        (&[&taken, "--serve"], "another program has port"),
        (&["--serve", "--reply", "/is"], "cannot be used with"),
        (&["--serve", "--empty", "--blob", "9"], "cannot be used with"),
        (&["--serve", "--rate", "0"], "invalid value '0'"),
        (&["--serve", "--senders", "65"], "invalid value '65'"),
        (&["--serve", "--for", "soon"], "no length of time"),
        (&["--serve", "--address", "bench"], "invalid value 'bench'"),
        (&["--serve", "--bundle", "4000000000", "--blob", "65535"], "longer than"),
    ] {
        let failed = bench(arguments).expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
        assert_eq!(failed.text(), "");
    }
}

const FRAMINGS: [&str; 2] = ["length", "slip"];

#[test]
fn over_tcp_nothing_is_lost_at_full_speed() {
    for framing in FRAMINGS {
        let arguments = ["--serve", "--tcp", "--framing", framing, "--count", "20000"];
        let more = ["--senders", "3", "--bundle", "4", "--for", "60s", "--json"];
        let report = json(&bench(&[&arguments[..], &more].concat()).expect_good());
        for (key, expected) in
            [("messages", 20_000), ("packets", 5_000), ("received", 20_000), ("refused", 0)]
        {
            assert_eq!(report[key], expected, "{key}: {report}");
        }
        assert_eq!(report["framing"], framing);
    }
}

#[test]
fn answers_over_tcp_are_counted() {
    for framing in FRAMINGS {
        let mut server = microosc::tcp::Server::bind("127.0.0.1:0", &ROUTER).unwrap();
        let address = server.local_addr().to_string();
        thread::spawn(move || server.serve(&mut 0));
        let arguments = [&address, "--tcp", "--framing", framing, "--reply", "/is", "--json"];
        let always = ["--address", "/always", "--empty", "--count", "500", "--rate", "5000"];
        let report = json(&bench(&[&arguments[..], &always].concat()).expect_good());
        assert_eq!((&report["messages"], &report["answered"]), (&500.into(), &500.into()));
    }
}

#[test]
fn a_connection_that_ends_too_soon_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        // One hangs up, one does not read.
        let _first = listener.accept().unwrap().0.shutdown(Shutdown::Both);
        let _second = listener.accept().unwrap();
        thread::sleep(Duration::from_secs(60));
    });
    for _ in 0..2 {
        let begun = Instant::now();
        let finished = bench(&[&server, "--tcp", "--for", "500ms", "--blob", "10000"]);
        let finished = finished.expect_code(1);
        assert!(finished.stderr.contains("1 connections did not last"), "{}", finished.stderr);
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn a_port_without_a_server_over_tcp_is_told_before_anything_is_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let finished = bench(&[&closed, "--tcp"]).expect_code(2);
    assert!(finished.stderr.contains("nobody listens there"), "{}", finished.stderr);
}
