//! What strangers may not do, and what nobody may do for ever.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use microosc::web::{Options, Server};
use microosc::{Network, Router, Settings, osc_handler, osc_router, udp};
use tungstenite::{Error, Message};

use super::listening::{connect, upgrade};
use super::{Mixer, PATIENCE, ROUTER, Running, start, taken_apart};

/// A connection that reads until it is closed, and tells how long that took.
fn until_closed(mut stream: TcpStream) -> (String, Duration) {
    let start = Instant::now();
    let mut answer = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut answer);
    assert!(start.elapsed() < PATIENCE, "it was closed");
    (String::from_utf8_lossy(&answer).into_owned(), start.elapsed())
}

fn wait_for(server: &Running, text: &str, status: u16) {
    let end = Instant::now() + PATIENCE;
    loop {
        // Beyond those that are told to come later, connections are just closed.
        let answer = server.try_exchange(text).unwrap_or_default();
        if answer.starts_with(&format!("HTTP/1.1 {status} ")) {
            return;
        }
        assert!(Instant::now() < end, "{answer:?} instead of {status}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn names_that_could_be_rebound_are_refused() {
    let server = start(Options::new().allow_host("desk.local"));
    for (host, status) in [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("desk.local:8000", 200),
        ("evil.example", 403),
        ("127.evil.example", 403),
        ("127.0.0.1.evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("xdesk.local", 403),
        ("localhost:80:80", 400),
        ("localhost@evil.example", 400),
        ("", 400),
    ] {
        for target in ["/", "/?HOST_INFO", "/title?VALUE", "/nowhere"] {
            let head = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            let (answered, body) = taken_apart(&server.exchange(&head));
            let expected = if target == "/nowhere" && status == 200 { 404 } else { status };
            assert_eq!(answered, expected, "{host} {target}");
            assert!(status == 200 || !body.contains("\"one\""), "nothing is told: {body}");
        }
    }
    let (status, _) = taken_apart(&server.exchange("GET / HTTP/1.1\r\n\r\n"));
    assert_eq!(status, 400, "no host at all");
    let upgraded = server.exchange(&upgrade("evil.example", ""));
    assert_eq!(taken_apart(&upgraded).0, 403);
}

#[test]
fn pages_of_other_servers_get_no_websocket() {
    let server = start(Options::new());
    let port = server.web.port();
    for origin in [
        "http://evil.example".to_owned(),
        "null".to_owned(),
        "https://localhost".to_owned(),
        format!("http://localhost:{}", port.wrapping_add(1)),
        format!("http://localhost:{port}.evil.example"),
        format!("http://127.0.0.1:{port}"),
    ] {
        let head = upgrade(&format!("localhost:{port}"), &format!("Origin: {origin}\r\n"));
        assert_eq!(taken_apart(&server.exchange(&head)).0, 403, "{origin}");
    }
    let own = format!("Origin: http://localhost:{port}\r\n");
    let mut stream = server.connect();
    write!(stream, "{}", upgrade(&format!("localhost:{port}"), &own)).expect("sent");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 101");
}

#[test]
fn only_get_is_answered_and_no_body_taken() {
    let server = start(Options::new());
    for method in ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"] {
        let head = format!("{method} /title HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let answer = server.exchange(&head);
        assert_eq!(taken_apart(&answer).0, 405, "{method}");
        assert!(answer.contains("\r\nAllow: GET\r\n"), "{answer}");
    }
    let body = "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    let body = format!("{body}{}", "x".repeat(100_000));
    assert_eq!(taken_apart(&server.exchange(&body)).0, 413);
}

#[test]
fn heads_are_limited() {
    let server = start(Options::new());
    for (long, what) in [
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(8192)), "a line"),
        (format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(100_000)), "a target"),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: x\r\n".repeat(100)), "lines"),
    ] {
        assert_eq!(taken_apart(&server.exchange(&long)).0, 431, "{what}");
    }
    let nearly = "x".repeat(8000);
    let head = format!("GET /title?VALUE HTTP/1.1\r\nHost: localhost\r\nX: {nearly}\r\n\r\n");
    assert_eq!(taken_apart(&server.exchange(&head)).0, 200);
    assert_eq!(taken_apart(&server.exchange("\x16\x03\x01\x00\x05 this is TLS\r\n\r\n")).0, 400);
}

