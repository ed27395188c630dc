//! A server behind a network that loses, doubles and reorders datagrams, both ways. What the network
//! does is decided by a seed, so a failure repeats.

use microosc::udp::{Client, Options};
use microosc::{Argument, Message, Packet, Peer, Router, TimeTag, osc_handler, osc_router};
use microosc_tests::random::Random;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a slow machine; a test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(20);

const CLIENTS: i32 = 4;
const PACKETS: i32 = 250;

/// More than that is not under way, so that no buffer of the system overflows.
const UNDER_WAY: u64 = 100;

/// Where the messages of a bundle are followed by one that asks.
const PARTS: i32 = 3;

#[derive(Default)]
struct App {
    /// Client, packet and part, as they came.
    seen: Vec<(i32, i32, i32)>,
    peers: BTreeMap<i32, SocketAddr>,
    observed: Arc<AtomicU64>,
}

#[osc_handler("/part")]
fn part(app: &mut App, client: i32, packet: i32, part: i32, peer: Peer) {
    app.seen.push((client, packet, part));
    let known = *app.peers.entry(client).or_insert(peer.0);
    assert_eq!(known, peer.0, "client {client} has one address");
}

#[osc_handler("/ask", reply = "/answer")]
fn ask(app: &mut App, client: i32, packet: i32, peer: Peer) -> (i32, i32) {
    part(app, client, packet, PARTS, peer);
    (client, packet)
}

fn observe(app: &mut App, _: &Message<'_>, _: Peer) {
    app.observed.fetch_add(1, Ordering::AcqRel);
}

static ROUTER: Router<App> = osc_router![part, ask, observe = observe];

/// One direction of a bad network.
struct Way {
    random: Random,
    /// What is overtaken by the datagrams after it.
    held: Vec<Vec<u8>>,
    lost: u64,
    doubled: u64,
    reordered: u64,
}

impl Way {
    fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), held: Vec::new(), lost: 0, doubled: 0, reordered: 0 }
    }

    /// Returns what arrives when `datagram` is sent.
    fn pass(&mut self, datagram: &[u8]) -> Vec<Vec<u8>> {
        let mut arrived = Vec::new();
        match self.random.below(10) {
            0 => self.lost += 1,
            1 => {
                self.doubled += 1;
                arrived.extend([datagram.to_vec(), datagram.to_vec()]);
            }
            2 | 3 => {
                self.reordered += 1;
                self.held.push(datagram.to_vec());
            }
            _ => arrived.push(datagram.to_vec()),
        }
        if self.held.len() > 3 || self.random.below(4) == 0 {
            arrived.extend(self.held.drain(..).rev());
        }
        arrived
    }
}

/// Stands between one client and the server. It has a socket for each, so the server sees it as
/// the client.
struct Proxy {
    front: UdpSocket,
    back: UdpSocket,
    client: SocketAddr,
    server: SocketAddr,
    to_server: Way,
    to_client: Way,
    /// What the server is to have received.
    datagrams: u64,
    messages: u64,
    asked: u64,
    /// What the server has answered, and what of it reached the client.
    answered: u64,
    delivered: u64,
}

impl Proxy {
    fn new(server: SocketAddr, seed: u64) -> (Self, Client) {
        let socket = || {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.set_nonblocking(true).unwrap();
            socket
        };
        let front = socket();
        let client = Client::connect(front.local_addr().unwrap()).unwrap();
        let proxy = Self {
            front,
            back: socket(),
            client: client.local_addr(),
            server,
            to_server: Way::new(seed * 2),
            to_client: Way::new(seed * 2 + 1),
            datagrams: 0,
            messages: 0,
            asked: 0,
            answered: 0,
            delivered: 0,
        };
        (proxy, client)
    }

    /// Hands on what has come from either side.
    fn pump(&mut self) {
        while let Some(datagram) = received(&self.front, self.client) {
            for arrived in self.to_server.pass(&datagram) {
                self.hand_to_server(&arrived);
            }
        }
        while let Some(datagram) = received(&self.back, self.server) {
            self.answered += 1;
            for arrived in self.to_client.pass(&datagram) {
                self.hand_to_client(&arrived);
            }
        }
    }

    /// Hands on what is still held.
    fn flush(&mut self) {
        for held in std::mem::take(&mut self.to_server.held) {
            self.hand_to_server(&held);
        }
        for held in std::mem::take(&mut self.to_client.held) {
            self.hand_to_client(&held);
        }
    }

    fn hand_to_server(&mut self, datagram: &[u8]) {
        self.datagrams += 1;
        self.messages += match Packet::decode(datagram).unwrap() {
            Packet::Message(_) => 1,
            Packet::Bundle(bundle) => bundle.elements().count() as u64,
        };
        self.asked += datagram.windows(4).filter(|window| window == b"/ask").count() as u64;
        self.back.send_to(datagram, self.server).unwrap();
    }

