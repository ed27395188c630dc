//! `microosc check` against a server that is well, and against servers that are not: each of them is
//! written here to fail in one way, and has to be caught at it.

use std::collections::BTreeSet;
use std::net::UdpSocket;
use std::process::{self, Command};
use std::thread;
use std::time::{Duration, Instant};

use microosc::udp::{Client, Server};
use microosc::{Argument, Packet, Router, message_to_vec, osc_handler, osc_router};
use microosc_tests::command::{Finished, Running, run};
use microosc_tests::peers::{PATIENCE, Printing, available};
use microosc_tests::vectors;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

fn check(arguments: &[&str]) -> Finished {
    run(PROGRAM, &[&["check"], arguments].concat(), "")
}

/// Name and verdict of each case.
fn verdicts(finished: &Finished) -> Vec<(String, String)> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let lines = finished.lines().into_iter().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|line: Value| (text(&line, "case"), text(&line, "verdict"))).collect()
}

fn verdict_of<'v>(verdicts: &'v [(String, String)], case: &str) -> &'v str {
    &verdicts.iter().find(|(name, _)| name == case).unwrap().1
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

/// What a weak server does with a datagram.
enum Fate {
    /// It answers, if it was asked.
    Lives,
    Sleeps(Duration),
    /// Its port is closed.
    Dies,
    /// It has the port but does not read any more.
    Hangs,
}

/// A server that answers `/ping` unless what has come decides otherwise.
fn weak_server(mut fate: impl FnMut(&[u8], usize) -> Fate + Send + 'static) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        for number in 0.. {
            let (len, from) = socket.recv_from(&mut buffer).unwrap();
            match fate(&buffer[..len], number) {
                Fate::Lives => {}
                Fate::Sleeps(time) => thread::sleep(time),
                Fate::Dies => return,
                Fate::Hangs => loop {
                    thread::park();
                },
            }
            if matches!(Packet::decode(&buffer[..len]), Ok(Packet::Message(m)) if m.address() == "/ping")
            {
                let _ = socket.send_to(&message_to_vec("/pong", (1,)).unwrap(), from);
            }
        }
    });
    address
}

fn address_of(packet: &[u8]) -> String {
    let address = packet.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(address).into_owned()
}

#[test]
fn a_sound_server_is_well_after_every_case() {
    let server = sound_server();
    let arguments = [&server, "--ping", "/ping 7", "--reply", "/pong", "--wait", "20s"];
    let finished = check(&[&arguments[..], &["--slow", "20s", "--json"]].concat()).expect_good();
    let verdicts = verdicts(&finished);
    let listed = check(&["--list"]).expect_good();
    let listed: Vec<&str> =
        listed.lines().iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert!(listed.len() > 60, "{listed:?}");
    assert_eq!(verdicts.iter().map(|(name, _)| name).collect::<Vec<_>>(), listed);
    assert!(verdicts.iter().all(|(_, verdict)| verdict == "answered"), "{verdicts:?}");
}

#[test]
fn the_table_shows_each_case_and_sums_up() {
    let server = sound_server();
    let arguments = [&server, "--ping", "/ping 7", "--only", "empty", "--only", "bundle-deep"];
    let finished = check(&arguments).expect_good();
    let lines = finished.lines();
    assert!(lines[0].starts_with("empty ") && lines[0].contains(" 1 packet "), "{}", lines[0]);
    assert!(lines[1].starts_with("bundle-deep ") && lines[1].contains(" answered in "));
    assert_eq!(lines[2..], ["well after 2 cases and 5 packets"]);
}

