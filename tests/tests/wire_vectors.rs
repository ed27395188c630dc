//! The wire format against the vectors of twenty implementations, and against its own promises.

use std::time::{Duration, Instant};

use microosc::wire::MAX_NESTING;
use microosc::{DecodeErrorKind, EncodeError, TimeTag};
use microosc_tests::packet::{Argument, Packet, bundle_of};
use microosc_tests::random::Random;
use microosc_tests::vectors::{self, Vector};

#[test]
fn what_is_well_formed_decodes_to_what_it_says() {
    vectors::check("decode_ok", |vector| expect_packet(&vector.bytes("hex"), &packet_of(vector)));
}

#[test]
fn a_packet_encodes_to_exactly_these_bytes() {
    vectors::check("encode", |vector| {
        let (packet, bytes) = (packet_of(vector), vector.bytes("hex"));
        let encoded = packet.to_vec().map_err(|error| error.to_string())?;
        equal("encoded", &hex(&encoded), &hex(&bytes))
    });
}

#[test]
fn what_is_malformed_is_refused_for_its_first_fault() {
    vectors::check("decode_err", |vector| {
        expect_refusal(&vector.bytes("hex"), vector.text("code"))
    });
}

#[test]
fn a_fault_in_an_element_refuses_the_whole_bundle_at_the_same_place() {
    let healthy = message("/fine", "");
    vectors::check("decode_err", |vector| {
        let element = vector.bytes("hex");
        let (kind, offset) = refusal(&element).ok_or("decodes")?;
        // The size of an element is told by the bundle, so these faults are the bundle's.
        if element.is_empty() || element.len() % 4 != 0 {
            return Ok(());
        }
        let bundle = bundle_of(&[&healthy, &element, &healthy]);
        let before = 16 + 4 + healthy.len() + 4;
        equal("refusal", &refusal(&bundle), &Some((kind, before + offset)))
    });
}

/// What microosc does where implementations differ.
enum Reading {
    /// Decodes to the vector's `packet`.
    Taken,
    /// Decodes; its one argument is a string of these bytes, which are no text.
    TakenAsBytes(&'static [u8]),
    Refused(DecodeErrorKind),
}

#[test]
fn where_implementations_differ_each_case_is_decided() {
    use DecodeErrorKind::{ElementSizeTooLarge, NestedTooDeep, SizeNotMultipleOfFour};
    use DecodeErrorKind::{TypeTagsWithoutComma, UnknownTypeTag};
    use Reading::{Refused, Taken, TakenAsBytes};

    const NO_TAGS: &str = "OSC 1.0 asks to be robust about a missing type tag string";
    const UNKNOWN: &str = "OSC 1.0 asks to discard a message with an unknown type tag";
    const UTF8: &str = "practice has gone beyond ASCII";
    const BOUNDED: &str = "the sender must not choose how much a receiver has to keep in mind";
    const TRUE_SIZES: &str = "an element that ends after its bundle is not there";
    #[rustfmt::skip]
    let decisions = [
        ("liblo/no-tags", Taken, NO_TAGS),
        ("micropython-osc/nt", Taken, NO_TAGS),
        ("javaosc/shortest", Taken, NO_TAGS),
        ("python-osc/no-params", Taken, NO_TAGS),
        ("spec/trunc-to-address", Taken, NO_TAGS),
        ("micropython-osc/nt-args", Refused(TypeTagsWithoutComma), "arguments of no known type"),
        ("cnmat/unknown-Z", Refused(UnknownTypeTag), UNKNOWN),
        ("oscpy/unknown-H", Refused(UnknownTypeTag), UNKNOWN),
        ("javaosc/u-0", Refused(UnknownTypeTag), UNKNOWN),
        ("javaosc/u-ff", Refused(UnknownTypeTag), UNKNOWN),
        ("javaosc/u-ffffffff", Refused(UnknownTypeTag), UNKNOWN),
        ("python-osc/unknown-fx", Refused(UnknownTypeTag), UNKNOWN),
        ("spec/unknown-tag-3f", Refused(UnknownTypeTag), UNKNOWN),
        ("python-osc/knob-14-bytes", Refused(SizeNotMultipleOfFour), "surplus bytes are refused"),
        ("python-osc/bundle-in-bundle", Refused(ElementSizeTooLarge), TRUE_SIZES),
        ("python-osc/bundle-unknown-content", Refused(ElementSizeTooLarge), TRUE_SIZES),
        ("javaosc/utf8-string", Taken, UTF8),
        ("cnmat/utf8-string", Taken, UTF8),
        ("spec/invalid-utf8-string", TakenAsBytes(b"\xFF\xFE\xFD"), "bytes pass, only `&str` is text"),
        ("spec/depth-300", Refused(NestedTooDeep), BOUNDED),
        ("spec/array-depth-500", Refused(NestedTooDeep), BOUNDED),
        ("spec/addr-double-slash", Taken, "`//` is a pattern of OSC 1.1"),
        ("spec/c-high", Taken, "all 32 bits of a character are handed on"),
    ];
    vectors::check_decided("decode_lenient", &decisions, |vector, reading| {
        let bytes = vector.bytes("hex");
        match reading {
            Taken => expect_packet(&bytes, &packet_of(vector)),
            Refused(kind) => expect_refusal(&bytes, kind.name()),
            TakenAsBytes(expected) => {
                let packet = microosc::Packet::decode(&bytes).map_err(|error| error.to_string())?;
                let microosc::Packet::Message(message) = packet else {
                    return Err("not a message".to_owned());
                };
                match message.arguments().next() {
                    Some(microosc::Argument::String(text)) if text.to_str().is_err() => {
                        equal("string", &text.as_bytes(), expected)
                    }
                    other => Err(format!("its argument is {other:?}")),
                }
            }
        }
    });
}

#[test]
fn an_unknown_type_tag_in_a_bundle_discards_that_message_only() {
    let unknown = [message("/odd", "iZ"), vec![0, 0, 0, 7]].concat();
    let bytes = bundle_of(&[&message("/first", ""), &unknown, &message("/last", "")]);
    let Ok(microosc::Packet::Bundle(bundle)) = microosc::Packet::decode(&bytes) else {
        panic!("a bundle");
    };
    let elements: Vec<String> = bundle
        .elements()
        .map(|element| match element {
            Ok(microosc::Packet::Message(message)) => message.address().to_owned(),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert_eq!(error.kind(), DecodeErrorKind::UnknownTypeTag);
                assert_eq!(bytes.get(error.offset()), Some(&b'Z'));
                "discarded".to_owned()
            }
        })
        .collect();
    assert_eq!(elements, ["/first", "discarded", "/last"]);
}

