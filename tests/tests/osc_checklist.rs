//! What OSC 1.0 (Wright 2002) and OSC 1.1 (Freed and Schmeder, NIME 2009) ask of an
//! implementation, point by point; where the text leaves something open, what was chosen. The points
//! are numbered through: 1 to 28 are of OSC 1.0, 29 to 35 of OSC 1.1.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use microosc::stream::{Deframer, Detection, Fault, Framing, frame_to_vec};
use microosc::wire::MAX_NESTING;
use microosc::{
    Address, AddressErrorKind, AddressPattern, Argument, BundleEncoder, BundleTime,
    DecodeErrorKind, EncodeError, Group, Impulse, Late, Message, Midi, Packet, Rest, Rgba, Router,
    Scheduling, Server, Text, TimeTag, ToArguments, bundle_to_vec, message_to_vec, osc_handler,
    osc_router,
};

/// OSC 1.0, "Atomic Data Types".
mod data {
    use super::*;

    // 1
    #[test]
    fn all_numbers_are_big_endian() {
        let packet = message((
            (1, -2, 0.5_f32, 0x0102_0304_0506_0708_i64),
            (-0.5_f64, TimeTag::new(0x8000_0001, 0x4000_0002)),
        ));
        let numbers = b"\0\0\0\x01\xFF\xFF\xFF\xFE\x3F\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08\
            \xBF\xE0\0\0\0\0\0\0\x80\0\0\x01\x40\0\0\x02";
        assert_eq!(packet, [&b"/a\0\0,iifhdt\0"[..], numbers].concat());
        let expected = [
            Argument::Int32(1),
            Argument::Int32(-2),
            Argument::Float32(0.5),
            Argument::Int64(0x0102_0304_0506_0708),
            Argument::Float64(-0.5),
            Argument::TimeTag(TimeTag::new(0x8000_0001, 0x4000_0002)),
        ];
        assert!(decoded(&packet).arguments().eq(expected));
    }

    // 2
    #[test]
    fn a_length_that_is_a_multiple_of_4_gets_four_nuls() {
        assert!(message("data").ends_with(b",s\0\0data\0\0\0\0"));
        assert!(message("OSC").ends_with(b",s\0\0OSC\0"));
        assert!(message("").ends_with(b",s\0\0\0\0\0\0"));
        for len in 0..32 {
            let text = "x".repeat(len);
            let packet = message(text.as_str());
            let nuls = packet.iter().rev().take_while(|byte| **byte == 0).count();
            let tag_nuls = if len == 0 { 2 } else { 0 };
            assert!((1 + tag_nuls..=4 + tag_nuls).contains(&nuls), "{nuls} after {len} bytes");
            assert_eq!(packet.len(), 8 + (len + 4) / 4 * 4);
            assert!(decoded(&packet).arguments().eq([Argument::String(Text::from(&*text))]));
        }
        assert_eq!(refused(b"/a\0\0,s\0\0data"), Some(DecodeErrorKind::StringUnterminated));
    }

    // 3
    #[test]
    fn a_blob_is_its_count_its_bytes_and_up_to_three_zeros() {
        let ends: [&[u8]; 5] = [
            b"\0\0\0\0",
            b"\0\0\0\x01\xFF\0\0\0",
            b"\0\0\0\x02\xFF\xFF\0\0",
            b"\0\0\0\x03\xFF\xFF\xFF\0",
            b"\0\0\0\x04\xFF\xFF\xFF\xFF",
        ];
        for (len, end) in ends.into_iter().enumerate() {
            let blob = &[0xFF; 4][..len];
            let packet = message(blob);
            assert_eq!(packet, [b"/a\0\0,b\0\0", end].concat());
            assert!(decoded(&packet).arguments().eq([Argument::Blob(blob)]));
        }
        let negative = b"/a\0\0,b\0\0\xFF\xFF\xFF\xFF";
        assert_eq!(refused(negative), Some(DecodeErrorKind::BlobSizeNegative));
        let longer_than_the_packet = b"/a\0\0,b\0\0\0\0\0\x05\xFF\xFF\xFF\xFF";
        assert_eq!(refused(longer_than_the_packet), Some(DecodeErrorKind::BlobTooLong));
    }

    // 4
    #[test]
    fn every_size_is_a_multiple_of_4() {
        for arguments in [&[][..], &[Argument::Nil], &[Argument::Blob(b"x"), Argument::Bool(true)]]
        {
            assert_eq!(message(arguments).len() % 4, 0);
        }
        let packet = message(7);
        for len in (1..packet.len()).filter(|len| len % 4 != 0) {
            let kind = refused(&packet[..len]);
            assert_eq!(kind, Some(DecodeErrorKind::SizeNotMultipleOfFour), "{len} bytes");
        }
        let element = b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x06/a\0\0,\0\0\0";
        assert_eq!(refused(element), Some(DecodeErrorKind::ElementSizeNotMultipleOfFour));
    }