#[test]
fn a_server_that_dies_of_a_packet_is_caught_at_it() {
    let server = weak_server(|packet, _| match Packet::decode(packet) {
        Err(error) if error.kind().name() == "blob_size_negative" => Fate::Dies,
        _ => Fate::Lives,
    });
    let finished = check(&[&server, "--ping", "/ping", "--wait", "300ms", "--json"]);
    let finished = finished.expect_code(1);
    let verdicts = verdicts(&finished);
    let at = verdicts.iter().position(|(name, _)| name == "blob-size-negative").unwrap();
    assert!(verdicts[..at].iter().all(|(_, verdict)| verdict == "answered"), "{verdicts:?}");
    assert_eq!(verdicts[at].1, "closed");
    assert!(verdicts[at + 1..].iter().all(|(_, verdict)| verdict == "skipped"));
    assert!(finished.stderr.contains("first after blob-size-negative"), "{}", finished.stderr);
    assert!(finished.stderr.contains("check --hex --only blob-size-negative"));
}

#[test]
fn without_a_ping_a_port_that_closes_is_noticed() {
    let server =
        weak_server(
            |packet, _| {
                if packet.starts_with(b"#bundles") { Fate::Dies } else { Fate::Lives }
            },
        );
    let only = ["empty", "bundle-header", "time-odd", "bundle-deep"].map(|name| ["--only", name]);
    let arguments = [&server, "--wait", "100ms", "--json"];
    let finished = check(&[&arguments[..], &only.concat()].concat()).expect_code(1);
    let verdicts = verdicts(&finished);
    assert_eq!(verdict_of(&verdicts, "empty"), "open");
    // At once, unless this machine is busy.
    let closed = verdicts.iter().position(|(_, verdict)| verdict == "closed").unwrap();
    assert!(closed > 0 && verdicts[closed + 1..].iter().all(|(_, verdict)| verdict == "skipped"));
    assert!(finished.stderr.contains("without --ping"), "{}", finished.stderr);
}

#[test]
fn a_server_that_a_pattern_holds_up_is_slow() {
    let mut times = 0;
    let server = weak_server(move |packet, _| {
        if !address_of(packet).contains("{a,a}") {
            return Fate::Lives;
        }
        times += 1;
        if times == 1 { Fate::Sleeps(Duration::from_secs(3)) } else { Fate::Lives }
    });
    let arguments = [&server, "--ping", "/ping", "--reply", "/pong", "--wait", "20s", "--json"];
    let only = ["pattern-stars", "pattern-braces", "pattern-words"].map(|name| ["--only", name]);
    let slow = ["--slow", "2s"];
    let finished = check(&[&arguments[..], &slow, &only.concat()].concat()).expect_code(1);
    let verdicts = verdicts(&finished);
    assert_eq!(verdict_of(&verdicts, "pattern-stars"), "answered");
    assert_eq!(verdict_of(&verdicts, "pattern-braces"), "slow");
    assert_eq!(verdict_of(&verdicts, "pattern-words"), "answered");
}

#[test]
fn a_server_that_comes_back_is_told_from_one_that_does_not() {
    let server = weak_server(|packet, _| {
        if packet == b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" {
            Fate::Sleeps(Duration::from_millis(900))
        } else if address_of(packet) == "fader" {
            Fate::Hangs
        } else {
            Fate::Lives
        }
    });
    let arguments = [&server, "--ping", "/ping", "--wait", "700ms"];
    let only = ["not-osc", "address-without-slash", "empty"].map(|name| ["--only", name]);
    let finished = check(&[&arguments[..], &only.concat()].concat()).expect_code(1);
    let lines = finished.lines();
    assert!(lines[0].starts_with("empty ") && lines[0].contains("answered in "), "{lines:?}");
    assert!(lines[1].contains("SILENT: no answer within 700ms; back after "), "{lines:?}");
    assert!(lines[2].contains("SILENT: no answer within 700ms; it did not come back"), "{lines:?}");
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_server_that_stops_after_many_packets_is_caught_in_a_flood() {
    // Of the flood, a good deal finds no room and does not reach it.
    let server = weak_server(|_, number| if number > 100 { Fate::Hangs } else { Fate::Lives });
    let arguments = [&server, "--ping", "/ping", "--wait", "300ms", "--json"];
    let only = ["--only", "trailing-bytes", "--only", "flood-small"];
    let finished = check(&[&arguments[..], &only].concat()).expect_code(1);
    let verdicts = verdicts(&finished);
    assert_eq!(verdict_of(&verdicts, "trailing-bytes"), "answered");
    assert_eq!(verdict_of(&verdicts, "flood-small"), "silent");
}

