//! Packets in a stream of bytes.

mod any_bytes;
mod connection;
mod rules;
mod vectors;

use microosc::stream::{Deframer, Fault, Framing};

const SLIP: Framing = Framing::Slip;
const LENGTH: Framing = Framing::LengthPrefix;
const BOTH: [Framing; 2] = [SLIP, LENGTH];

const END: u8 = 0xC0;
const ESC: u8 = 0xDB;

type Results = Vec<Result<Vec<u8>, Fault>>;

/// Feeds one piece and takes what comes of it.
fn feed(deframer: &mut Deframer<Vec<u8>>, mut piece: &[u8]) -> Results {
    let mut results = Vec::new();
    while let Some(result) = deframer.next(&mut piece) {
        results.push(result.map(<[u8]>::to_vec));
    }
    assert!(piece.is_empty(), "all input is used up");
    results
}

fn feed_all<'p>(
    deframer: &mut Deframer<Vec<u8>>,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Results {
    pieces.into_iter().flat_map(|piece| feed(deframer, piece)).collect()
}

/// Reads a stream at once, byte by byte, and cut in two at every place; all must agree.
fn deframe(make: impl Fn() -> Deframer<Vec<u8>>, stream: &[u8]) -> (Results, Deframer<Vec<u8>>) {
    let mut deframer = make();
    let results = feed(&mut deframer, stream);
    let mut by_bytes = make();
    let mut pushed = Vec::new();
    for &byte in stream {
        pushed.extend(by_bytes.push(byte).map(|result| result.map(<[u8]>::to_vec)));
    }
    assert_eq!(pushed, results, "byte by byte");
    assert_eq!(by_bytes.is_partial(), deframer.is_partial());
    for cut in 0..=stream.len() {
        let (a, b) = stream.split_at(cut);
        assert_eq!(feed_all(&mut make(), [a, b]), results, "cut at {cut}");
    }
    (results, deframer)
}
