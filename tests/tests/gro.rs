//! Datagrams that the system joins on receiving and takes apart on sending: whatever it does, each
//! message is one.

use microosc::udp::{Client, Options, Server};
use microosc::{Outbox, Peer, Router, osc_handler, osc_router};
use std::net::UdpSocket;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct App {
    taken: Vec<(u16, usize)>,
    peers: Vec<Peer>,
}

#[osc_handler("/step/{ch}")]
fn step(app: &mut App, ch: u16, peer: Peer) {
    app.taken.push((ch, 0));
    app.peers.push(peer);
}

#[osc_handler("/data")]
fn data(app: &mut App, number: u16, bytes: &[u8]) {
    app.taken.push((number, bytes.len()));
}

#[osc_handler("/ask", reply = "/answer")]
fn ask(app: &mut App, number: u16) -> i32 {
    app.taken.push((number, 0));
    i32::from(number)
}

#[osc_handler("/many")]
fn many(outbox: Outbox<'_>, number: u16) -> Result<(), microosc::OutboxError> {
    outbox.send("/first", i32::from(number))?;
    outbox.send("/second", i32::from(number))
}

static ROUTER: Router<App> = osc_router![step, data, ask, many];

fn server(address: &str) -> Server<App> {
    Options::new()
        .join_datagrams(true)
        .receive_buffer(1 << 20)
        .bind(address, &ROUTER)
        .expect("a free port")
}

fn poll_until(server: &mut Server<App>, app: &mut App, count: usize) {
    let start = Instant::now();
    while app.taken.len() < count {
        assert!(start.elapsed() < PATIENCE, "{} of {count}", app.taken.len());
        server.poll(app).unwrap();
    }
}

#[test]
fn a_burst_of_packets_of_many_lengths_comes_whole_and_in_order() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        if address.starts_with('[') && UdpSocket::bind(address).is_err() {
            microosc_tests::peers::skipped("IPv6", &"the system has none");
            continue;
        }
        let (mut server, mut app) = (server(address), App::default());
        let mut client = Client::connect(server.local_addr()).unwrap();
        // Lengths that change, that stay, that are more than one call takes, and more than most
        // networks carry in one piece.
        let lengths =
            [0, 4, 4, 8, 4, 1, 1400, 1400, 1400, 9000, 9000, 30_000, 30_000, 4, 60_000, 0];
        let steps = 8..200;
        let mut sent: Vec<(u16, usize)> = steps.clone().map(|ch| (ch, 0)).collect();
        client
            .send_burst(|burst| {
                steps.into_iter().try_for_each(|ch| burst.call::<step>((ch,)))?;
                lengths.iter().zip(0..).try_for_each(|(&length, number)| {
                    sent.push((number, length));
                    burst.message("/data", (i32::from(number), vec![7_u8; length].as_slice()))
                })
            })
            .unwrap();
        poll_until(&mut server, &mut app, sent.len());
        assert_eq!(app.taken, sent);
        assert!(app.peers.iter().all(|peer| peer.0 == client.local_addr()));
        let counters = server.counters();
        assert_eq!(counters.datagrams, sent.len() as u64);
        assert_eq!(counters.malformed, 0);
    }
}

#[test]
fn every_message_of_a_burst_is_answered() {
    let (mut server, mut app) = (server("127.0.0.1:0"), App::default());
    let mut client = Client::connect(server.local_addr()).unwrap();
    client
        .send_burst(|burst| {
            (0..100).try_for_each(|number| burst.call::<ask>((number,)))?;
            burst.message("/many", 7)?;
            burst.call_under::<ask>("", (100,))
        })
        .unwrap();
    poll_until(&mut server, &mut app, 101);
    let mut answers = Vec::new();
    while answers.len() < 103 {
        let (packet, _) = client.receive(PATIENCE).unwrap().expect("an answer");
        answers.push(packet.to_vec());
    }
    for (number, answer) in (0..100).zip(&answers) {
        assert!(answer.starts_with(b"/answer\0") && answer.ends_with(&i32::to_be_bytes(number)));
    }
    assert!(answers[100].starts_with(b"/first\0"));
    assert!(answers[101].starts_with(b"/second\0"));
    assert!(answers[102].starts_with(b"/answer\0"));
}