    // 5
    #[test]
    fn padding_that_is_not_zero_is_refused_unless_leniency_is_asked_for() {
        let packets: [&[u8]; 4] = [
            b"/log\0\0\0x,s\0\0hi\0\0",
            b"/log\0\0\0\0,s\0xhi\0\0",
            b"/log\0\0\0\0,s\0\0hi\0x",
            b"/log\0\0\0\0,b\0\0\0\0\0\x01!\0x\0",
        ];
        for packet in packets {
            assert_eq!(refused(packet), Some(DecodeErrorKind::PaddingNotZero));
            expect_leniency(packet);
        }
    }
}

/// OSC 1.0, "OSC Packets".
mod packet {
    use super::*;

    // 6
    #[test]
    fn the_first_byte_tells_a_message_from_a_bundle() {
        assert!(matches!(Packet::decode(b"/a\0\0,\0\0\0"), Ok(Packet::Message(_))));
        assert!(matches!(Packet::decode(b"#bundle\0\0\0\0\0\0\0\0\x01"), Ok(Packet::Bundle(_))));
        for first in (0..=255).filter(|byte| !matches!(byte, b'/' | b'#')) {
            let packet = [first, b'a', 0, 0, b',', 0, 0, 0];
            assert_eq!(refused(&packet), Some(DecodeErrorKind::BadFirstByte), "{first}");
        }
        assert_eq!(refused(b"#bungle\0\0\0\0\0\0\0\0\x01"), Some(DecodeErrorKind::BadBundleHeader));
        assert_eq!(refused(b""), Some(DecodeErrorKind::Empty));
    }

    // 7
    #[test]
    fn a_datagram_is_one_packet_and_a_stream_has_a_size_before_each() {
        let packet = message(7);
        let two = [&packet[..], &packet].concat();
        assert_eq!(refused(&two), Some(DecodeErrorKind::TrailingBytes));

        let frame = frame_to_vec(Framing::LengthPrefix, &packet).expect("a frame");
        assert_eq!(frame, [&[0, 0, 0, 12], &packet[..]].concat());
        let stream = frame.repeat(3);
        let packets = deframed(Framing::LengthPrefix, &stream);
        assert_eq!(packets, [Ok(packet.clone()), Ok(packet.clone()), Ok(packet)]);
    }

    // 8
    #[test]
    fn surplus_bytes_are_refused_unless_leniency_is_asked_for() {
        let packet = b"/log\0\0\0\0,s\0\0hi\0\0more";
        assert_eq!(refused(packet), Some(DecodeErrorKind::TrailingBytes));
        expect_leniency(packet);
    }
}

/// OSC 1.0, "OSC Messages".
mod message {
    use super::*;