#[test]
fn a_request_that_does_not_end_is_cut_off() {
    // Long enough for a request that a busy machine interrupts.
    let server = start(Options::new().head_timeout(Duration::from_secs(1)));
    // A byte now and then is no excuse.
    let mut slow = server.connect();
    let start = Instant::now();
    let head = b"GET / HTTP/1.1\r\nX: ".iter().copied().chain(std::iter::repeat(b'x'));
    for byte in head {
        if slow.write_all(&[byte]).is_err() {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "still taken");
        thread::sleep(Duration::from_millis(20));
    }
    let (answer, _) = until_closed(server.connect());
    assert_eq!(answer, "", "nothing was asked");
    assert_eq!(server.get("/title?TYPE").0, 200);
    let (_, counters) = server.stop();
    assert_eq!(counters.cut_late, 2);
}

#[test]
fn who_does_not_take_its_values_is_cut_off_and_holds_up_nobody() {
    let mut server = Options::new()
        .write_timeout(Duration::from_millis(500))
        .push_interval(Duration::ZERO)
        .bind("127.0.0.1:0", &ROUTER)
        .expect("loopback");
    let mut slow = TcpStream::connect(server.web_addr()).expect("it listens");
    slow.write_all(upgrade("localhost", "").as_bytes()).expect("sent");
    let text = br#"{"COMMAND":"LISTEN","DATA":"/dump"}"#;
    // A frame of text, masked by zeros.
    slow.write_all(&[0x81, 0x80 | text.len() as u8, 0, 0, 0, 0]).expect("sent");
    slow.write_all(text).expect("sent");

    // It reads nothing of 50 KB that change all the time.
    let (mut mixer, start, mut others) = (Mixer::default(), Instant::now(), 0);
    let mut client = udp::Client::connect(server.udp().local_addr()).expect("loopback");
    while server.connection_counters().cut_late == 0 {
        mixer.levels[0] += 1.0;
        client.send("/title", "x").expect("sent");
        let turn = Instant::now();
        others += server.poll(&mut mixer).expect("serves");
        assert!(turn.elapsed() < PATIENCE / 10, "nobody waits for it");
        assert!(start.elapsed() < PATIENCE, "it was cut off");
    }
    assert!(start.elapsed() >= Duration::from_millis(500));
    assert!(others > 0);
    assert_eq!(server.connections(), 0);
}

