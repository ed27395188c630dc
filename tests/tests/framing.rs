//! Packets in a stream of bytes: the vectors, the rules of both versions of OSC, and what holds of
//! any bytes.

use microosc::stream::{
    Connection, Deframer, Detection, Fault, FrameError, Framing, MAX_SKIP, ReceiveError, SendError,
    frame, frame_to_vec,
};
use microosc::{Packet, TimeTag, message_to_vec};
use microosc_tests::random::Random;
use microosc_tests::vectors::{Vector, bytes_of_hex, check, check_decided};
use std::io::{self, Read, Write};

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

fn framing(vector: &Vector) -> Framing {
    match vector.text("kind") {
        "slip" => SLIP,
        "length" => LENGTH,
        other => panic!("framing {other}"),
    }
}

fn packets(vector: &Vector) -> Vec<Vec<u8>> {
    let packets = vector.get("packets_hex").and_then(|list| list.as_array()).expect("packets_hex");
    packets.iter().map(|hex| bytes_of_hex(hex.as_str().unwrap()).unwrap()).collect()
}

#[test]
fn vectors_decode_however_the_stream_is_cut() {
    check("framing", |vector| {
        if vector.text("dir") == "encode" {
            return Ok(());
        }
        let (framing, stream) = (framing(vector), vector.bytes("stream_hex"));
        let expected: Results = packets(vector).into_iter().map(Ok).collect();
        let (results, deframer) = deframe(|| Deframer::new(vec![0; 4096], framing), &stream);
        if results != expected {
            return Err(format!("{results:x?}"));
        }
        let starts_as_osc =
            expected.first().is_some_and(|first| matches!(first.as_deref(), Ok([b'/' | b'#', ..])));
        if starts_as_osc {
            let (results, detecting) = deframe(|| Deframer::detecting(vec![0; 4096]), &stream);
            if (&results, detecting.framing()) != (&expected, Some(framing)) {
                return Err(format!("detected {:?}: {results:x?}", detecting.framing()));
            }
        }
        what_is_open_is_continued(framing, deframer, &vector.bytes("rest_hex"))
    });
}

/// The rest of a stream is what a new receiver would have to be given in its place.
fn what_is_open_is_continued(
    framing: Framing,
    mut deframer: Deframer<Vec<u8>>,
    rest: &[u8],
) -> Result<(), String> {
    if deframer.is_partial() == rest.is_empty() {
        return Err(format!("is_partial() is {}", deframer.is_partial()));
    }
    let completion = match (framing, rest) {
        (Framing::Slip, [.., ESC]) => vec![0xDC, END],
        (Framing::Slip, _) => vec![END],
        (Framing::LengthPrefix, [a, b, c, d, body @ ..]) => {
            let size = u32::from_be_bytes([*a, *b, *c, *d]);
            vec![0; size as usize - body.len()]
        }
        (Framing::LengthPrefix, _) => [&[0, 0, 0, 4][rest.len()..], &[b'/', b'a', 0, 0]].concat(),
    };
    let mut fresh = Deframer::new(vec![0; 4096], framing);
    let expected = feed_all(&mut fresh, [rest, completion.as_slice()]);
    let continued = feed(&mut deframer, &completion);
    if continued == expected { Ok(()) } else { Err(format!("continues as {continued:x?}")) }
}

#[test]
fn vectors_encode_to_the_byte() {
    check("framing", |vector| {
        if vector.text("dir") == "decode" {
            return Ok(());
        }
        let framing = framing(vector);
        let frames = packets(vector)
            .iter()
            .flat_map(|p| frame_to_vec(framing, p).unwrap())
            .collect::<Vec<_>>();
        let expected = vector.bytes("stream_hex");
        if frames == expected { Ok(()) } else { Err(format!("{frames:x?}")) }
    });
}

/// A frame that is skipped, or a packet as text.
type Decision = &'static [Result<&'static str, Fault>];