    // 9
    #[test]
    fn a_message_is_an_address_a_type_tag_string_and_its_arguments() {
        // The two examples of the specification.
        let frequency = b"/oscillator/4/frequency\0,f\0\0\x43\xDC\0\0";
        let foo = b"/foo\0\0\0\0,iisff\0\0\0\0\x03\xE8\xFF\xFF\xFF\xFFhello\0\0\0\
            \x3F\x9D\xF3\xB6\x40\xB5\xB2\x2D";
        let cases: [(&[u8], &str); 2] = [
            (frequency, "/oscillator/4/frequency ,f 440.0"),
            (foo, r#"/foo ,iisff 1000 -1 "hello" 1.234 5.678"#),
        ];
        for (packet, shown) in cases {
            let message = decoded(packet);
            assert_eq!(message.to_string(), shown);
            let again = message_to_vec(message.address(), message.arguments());
            assert_eq!(again.as_deref(), Ok(packet));
        }
        assert_eq!(message_to_vec("a", ()), Err(EncodeError::InvalidAddress));
        assert_eq!(refused(b"/a\0\0,i\0\0\0\0\0"), Some(DecodeErrorKind::SizeNotMultipleOfFour));
        assert_eq!(refused(b"/a\0\0,i\0\0"), Some(DecodeErrorKind::ArgumentTruncated));
    }

    // 10
    #[test]
    fn a_missing_type_tag_string_is_survived() {
        assert!(decoded(b"/log\0\0\0\0").arguments().is_empty());
        assert_eq!(calls(b"/log\0\0\0\0"), ["log"]);
        // What follows the address is of no known type.
        let untyped = b"/log\0\0\0\0\0\0\0\x07";
        assert_eq!(refused(untyped), Some(DecodeErrorKind::TypeTagsWithoutComma));
        assert!(calls(untyped).is_empty());
    }

    // 11
    #[test]
    fn a_comma_alone_is_no_arguments() {
        assert!(decoded(b"/log\0\0\0\0,\0\0\0").arguments().is_empty());
        assert_eq!(calls(b"/log\0\0\0\0,\0\0\0"), ["log"]);
        assert_eq!(message(()), b"/a\0\0,\0\0\0");
    }

    // 12
    #[test]
    fn an_unknown_type_tag_discards_the_whole_message_and_no_other() {
        for tag in (1..=255).filter(|tag| !b"ifsbhtdScrmTFNI[]".contains(tag)) {
            let packet = [b'/', b'a', 0, 0, b',', b'i', tag, 0, 0, 0, 0, 7];
            assert_eq!(refused(&packet), Some(DecodeErrorKind::UnknownTypeTag), "{tag}");
        }
        let unknown = b"/log\0\0\0\0,iZ\0\0\0\0\x07";
        assert!(calls(unknown).is_empty());
        let mut stage = Stage::new();
        stage.send(&bundle_of(&[&log("before"), unknown, &log("after")]));
        assert_eq!(stage.taken(), ["log \"before\"", "log \"after\""]);
        assert_eq!(stage.server.counters().malformed, 1);
    }

    // 13
    #[test]
    fn every_type_tag_is_read_and_written_as_its_type() {
        let colour = Rgba { red: 1, green: 2, blue: 3, alpha: 4 };
        let midi = Midi { port: 1, status: 0x90, data1: 60, data2: 127 };
        let cases: [(&[u8], Argument<'_>); 15] = [
            (b",i\0\0\0\0\0\x07", Argument::Int32(7)),
            (b",f\0\0\x3F\0\0\0", Argument::Float32(0.5)),
            (b",s\0\0hi\0\0", Argument::String(Text::from("hi"))),
            (b",b\0\0\0\0\0\x01!\0\0\0", Argument::Blob(b"!")),
            (b",h\0\0\0\0\0\0\0\0\0\x07", Argument::Int64(7)),
            (b",t\0\0\0\0\0\0\0\0\0\x01", Argument::TimeTag(TimeTag::IMMEDIATE)),
            (b",d\0\0\x3F\xE0\0\0\0\0\0\0", Argument::Float64(0.5)),
            (b",S\0\0hi\0\0", Argument::Symbol(Text::from("hi"))),
            (b",c\0\0\0\0\0A", Argument::Char('A'.into())),
            (b",r\0\0\x01\x02\x03\x04", Argument::Rgba(colour)),
            (b",m\0\0\x01\x90\x3C\x7F", Argument::Midi(midi)),
            (b",T\0\0", Argument::Bool(true)),
            (b",F\0\0", Argument::Bool(false)),
            (b",N\0\0", Argument::Nil),
            (b",I\0\0", Argument::Impulse(Impulse)),
        ];
        for (bytes, argument) in cases {
            let packet = [b"/a\0\0", bytes].concat();
            assert!(decoded(&packet).arguments().eq([argument]), "{argument}");
            assert_eq!(message(argument), packet, "{argument}");
        }
    }

    // 13
    #[test]
    fn arrays_nest_and_their_brackets_come_in_pairs() {
        let packet = message((1, Group((2, Group(()), Group((3, true)))), 4));
        assert!(packet.starts_with(b"/a\0\0,i[i[][iT]]i\0"));
        assert_eq!(decoded(&packet).to_string(), "/a ,i[i[][iT]]i 1 [2, [], [3, true]] 4");
        for tags in [b",[\0\0", b",]\0\0", b",][\0", b",[[]"] {
            let packet = [&b"/a\0\0"[..], tags, b"\0\0\0\0"].concat();
            let packet = &packet[..if tags[3] == 0 { 8 } else { 12 }];
            assert_eq!(refused(packet), Some(DecodeErrorKind::ArrayUnbalanced), "{tags:?}");
        }
        let deep = format!("/a\0\0,{}{}\0\0\0", "[".repeat(8), "]".repeat(8));
        assert_eq!((MAX_NESTING, refused(deep.as_bytes())), (8, None));
    }
}

/// OSC 1.0, "OSC Bundles", "Temporal Semantics and OSC Time Tags".
mod bundle {
    use super::*;

    // 14
    #[test]
    fn a_bundle_is_its_name_a_time_tag_and_sized_elements() {
        let empty = b"#bundle\0\x83\xAA\x7E\x80\0\0\0\0";
        assert_eq!(bundle_to_vec(TimeTag::from_unix(0, 0), |_| Ok(())).as_deref(), Ok(&empty[..]));
        assert_eq!(refused(empty), None);
        assert_eq!(refused(&empty[..12]), Some(DecodeErrorKind::BundleTruncated));
        assert_eq!(refused(&empty[..4]), Some(DecodeErrorKind::BadBundleHeader));

        let nested = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/a", 7)?;
            bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/b", ()))
        });
        let nested = nested.expect("a bundle");
        let header = b"#bundle\0\0\0\0\0\0\0\0\x01";
        let first = b"\0\0\0\x0C/a\0\0,i\0\0\0\0\0\x07";
        let second = [&b"\0\0\0\x1C"[..], header, b"\0\0\0\x08/b\0\0,\0\0\0"].concat();
        assert_eq!(nested, [&header[..], first, &second].concat());
        let Ok(Packet::Bundle(bundle)) = Packet::decode(&nested) else { panic!("a bundle") };
        assert_eq!(bundle.elements().count(), 2);

        let sizes = [
            (-4_i32, DecodeErrorKind::ElementSizeNegative),
            (0, DecodeErrorKind::ElementEmpty),
            (6, DecodeErrorKind::ElementSizeNotMultipleOfFour),
            (16, DecodeErrorKind::ElementSizeTooLarge),
        ];
        for (size, kind) in sizes {
            let packet = [header, &size.to_be_bytes()[..], b"/a\0\0,i\0\0\0\0\0\x07"].concat();
            assert_eq!(refused(&packet), Some(kind), "a size of {size}");
        }
        for depth in 1..=MAX_NESTING + 1 {
            let packet = (1..depth).fold(empty.to_vec(), |inner, _| bundle_of(&[&inner]));
            let too_deep = depth > MAX_NESTING;
            assert_eq!(refused(&packet), too_deep.then_some(DecodeErrorKind::NestedTooDeep));
        }
    }

