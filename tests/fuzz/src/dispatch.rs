//! Any datagrams at any times: each message of those that are packets reaches its handlers once,
//! no message of the others does, and all is counted.

use std::net::SocketAddr;
use std::time::Duration;

use microosc::{
    Argument, BundleTime, Elements, F32, I32, Inline, Late, Message, Network, Networks,
    Packet as Decoded, Peer, Rate, Rest, Router, Scheduling, Server, TimeTag, osc_handler,
    osc_router,
};
use microosc_tests::packet::Packet;
use microosc_tests::random::Random;
use microosc_tests::scan::scan;
use microosc_tests::vectors;

use crate::Target;

pub const TARGET: Target = Target { check, seeds };

/// What the handlers and the functions beside them saw.
#[derive(Default)]
struct Seen {
    observed: u64,
    /// How many handlers should have been called or have refused to be.
    expected: u64,
    fallbacks: u64,
    handled: u64,
    replied: u64,
}

#[osc_handler("/go")]
fn go(seen: &mut Seen) {
    seen.handled += 1;
}

#[osc_handler("/level")]
fn level(seen: &mut Seen, _: f32) {
    seen.handled += 1;
}

#[osc_handler("/strict", strict)]
fn strict(seen: &mut Seen, _: i32, _: Option<&str>) {
    seen.handled += 1;
}

#[osc_handler("/{ch}/level")]
fn level_of(seen: &mut Seen, ch: u8, _: i64) {
    let _ = ch;
    seen.handled += 1;
}

#[osc_handler("/a/{name}/b/{number}", reply = "/{name}/{number}")]
fn ask(seen: &mut Seen, name: &str, number: i16, _: Rest<'_>) -> Option<(i32, bool)> {
    seen.handled += 1;
    let answer = (!name.is_empty()).then_some((number.into(), true));
    seen.replied += u64::from(answer.is_some());
    answer
}

#[osc_handler("/echo", reply = "/echo")]
fn echo(seen: &mut Seen, blob: &[u8], text: Option<&str>) -> (i32, String) {
    seen.handled += 1;
    seen.replied += 1;
    (blob.len() as i32, text.unwrap_or_default().to_owned())
}

#[osc_handler("/a/b/c")]
fn parts(seen: &mut Seen, _: (f64, bool), _: [u8; 3], _: Argument<'_>) {
    seen.handled += 1;
}

#[osc_handler("/a/b")]
fn runs(
    seen: &mut Seen,
    floats: &[F32],
    integers: &[I32],
    message: Message<'_>,
    BundleTime(_): BundleTime,
    Peer(_): Peer,
    rest: Rest<'_>,
) {
    seen.handled += 1;
    let all = floats.len() + integers.len() + rest.count();
    assert_eq!(all, message.arguments().count());
}

#[osc_handler("/{a}/{b}/{c}/{d}")]
fn captures(seen: &mut Seen, a: &str, b: char, c: f32, d: &str) {
    let _ = (a, b, c, d);
    seen.handled += 1;
}

#[osc_handler("/level/p{n}/{side: left|right}")]
fn side(seen: &mut Seen, n: u8, side: &str) {
    let _ = (n, side);
    seen.handled += 1;
}

#[osc_handler("/level/{n: 1..=12}/a")]
fn numbered(seen: &mut Seen, n: u8, _: Option<f32>) {
    assert!((1..=12).contains(&n));
    seen.handled += 1;
}

#[osc_handler("/level/{*path}", reply = "/is/{path}")]
fn path(seen: &mut Seen, path: &str) -> i32 {
    assert!(path.chars().next().is_some_and(|first| first != '/'));
    seen.handled += 1;
    seen.replied += 1;
    1
}

fn observe(seen: &mut Seen, message: &Message<'_>, _: Peer) {
    seen.observed += 1;
    let routes: Vec<_> = ROUTER.routes().collect();
    seen.expected += scan(&routes, message.address()).len() as u64;
}

fn fallback(seen: &mut Seen, _: &Message<'_>, _: Peer) {
    seen.fallbacks += 1;
}

