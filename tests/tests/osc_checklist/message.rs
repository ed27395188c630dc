//! OSC 1.0, "OSC Messages".

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