#[test]
fn who_sends_without_end_holds_up_nobody() {
    let server = start(Options::new());
    // Fragments that never make a message, and a body that nobody has asked for.
    let first: &[u8] = &[0x01, 0x80, 0, 0, 0, 0];
    let post = "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned();
    let floods = [
        (
            [upgrade("localhost", "").as_bytes(), first].concat(),
            [0x00, 0x80, 0, 0, 0, 0].repeat(10_000),
        ),
        (post.into_bytes(), vec![b'x'; 60_000]),
    ];
    let threads: Vec<_> = floods
        .into_iter()
        .map(|(start, flood)| {
            let mut stream = server.connect();
            stream.write_all(&start).expect("sent");
            thread::spawn(move || while stream.write_all(&flood).is_ok() {})
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(server.get("/title?TYPE").0, 200);
        thread::sleep(Duration::from_millis(20));
    }
    server.stop();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
}

#[test]
fn messages_have_their_turn_between_answers() {
    struct Log {
        client: udp::Client,
        told: Vec<&'static str>,
    }
    #[osc_handler("/value")]
    fn value(log: &mut Log, _value: i32) {
        log.told.push("message");
    }
    // Whoever asks for the value makes a message come.
    #[osc_handler("/value/get", reply = "/value")]
    fn get_value(log: &mut Log) -> i32 {
        log.told.push("asked");
        log.client.send("/value", 1).expect("sent");
        0
    }
    static ROUTER: Router<Log> = osc_router![value, get_value];

    let mut server = Server::bind("127.0.0.1:0", &ROUTER).expect("loopback");
    let client = udp::Client::connect(server.udp().local_addr()).expect("loopback");
    let mut log = Log { client, told: Vec::new() };
    let ask = |_| {
        let mut client = TcpStream::connect(server.web_addr()).expect("it listens");
        write!(client, "GET /value?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        client
    };
    let clients: Vec<_> = (0..4).map(ask).collect();
    let start = Instant::now();
    while log.told.len() < 8 {
        server.poll(&mut log).expect("serves");
        assert!(start.elapsed() < PATIENCE, "{:?}", log.told);
    }
    assert_eq!(log.told, ["asked", "message"].repeat(4));
    drop(clients);
}

#[test]
fn too_many_connections_are_told_to_come_later() {
    let server = start(Options::new().max_connections(2));
    let held = [server.connect(), server.connect()];
    let question = "GET /title?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n";
    wait_for(&server, question, 503);
    drop(held);
    wait_for(&server, question, 200);
    // A flood of them leaves the server as it was.
    let flood: Vec<_> = (0..100).map(|_| server.connect()).collect();
    drop(flood);
    wait_for(&server, question, 200);
    let (_, counters) = server.stop();
    assert!(counters.refused >= 80, "{counters:?}");
}

#[test]
fn networks_that_are_not_allowed_get_no_connection() {
    let mut settings = Settings::new();
    settings.allow = vec!["10.0.0.0/8".parse::<Network>().expect("a network")].into();
    let udp =
        udp::Options::new().settings(settings).bind("127.0.0.1:0", &ROUTER).expect("loopback");
    let mut server = Server::with(udp, "127.0.0.1:0").expect("loopback");
    let mut client = TcpStream::connect(server.web_addr()).expect("it listens");
    let _ = write!(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let start = Instant::now();
    while server.connection_counters().refused == 0 {
        server.poll(&mut Mixer::default()).expect("serves");
        assert!(start.elapsed() < PATIENCE);
    }
    assert_eq!(until_closed(client).0, "");
}

#[test]
fn frames_are_limited_and_faults_end_the_socket_alone() {
    let server = start(Options::new().allow_control(true));
    for (what, message, code) in [
        ("too long", Message::binary(vec![0; (64 << 10) + 1]), 1009),
        ("too long", Message::text("x".repeat((64 << 10) + 1)), 1009),
    ] {
        let mut socket = connect(server.connect(), &server);
        let _ = socket.send(message);
        match socket.read() {
            Ok(Message::Close(Some(close))) => assert_eq!(u16::from(close.code), code, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    // As long as may be is a malformed packet, and the socket goes on.
    let mut socket = connect(server.connect(), &server);
    socket.send(Message::binary(vec![0; 64 << 10])).expect("sent");
    socket.send(Message::text("x")).expect("sent");
    socket.send(Message::Ping(tungstenite::Bytes::new())).expect("sent");
    assert!(matches!(socket.read(), Ok(Message::Pong(_))));
    // A frame without a mask, which no client may send.
    let mut raw = server.connect();
    write!(raw, "{}", upgrade("localhost", "")).expect("sent");
    raw.write_all(&[0x82, 4, 0, 0, 0, 0]).expect("sent");
    let (answer, _) = until_closed(raw);
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    let (counters, web) = server.stop();
    assert_eq!((counters.malformed, web.commands_ignored), (1, 1));
}

#[test]
fn a_client_that_is_gone_is_given_up_and_one_that_answers_stays() {
    // Half of it is left for the answer, on a busy machine too.
    let server = start(Options::new().idle_timeout(Duration::from_secs(2)));
    let mut raw = server.connect();
    write!(raw, "{}", upgrade("localhost", "")).expect("sent");
    let gone = thread::spawn(move || until_closed(raw));

    let mut alive = connect(server.connect(), &server);
    let (start, timeout) = (Instant::now(), Some(Duration::from_millis(50)));
    alive.get_ref().set_read_timeout(timeout).expect("a socket");
    let mut pings = 0;
    while pings < 3 {
        match alive.read() {
            // The client answers the ping by itself when it reads.
            Ok(Message::Ping(_)) => pings += 1,
            Err(Error::Io(_)) => assert!(start.elapsed() < PATIENCE, "{pings} pings"),
            other => panic!("{other:?}"),
        }
    }
    alive.send(Message::Ping(tungstenite::Bytes::new())).expect("still there");
    // The other has never answered the ping.
    let (_, after) = gone.join().expect("no panic");
    assert!(after >= Duration::from_millis(1500), "{after:?}");
}