#[test]
fn a_server_that_is_not_there_or_does_not_answer_is_not_tried() {
    let closed = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let deaf_address = deaf.local_addr().unwrap().to_string();
    for (server, part) in [
        (&closed, "nobody listens at 127.0.0.1:"),
        (&deaf_address, "does not answer /ping; check the address"),
    ] {
        let finished = check(&[server, "--ping", "/ping", "--wait", "200ms"]).expect_code(2);
        assert!(finished.stderr.contains(part), "{}", finished.stderr);
        assert_eq!(finished.text(), "");
    }
    deaf.set_nonblocking(true).unwrap();
    let mut buffer = [0; 64];
    while let Ok(len) = deaf.recv(&mut buffer) {
        assert_eq!(buffer[..len], *b"/ping\0\0\0,\0\0\0", "more than the question was sent");
    }
}

#[test]
fn the_answer_has_the_address_that_was_named() {
    let server = sound_server();
    let arguments = [&server, "--ping", "/ping 7", "--only", "empty", "--wait", "200ms"];
    check(&arguments).expect_good();
    check(&[&arguments[..], &["--reply", "/pong"]].concat()).expect_good();
    check(&[&arguments[..], &["--reply", "/other"]].concat()).expect_code(2);
}

#[test]
fn nothing_leaves_this_machine_unless_it_is_allowed() {
    for (server, part) in [
        ("192.0.2.77:5000", "is not on this machine, and nothing has been sent"),
        ("[2001:db8::1]:5000", "add --allow-remote if it is yours"),
        ("239.0.0.1:5000", "is a group"),
    ] {
        let refused = check(&[server, "--ping", "/ping"]).expect_code(2);
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    let refused = check(&["239.0.0.1:5000", "--allow-remote"]).expect_code(2);
    assert!(refused.stderr.contains("name one server"), "{}", refused.stderr);
}

/// An address of this machine that is not the loopback one stands for another machine.
#[test]
fn what_is_allowed_is_sent_with_a_warning() {
    let interfaces = if_addrs::get_if_addrs().unwrap();
    let Some(ip) =
        interfaces.iter().map(if_addrs::Interface::ip).find(|ip| ip.is_ipv4() && !ip.is_loopback())
    else {
        return microosc_tests::peers::skipped("--allow-remote", &"this machine is in no network");
    };
    let socket = UdpSocket::bind((ip, 0)).unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let server = socket.local_addr().unwrap().to_string();
    check(&[&server, "--only", "not-osc"]).expect_code(2);
    assert!(socket.recv(&mut [0; 64]).is_err(), "sent although it was not allowed");
    let allowed = check(&[&server, "--only", "not-osc", "--allow-remote"]).expect_code(0);
    assert!(
        allowed.stderr.contains("warning: this goes through the network"),
        "{}",
        allowed.stderr
    );
    assert!(socket.recv(&mut [0; 64]).is_ok());
}

#[test]
fn wrong_usage_ends_with_2() {
    for (arguments, part) in [
        (&[][..], "<HOST:PORT>"),
        (&["127.0.0.1"], "the port is missing"),
        (&["127.0.0.1:5000", "--only", "emty"], "similar value exists: 'empty'"),
        (&["127.0.0.1:5000", "--reply", "/pong"], "--ping <MESSAGE>"),
        (&["127.0.0.1:5000", "--ping", "ping"], "an address starts with /"),
        (&["127.0.0.1:5000", "--ping", "/a + /b"], "one message"),
        (&["--list", "--hex"], "cannot be used with"),
        (&["127.0.0.1:5000", "--wait", "0s"], "longer than nothing"),
    ] {
        let failed = check(arguments).expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
    }
}

/// The packets of the cases, as `--hex` prints them.
fn packets(arguments: &[&str]) -> Vec<Vec<u8>> {
    let finished = check(&[&["--hex"], arguments].concat()).expect_good();
    finished.lines().into_iter().map(|line| vectors::bytes_of_hex(line).unwrap()).collect()
}

#[test]
fn every_fault_that_the_vectors_name_is_in_the_corpus() {
    let finished = check(&["--hex"]).expect_good();
    // The long ones are many megabytes, and repeat what is wrong.
    let short = finished.lines().into_iter().filter(|line| line.len() < 10_000);
    let corpus: BTreeSet<&str> = short
        .map(|line| vectors::bytes_of_hex(line).unwrap())
        .filter_map(|packet| Some(Packet::decode(&packet).err()?.kind().name()))
        .collect();
    for vector in vectors::load("decode_err") {
        let code = vector.text("code");
        assert!(corpus.contains(code), "no packet of the corpus is {code}");
    }
    assert!(corpus.contains("nested_too_deep") && corpus.contains("unknown_type_tag"));
}

#[test]
fn the_corpus_is_bounded_and_the_same_each_time() {
    let finished = check(&["--hex"]).expect_good();
    let sizes: Vec<usize> = finished.lines().iter().map(|line| line.len() / 2).collect();
    assert!(sizes.len() < 12_000, "{} packets", sizes.len());
    assert!(sizes.iter().sum::<usize>() < 12_000_000);
    assert!(sizes.iter().all(|size| *size <= 65_507));
    let random = ["--only", "random-bytes", "--only", "random-arguments"];
    assert_eq!(packets(&random), packets(&random));
    assert_ne!(packets(&random), packets(&[&random[..], &["--seed", "2"]].concat()));
}

#[test]
fn packets_go_to_the_address_that_the_server_knows() {
    let sent = packets(&["--ping", "/ping 1 0.5 s:a", "--only", "flood-questions"]);
    assert_eq!(sent.len(), 500);
    let Packet::Message(message) = Packet::decode(&sent[0]).unwrap() else { panic!("a bundle") };
    assert_eq!(message.address(), "/ping");
    let arguments: Vec<Argument<'_>> = message.arguments().collect();
    assert!(matches!(
        arguments[..],
        [Argument::Int32(1), Argument::Float32(0.5), Argument::String(_)]
    ));
    assert!(packets(&["--ping", "/ping", "--only", "array-unbalanced"])[0].starts_with(b"/ping\0"));
}

#[test]
fn oscdump_is_told_to_be_open() {
    if !available("oscdump", "oscdump", &[]) {
        return;
    }
    // None that the system gives to the other tests meanwhile.
    let port = 20_000 + u16::try_from(process::id() % 10_000).unwrap();
    let peer = Printing::start(Command::new("oscdump").arg("-L").arg(port.to_string()));
    let mut client = Client::connect(("127.0.0.1", port)).unwrap();
    let begun = Instant::now();
    while peer.line_within(Duration::from_millis(20)).is_none() {
        assert!(begun.elapsed() < PATIENCE, "oscdump does not listen");
        client.send("/knock", ()).unwrap();
    }
    let server = format!("127.0.0.1:{port}");
    let finished = check(&[&server, "--only", "time-odd"]).expect_code(0);
    assert!(finished.text().contains("port still open"));
    while !peer.line().contains("/microosc/check f 0.5") {}
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_after_the_case_at_hand() {
    let server = weak_server(|_, _| Fate::Sleeps(Duration::from_millis(1)));
    let running = Running::start(PROGRAM, &["check", &server, "--ping", "/ping"]);
    assert!(running.line().starts_with("empty "));
    running.interrupt();
    let finished = running.finish().expect_code(0);
    let lines = finished.lines();
    assert!(lines.last().unwrap().starts_with("well after "), "{lines:?}");
    assert!(lines.len() < 20, "{lines:?}");
}
