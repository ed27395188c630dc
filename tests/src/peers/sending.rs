//! A server of microosc that tells what a peer sent to it.

use super::cases::{AHEAD, ANSWER, CASES, MULTICAST, PATTERNS, over_tcp};
use super::table::Seen;
use super::{PATIENCE, Printing};
use crate::packet::Packet;
use microosc::{BundleTime, Message, Peer, Router, TimeTag, osc_handler, osc_router, tcp, udp};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

/// What the server heard of.
enum Heard {
    /// A message, and how microosc writes it.
    Message(Packet, String),
    /// A handler that the last message has called.
    Called(&'static str),
}

/// The state of the server.
struct App {
    heard: Sender<Heard>,
}

impl App {
    fn heard(&self, what: Heard) {
        self.heard.send(what).expect("the test listens");
    }
}

fn observe(app: &mut App, message: &Message<'_>, _: Peer) {
    let copy = Packet::copy_of(&microosc::Packet::Message(*message)).expect("a checked message");
    app.heard(Heard::Message(copy, message.to_string()));
}

#[osc_handler("/ask", reply = "/answer")]
fn ask() -> (i32, &'static str, &'static [u8]) {
    (42, "text", &[0xC0, 0xDB])
}

/// What a peer prints when it has received the reply.
const ANSWERED: &str = "/answer 42 \"text\" <c0 db>";

#[osc_handler("/drum/kick")]
fn kick(app: &mut App) {
    app.heard(Heard::Called("kick"));
}

#[osc_handler("/drum/snare")]
fn snare(app: &mut App) {
    app.heard(Heard::Called("snare"));
}

#[osc_handler("/drum/hat")]
fn hat(app: &mut App) {
    app.heard(Heard::Called("hat"));
}

#[osc_handler("/ahead")]
fn ahead(app: &mut App, _seven: i32, BundleTime(due): BundleTime) {
    let now = TimeTag::now();
    app.heard(Heard::Called(match now.duration_since(due) {
        _ if due == TimeTag::IMMEDIATE => "without a time tag",
        None => "before its time",
        Some(late) if late < PATIENCE => "at its time",
        Some(_) => "with a time tag of the past",
    }));
}

static ROUTER: Router<App> = osc_router![ask, kick, snare, hat, ahead, observe = observe];

/// A server in a thread, stopped when dropped.
pub struct Serving {
    address: SocketAddr,
    heard: Receiver<Heard>,
    stop: Box<dyn Fn()>,
    thread: Option<JoinHandle<()>>,
}

impl Serving {
    pub fn udp() -> Self {
        Self::datagrams(&udp::Options::new(), SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// Joins a group on the loopback interface.
    pub fn multicast() -> Self {
        let options = udp::Options::new().interface(Ipv4Addr::LOCALHOST);
        Self::datagrams(&options, SocketAddr::from((GROUP, 0)))
    }

    fn datagrams(options: &udp::Options, address: SocketAddr) -> Self {
        let mut server = options.bind(address, &ROUTER).unwrap();
        let (port, stop) = (server.local_addr().port(), server.stop_handle());
        let address = SocketAddr::new(address.ip(), port);
        Self::run(
            address,
            move || stop.stop(),
            move |app| {
                server.serve(app).unwrap();
                server.counters().malformed
            },
        )
    }

    pub fn tcp() -> Self {
        let mut server = tcp::Server::bind((Ipv4Addr::LOCALHOST, 0), &ROUTER).unwrap();
        let (address, stop) = (server.local_addr(), server.stop_handle());
        Self::run(
            address,
            move || stop.stop(),
            move |app| {
                server.serve(app).unwrap();
                server.counters().malformed
            },
        )
    }

    fn run(
        address: SocketAddr,
        stop: impl Fn() + 'static,
        serve: impl FnOnce(&mut App) -> u64 + Send + 'static,
    ) -> Self {
        let (sender, heard) = channel();
        let thread = thread::spawn(move || {
            let malformed = serve(&mut App { heard: sender });
            assert_eq!(malformed, 0, "the peer sent malformed packets");
        });
        Self { address, heard, stop: Box::new(stop), thread: Some(thread) }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What the peer sends until it sends `/done`.
    fn heard(&self) -> Vec<Heard> {
        let mut all = Vec::new();
        loop {
            let heard = self.heard.recv_timeout(PATIENCE).expect("more from the peer, or `/done`");
            if matches!(&heard, Heard::Message(_, text) if text.starts_with("/done ")) {
                return all;
            }
            all.push(heard);
        }
    }

    /// Records every case; what the peer did not send, it has no means to send.
    pub fn all(self, seen: &mut Seen) {
        let heard = self.heard();
        for case in CASES {
            let expected = case.messages();
            let found: Vec<_> = about(&heard, &expected).collect();
            let cell = if found.is_empty() {
                "–".to_owned()
            } else if found.iter().map(|(message, _)| *message).eq(&expected) {
                "yes".to_owned()
            } else {
                let texts: Vec<_> = found.iter().map(|(_, text)| text.trim_end()).collect();
                let texts = texts.join("; ");
                let address = texts.split(' ').next().unwrap_or_default().to_owned();
                format!("as `{}`", texts.trim_start_matches(&address).trim_start())
            };
            seen.row(case.name, cell);
        }
        seen.row(AHEAD, called(&heard, "/ahead").first().copied().unwrap_or("–"));
        for (row, pattern, expected) in PATTERNS {
            seen.row(row, pattern_cell(&heard, pattern, expected));
        }
    }

    /// Records some cases and the reply that `peer` prints; `row` is about how.
    pub fn some(self, seen: &mut Seen, row: &'static str, peer: &Printing) {
        let heard = self.heard();
        let answer = answer(peer);
        let whole = over_tcp().all(|case| {
            let expected = case.messages();
            about(&heard, &expected).map(|(message, _)| message).eq(&expected)
        });
        let cell = match (whole, answer.as_str()) {
            (true, ANSWERED) => "yes".to_owned(),
            (true, "none") => "yes, but the reply is not received".to_owned(),
            (true, answer) => format!("yes, the reply is read as `{answer}`"),
            (false, _) => "differs".to_owned(),
        };
        seen.row(row, cell);
    }

    /// Records whether the peer reached the group.
    pub fn group(self, seen: &mut Seen) {
        seen.row(MULTICAST, if self.is_reached() { "yes" } else { "–" });
    }

    /// Whether anything came before `/done`.
    pub fn is_reached(&self) -> bool {
        self.heard().iter().any(|heard| matches!(heard, Heard::Message(..)))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        (self.stop)();
        let result = self.thread.take().expect("it is joined once").join();
        if !thread::panicking() {
            result.expect("the server does not panic");
        }
    }
}

/// The group of the tests.
pub const GROUP: Ipv4Addr = Ipv4Addr::new(239, 192, 49, 13);

/// Records the reply that a peer received, and printed as a line that starts with `reply `.
pub fn reply(seen: &mut Seen, peer: &Printing) {
    let answer = answer(peer);
    seen.row(ANSWER, if answer == ANSWERED { "yes".to_owned() } else { format!("as `{answer}`") });
}

fn answer(peer: &Printing) -> String {
    peer.after("reply ")
}

/// Those messages that have the addresses of `expected`, with how microosc writes them.
fn about<'a>(
    heard: &'a [Heard],
    expected: &'a [Packet],
) -> impl Iterator<Item = (&'a Packet, &'a str)> {
    let address = |packet: &Packet| match packet {
        Packet::Message { address, .. } => address.clone(),
        Packet::Bundle { .. } => String::new(),
    };
    heard.iter().filter_map(move |heard| match heard {
        Heard::Message(message, text)
            if expected.iter().any(|other| address(other) == address(message)) =>
        {
            Some((message, text.as_str()))
        }
        _ => None,
    })
}

/// What the message to `target` has called.
fn called(heard: &[Heard], target: &str) -> Vec<&'static str> {
    let is_target = |heard: &&Heard| matches!(heard, Heard::Message(Packet::Message { address, .. }, _) if address == target);
    heard
        .iter()
        .skip_while(|heard| !is_target(heard))
        .skip(1)
        .map_while(|heard| match heard {
            Heard::Called(name) => Some(*name),
            Heard::Message(..) => None,
        })
        .collect()
}

/// What became of a pattern, also if the peer has put backslashes into it.
fn pattern_cell(heard: &[Heard], pattern: &str, expected: &[&str]) -> String {
    let sent = heard.iter().find_map(|heard| match heard {
        Heard::Message(Packet::Message { address, .. }, _)
            if address.replace('\\', "") == pattern =>
        {
            Some(address)
        }
        _ => None,
    });
    let Some(sent) = sent else { return "–".to_owned() };
    let found = called(heard, sent);
    // Patterns call handlers in no particular order.
    let same = found.len() == expected.len() && found.iter().all(|name| expected.contains(name));
    match (same, sent == pattern) {
        (true, true) => "yes".to_owned(),
        (_, false) => format!("as `{sent}`"),
        (false, true) => format!("calls {found:?}"),
    }
}