    // 15
    #[test]
    fn a_bundle_within_another_runs_no_earlier_than_that() {
        let mut stage = Stage::new();
        let (outer, inner) = (stage.after(200), stage.after(100));
        stage.send_bundle(outer, |bundle| {
            bundle.bundle(inner, |inner| inner.message("/log", "inner"))?;
            bundle.message("/log", "outer")
        });
        stage.run_to(199);
        assert!(stage.taken().is_empty());
        stage.run_to(200);
        assert_eq!(stage.taken(), ["log \"inner\"", "log \"outer\""]);
        assert_eq!(stage.server.counters().misordered, 1);
    }

    // 16
    #[test]
    fn the_messages_of_a_bundle_run_with_nothing_in_between() {
        let mut stage = Stage::new();
        let time = stage.after(100);
        for name in ["a", "b", "c"] {
            stage.send_bundle(time, |bundle| {
                (0..3).try_for_each(|number| bundle.message("/log", (name, number)))
            });
        }
        stage.send_bundle(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/log", "first")?;
            bundle.message("/log", "second")
        });
        stage.run_to(100);
        let expected = [
            "log \"first\"",
            "log \"second\"",
            "log \"a\" 0",
            "log \"a\" 1",
            "log \"a\" 2",
            "log \"b\" 0",
            "log \"b\" 1",
            "log \"b\" 2",
            "log \"c\" 0",
            "log \"c\" 1",
            "log \"c\" 2",
        ];
        assert_eq!(stage.taken(), expected);
        // Not one runs if one of them cannot be read.
        stage.send(&bundle_of(&[&log("fine"), b"/log\0\0\0\0,i\0\0"]));
        assert!(stage.taken().is_empty());
    }

    // 17
    #[test]
    fn messages_of_a_bundle_run_in_order_and_methods_of_a_pattern_in_any() {
        let mut stage = Stage::new();
        stage.send_bundle(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/{x,y}", 1)?;
            bundle.message("/log", 2)?;
            bundle.message("/?", 3)
        });
        let mut calls = stage.taken();
        calls[..2].sort();
        calls[3..].sort();
        assert_eq!(calls, ["x 1", "y 1", "log 2", "x 3", "y 3"]);
    }
}

/// OSC 1.0, "Temporal Semantics and OSC Time Tags"; `time_tag.rs` has more.
mod time {
    use super::*;

    // 18
    #[test]
    fn a_time_tag_is_seconds_since_1900_and_a_fraction_and_1_is_at_once() {
        assert_eq!(TimeTag::from_unix(0, 0), TimeTag::new(2_208_988_800, 0));
        assert_eq!(TimeTag::from_unix(0, 500_000_000).fraction(), 1 << 31);
        assert_eq!(TimeTag::new(3, 4).to_bits(), 3 << 32 | 4);
        assert_eq!(TimeTag::IMMEDIATE.to_bits(), 1);
        // The era begins anew on 2036-02-07 at 06:28:16.
        assert_eq!(TimeTag::from_unix(2_085_978_495, 0), TimeTag::new(u32::MAX, 0));
        assert_eq!(TimeTag::from_unix(2_085_978_496, 0), TimeTag::new(0, 0));
    }

    // 18
    #[test]
    fn a_time_tag_of_zero_is_past() {
        let mut stage = Stage::new();
        stage.send_bundle(TimeTag::new(0, 0), |bundle| bundle.message("/log", "zero"));
        assert_eq!(stage.taken(), ["log \"zero\""]);
    }