    fn hand_to_client(&mut self, datagram: &[u8]) {
        self.delivered += 1;
        self.front.send_to(datagram, self.client).unwrap();
    }
}

fn received(socket: &UdpSocket, from: SocketAddr) -> Option<Vec<u8>> {
    let mut buffer = [0; 2048];
    match socket.recv_from(&mut buffer) {
        Ok((len, sender)) => {
            assert_eq!(sender, from);
            Some(buffer[..len].to_vec())
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            None
        }
    }
}

/// Sends all packets of a client through its bad network, and checks every answer.
fn talk(number: i32, server: SocketAddr, observed: &AtomicU64, under_way: &AtomicU64) -> Proxy {
    let (mut proxy, mut client) = Proxy::new(server, number as u64 + 1);
    let (mut answers, start) = (0, Instant::now());
    let mut check_answers = |client: &mut Client| {
        while let Some((packet, _)) = client.receive(Duration::ZERO).unwrap() {
            let Ok(Packet::Message(message)) = Packet::decode(packet) else { panic!("an answer") };
            assert_eq!(message.address(), "/answer");
            let asker = message.arguments().next();
            assert_eq!(asker, Some(Argument::Int32(number)), "the answer is for who has asked");
            answers += 1;
        }
        answers
    };
    for packet in 0..PACKETS {
        while under_way.load(Ordering::Acquire) > observed.load(Ordering::Acquire) + UNDER_WAY {
            assert!(start.elapsed() < PATIENCE, "packet {packet} of client {number}");
            thread::sleep(Duration::from_micros(200));
        }
        let delay = Duration::from_millis(proxy.to_server.random.below(8) as u64);
        match packet % 4 {
            0 => client.send("/ask", (number, packet)).unwrap(),
            kind => {
                let time = if kind == 1 { TimeTag::IMMEDIATE } else { TimeTag::now() + delay };
                client
                    .send_bundle(time, |bundle| {
                        (0..PARTS)
                            .try_for_each(|part| bundle.message("/part", (number, packet, part)))?;
                        bundle.message("/ask", (number, packet))
                    })
                    .unwrap();
            }
        }
        let before = proxy.messages;
        proxy.pump();
        under_way.fetch_add(proxy.messages - before, Ordering::AcqRel);
        check_answers(&mut client);
    }
    proxy.flush();
    while proxy.answered < proxy.asked || check_answers(&mut client) < proxy.delivered {
        assert!(start.elapsed() < PATIENCE, "client {number}: {} answers", proxy.answered);
        proxy.pump();
        proxy.flush();
        thread::sleep(Duration::from_micros(200));
    }
    proxy
}

#[test]
fn a_bad_network_neither_mixes_nor_stops_anything() {
    let mut server = Options::new().receive_buffer(1 << 20).bind("127.0.0.1:0", &ROUTER).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let app = App::default();
    let (observed, under_way) = (Arc::clone(&app.observed), AtomicU64::new(0));
    let serving = thread::spawn(move || {
        let mut app = app;
        server.serve(&mut app).unwrap();
        (app, *server.counters())
    });
    let proxies: Vec<Proxy> = thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (observed, under_way) = (&observed, &under_way);
                scope.spawn(move || talk(number, address, observed, under_way))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    stop.stop();
    let (app, counters) = serving.join().unwrap();

    let sum = |count: fn(&Proxy) -> u64| proxies.iter().map(count).sum::<u64>();
    let bad = [
        sum(|proxy| proxy.to_server.lost),
        sum(|proxy| proxy.to_server.doubled),
        sum(|proxy| proxy.to_server.reordered),
        sum(|proxy| proxy.to_client.lost),
        sum(|proxy| proxy.to_client.doubled),
        sum(|proxy| proxy.to_client.reordered),
    ];
    assert!(bad.iter().all(|count| *count > 20), "the network is bad: {bad:?}");
    assert_eq!(counters.datagrams, sum(|proxy| proxy.datagrams));
    assert_eq!(counters.handled, sum(|proxy| proxy.messages));
    assert_eq!(sum(|proxy| proxy.asked), sum(|proxy| proxy.answered));
    let faults = [
        counters.malformed,
        counters.unmatched,
        counters.rejected,
        counters.replies_dropped,
        counters.send_failed,
    ];
    assert_eq!(faults, [0; 5], "{counters:?}");

    // Between the messages of a bundle comes nothing, whatever the network has done to it.
    let mut rest = app.seen.as_slice();
    while let [(client, packet, part), ..] = *rest {
        let count = if packet % 4 == 0 { 1 } else { PARTS + 1 };
        let expected: Vec<_> =
            (PARTS + 1 - count..=PARTS).map(|part| (client, packet, part)).collect();
        let (bundle, after) = rest.split_at(count as usize);
        assert_eq!(bundle, expected, "begins with part {part}");
        rest = after;
    }
    for (number, proxy) in (0..CLIENTS).zip(&proxies) {
        assert_eq!(app.peers[&number], proxy.back.local_addr().unwrap());
    }
}
