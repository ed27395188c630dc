//! Any stream of bytes, however it is cut: always the same packets and faults, which are those that
//! the naive deframer finds; and what was framed comes out as it was.

use microosc::stream::{Deframer, Fault, Framing, MAX_SKIP, frame_to_vec};
use microosc_tests::random::Random;
use microosc_tests::vectors;

use crate::Target;

pub const TARGET: Target = Target { check, seeds };

type Results = Vec<Result<Vec<u8>, Fault>>;

/// How the stream is read and cut, in six bytes, and then the stream.
fn check(input: &[u8]) {
    let (choices, stream) = input.split_at(input.len().min(6));
    let mut random = Random::chosen(choices);
    let framing = random.choose(&[None, Some(Framing::Slip), Some(Framing::LengthPrefix)]);
    let limit = random.below(256);

    let mut whole = deframer(framing, limit);
    let results = read(&mut whole, stream);
    let mut cut = deframer(framing, limit);
    let (mut pieces, mut rest) = (Results::new(), stream);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.len().min(1 + random.below(8)));
        pieces.extend(read(&mut cut, piece));
        rest = after;
    }
    assert_eq!(pieces, results);
    assert_eq!(cut.framing(), whole.framing());
    assert_eq!((cut.is_partial(), cut.is_lost()), (whole.is_partial(), whole.is_lost()));
    match framing {
        Some(Framing::Slip) => assert_eq!(results, slip(stream, limit)),
        Some(Framing::LengthPrefix) => assert_eq!(results, length_prefix(stream, limit)),
        None => {}
    }

    // A receiver that was switched on in the middle of a frame finds the next packet again.
    if framing == Some(Framing::Slip) && limit > 0 && !stream.is_empty() {
        let packet = &stream[..stream.len().min(limit)];
        let mut frame = frame_to_vec(Framing::Slip, packet).expect("a short packet");
        assert_eq!(frame.len(), Framing::Slip.framed_len(packet));
        // An escape that waits for its second byte takes the first END.
        frame.insert(0, 0xC0);
        let found = read(&mut whole, &frame);
        assert_eq!(found.last(), Some(&Ok(packet.to_vec())));
    }
    if stream.len().is_multiple_of(4) && stream.len() <= limit && !stream.is_empty() {
        let frame = frame_to_vec(Framing::LengthPrefix, stream).expect("a short packet");
        let mut deframer = deframer(Some(Framing::LengthPrefix), limit);
        assert_eq!(read(&mut deframer, &frame), [Ok(stream.to_vec())]);
        assert!(!deframer.is_partial());
    }
}

fn deframer(framing: Option<Framing>, limit: usize) -> Deframer<Vec<u8>> {
    match framing {
        Some(framing) => Deframer::new(vec![0; limit], framing),
        None => Deframer::detecting(vec![0; limit]),
    }
}

/// Reads to the end of the input, getting on with every call.
fn read(deframer: &mut Deframer<Vec<u8>>, mut input: &[u8]) -> Results {
    let mut results = Results::new();
    loop {
        let before = input.len();
        let Some(result) = deframer.next(&mut input) else { break };
        results.push(result.map(<[u8]>::to_vec));
        assert!(input.len() < before, "a result of nothing: {results:?}");
    }
    assert!(input.is_empty());
    results
}

/// Byte by byte.
fn slip(stream: &[u8], limit: usize) -> Results {
    let mut results = Results::new();
    // For each frame what has come of it, or `None` if it is damaged.
    let (mut packet, mut escape) = (Some(vec![]), false);
    for byte in stream {
        let data = match (escape, byte) {
            (false, 0xDB) => {
                escape = packet.is_some();
                continue;
            }
            (_, 0xC0) => {
                match packet.replace(vec![]) {
                    Some(_) if escape => results.push(Err(Fault::BadEscape)),
                    Some(packet) if !packet.is_empty() => results.push(Ok(packet)),
                    _ => {}
                }
                escape = false;
                continue;
            }
            (false, byte) => Some(*byte),
            (true, 0xDC) => Some(0xC0),
            (true, 0xDD) => Some(0xDB),
            (true, _) => None,
        };
        escape = false;
        let Some(bytes) = &mut packet else { continue };
        match data {
            Some(data) if bytes.len() < limit => bytes.push(data),
            fault => {
                results.push(Err(fault.map_or(Fault::BadEscape, |_| Fault::TooLong)));
                packet = None;
            }
        }
    }
    results
}

fn length_prefix(mut stream: &[u8], limit: usize) -> Results {
    let mut results = Results::new();
    while let Some((size, rest)) = stream.split_first_chunk() {
        let size = i32::from_be_bytes(*size);
        let Some(len) = usize::try_from(size).ok().filter(|len| *len <= MAX_SKIP) else {
            results.push(Err(Fault::BadSize { size }));
            break;
        };
        let packet = rest.get(..len);
        match packet {
            _ if !len.is_multiple_of(4) => results.push(Err(Fault::SizeNotMultipleOfFour)),
            _ if len > limit => results.push(Err(Fault::TooLong)),
            Some(packet) if len > 0 => results.push(Ok(packet.to_vec())),
            _ => {}
        }
        stream = rest.get(len..).unwrap_or_default();
    }
    results
}

/// Each stream of the vectors in either framing and detected, with room for all, for 16 bytes and
/// for none.
fn seeds() -> Vec<Vec<u8>> {
    let streams = ["framing", "framing_disputed"].into_iter().flat_map(vectors::load);
    let streams = streams.map(|vector| vector.bytes("stream_hex"));
    let readings = [[0, 255], [1, 255], [2, 255], [0, 16], [1, 16], [2, 0]];
    streams
        .flat_map(|stream| readings.map(|how| [&how[..], &[0, 1, 2, 3], &stream].concat()))
        .collect()
}