    // 19
    #[test]
    fn messages_and_bundles_of_the_past_run_at_once_and_others_at_their_time() {
        let mut stage = Stage::new();
        stage.run_to(1000);
        stage.send(&log("alone"));
        assert_eq!(stage.taken(), ["log \"alone\""]);
        for millis in [0, 999, 1000] {
            let time = stage.after(millis);
            stage.send_bundle(time, |bundle| bundle.message("/log", ()));
            assert_eq!(stage.taken(), ["log"], "{millis} ms");
        }
        assert_eq!(stage.server.counters().late, 2);
        let time = stage.after(1001);
        stage.send_bundle(time, |bundle| bundle.message("/log", "future"));
        assert!(stage.taken().is_empty());
        assert_eq!(stage.server.poll_timeout(), Some(time));
        stage.run_to(1001);
        assert_eq!(stage.taken(), ["log \"future\""]);
    }

    // 19
    #[test]
    fn late_bundles_are_discarded_where_the_user_asked_for_it() {
        let mut stage = Stage::new();
        stage.server.settings_mut().late = Late::Drop;
        stage.run_to(1000);
        for (millis, calls) in [(999, 0), (1000, 1)] {
            let time = stage.after(millis);
            stage.send_bundle(time, |bundle| bundle.message("/log", ()));
            assert_eq!(stage.taken().len(), calls, "{millis} ms");
        }
        assert_eq!(stage.server.counters().late, 1);
    }

    // 19
    #[test]
    fn without_a_clock_every_bundle_runs_at_once() {
        let mut stage = Stage::new();
        stage.server.settings_mut().scheduling = Scheduling::Immediate;
        stage.now = TimeTag::IMMEDIATE;
        let time = stage.after(1000);
        stage.send_bundle(time, |bundle| bundle.message("/log", "future"));
        assert_eq!(stage.taken(), ["log \"future\""]);
    }
}

/// OSC 1.0, "OSC Address Spaces and OSC Addresses".
mod address_space {
    use super::*;

    // 20
    #[test]
    fn names_are_printable_ascii_without_the_characters_of_patterns() {
        for byte in 0..=127 {
            let address = format!("/a{}b", char::from(byte));
            let valid = (0x21..=0x7E).contains(&byte) && !b"#*,?[]{}".contains(&byte);
            assert_eq!(Address::new(&address).is_ok(), valid, "{address:?}");
        }
        assert!(Address::new("/é").is_err());
        assert!(Address::new("a").is_err());
        let address = Address::new("/mixer/1/level").expect("an address");
        assert!(address.segments().eq(["mixer", "1", "level"]));
    }

    // 20
    #[test]
    fn a_node_may_be_both_a_container_and_a_method() {
        assert_eq!(calls(&packet("/x", 1)), ["x 1"]);
        assert_eq!(calls(&packet("/x/below", 1)), ["below 1"]);
    }

    // 21
    #[test]
    fn an_empty_name_is_no_name() {
        for address in ["/", "/a/", "//a", "/a//b"] {
            let error = Address::new(address).expect_err(address);
            assert_eq!(error.kind(), AddressErrorKind::EmptyName, "{address}");
        }
        assert!(!matches("/a/", "/a"));
        assert!(!matches("/a", "/a/"));
        assert!(calls(&packet("/x/", 1)).is_empty());
    }
}

/// OSC 1.0, "OSC Message Dispatching and Pattern Matching".
mod pattern_matching {
    use super::*;

    // 22
    #[test]
    fn parts_match_one_by_one_and_to_their_end() {
        expect(&[
            ("/a/b", "/a/b", true),
            ("/a/b", "/a", false),
            ("/a", "/a/b", false),
            ("/a/b", "/a/bc", false),
            ("/a/bc", "/a/b", false),
        ]);
        for across in ["/a?b", "/a*b", "/*", "/a[/]b", "/a[!x]b", "/a{/}b", "/*b", "/a*"] {
            assert!(!matches(across, "/a/b"), "{across}");
        }
    }

    // 23
    #[test]
    fn a_question_mark_is_one_character_and_a_star_any_number() {
        expect(&[
            ("/?", "/a", true),
            ("/?", "/ab", false),
            ("/a?", "/a", false),
            ("/a?c", "/abc", true),
            ("/*", "/a", true),
            ("/*", "/abc", true),
            ("/a*", "/a", true),
            ("/a*c", "/ac", true),
            ("/a*c", "/abbc", true),
            ("/a*c", "/abcb", false),
            ("/a*b*b", "/abb", true),
            ("/a*b*b", "/aXbYb", true),
            ("/a*b*b", "/aXbY", false),
            ("/a**b", "/ab", true),
            ("/*?*", "/a", true),
        ]);
    }

