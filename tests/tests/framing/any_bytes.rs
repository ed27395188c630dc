//! What holds of any packets, any bytes and any pieces of them.

use crate::*;
use microosc::message_to_vec;
use microosc::stream::{FrameError, MAX_SKIP, frame, frame_to_vec};
use microosc_tests::random::Random;

#[test]
fn a_frame_that_does_not_fit_leaves_the_buffer_as_it_was() {
    let mut random = Random::new(1);
    for _ in 0..2000 {
        let len = random.below(40);
        let packet: Vec<u8> = (0..len).map(|_| random.choose(&[END, ESC, 0xDC, 0, b'/'])).collect();
        for framing in BOTH {
            let whole = frame_to_vec(framing, &packet).unwrap();
            assert_eq!(whole.len(), framing.framed_len(&packet));
            assert!(whole.len() <= framing.max_framed_len(len));
            assert!(framing.bytes(&packet).unwrap().eq(whole.iter().copied()));
            let mut buffer = vec![0xAA; random.below(whole.len() + 4)];
            match frame(&mut buffer, framing, &packet) {
                Ok(frame) => assert_eq!(frame, whole),
                Err(error) => {
                    assert_eq!(error, FrameError::BufferTooSmall { needed: whole.len() });
                    assert!(buffer.iter().all(|byte| *byte == 0xAA));
                }
            }
        }
    }
    assert_eq!(SLIP.max_framed_len(usize::MAX), usize::MAX, "no overflow");
}

