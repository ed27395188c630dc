//! Frames with a fault, packets in pieces, and connections that end when they should not.

use microosc::stream::{Framing, frame_to_vec};

use super::{Given, Random, nobody};

const END: u8 = 0xC0;
const ESC: u8 = 0xDB;
const ESC_END: u8 = 0xDC;
const ESC_ESC: u8 = 0xDD;

/// Something that a server meets on its connections.
pub(crate) struct StreamCase {
    pub(super) name: &'static str,
    /// What is odd about it, as a sentence.
    pub(super) about: &'static str,
    /// The framing that it is about, if it is about one.
    framing: Option<Framing>,
    make: fn(&mut Visits<'_>),
}

/// What is done over one connection.
pub(crate) struct Visit {
    /// Bytes that are sent one after another, with a pause between.
    pub(crate) pieces: Vec<Vec<u8>>,
    pub(crate) end: End,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Close,
    /// As if the cable were pulled: the server is told of an error.
    Reset,
    /// Not before the server has been asked.
    Hold,
    /// When the server has answered the message of `--ping`, which was sent.
    Answer,
}

impl StreamCase {
    pub(super) fn is_for(&self, framing: Framing) -> bool {
        self.framing.is_none_or(|its| its == framing)
    }

    /// Makes the connections, in the order in which they are opened.
    pub(super) fn visits(&self, given: &Given<'_>) -> Vec<Visit> {
        let mut visits = Visits { given, random: Random(given.seed), list: Vec::new() };
        (self.make)(&mut visits);
        visits.list
    }
}

/// The connections of a case, as they are made.
struct Visits<'a> {
    given: &'a Given<'a>,
    random: Random,
    list: Vec<Visit>,
}

impl Visits<'_> {
    fn add(&mut self, bytes: impl Into<Vec<u8>>, end: End) {
        self.list.push(Visit { pieces: vec![bytes.into()], end });
    }

    fn add_pieces(&mut self, pieces: Vec<Vec<u8>>, end: End) {
        self.list.push(Visit { pieces, end });
    }

    /// The message that the server answers, in a frame.
    fn question(&self) -> Vec<u8> {
        framed(self.given.framing, self.given.ping)
    }
}

fn framed(framing: Framing, packet: &[u8]) -> Vec<u8> {
    // A frame is longer than an i32 tells for no packet here.
    frame_to_vec(framing, packet).unwrap_or_default()
}

/// A packet after a size that is not its own.
fn sized(size: i32, packet: &[u8]) -> Vec<u8> {
    [&size.to_be_bytes()[..], packet].concat()
}