#[test]
fn datagrams_that_are_alone_empty_or_malformed_are_what_they_are() {
    let (mut server, mut app) = (server("127.0.0.1:0"), App::default());
    let raw = UdpSocket::bind("127.0.0.1:0").unwrap();
    for packet in [b"".as_slice(), b"nonsense", b"/step/3\0,\0\0\0"] {
        raw.send_to(packet, server.local_addr()).unwrap();
    }
    poll_until(&mut server, &mut app, 1);
    assert_eq!(app.taken, [(3, 0)]);
    assert_eq!(server.counters().datagrams, 3);
    assert_eq!(server.counters().malformed, 2);
}

#[test]
fn a_server_that_does_not_join_receives_a_burst_as_well() {
    let mut server = Options::new().bind("127.0.0.1:0", &ROUTER).unwrap();
    let mut app = App::default();
    let mut client = Client::connect(server.local_addr()).unwrap();
    client.send_burst(|burst| (0..64).try_for_each(|n| burst.call::<ask>((n,)))).unwrap();
    poll_until(&mut server, &mut app, 64);
    assert!(app.taken.iter().copied().eq((0..64).map(|number| (number, 0))));
}

/// How often memory is asked for on this thread.
fn allocations(run: impl FnOnce()) -> u64 {
    allocation_counter::measure(run).count_total
}

#[osc_handler("/count", reply = "/counted")]
fn count(calls: &mut u64, value: f32) -> f32 {
    *calls += 1;
    value
}

static COUNTING: Router<u64> = osc_router![count];

#[test]
fn joined_datagrams_cost_no_allocation_and_a_burst_one_for_each_call_of_the_system() {
    let mut server = Options::new().join_datagrams(true).bind("127.0.0.1:0", &COUNTING).unwrap();
    let mut client = Client::connect(server.local_addr()).unwrap();
    let mut calls = 0;
    for round in 1..=3 {
        // 64 are what the system takes in one call.
        let sent = allocations(|| {
            client.send_burst(|burst| (0..64).try_for_each(|_| burst.call::<count>(0.5))).unwrap();
        });
        assert!(sent <= 1, "{sent} in round {round}");
        let start = Instant::now();
        while calls < round * 64 {
            assert!(start.elapsed() < PATIENCE, "{calls} in round {round}");
            assert_eq!(allocations(|| assert!(server.poll(&mut calls).is_ok())), 0);
        }
    }
}

#[test]
fn an_error_ends_the_burst() {
    let server = server("127.0.0.1:0");
    let mut client = Client::connect(server.local_addr()).unwrap();
    let mut later = false;
    let sent = client.send_burst(|burst| {
        burst.message("no slash", ())?;
        later = true;
        Ok(())
    });
    assert!(sent.is_err() && !later);
}

#[tokio::test]
async fn a_task_receives_what_is_joined() {
    let options = Options::new().join_datagrams(true);
    let mut server =
        microosc::tokio::Server::with_options(&options, &["127.0.0.1:0"], &ROUTER).unwrap();
    let mut app = App::default();
    let to = server.local_addr();
    let acting = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(to).unwrap();
        client.send_burst(|burst| (0..128).try_for_each(|n| burst.call::<ask>((n,)))).unwrap();
        for _ in 0..128 {
            client.receive(PATIENCE).unwrap().expect("an answer");
        }
    });
    tokio::select! {
        ended = server.serve(&mut app) => panic!("{ended:?}"),
        done = tokio::time::timeout(PATIENCE, acting) => done.unwrap().unwrap(),
    }
    assert!(app.taken.iter().copied().eq((0..128).map(|number| (number, 0))));
}