    // 24
    #[test]
    fn a_set_is_one_of_its_characters() {
        expect(&[
            ("/[abc]", "/b", true),
            ("/[abc]", "/d", false),
            ("/[abc]", "/ab", false),
            ("/[a-c]", "/b", true),
            ("/[a-c]", "/-", false),
            ("/[0-9A-F]", "/E", true),
            ("/[0-9]", "/10", false),
            ("/[a-]", "/-", true),
            ("/[-a]", "/-", true),
            ("/[!a]", "/b", true),
            ("/[!a]", "/a", false),
            ("/[!a]", "/bb", false),
            ("/x[!a]", "/x", false),
            ("/[!a-c]", "/d", true),
            ("/[a!]", "/!", true),
            ("/[!!]", "/!", false),
            ("/[!!]", "/a", true),
        ]);
        // A set that nothing can be in, or that is none, is malformed.
        for malformed in ["/[c-a]", "/[]", "/[!]", "/[]a]"] {
            assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
        }
    }

    // 25
    #[test]
    fn braces_are_one_of_their_strings() {
        expect(&[
            ("/{foo,bar}", "/foo", true),
            ("/{foo,bar}", "/bar", true),
            ("/{foo,bar}", "/baz", false),
            ("/{foo,bar}", "/foobar", false),
            ("/{a,ab}c", "/abc", true),
            ("/{ab,a}bc", "/abc", true),
            ("/{1,10}", "/10", true),
            ("/*{b,c}", "/abc", true),
            ("/x{a}y", "/xay", true),
        ]);
        // Neither nested nor wild, and no alternative is empty.
        for malformed in ["/{a,{b}}", "/{a*,b}", "/{[a],b}", "/{a?}", "/{}", "/{a,}", "/{,a}"] {
            assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
        }
    }

    // 26
    #[test]
    fn any_other_character_matches_itself() {
        for byte in (0x21..=0x7E).filter(|byte| !b"#*,/?[]{}".contains(byte)) {
            let itself = format!("/{}", char::from(byte));
            assert!(matches(&itself, &itself), "{itself}");
            assert!(!matches(&itself, "/other") && !matches(&itself, "/é"), "{itself}");
            for other in (0x21..=0x7E).filter(|other| *other != byte && *other != b'/') {
                let other = format!("/{}", char::from(other));
                assert!(!matches(&itself, &other), "{itself} against {other}");
            }
        }
        expect(&[("/a.b", "/axb", false), ("/a+", "/aa", false), ("/A", "/a", false)]);
    }

    // 27
    #[test]
    fn every_method_that_matches_gets_the_same_arguments() {
        let mut all = calls(&packet("/?", (1, "two")));
        all.sort();
        assert_eq!(all, ["x 1 \"two\"", "y 1 \"two\""]);
    }

    // 27
    #[test]
    fn a_pattern_with_an_open_bracket_matches_nothing() {
        for malformed in ["/[x", "/x]", "/{x", "/x}", "/[x/y]", "/{x/y}", "/{x,[y}]"] {
            assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
            let mut stage = Stage::new();
            stage.send(&packet(malformed, 1));
            assert!(stage.taken().is_empty(), "{malformed}");
            assert_eq!(stage.server.counters().unmatched, 1);
        }
    }

    // 28; the steps are counted in `address/pattern.rs`.
    #[test]
    fn a_hostile_pattern_costs_neither_stack_nor_time() {
        let patterns = [
            format!("/{}b", "*a".repeat(30_000)),
            format!("/{}b", "*".repeat(60_000)),
            format!("/{}b", "*{a,aa}".repeat(8_000)),
            format!("{}//b", "//*a".repeat(15_000)),
            "/{a".repeat(20_000),
        ];
        let address = "/".to_owned() + &"a".repeat(1000);
        let small_stack = thread::Builder::new().stack_size(64 << 10);
        let matching = small_stack.spawn(move || {
            for pattern in patterns {
                assert!(!matches(&pattern, &address));
                assert!(!matches(&pattern, &"/a".repeat(500)));
            }
        });
        matching.expect("a thread").join().expect("no match, and the stack was deep enough");
    }
}

/// OSC 1.1.
mod version_1_1 {
    use super::*;

    // 29
    #[test]
    fn messages_of_osc_1_0_stay_valid() {
        let packet = b"/oscillator/4/frequency\0,f\0\0\x43\xDC\0\0";
        assert_eq!(decoded(packet).to_string(), "/oscillator/4/frequency ,f 440.0");
        // The bytes of a packet do not depend on what carries it.
        for framing in [Framing::Slip, Framing::LengthPrefix] {
            let frame = frame_to_vec(framing, packet).expect("a frame");
            assert_eq!(deframed(framing, &frame), [Ok(packet.to_vec())]);
        }
    }

