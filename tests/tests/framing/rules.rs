//! What both versions of OSC say about streams, and what is done about streams that do not.

use crate::*;
use microosc::stream::{Detection, MAX_SKIP, frame_to_vec};

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