#[test]
fn disputed_cases_are_decided() {
    const RESYNCHRONISE: &str =
        "a packet with a bad escape is damaged: drop it, resume at the next END";
    const MESSAGE: &str = "/a\0\0,i\0\0\0\0\0\x01";
    let decisions: &[(&str, Decision, &str)] = &[
        ("sliplib/err-0", &[Err(Fault::BadEscape)], RESYNCHRONISE),
        (
            "sliplib/err-1",
            &[Err(Fault::BadEscape)],
            "an END after an ESC cannot be part of the packet, and still ends it",
        ),
        (
            "sliplib/err-resync",
            &[
                Ok("hallo"),
                Err(Fault::BadEscape),
                Ok("in the middle"),
                Err(Fault::BadEscape),
                Ok("bye"),
            ],
            RESYNCHRONISE,
        ),
        ("sliplib/decode-inner-end", &[Ok("a"), Ok("z")], "one END between packets is enough"),
        (
            "spec/len-huge",
            &[Err(Fault::BadSize { size: 0x7FFF_FFFC })],
            "no peer sends 2 GiB: these bytes are no size, and nothing tells where the next one is",
        ),
        (
            "spec/len-not4",
            &[Err(Fault::SizeNotMultipleOfFour)],
            "an OSC packet's size is a multiple of 4; its size still tells where the next one is",
        ),
        ("spec/slip-esc-esc", &[Err(Fault::BadEscape)], RESYNCHRONISE),
        ("spec/slip-esc-end", &[Err(Fault::BadEscape), Ok(MESSAGE)], RESYNCHRONISE),
    ];
    check_decided("framing_disputed", decisions, |vector, expected| {
        let framing = framing(vector);
        let (results, deframer) =
            deframe(|| Deframer::new(vec![0; 4096], framing), &vector.bytes("stream_hex"));
        let expected: Results =
            expected.iter().map(|result| result.map(|text| text.as_bytes().to_vec())).collect();
        match results == expected && !deframer.is_partial() {
            true => Ok(()),
            false => Err(format!("{results:x?}")),
        }
    });
}

#[test]
fn in_streams_each_packet_is_preceded_by_its_int32_size() {
    // OSC 1.0, "OSC Packets".
    let stream =
        [frame_to_vec(LENGTH, b"/one").unwrap(), frame_to_vec(LENGTH, b"/two:2\0\0").unwrap()];
    assert_eq!(stream.concat(), b"\0\0\0\x04/one\0\0\0\x08/two:2\0\0");
    let (results, _) = deframe(|| Deframer::new(vec![0; 8], LENGTH), &stream.concat());
    assert_eq!(results, [Ok(b"/one".to_vec()), Ok(b"/two:2\0\0".to_vec())]);
}

#[test]
fn streams_employ_slip_with_an_end_before_and_after_each_packet() {
    // OSC 1.1, "OSC Delivery Specification".
    let stream = frame_to_vec(SLIP, &[b'/', END, ESC, 0xDC, 0xDD]).unwrap();
    assert_eq!(stream, [END, b'/', ESC, 0xDC, ESC, 0xDD, 0xDC, 0xDD, END]);
    let empty = [END, END, END];
    assert_eq!(
        deframe(|| Deframer::new(vec![0; 8], SLIP), &empty).0,
        [],
        "empty frames are ignored"
    );
}