static ROUTER: Router<Seen> = osc_router![
    go,
    level,
    strict,
    level_of,
    ask,
    echo,
    parts,
    runs,
    captures,
    side,
    numbered,
    path,
    observe = observe,
    fallback = fallback
];

/// Addresses and patterns that meet handlers, and some that meet none.
const ADDRESSES: &[&str] = &[
    "/go", "/level", "/strict", "/7/level", "/x/level", "/a/x/b/1", "/echo", "/a/b/c", "/a/b",
    "/*", "//level", "/a//", "/{a,7}/*", "//", "/a/*/b/1", "/[", "/nobody", "/a/", "//b//",
];

/// Small buffers, so that they overflow.
type Small = Server<Seen, Inline<256, 1024, 1, 4>>;

struct Stage {
    server: Small,
    now: TimeTag,
    seen: Seen,
    lenient: bool,
    /// Whether late bundles have ever been dropped.
    may_drop: bool,
    datagrams: u64,
    /// What the datagrams hold that are let in.
    messages: u64,
    malformed: u64,
    /// Replies that were fetched.
    sent: u64,
}

const PEER: ([u8; 4], u16) = ([192, 168, 1, 20], 9000);

fn check(choices: &[u8]) {
    let mut random = Random::chosen(choices);
    let mut stage = Stage {
        server: Small::with_buffers(&ROUTER),
        now: TimeTag::new(u32::MAX, 0),
        seen: Seen::default(),
        lenient: false,
        may_drop: false,
        datagrams: 0,
        messages: 0,
        malformed: 0,
        sent: 0,
    };
    for _ in 0..=random.below(32) {
        stage.step(&mut random);
    }
    stage.finish();
}

impl Stage {
    fn step(&mut self, random: &mut Random) {
        match random.below(8) {
            0 => {
                let len = 4 * random.below(256);
                self.send(&random.bytes(len));
            }
            1 => {
                let len = random.below(256);
                self.send(&random.bytes(len));
            }
            2 => {
                let time = self.some_time(random);
                let len = 4 * random.below(256);
                let elements = random.bytes(len);
                self.send(&[b"#bundle\0", &time.to_bits().to_be_bytes()[..], &elements].concat());
            }
            3 | 4 => {
                let mut packet = Packet::random(random, 3);
                self.aim(&mut packet, random);
                self.send(&packet.to_vec().expect("any packet can be encoded"));
            }
            5 => {
                self.now = self.some_time(random);
                self.run();
            }
            6 => {
                let len = random.below(256);
                self.fetch(len);
            }
            _ => {
                self.lenient = random.below(2) == 0;
                self.server.settings_mut().lenient = self.lenient;
                let late = random.choose(&[Late::Run, Late::Run, Late::Drop]);
                self.may_drop |= late == Late::Drop;
                self.server.settings_mut().late = late;
                let settings = self.server.settings_mut();
                settings.allow = match random.below(8) {
                    0 => Network::LOOPBACK.into(),
                    _ => Networks::ALL,
                };
                settings.rate = match random.below(4) {
                    0 => Some(Rate { per_second: random.bits() as u32, burst: 1 }),
                    _ => None,
                };
                settings.reply_bytes = random.choose(&[None, Some(0), Some(100), Some(1 << 20)]);
                settings.reply_factor = random.choose(&[None, Some(3), Some(u32::MAX)]);
                settings.scheduling = match random.below(4) {
                    0 => Scheduling::Immediate,
                    _ => Scheduling::Within(Duration::from_millis(100 * random.below(256) as u64)),
                };
            }
        }
    }

    /// A time around now, or any.
    fn some_time(&self, random: &mut Random) -> TimeTag {
        let span = Duration::from_millis(100 * random.below(128) as u64);
        match random.below(8) {
            0 => TimeTag::from_bits(random.bits()),
            1 => TimeTag::IMMEDIATE,
            2 => self.now - span,
            _ => self.now + span,
        }
    }

