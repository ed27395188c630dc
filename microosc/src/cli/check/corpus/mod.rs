//! The cases: what is sent, and what is odd about it.
//!
//! A case is data: a name, a sentence, and a function that makes its packets. It makes the same
//! packets whenever it is given the same address and seed.

mod bundles;
mod malformed;
mod patterns;
mod volume;

use crate::raw::message;

/// Something a server meets sooner or later.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// What is odd about its packets, as a sentence.
    pub(crate) about: &'static str,
    make: fn(&mut Packets<'_>),
}

impl Case {
    /// Makes the packets, in the order in which they are to be sent.
    pub(crate) fn packets(&self, given: &Given<'_>) -> Vec<Vec<u8>> {
        let random = Random(given.seed);
        let mut packets = Packets { given, random, list: Vec::new() };
        (self.make)(&mut packets);
        packets.list
    }
}

/// All cases, in the order in which they are tried: the mildest first.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    [malformed::CASES, bundles::CASES, patterns::CASES, volume::CASES].into_iter().flatten()
}

/// What packets are made with.
pub(crate) struct Given<'a> {
    /// An address that the server knows, if the user has named one.
    pub(crate) address: &'a str,
    /// The message that the server answers, as a packet.
    pub(crate) ping: &'a [u8],
    /// For the cases that roll dice.
    pub(crate) seed: u64,
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