#[test]
fn the_first_bytes_tell_the_framing() {
    for (start, expected) in [
        (&b"\xc0"[..], Detection::Framing(SLIP)),
        (b"\xc0#bundle", Detection::Framing(SLIP)),
        (b"/1/fader", Detection::Framing(SLIP)),
        (b"#b", Detection::Framing(SLIP)),
        (b"\0\0\0\x0c/a\0\0", Detection::Framing(LENGTH)),
        (b"\0\0\0\x10#bundle\0", Detection::Framing(LENGTH)),
        (b"\0\x10\0\0/", Detection::Framing(LENGTH)),
        // It cannot tell yet.
        (b"", Detection::NeedMore),
        (b"#", Detection::NeedMore),
        (b"\0\0\0\x0c", Detection::NeedMore),
        // It is neither: no size, too large, followed by something else, another protocol.
        (b"\0\0\0\0/", Detection::Neither),
        (b"\0\0\0\x0d/", Detection::Neither),
        (b"\0\x10\0\x04/", Detection::Neither),
        (b"\0\0\0\x0cGET ", Detection::Neither),
        (b"\0\xc0/d/", Detection::Neither),
        (b"#c", Detection::Neither),
        (b"GET / HTTP/1.1", Detection::Neither),
        (b"\xff", Detection::Neither),
    ] {
        assert_eq!(Framing::detect(start), expected, "{start:x?}");
        if expected != Detection::NeedMore {
            let longer = [start, b"/some/more\xc0"].concat();
            assert_eq!(Framing::detect(&longer), expected, "it does not change its mind");
        }
    }
}

#[test]
fn noise_before_slip_is_skipped_when_detecting() {
    let message = frame_to_vec(SLIP, b"/a\0\0,\0\0\0").unwrap();
    for noise in [
        &b"\0"[..],
        b"\0\0",
        b"\xff\xfe",
        b"\0\0\0\0\0\0\0\0\0",
        b"\0\xc0",
        b"\0\xc0x\xc0",
        b"\0\xdb\0\0",
        b"\0\xc0\xdb\0",
        b"#x",
        b"OK\r\n",
    ] {
        let stream = [noise, &message].concat();
        let (results, deframer) = deframe(|| Deframer::detecting(vec![0; 64]), &stream);
        assert_eq!(
            results,
            [Err(Fault::UnknownStart), Ok(b"/a\0\0,\0\0\0".to_vec())],
            "{noise:x?}"
        );
        assert_eq!(deframer.framing(), Some(SLIP));
    }
}

#[test]
fn a_frame_too_long_is_skipped_and_the_next_is_read() {
    let short = b"/ok\0".to_vec();
    for framing in BOTH {
        for len in [8, 12, 64, 100_000] {
            let long = vec![b'/'; len];
            let stream =
                [frame_to_vec(framing, &long).unwrap(), frame_to_vec(framing, &short).unwrap()]
                    .concat();
            for limit in [4, 7] {
                let mut deframer = Deframer::new(vec![0; limit], framing);
                assert_eq!(
                    feed_all(&mut deframer, stream.chunks(1000)),
                    [Err(Fault::TooLong), Ok(short.clone())],
                    "{framing}, {len} bytes of {limit}"
                );
            }
            let mut deframer = Deframer::new(vec![0; len], framing);
            let both = [Ok(long), Ok(short.clone())];
            assert_eq!(feed_all(&mut deframer, stream.chunks(1000)), both, "exactly as long");
        }
    }
    // An escape that does not fit any more.
    let stream = [END, 1, 2, ESC, 0xDC, 3, END, 4, END];
    let (results, _) = deframe(|| Deframer::new(vec![0; 2], SLIP), &stream);
    assert_eq!(results, [Err(Fault::TooLong), Ok(vec![4])]);
}