pub(super) const CASES: &[StreamCase] = &[
    StreamCase {
        name: "connection-empty",
        about: "200 connections that are closed without a byte.",
        framing: None,
        make: |v| (0..200).for_each(|_| v.add([], End::Close)),
    },
    StreamCase {
        name: "connection-idle",
        about: "16 connections that say nothing and stay open.",
        framing: None,
        make: |v| (0..16).for_each(|_| v.add([], End::Hold)),
    },
    StreamCase {
        name: "stream-not-osc",
        about: "What other programs send by mistake: a line of text, a web request, zeros, TLS.",
        framing: None,
        make: |v| {
            v.add("hello\n", End::Close);
            v.add("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", End::Close);
            v.add([0; 64], End::Close);
            v.add([255; 64], End::Close);
            v.add(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", End::Close);
        },
    },
    StreamCase {
        name: "stream-random",
        about: "100 connections with random bytes (--seed gives others).",
        framing: None,
        make: |v| {
            for _ in 0..100 {
                let len = v.random.below(2_000);
                let bytes = v.random.bytes(len);
                v.add(bytes, End::Close);
            }
        },
    },
    StreamCase {
        name: "framing-other",
        about: "Messages in the other framing than the one that --framing names.",
        framing: None,
        make: |v| {
            let other = match v.given.framing {
                Framing::LengthPrefix => Framing::Slip,
                Framing::Slip => Framing::LengthPrefix,
            };
            v.add(framed(other, &nobody()).repeat(10), End::Close);
        },
    },
    StreamCase {
        name: "frame-in-pieces",
        about: "The message of --ping in two pieces, cut at every byte; each is to be answered.",
        framing: None,
        make: |v| {
            let whole = v.question();
            for (front, back) in (1..whole.len()).filter_map(|at| whole.split_at_checked(at)) {
                v.add_pieces(vec![front.to_vec(), back.to_vec()], End::Answer);
            }
        },
    },
    StreamCase {
        name: "frame-drip",
        about: "The message of --ping byte by byte, ten times; the first is to be answered.",
        framing: None,
        make: |v| {
            let whole = v.question().repeat(10);
            v.add_pieces(whole.into_iter().map(|byte| vec![byte]).collect(), End::Answer);
        },
    },
    StreamCase {
        name: "frame-cut",
        about: "Connections that are closed amid a packet, at every byte.",
        framing: None,
        make: |v| {
            let whole = v.question();
            for at in 1..whole.len() {
                v.add(whole.get(..at).unwrap_or_default(), End::Close);
            }
        },
    },
    StreamCase {
        name: "frame-reset",
        about: "Connections that break amid a packet, as if a cable were pulled, at every byte.",
        framing: None,
        make: |v| {
            let whole = v.question();
            for at in 1..whole.len() {
                v.add(whole.get(..at).unwrap_or_default(), End::Reset);
            }
        },
    },
    StreamCase {
        name: "frame-half",
        about: "A connection that stays open after half a packet; others want to be served.",
        framing: None,
        make: |v| {
            let whole = v.question();
            let half = whole.len().checked_div(2).unwrap_or_default();
            v.add(whole.get(..half).unwrap_or_default(), End::Hold);
        },
    },
    StreamCase {
        name: "frame-size-zero",
        about: "10 000 sizes of zero with nothing between.",
        framing: Some(Framing::LengthPrefix),
        make: |v| v.add([0; 40_000], End::Close),
    },
    StreamCase {
        name: "frame-size-negative",
        about: "Sizes that are negative: -1, -4, the smallest number there is.",
        framing: Some(Framing::LengthPrefix),
        make: |v| {
            for size in [-1, -4, -65_536, i32::MIN] {
                v.add(sized(size, &nobody()), End::Close);
                v.add(sized(size, &nobody()), End::Hold);
            }
        },
    },
    StreamCase {
        name: "frame-size-huge",
        about: "Sizes up to two gigabytes, and a few bytes after them; the connections stay open.",
        framing: Some(Framing::LengthPrefix),
        make: |v| {
            for size in [65_540, 1 << 20, 1 << 28, 0x7FFF_FFFC, i32::MAX] {
                v.add(sized(size, &nobody()), End::Hold);
            }
        },
    },
    StreamCase {
        name: "frame-size-wrong",
        about: "Sizes that are too small or too large by some bytes, so that the next one is missed.",
        framing: Some(Framing::LengthPrefix),
        make: |v| {
            let packet = nobody();
            let len = i32::try_from(packet.len()).unwrap_or_default();
            for off in [-8, -4, -3, -2, -1, 1, 2, 3, 4, 8] {
                let wrong = sized(len.saturating_add(off), &packet);
                let right = framed(Framing::LengthPrefix, &packet).repeat(10);
                v.add([wrong, right].concat(), End::Close);
            }
        },
    },
    StreamCase {
        name: "slip-ends",
        about: "100 000 ENDs with nothing between.",
        framing: Some(Framing::Slip),
        make: |v| v.add([END; 100_000], End::Close),
    },
    StreamCase {
        name: "slip-escape-wrong",
        about: "ESC before every byte that it does not escape, and before END.",
        framing: Some(Framing::Slip),
        make: |v| {
            let mut bytes = Vec::new();
            for wrong in (0..=255).filter(|byte| ![ESC_END, ESC_ESC].contains(byte)) {
                bytes.extend([END]);
                bytes.extend(nobody());
                bytes.extend([ESC, wrong, END]);
            }
            v.add(bytes, End::Close);
        },
    },
    StreamCase {
        name: "slip-noise",
        about: "Random bytes, ENDs and escapes, then a sound message.",
        framing: Some(Framing::Slip),
        make: |v| {
            for _ in 0..50 {
                let len = v.random.below(500);
                let mut bytes = v.random.bytes(len);
                for _ in 0..20 {
                    bytes.extend([END, ESC, ESC_END, ESC_ESC].get(v.random.below(4)));
                    bytes.extend(v.random.bytes(1));
                }
                bytes.extend(framed(Framing::Slip, &nobody()));
                v.add(bytes, End::Close);
            }
        },
    },
    StreamCase {
        name: "frame-endless",
        about: "A frame that goes on for two megabytes and does not end.",
        framing: None,
        make: |v| {
            let start = match v.given.framing {
                Framing::LengthPrefix => i32::MAX.to_be_bytes().to_vec(),
                Framing::Slip => vec![END],
            };
            v.add([start, vec![b'/'; 2_000_000]].concat(), End::Hold);
        },
    },
    StreamCase {
        name: "answers-unread",
        about: "20 000 times the message of --ping from somebody who does not read the answers.",
        framing: None,
        make: |v| v.add(v.question().repeat(20_000), End::Hold),
    },
];
