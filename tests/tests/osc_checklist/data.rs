//! OSC 1.0, "Atomic Data Types".

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
    for arguments in [&[][..], &[Argument::Nil], &[Argument::Blob(b"x"), Argument::Bool(true)]] {
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