#[test]
fn a_size_that_is_none_ends_the_stream_and_others_are_skipped() {
    let with_size = |size: i32| {
        let packet = b"/ok\0\0\0\0\x04";
        [
            &size.to_be_bytes()[..],
            &vec![b'x'; usize::try_from(size).unwrap_or(0).min(2 << 20)],
            b"\0\0\0\x04",
            &packet[..4],
        ]
        .concat()
    };
    let read = |size: i32| {
        let mut deframer = Deframer::new(vec![0; 64], LENGTH);
        let results = feed(&mut deframer, &with_size(size));
        (results, deframer.is_lost())
    };
    let ok = || Ok(b"/ok\0".to_vec());
    assert_eq!(read(0), (vec![ok()], false), "an empty frame is ignored");
    for size in [1, 2, 3, 5, 63, 65, 1001] {
        assert_eq!(read(size), (vec![Err(Fault::SizeNotMultipleOfFour), ok()], false), "{size}");
    }
    let largest = i32::try_from(MAX_SKIP).unwrap();
    for size in [68, 65_536, largest] {
        assert_eq!(read(size), (vec![Err(Fault::TooLong), ok()], false), "{size}");
    }
    for size in [-1, -4, i32::MIN, largest + 1, i32::MAX] {
        assert_eq!(read(size), (vec![Err(Fault::BadSize { size })], true), "{size}");
    }
    assert!(Fault::BadSize { size: -1 }.is_fatal() && !Fault::TooLong.is_fatal());

    // A buffer that is larger than what would be skipped sets the limit itself.
    let long = vec![b'/'; MAX_SKIP + 4];
    let mut deframer = Deframer::new(vec![0; long.len()], LENGTH);
    assert_eq!(feed(&mut deframer, &frame_to_vec(LENGTH, &long).unwrap()), [Ok(long)]);
}

#[test]
fn a_deframer_works_in_any_buffer() {
    let stream = b"\xc0/a\0\0\xc0";
    let mut array = [0; 4];
    assert_eq!(
        Deframer::new(&mut array[..], SLIP).next(&mut &stream[..]),
        Some(Ok(&b"/a\0\0"[..]))
    );
    assert_eq!(Deframer::new(array, SLIP).next(&mut &stream[..]), Some(Ok(&b"/a\0\0"[..])));
    let boxed: Box<[u8]> = vec![0; 4].into();
    assert_eq!(Deframer::detecting(boxed).next(&mut &stream[..]), Some(Ok(&b"/a\0\0"[..])));
    for framing in BOTH {
        let mut none = Deframer::new([0; 0], framing);
        let stream = frame_to_vec(framing, b"/a\0\0").unwrap();
        assert_eq!(none.next(&mut &stream[..]), Some(Err(Fault::TooLong)));
    }
}

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

/// Gives its pieces one after another, then what `end` says; keeps what is written, up to a limit.
struct Scripted {
    pieces: Vec<&'static [u8]>,
    end: Option<io::ErrorKind>,
    written: Vec<u8>,
    takes: usize,
}

impl Scripted {
    fn reading(pieces: &[&'static [u8]], end: Option<io::ErrorKind>) -> Self {
        Self { pieces: pieces.to_vec(), end, written: Vec::new(), takes: usize::MAX }
    }
}

impl Read for Scripted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pieces.is_empty() {
            return self.end.map_or(Ok(0), |kind| Err(kind.into()));
        }
        self.pieces.remove(0).read(buffer)
    }
}