/// Cuts a stream at random places.
fn pieces<'s>(random: &mut Random, stream: &'s [u8]) -> Vec<&'s [u8]> {
    let mut pieces = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        let longest = random.choose(&[1, 3, 20, 1000]);
        let (piece, after) = rest.split_at((1 + random.below(longest)).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// Bytes that mean something to one of the framings, and others.
fn byte(random: &mut Random) -> u8 {
    let any = random.bits() as u8;
    random.choose(&[END, ESC, 0xDC, 0xDD, 0, 0, 4, 8, b'/', b'#', any, any])
}

#[test]
fn what_is_framed_is_what_is_deframed() {
    let mut random = Random::new(2);
    for round in 0..3000 {
        let framing = BOTH[round % 2];
        let packets: Vec<Vec<u8>> = (0..1 + random.below(6))
            .map(|_| {
                let words = 1 + random.below(12);
                let mut packet: Vec<u8> = (0..4 * words).map(|_| byte(&mut random)).collect();
                packet[0] = random.choose(b"/#");
                packet[1] = b'b';
                packet
            })
            .collect();
        let stream: Vec<u8> =
            packets.iter().flat_map(|packet| frame_to_vec(framing, packet).unwrap()).collect();
        let expected: Results = packets.into_iter().map(Ok).collect();
        for mut deframer in [Deframer::new(vec![0; 48], framing), Deframer::detecting(vec![0; 48])]
        {
            assert_eq!(feed_all(&mut deframer, pieces(&mut random, &stream)), expected);
            assert_eq!(deframer.framing(), Some(framing));
            assert!(!deframer.is_partial());
        }
    }
}

/// SLIP as RFC 1055 tells it, over a whole stream, with the limit of a receiver.
fn naive_slip(stream: &[u8], limit: usize) -> Results {
    let mut results = Vec::new();
    let mut frames = stream.split(|byte| *byte == END).peekable();
    while let Some(frame) = frames.next() {
        let is_complete = frames.peek().is_some();
        let mut packet = Vec::new();
        let mut bytes = frame.iter();
        let mut fault = None;
        while let (None, Some(&byte)) = (fault, bytes.next()) {
            let byte = match (byte, if byte == ESC { bytes.next() } else { None }) {
                (ESC, Some(0xDC)) => END,
                (ESC, Some(0xDD)) => ESC,
                (ESC, None) if !is_complete => break,
                (ESC, _) => {
                    fault = Some(Fault::BadEscape);
                    break;
                }
                (byte, _) => byte,
            };
            if packet.len() == limit {
                fault = Some(Fault::TooLong);
            }
            packet.push(byte);
        }
        match fault {
            Some(fault) => results.push(Err(fault)),
            None if is_complete && !packet.is_empty() => results.push(Ok(packet)),
            None => {}
        }
    }
    results
}

/// Length prefix over a whole stream.
fn naive_length(mut stream: &[u8], limit: usize) -> Results {
    let mut results = Vec::new();
    while let Some((size, rest)) = stream.split_first_chunk::<4>() {
        let size = i32::from_be_bytes(*size);
        let Some(len) = usize::try_from(size).ok().filter(|len| *len <= limit.max(MAX_SKIP)) else {
            results.push(Err(Fault::BadSize { size }));
            break;
        };
        let body = &rest[..len.min(rest.len())];
        match len {
            0 => {}
            _ if len % 4 != 0 => results.push(Err(Fault::SizeNotMultipleOfFour)),
            _ if len > limit => results.push(Err(Fault::TooLong)),
            _ if body.len() == len => results.push(Ok(body.to_vec())),
            _ => {}
        }
        stream = &rest[body.len()..];
    }
    results
}

#[test]
fn any_bytes_in_any_pieces_read_as_the_naive_reader_reads_them() {
    let mut random = Random::new(3);
    let mut kinds = std::collections::BTreeSet::new();
    for round in 0..20_000 {
        let len = random.below(200);
        let stream: Vec<u8> = (0..len).map(|_| byte(&mut random)).collect();
        let limit = random.choose(&[0, 1, 4, 8, 16, 64]);
        for (framing, expected) in
            [(SLIP, naive_slip(&stream, limit)), (LENGTH, naive_length(&stream, limit))]
        {
            let mut deframer = Deframer::new(vec![0; limit], framing);
            let results = feed_all(&mut deframer, pieces(&mut random, &stream));
            assert_eq!(results, expected, "round {round}, {framing}: {stream:x?}");
            kinds.extend(results.into_iter().map(|result| match result {
                Ok(_) => "packet",
                Err(Fault::BadSize { .. }) => "bad size",
                Err(Fault::TooLong) => "too long",
                Err(Fault::BadEscape) => "bad escape",
                Err(Fault::SizeNotMultipleOfFour) => "odd size",
                Err(_) => "other",
            }));
        }
        let mut whole = Deframer::detecting(vec![0; limit]);
        let expected = feed(&mut whole, &stream);
        let mut cut = Deframer::detecting(vec![0; limit]);
        assert_eq!(feed_all(&mut cut, pieces(&mut random, &stream)), expected, "{stream:x?}");
        let mut by_bytes = Deframer::detecting(vec![0; limit]);
        let pushed: Results = stream
            .iter()
            .filter_map(|byte| by_bytes.push(*byte).map(|result| result.map(<[u8]>::to_vec)))
            .collect();
        assert_eq!(pushed, expected, "{stream:x?}");
    }
    assert_eq!(kinds.len(), 5, "the streams hold everything: {kinds:?}");
}

#[test]
fn after_garbage_slip_finds_the_next_packet() {
    let mut random = Random::new(4);
    let packet = message_to_vec("/after/garbage", 1).unwrap();
    let frame = frame_to_vec(SLIP, &packet).unwrap();
    for _ in 0..5000 {
        let len = random.below(300);
        let garbage: Vec<u8> = (0..len).map(|_| byte(&mut random)).collect();
        let mut deframer = Deframer::new(vec![0; 64], SLIP);
        feed_all(&mut deframer, pieces(&mut random, &garbage));
        let results = feed_all(&mut deframer, pieces(&mut random, &frame));
        assert_eq!(results.last(), Some(&Ok(packet.clone())), "{garbage:x?}");
    }
}
