//! A peer that receives from microosc and tells what it received.

use super::cases::{AHEAD, ANSWER, CASES, Case, over_tcp};
use super::table::Seen;
use super::{PATIENCE, Printing};
use microosc::{Packet, TimeTag, bundle_to_vec, message_to_vec, tcp, udp};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

/// What sends to a peer, and receives from it.
trait Client {
    fn send(&mut self, packet: &[u8]);

    fn receive(&mut self) -> Option<Vec<u8>>;
}

impl Client for udp::Client {
    fn send(&mut self, packet: &[u8]) {
        self.send_packet(packet).unwrap();
    }

    fn receive(&mut self) -> Option<Vec<u8>> {
        let received = udp::Client::receive(self, PATIENCE).unwrap();
        received.map(|(packet, _)| packet.to_vec())
    }
}

impl Client for tcp::Client {
    fn send(&mut self, packet: &[u8]) {
        self.send_packet(packet).unwrap();
    }

    fn receive(&mut self) -> Option<Vec<u8>> {
        tcp::Client::receive(self, PATIENCE).unwrap().map(<[u8]>::to_vec)
    }
}

/// A peer that prints a line for each message, and what sends to it.
pub struct Receiving<'a> {
    peer: &'a Printing,
    /// From a line of the peer to `address arguments`; none if the line tells of no message.
    read: fn(&str) -> Option<String>,
    client: Box<dyn Client>,
    fences: i32,
}

impl<'a> Receiving<'a> {
    /// Sends over UDP from a port of its own.
    pub fn udp(peer: &'a Printing, read: fn(&str) -> Option<String>, port: u16) -> Self {
        let client = udp::Client::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        Self::by(peer, read, client)
    }

    /// Sends to a group on the loopback interface.
    pub fn multicast(
        peer: &'a Printing,
        read: fn(&str) -> Option<String>,
        group: SocketAddr,
    ) -> Self {
        let options = udp::Options::new().interface(Ipv4Addr::LOCALHOST);
        let client = options.connect(group).unwrap();
        Self::by(peer, read, client)
    }

    /// Sends over TCP, and waits until the peer listens.
    pub fn tcp(
        peer: &'a Printing,
        read: fn(&str) -> Option<String>,
        port: u16,
        framing: tcp::Framing,
    ) -> Self {
        let start = Instant::now();
        let client = loop {
            match tcp::Client::connect((Ipv4Addr::LOCALHOST, port), framing) {
                Ok(client) => break client,
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            thread::sleep(Duration::from_millis(10));
        };
        Self::by(peer, read, client)
    }

    fn by(
        peer: &'a Printing,
        read: fn(&str) -> Option<String>,
        client: impl Client + 'static,
    ) -> Self {
        let mut this = Self { peer, read, client: Box::new(client), fences: 0 };
        // Knocks, since not every peer tells when it listens.
        let start = Instant::now();
        loop {
            this.send_fence();
            if peer.line_within(Duration::from_millis(100)).and_then(|line| read(&line)).is_some() {
                return this;
            }
            assert!(start.elapsed() < PATIENCE, "the peer does not listen");
        }
    }

    fn send_fence(&mut self) {
        self.client.send(&message_to_vec("/fence", self.fences).unwrap());
    }

    /// All that the peer tells of a packet: what it tells before it tells of the next one.
    pub fn tell(&mut self, packet: &[u8]) -> String {
        self.fences += 1;
        self.client.send(packet);
        self.send_fence();
        let fence = format!("/fence {}", self.fences);
        let lines = std::iter::from_fn(|| Some(self.message())).take_while(|line| *line != fence);
        lines.filter(|line| !line.starts_with("/fence ")).collect::<Vec<_>>().join("; ")
    }

    fn message(&self) -> String {
        loop {
            if let Some(message) = (self.read)(&self.peer.line()) {
                return message;
            }
        }
    }

    /// Sends every case, and a bundle whose time is to come.
    pub fn all(mut self, seen: &mut Seen) {
        for case in CASES {
            seen.row(case.name, case.cell(&self.tell(&case.packet())));
        }
        let ahead = self.ahead();
        seen.row(AHEAD, ahead);
    }

    /// Sends some cases; `row` is about how.
    pub fn some(mut self, seen: &mut Seen, row: &'static str) {
        let differs = |case: &Case, found: String| format!("{}: {}", case.name, case.cell(&found));
        let cell = over_tcp()
            .map(|case| (case, self.tell(&case.packet())))
            .find(|(case, found)| found != case.told)
            .map_or("yes".to_owned(), |(case, found)| differs(case, found));
        seen.row(row, cell);
    }

    /// What a peer answers to the port, or on the connection, from which it was asked; it prints
    /// nothing of that.
    pub fn answer(&mut self) -> String {
        self.client.send(&message_to_vec("/question", 7).unwrap());
        let answer = self.client.receive().expect("an answer");
        match Packet::decode(&answer) {
            Ok(Packet::Message(message)) => message.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// Records the answer.
    pub fn answers(&mut self, seen: &mut Seen) {
        let answer = self.answer();
        seen.row(ANSWER, if answer == ANSWERED { "yes".to_owned() } else { format!("`{answer}`") });
    }

    /// Whether the peer tells of a bundle before its time. A peer that is slow seems to wait, so
    /// it is asked more than once.
    fn ahead(&mut self) -> &'static str {
        for _ in 0..3 {
            let due = TimeTag::now() + Duration::from_secs(1);
            self.client.send(&bundle_to_vec(due, |bundle| bundle.message("/ahead", 7)).unwrap());
            while self.message() != "/ahead 7" {}
            if TimeTag::now().duration_since(due).is_none() {
                return "runs at once";
            }
        }
        "waits for its time"
    }
}

/// The right answer.
pub const ANSWERED: &str = "/answer ,i 7";

/// A port that nobody used a moment ago, for peers that cannot take one of the system's choice.
pub fn free_port() -> u16 {
    let address = (Ipv4Addr::LOCALHOST, 0);
    let udp = UdpSocket::bind(address).unwrap().local_addr().unwrap().port();
    // Free for TCP too, or else another one.
    match TcpListener::bind((Ipv4Addr::LOCALHOST, udp)) {
        Ok(_) => udp,
        Err(_) => free_port(),
    }
}
