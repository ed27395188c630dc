//! `osc!` writes what the encoder writes.

use microosc::{Group, Packet, message_to_vec, osc};

#[test]
fn every_literal_is_encoded_as_its_value_is() {
    let cases: [(&[u8], Vec<u8>); 9] = [
        (osc!("/go"), message_to_vec("/go", ()).unwrap()),
        (
            osc!("/abc", 1, -1, 2_i32, 0x7fff_ffff),
            message_to_vec("/abc", (1, -1, 2, i32::MAX)).unwrap(),
        ),
        (osc!("/h", -5_i64, -2147483648), message_to_vec("/h", (-5_i64, i32::MIN)).unwrap()),
        (
            osc!("/f", 0.1, -1e-3, 2_f32, 0.1_f64),
            message_to_vec("/f", (0.1_f32, -1e-3_f32, 2_f32, 0.1_f64)).unwrap(),
        ),
        (
            osc!("/s", "", "abc", "abcd", "Höhe"),
            message_to_vec("/s", ("", "abc", "abcd", "Höhe")).unwrap(),
        ),
        (
            osc!("/b", b"", b"\0\xff", b"abcd", 'é'),
            message_to_vec("/b", (&b""[..], &b"\0\xff"[..], &b"abcd"[..], 'é')).unwrap(),
        ),
        (osc!("/t", true, false,), message_to_vec("/t", (true, false)).unwrap()),
        (
            osc!("/array", [1, [2.0, "x"], []], true),
            message_to_vec("/array", (Group((1, Group((2.0_f32, "x")), Group(()))), true)).unwrap(),
        ),
        (
            osc!("/ch/[1-4]/{level,mute}//*", 1),
            message_to_vec("/ch/[1-4]/{level,mute}//*", 1).unwrap(),
        ),
    ];
    for (literal, encoded) in cases {
        assert_eq!(literal, encoded);
        assert!(Packet::decode(literal).is_ok());
    }
}

#[test]
fn a_packet_of_literals_is_a_constant() {
    const GO: &[u8; 12] = osc!("/go", 7);
    static PACKETS: [&[u8]; 2] = [GO, osc!("/stop")];
    assert_eq!(PACKETS.map(<[u8]>::len), [12, 12]);
}