#[test]
fn a_faulty_tag_is_told_where_it_stands_though_padding_is_missing() {
    let cases: [(&[u8], _, _); 4] = [
        (b"/x\0\0,,m[\0", DecodeErrorKind::UnknownTypeTag, 5),
        (b"/x\0\0,TZ\0", DecodeErrorKind::UnknownTypeTag, 6),
        (b"/x\0\0,TT]\0", DecodeErrorKind::ArrayUnbalanced, 7),
        (b"/x\0\0,[[[[[[[[[\0", DecodeErrorKind::NestedTooDeep, 13),
    ];
    for (bytes, kind, offset) in cases {
        let error = microosc::Packet::decode_lenient(bytes).err();
        let found = error.map(|error| (error.kind(), error.offset()));
        assert_eq!(found, Some((kind, offset)), "{bytes:?}");
    }
}

#[test]
fn nesting_is_taken_up_to_its_bound_and_no_further() {
    let nested = |depth| (1..depth).fold(bundle_of(&[]), |inner, _| bundle_of(&[&inner]));
    assert_eq!(refusal(&nested(MAX_NESTING)), None);
    let (kind, _) = refusal(&nested(MAX_NESTING + 1)).expect("refused");
    assert_eq!(kind, DecodeErrorKind::NestedTooDeep);

    let arrays = |depth| message("/a", &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    assert_eq!(refusal(&arrays(MAX_NESTING)), None);
    let (kind, _) = refusal(&arrays(MAX_NESTING + 1)).expect("refused");
    assert_eq!(kind, DecodeErrorKind::NestedTooDeep);
}

#[test]
fn time_tags_convert_from_and_to_unix_time() {
    vectors::check("timetag", |vector| {
        let seconds = vector.number("sec");
        if vector.get("immediate").is_some() {
            let tag = TimeTag::new(seconds, vector.number("frac"));
            return equal("immediate", &(tag, tag.is_immediate()), &(TimeTag::IMMEDIATE, true));
        }
        let unix: (i64, u32) = (vector.number("unix_seconds"), vector.number("unix_nanos"));
        let direction = vector.get("dir").map_or("both", |_| vector.text("dir"));
        if direction != "from_unix" {
            let tag = TimeTag::new(seconds, vector.number("frac"));
            equal("to_unix", &tag.to_unix(vector.number("era")), &unix)?;
        }
        if direction != "to_unix" {
            let tag = TimeTag::from_unix(unix.0, unix.1);
            equal("there and back", &tag.to_unix(vector.number("era")), &unix)?;
            equal("seconds", &tag.seconds(), &seconds)?;
            // Of the roundings only this one yields the same nanoseconds on the way back.
            let key = if vector.get("frac_ceil").is_some() { "frac_ceil" } else { "frac" };
            let off = tag.fraction().abs_diff(vector.number(key));
            // Where nanoseconds were cut off the fraction, they cannot bring it back.
            let cut_off = if vector.get("nanos_by").is_some() { 1 } else { 0 };
            let tolerated = vector.get("tol_nanos").map_or(cut_off, |_| vector.number("tol_nanos"));
            let nanos_off = (u64::from(off) * 1_000_000_000).div_ceil(1 << 32);
            if nanos_off > tolerated {
                return Err(format!("fraction {} is {nanos_off} ns off", tag.fraction()));
            }
        }
        Ok(())
    });
}

#[test]
fn time_tags_reach_back_to_1900() {
    let decisions =
        [("rosc/pre-epoch", (2_208_988_799, 0), "the format begins in 1900, not in 1970")];
    vectors::check_decided("timetag_disputed", &decisions, |vector, expected| {
        let tag = TimeTag::from_unix(vector.number("unix_seconds"), vector.number("unix_nanos"));
        equal("tag", &(tag.seconds(), tag.fraction()), expected)
    });
}

#[test]
fn what_is_encoded_decodes_to_the_same() {
    let mut random = Random::new(1);
    let mut buffer = vec![0; 1 << 16];
    for _ in 0..5_000 {
        let packet = Packet::random(&mut random, MAX_NESTING);
        let bytes = packet.encode(&mut buffer).expect("the buffer is large enough");
        assert_eq!(Ok(bytes.to_vec()), packet.to_vec());
        let decoded =
            microosc::Packet::decode(bytes).unwrap_or_else(|error| panic!("{error}: {packet:?}"));
        assert_eq!(Packet::copy_of(&decoded), Ok(packet));
    }
}

#[test]
fn a_buffer_that_is_too_small_is_told_and_a_message_leaves_it_alone() {
    let mut random = Random::new(2);
    for _ in 0..200 {
        let packet = Packet::random(&mut random, 2);
        let bytes = packet.to_vec().expect("encodes");
        for len in 0..bytes.len() {
            let mut buffer = vec![0xAA; len];
            match packet.encode(&mut buffer) {
                Err(EncodeError::BufferTooSmall { needed }) => {
                    assert!(len < needed && needed <= bytes.len(), "{needed} of {}", bytes.len());
                }
                other => panic!("{other:?} in {len} of {} bytes", bytes.len()),
            }
            if matches!(packet, Packet::Message { .. }) {
                assert!(buffer.iter().all(|byte| *byte == 0xAA));
            }
        }
        assert_eq!(packet.encode(&mut vec![0xAA; bytes.len()]), Ok(&bytes[..]));
    }
}

#[test]
fn no_bytes_make_the_decoder_panic_and_what_decodes_can_be_read_to_the_end() {
    let mut random = Random::new(3);
    for len in (0..2_000).map(|round| round % 64) {
        let mut bytes = random.bytes(len);
        read_to_the_end(&bytes);
        for (slot, byte) in bytes.iter_mut().zip(b"#bundle\0") {
            *slot = *byte;
        }
        read_to_the_end(&bytes);
    }
    let files = ["decode_ok", "decode_err", "decode_lenient"];
    for vector in files.iter().flat_map(|file| vectors::load(file)) {
        let original = vector.bytes("hex");
        read_to_the_end(&original);
        for _ in 0..100 {
            let mut bytes = original.clone();
            for _ in 0..=random.below(3) {
                random.damage(&mut bytes);
                read_to_the_end(&bytes);
            }
        }
    }
}

#[test]
fn the_largest_datagrams_decode_at_once() {
    const LARGEST: usize = 65_507;
    let bundle = |element: &[u8]| bundle_of(&vec![element; (LARGEST - 16) / (element.len() + 4)]);
    let tags = |start: &str, tags: &str, end: &str| {
        let count = (LARGEST - 12 - start.len() - end.len()) / tags.len();
        message("/a", &format!("{start}{}{end}", tags.repeat(count)))
    };
    let shapes = [
        bundle(&message("/a", "")),
        bundle(&bundle_of(&[&bundle_of(&[])])),
        tags("", "T", ""),
        tags("", "[[[[[[[[]]]]]]]]", ""),
        tags("[[[[[[[[", "T", "]]]]]]]]"),
        tags("[[[[[[[", "[]", "]]]]]]]"),
        message(&format!("/{}", "a".repeat(LARGEST - 12)), ""),
    ];
    for bytes in shapes {
        let began = Instant::now();
        let copy = microosc::Packet::decode(&bytes).and_then(|packet| Packet::copy_of(&packet));
        assert!(copy.is_ok(), "{:?} at the start of {}", copy.err(), hex(&bytes[..32]));
        // Milliseconds; a cost that grows with the square would take minutes.
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?} for {}",
            began.elapsed(),
            hex(&bytes[..32])
        );
    }
}