    /// Lets a packet meet handlers, and its bundles wait.
    fn aim(&self, packet: &mut Packet, random: &mut Random) {
        match packet {
            Packet::Message { address, .. } => *address = random.choose(ADDRESSES).to_owned(),
            Packet::Bundle { time_tag, elements } => {
                *time_tag = self.some_time(random);
                elements.iter_mut().for_each(|element| self.aim(element, random));
            }
        }
    }

    fn send(&mut self, datagram: &[u8]) {
        self.datagrams += 1;
        let decoded = match Decoded::decode(datagram) {
            Err(_) if self.lenient => Decoded::decode_lenient(datagram),
            decoded => decoded,
        };
        let (before, kept_out) = (self.seen.observed, self.kept_out());
        self.server.handle_datagram(self.now, PEER.into(), datagram, &mut self.seen);
        match decoded {
            _ if self.kept_out() > kept_out => {
                assert_eq!(self.seen.observed, before, "who is kept out reaches nothing");
            }
            Ok(Decoded::Message(_)) => self.messages += 1,
            Ok(Decoded::Bundle(bundle)) => self.count(bundle.elements()),
            Err(_) => {
                self.malformed += 1;
                assert_eq!(self.seen.observed, before, "a malformed datagram reaches nothing");
            }
        }
        self.expect_counted();
    }

    /// How many datagrams have not been looked at.
    fn kept_out(&self) -> u64 {
        self.server.counters().refused + self.server.counters().limited
    }

    fn count(&mut self, elements: Elements<'_>) {
        for element in elements {
            match element {
                Ok(Decoded::Message(_)) => self.messages += 1,
                Ok(Decoded::Bundle(bundle)) => self.count(bundle.elements()),
                Err(_) => self.malformed += 1,
            }
        }
    }

    /// Runs what is due.
    fn run(&mut self) {
        self.server.handle_timeout(self.now, &mut self.seen);
        let due = self.server.poll_timeout();
        assert!(due.is_none_or(|due| due.compare(self.now).is_gt()), "{due:?} at {:?}", self.now);
        self.expect_counted();
    }

    fn fetch(&mut self, len: usize) {
        let mut buffer = vec![0; len];
        while let Some(transmit) = self.server.poll_transmit(&mut buffer) {
            self.sent += 1;
            assert_eq!(transmit.to, SocketAddr::from(PEER));
            let reply = Decoded::decode(&buffer[..transmit.len]);
            assert!(matches!(reply, Ok(Decoded::Message(_))), "{reply:?}");
        }
        self.expect_counted();
        assert_eq!(self.sent + self.server.counters().replies_dropped, self.seen.replied);
    }

    fn expect_counted(&self) {
        let counters = self.server.counters();
        assert_eq!(counters.datagrams, self.datagrams);
        assert_eq!(counters.handled, self.seen.handled);
        assert_eq!(counters.unmatched, self.seen.fallbacks);
        if counters.patterns_cut == 0 {
            assert_eq!(counters.handled + counters.rejected, self.seen.expected);
        }
        assert!(counters.malformed <= self.malformed && self.seen.observed <= self.messages);
    }

    /// Lets time go on until no bundle waits: by then every message has run, once.
    fn finish(mut self) {
        let mut rounds = 0;
        while let Some(due) = self.server.poll_timeout() {
            self.now = due;
            self.run();
            rounds += 1;
            assert!(rounds <= 1024, "a bundle of 16 bytes cannot wait so often");
        }
        self.fetch(256);
        if !self.may_drop || self.server.counters().late == 0 {
            assert_eq!(self.seen.observed, self.messages);
            assert_eq!(self.server.counters().malformed, self.malformed);
        }
    }
}

/// Each vector as the only datagram, strictly and leniently, and choices.
fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    let choices = (0..64).map(|_| random.bytes(256)).collect::<Vec<_>>();
    ["decode_ok", "decode_err", "decode_lenient"]
        .into_iter()
        .flat_map(vectors::load)
        .map(|vector| vector.bytes("hex"))
        .filter(|bytes| bytes.len() < 256)
        .map(|bytes| [&[1, 7, 0, 1, 255, 1, bytes.len() as u8][..], &bytes].concat())
        .chain(choices)
        .collect()
}