    // 30
    #[test]
    fn the_required_types_reach_handlers() {
        let arguments = (
            (7, 0.5_f32, "text", &b"blob"[..]),
            (true, false, Argument::Nil, Impulse, TimeTag::IMMEDIATE),
        );
        assert_eq!(message(arguments)[4..14], *b",ifsbTFNIt");
        assert_eq!(calls(&packet("/required", arguments)), ["required"]);
    }

    // 31
    #[test]
    fn two_slashes_traverse_any_number_of_levels() {
        expect(&[
            ("//spherical", "/position/spherical", true),
            ("//spherical", "/a/b/c/spherical", true),
            ("//spherical", "/spherical", true),
            ("//spherical", "/spherical/a", false),
            ("//spherical", "/aspherical", false),
            ("/a//c", "/a/b/c", true),
            ("/a//c", "/a/b/b/c", true),
            ("/a//c", "/a/c", true),
            ("/a//c", "/b/a/c", false),
            ("//a//b", "/x/a/y/b", true),
            ("//a//", "/x/a", true),
            ("//a//", "/x/a/y/z", true),
            ("//a//", "/x/b", false),
            ("//*", "/a/b", true),
        ]);
        let mut all = calls(&packet("//below", 1));
        all.extend(calls(&packet("//x//", 2)));
        all.sort();
        assert_eq!(all, ["below 1", "below 2", "x 2"]);
    }

    // 32
    #[test]
    fn the_time_tag_reaches_the_handler_whatever_the_server_makes_of_it() {
        let tags = |stage: &mut Stage, time| {
            stage.send_bundle(time, |bundle| bundle.message("/when", ()));
            stage.run_to(5000);
            stage.taken()
        };
        let (mut scheduled, mut unscheduled) = (Stage::new(), Stage::new());
        unscheduled.server.settings_mut().scheduling = Scheduling::Immediate;
        let (soon, past) = (scheduled.after(3000), TimeTag::new(7, 7));
        for time in [TimeTag::IMMEDIATE, soon, past] {
            let expected = [format!("{time:?}")];
            assert_eq!(tags(&mut scheduled, time), expected);
            assert_eq!(tags(&mut unscheduled, time), expected);
        }
        assert_eq!(calls(&packet("/when", ())), [format!("{:?}", TimeTag::IMMEDIATE)]);
    }

    // 33
    #[test]
    fn streams_are_slip_with_an_end_before_and_after() {
        const END: u8 = 0xC0;
        let packet = message(i32::from_be_bytes([0xC0, 0xDB, 0xDC, 0xDD]));
        let frame = frame_to_vec(Framing::Slip, &packet).expect("a frame");
        assert_eq!(frame, b"\xC0/a\0\0,i\0\0\xDB\xDC\xDB\xDD\xDC\xDD\xC0");

        let empty_between = [&[END, END], &frame[..], &[END, END], &frame].concat();
        let both = [Ok(packet.clone()), Ok(packet.clone())];
        assert_eq!(deframed(Framing::Slip, &empty_between), both);
        // One END between packets will do, as senders of plain RFC 1055 have it.
        let shared = [&frame[..], &frame[1..]].concat();
        assert_eq!(deframed(Framing::Slip, &shared), both);

        let damaged = [&frame[..], b"\xC0/a\xDBx,\0\0\0\xC0", &frame].concat();
        let [first, second] = both;
        assert_eq!(deframed(Framing::Slip, &damaged), [first, Err(Fault::BadEscape), second]);
    }

    // 34
    #[test]
    fn the_first_bytes_tell_the_two_framings_apart() {
        let cases: [(&[u8], Detection); 8] = [
            (b"\xC0", Detection::Framing(Framing::Slip)),
            (b"/", Detection::Framing(Framing::Slip)),
            (b"#b", Detection::Framing(Framing::Slip)),
            (b"\0\0\0\x0C/", Detection::Framing(Framing::LengthPrefix)),
            (b"\0\0\0\x10#", Detection::Framing(Framing::LengthPrefix)),
            (b"\0\0\0", Detection::NeedMore),
            (b"", Detection::NeedMore),
            (b"GET ", Detection::Neither),
        ];
        for (start, detection) in cases {
            assert_eq!(Framing::detect(start), detection, "{start:?}");
        }
        let packets = [message(7), bundle_of(&[&message("text")])];
        for (framing, packet) in [Framing::Slip, Framing::LengthPrefix]
            .into_iter()
            .flat_map(|framing| packets.each_ref().map(|packet| (framing, packet)))
        {
            let frame = frame_to_vec(framing, packet).expect("a frame");
            let mut deframer = Deframer::detecting([0; 256]);
            let packets: Vec<_> = frame
                .iter()
                .filter_map(|byte| deframer.push(*byte).map(|result| result.map(<[u8]>::to_vec)))
                .collect();
            assert_eq!(packets, [Ok(packet.clone())]);
            assert_eq!(deframer.framing(), Some(framing));
        }
    }