/// Decodes, and if that succeeds uses every accessor; says what must hold for any bytes.
fn read_to_the_end(bytes: &[u8]) {
    match microosc::Packet::decode(bytes) {
        Err(error) => assert!(error.offset() <= bytes.len(), "{error} in {}", hex(bytes)),
        Ok(packet) => {
            assert!(!format!("{packet:?}").is_empty());
            let Some(encoded) = encode_again(&packet, bytes) else { return };
            // Only a type tag string that was missing makes a difference: it is written.
            if encoded.len() == bytes.len() {
                assert_eq!(hex(&encoded), hex(bytes));
            } else {
                assert!(encoded.len() > bytes.len(), "{} became {}", hex(bytes), hex(&encoded));
                let decoded = microosc::Packet::decode(&encoded).expect("what was encoded decodes");
                assert_eq!(Packet::copy_of(&decoded), Packet::copy_of(&packet));
            }
        }
    }
}

/// Encodes what was decoded, or returns `None` where an element is to be discarded.
fn encode_again(packet: &microosc::Packet<'_>, within: &[u8]) -> Option<Vec<u8>> {
    match packet {
        microosc::Packet::Message(message) => {
            let Ok(Packet::Message { arguments, .. }) = Packet::copy_of(packet) else {
                panic!("a message is copied as one");
            };
            // No argument has got lost on the way.
            assert_eq!(format!(",{}", tags_of(&arguments)), message.type_tags().to_string());
            // Whatever it holds can be printed on a terminal.
            assert!(!message.to_string().contains(char::is_control), "{message:?}");
            Some(microosc::message_to_vec(message.address(), message.arguments()).expect("encodes"))
        }
        microosc::Packet::Bundle(bundle) => {
            let mut elements = Vec::new();
            for element in bundle.elements() {
                match element {
                    Ok(element) => elements.push(encode_again(&element, bundle.as_bytes())?),
                    Err(error) => {
                        assert_eq!(error.kind(), DecodeErrorKind::UnknownTypeTag);
                        assert!(error.offset() <= within.len());
                        return None;
                    }
                }
            }
            let elements: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
            let mut bytes = bundle_of(&elements);
            bytes[8..16].copy_from_slice(&bundle.time_tag().to_bits().to_be_bytes());
            Some(bytes)
        }
    }
}

