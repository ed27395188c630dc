//! OSC 1.0, "OSC Packets".

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
