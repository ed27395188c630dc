//! The cases: what is sent, and what is odd about it.
//!
//! A case is data: a name, a sentence, and a function that makes its packets, or what is sent over
//! its connections. It makes the same whenever it is given the same address and seed.

mod bundles;
mod malformed;
mod patterns;
mod streams;
mod volume;

use microosc::stream::Framing;

pub(crate) use self::streams::{End, Visit};

use self::streams::StreamCase;
use crate::raw::message;

/// A case of either kind.
#[derive(Clone, Copy)]
pub(crate) enum Trial {
    /// Packets, over whatever carries them.
    Packets(&'static Case),
    /// Bytes over TCP that are no packets, or no longer.
    Stream(&'static StreamCase),
}

/// What a case has made.
pub(crate) enum Made {
    Packets(Vec<Vec<u8>>),
    Visits(Vec<Visit>),
}

impl Trial {
    /// All cases, in the order in which they are tried: the mildest first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let packets = [malformed::CASES, bundles::CASES, patterns::CASES].into_iter().flatten();
        let streams = streams::CASES.iter().map(Self::Stream);
        packets.map(Self::Packets).chain(streams).chain(volume::CASES.iter().map(Self::Packets))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Packets(case) => case.name,
            Self::Stream(case) => case.name,
        }
    }

    /// What is odd about it, as a sentence.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Packets(case) => case.about,
            Self::Stream(case) => case.about,
        }
    }

    /// Whether it can be sent in this framing, or over UDP.
    pub(crate) fn is_for(self, framing: Option<Framing>) -> bool {
        match self {
            Self::Packets(_) => true,
            Self::Stream(case) => framing.is_some_and(|framing| case.is_for(framing)),
        }
    }

    /// The options with which it can be sent.
    pub(crate) fn options(self) -> &'static str {
        if self.is_for(Some(Framing::LengthPrefix)) { "--tcp" } else { "--tcp --framing slip" }
    }

    pub(crate) fn make(self, given: &Given<'_>) -> Made {
        match self {
            Self::Packets(case) => Made::Packets(case.packets(given)),
            Self::Stream(case) => Made::Visits(case.visits(given)),
        }
    }
}

impl Made {
    /// The bytes of each packet, or of each connection.
    pub(crate) fn into_bytes(self) -> Vec<Vec<u8>> {
        match self {
            Self::Packets(packets) => packets,
            Self::Visits(visits) => visits.iter().map(|visit| visit.pieces.concat()).collect(),
        }
    }

    /// How many bytes they have together.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Packets(packets) => packets.iter().map(Vec::len).sum(),
            Self::Visits(visits) => visits.iter().flat_map(|v| &v.pieces).map(Vec::len).sum(),
        }
    }
}

/// Something a server meets sooner or later.
pub(crate) struct Case {
    name: &'static str,
    /// What is odd about its packets, as a sentence.
    about: &'static str,
    make: fn(&mut Packets<'_>),
}

impl Case {
    /// Makes the packets, in the order in which they are to be sent.
    fn packets(&self, given: &Given<'_>) -> Vec<Vec<u8>> {
        let random = Random(given.seed);
        let mut packets = Packets { given, random, list: Vec::new() };
        (self.make)(&mut packets);
        packets.list
    }
}

/// What packets are made with.
pub(crate) struct Given<'a> {
    /// An address that the server knows, if the user has named one.
    pub(crate) address: &'a str,
    /// The message that the server answers, as a packet.
    pub(crate) ping: &'a [u8],
    /// For the cases that roll dice.
    pub(crate) seed: u64,
    /// For the cases that are about framing.
    pub(crate) framing: Framing,
}

/// The packets of a case, as they are made.
struct Packets<'a> {
    given: &'a Given<'a>,
    random: Random,
    list: Vec<Vec<u8>>,
}

impl Packets<'_> {
    fn add(&mut self, packet: impl Into<Vec<u8>>) {
        self.list.push(packet.into());
    }

    /// Adds a message to the address that the server knows.
    fn message(&mut self, tags: impl AsRef<[u8]>, arguments: impl AsRef<[u8]>) {
        self.add(message(self.given.address, tags, arguments));
    }
}

/// A message that means nothing to anybody.
fn nobody() -> Vec<u8> {
    message("/microosc/check", ",f", 0.5_f32.to_be_bytes())
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        self.next().checked_rem(end).and_then(|n| n.try_into().ok()).unwrap_or_default()
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next().to_be_bytes()[0]).collect()
    }
}