    // 35, discovery by DNS-SD and the MIME type of files, is not implemented.
}

type Calls = Vec<String>;

#[osc_handler("/log")]
fn log_call(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("log {rest}").trim_end().to_owned());
}

#[osc_handler("/x")]
fn x(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("x {rest}"));
}

#[osc_handler("/x/below")]
fn below(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("below {rest}"));
}

#[osc_handler("/y")]
fn y(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("y {rest}"));
}

#[osc_handler("/when")]
fn when(calls: &mut Calls, BundleTime(time): BundleTime) {
    calls.push(format!("{time:?}"));
}

#[osc_handler("/required", strict)]
fn required(
    calls: &mut Calls,
    values: (i32, f32, &str, &[u8]),
    (yes, no, nil, Impulse, time): (bool, bool, Argument<'_>, Impulse, TimeTag),
) {
    assert_eq!(values, (7, 0.5, "text", &b"blob"[..]));
    assert_eq!((yes, no, nil, time), (true, false, Argument::Nil, TimeTag::IMMEDIATE));
    calls.push("required".to_owned());
}

static ROUTER: Router<Calls> = osc_router![log_call, x, below, y, when, required];

/// A server on a clock of its own.
struct Stage {
    server: Server<Calls>,
    start: TimeTag,
    now: TimeTag,
    calls: Calls,
}

impl Stage {
    fn new() -> Self {
        let start = TimeTag::from_unix(1_800_000_000, 0);
        Self { server: Server::new(&ROUTER), start, now: start, calls: Calls::new() }
    }

    /// The time so many milliseconds after the start.
    fn after(&self, millis: u64) -> TimeTag {
        self.start + Duration::from_millis(millis)
    }

    fn send(&mut self, packet: &[u8]) {
        let peer = SocketAddr::from(([192, 168, 1, 20], 9000));
        self.server.handle_datagram(self.now, peer, packet, &mut self.calls);
    }

    fn send_bundle(
        &mut self,
        time: TimeTag,
        fill: impl Fn(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) {
        self.send(&bundle_to_vec(time, fill).expect("a bundle"));
    }

    fn run_to(&mut self, millis: u64) {
        self.now = self.after(millis);
        self.server.handle_timeout(self.now, &mut self.calls);
    }

    fn taken(&mut self) -> Calls {
        std::mem::take(&mut self.calls)
    }
}

/// What a packet calls.
fn calls(packet: &[u8]) -> Calls {
    let mut stage = Stage::new();
    stage.send(packet);
    stage.taken()
}

/// The packet is refused by default, and where leniency is asked for taken and counted.
fn expect_leniency(packet: &[u8]) {
    let mut stage = Stage::new();
    stage.send(packet);
    assert!(stage.taken().is_empty());
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (1, 0));
    stage.server.settings_mut().lenient = true;
    stage.send(packet);
    assert_eq!(stage.taken().len(), 1);
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (1, 1));
}

fn decoded(packet: &[u8]) -> Message<'_> {
    match Packet::decode(packet) {
        Ok(Packet::Message(message)) => message,
        other => panic!("a message: {other:?}"),
    }
}

fn refused(packet: &[u8]) -> Option<DecodeErrorKind> {
    Packet::decode(packet).err().map(|error| error.kind())
}

fn message(arguments: impl ToArguments) -> Vec<u8> {
    packet("/a", arguments)
}

fn log(text: &str) -> Vec<u8> {
    packet("/log", text)
}

fn packet(address: &str, arguments: impl ToArguments) -> Vec<u8> {
    message_to_vec(address, arguments).expect("a message")
}

/// A bundle to run at once, put together by hand.
fn bundle_of(elements: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"#bundle\0\0\0\0\0\0\0\0\x01".to_vec();
    for element in elements {
        bytes.extend(u32::try_from(element.len()).expect("a short element").to_be_bytes());
        bytes.extend_from_slice(element);
    }
    bytes
}

fn deframed(framing: Framing, mut stream: &[u8]) -> Vec<Result<Vec<u8>, Fault>> {
    let mut deframer = Deframer::new([0; 256], framing);
    let mut packets = Vec::new();
    while let Some(result) = deframer.next(&mut stream) {
        packets.push(result.map(<[u8]>::to_vec));
    }
    packets
}

/// A pattern that is refused matches nothing.
fn matches(pattern: &str, address: &str) -> bool {
    AddressPattern::new(pattern).is_ok_and(|pattern| pattern.matches(address))
}

fn expect(cases: &[(&str, &str, bool)]) {
    for (pattern, address, expected) in cases {
        assert_eq!(matches(pattern, address), *expected, "{pattern} against {address}");
    }
}