fn tags_of(arguments: &[Argument]) -> String {
    let mut tags = String::new();
    for argument in arguments {
        let last = match argument {
            Argument::Int32(_) => 'i',
            Argument::Int64(_) => 'h',
            Argument::Float32(_) => 'f',
            Argument::Float64(_) => 'd',
            Argument::String(_) => 's',
            Argument::Symbol(_) => 'S',
            Argument::Blob(_) => 'b',
            Argument::TimeTag(_) => 't',
            Argument::Char(_) => 'c',
            Argument::Rgba(_) => 'r',
            Argument::Midi(_) => 'm',
            Argument::Bool(true) => 'T',
            Argument::Bool(false) => 'F',
            Argument::Nil => 'N',
            Argument::Impulse => 'I',
            Argument::Array(elements) => {
                tags.push('[');
                tags.push_str(&tags_of(elements));
                ']'
            }
        };
        tags.push(last);
    }
    tags
}

fn expect_packet(bytes: &[u8], expected: &Packet) -> Result<(), String> {
    let decoded = microosc::Packet::decode(bytes).map_err(|error| error.to_string())?;
    let copy = Packet::copy_of(&decoded).map_err(|error| error.to_string())?;
    equal("decoded", &copy, expected)
}

fn expect_refusal(bytes: &[u8], expected: &str) -> Result<(), String> {
    let (kind, offset) = refusal(bytes).ok_or("decodes")?;
    if offset > bytes.len() {
        return Err(format!("the fault is at {offset} of {} bytes", bytes.len()));
    }
    equal("refusal", &kind.name(), &expected)
}

fn refusal(bytes: &[u8]) -> Option<(DecodeErrorKind, usize)> {
    microosc::Packet::decode(bytes).err().map(|error| (error.kind(), error.offset()))
}

fn packet_of(vector: &Vector) -> Packet {
    vector
        .get("packet")
        .and_then(Packet::of_json)
        .unwrap_or_else(|| panic!("{}: its packet is not understood", vector.id()))
}

/// A message of arguments that have no bytes of their own.
fn message(address: &str, tags: &str) -> Vec<u8> {
    [string(address), string(&format!(",{tags}"))].concat()
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize((text.len() + 4) & !3, 0);
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, should: &T) -> Result<(), String> {
    if is == should { Ok(()) } else { Err(format!("{what} {is:?}, expected {should:?}")) }
}