impl Write for Scripted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.takes);
        self.takes -= taken;
        self.written.extend(&bytes[..taken]);
        if taken == 0 { Err(io::ErrorKind::TimedOut.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_connection_lends_out_each_packet_of_a_read_and_waits_for_halves() {
    let stream = Scripted::reading(
        &[b"\xc0/a\0\0,\0\0\0\xc0\xc0/b\0\0,\0", b"\xdb", b"!\xc0", b"\xc0/c\0\0,\0\0\0", b"\xc0"],
        Some(io::ErrorKind::WouldBlock),
    );
    let mut connection = Connection::new(stream, LENGTH);
    assert_eq!(connection.peer_framing(), None);
    assert_eq!(connection.receive().unwrap(), Some(&b"/a\0\0,\0\0\0"[..]));
    assert_eq!(connection.receive().unwrap(), Some(&b"/c\0\0,\0\0\0"[..]));
    assert_eq!((connection.skipped(), connection.last_fault()), (1, Some(Fault::BadEscape)));
    assert_eq!(connection.receive().unwrap(), None, "nothing came in time");
    assert_eq!(connection.peer_framing(), Some(SLIP));
    assert_eq!(connection.framing(), LENGTH);
}

#[test]
fn a_connection_tells_why_nothing_more_comes() {
    let mut connection = Connection::new(Scripted::reading(&[], None), SLIP);
    assert!(matches!(connection.receive(), Err(ReceiveError::Closed)));

    let broken = Scripted::reading(&[], Some(io::ErrorKind::ConnectionReset));
    let error = Connection::new(broken, SLIP).receive().unwrap_err();
    assert!(matches!(error, ReceiveError::Read(_)), "{error}");

    let other = Scripted::reading(&[b"\xc0/a\0\0\xc0"], None);
    let mut connection = Connection::new(other, SLIP).expect(LENGTH);
    for _ in 0..2 {
        let error = connection.receive().unwrap_err();
        assert_eq!(
            error.to_string(),
            "-1070636800 stands where the size of a packet belongs; \
             the peer may speak SLIP (OSC 1.1) or no OSC at all"
        );
    }
}

#[test]
fn a_connection_sends_whole_frames_or_says_that_it_cannot() {
    let mut connection = Connection::with_max_packet(Scripted::reading(&[], None), LENGTH, 32);
    connection.send("/a", ()).unwrap();
    connection.set_framing(SLIP);
    connection.send_bundle(TimeTag::IMMEDIATE, |bundle| bundle.message("/b", ())).unwrap();
    let written = &connection.get_ref().written;
    assert_eq!(written[..12], *b"\0\0\0\x08/a\0\0,\0\0\0");
    assert!(written[12..].starts_with(b"\xc0#bundle\0") && written.ends_with(b"/b\0\0,\0\0\0\xc0"));

    let error = connection.send("/blob", [0_u8; 40].as_slice()).unwrap_err();
    assert!(matches!(error, SendError::TooLong { length: 56, limit: 32 }), "{error}");
    let error = connection.send_packet(&[0; 33]).unwrap_err();
    assert!(matches!(error, SendError::TooLong { length: 33, limit: 32 }), "{error}");
    let error = connection.send("no slash", ()).unwrap_err();
    assert!(matches!(error, SendError::Encode(_)), "{error}");

    // A peer that takes only half of a frame cannot be sent a size again; SLIP resynchronises.
    for framing in BOTH {
        let mut connection = Connection::new(Scripted::reading(&[], None), framing);
        connection.get_mut().takes = 5;
        let error = connection.send("/a", ()).unwrap_err();
        assert!(matches!(error, SendError::TimedOut(_)), "{error}");
        connection.get_mut().takes = usize::MAX;
        match (framing, connection.send("/b", ())) {
            (Framing::LengthPrefix, Err(SendError::Broken)) => {}
            (Framing::Slip, Ok(())) => {
                let stream = connection.into_inner().written;
                let (results, _) = deframe(|| Deframer::new(vec![0; 64], SLIP), &stream);
                assert_eq!(results.last(), Some(&Ok(message_to_vec("/b", ()).unwrap())));
            }
            (_, other) => panic!("{framing}: {other:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn packets_of_every_size_cross_a_unix_stream() {
    use std::os::unix::net::UnixStream;
    for framing in BOTH {
        let (here, there) = UnixStream::pair().unwrap();
        let sizes = [0, 1, 4, 4095, 4096, 8192, 20_000, 65_000];
        let sender = std::thread::spawn(move || {
            let mut connection = Connection::new(here, framing);
            for size in sizes {
                connection.send("/blob", vec![END; size].as_slice()).unwrap();
            }
        });
        let mut connection = Connection::new(there, framing);
        for size in sizes {
            let packet = connection.receive().unwrap().unwrap();
            assert_eq!(packet, message_to_vec("/blob", vec![END; size].as_slice()).unwrap());
            assert!(Packet::decode(packet).is_ok());
        }
        assert!(matches!(connection.receive(), Err(ReceiveError::Closed)));
        sender.join().unwrap();
    }
}
