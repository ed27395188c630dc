//! Any packet: encoded, decoded, and the same again.

use microosc::wire::MAX_NESTING;
use microosc::{EncodeError, message_to_vec};
use microosc_tests::packet::Packet;
use microosc_tests::random::Random;

use crate::Target;

pub const TARGET: Target = Target { check, seeds };

/// The bytes are choices, so any will do.
fn seeds() -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    (0..64).map(|len| random.bytes(4 * len)).collect()
}

fn check(choices: &[u8]) {
    let mut random = Random::chosen(choices);
    let packet = Packet::random(&mut random, MAX_NESTING);
    let bytes = packet.to_vec().expect("any packet can be encoded");
    let decoded = microosc::Packet::decode(&bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Packet::copy_of(&decoded).as_ref(), Ok(&packet));

    let mut buffer = vec![0xAA; bytes.len() + 8];
    assert_eq!(packet.encode(&mut buffer), Ok(&bytes[..]));
    assert_eq!(buffer[bytes.len()..], [0xAA; 8], "nothing is written behind the packet");

    let len = random.below(bytes.len());
    let mut buffer = vec![0xAA; len];
    match packet.encode(&mut buffer) {
        Err(EncodeError::BufferTooSmall { needed }) => {
            assert!(len < needed && needed <= bytes.len(), "{needed} of {} bytes", bytes.len());
        }
        other => panic!("{other:?} in {len} of {} bytes", bytes.len()),
    }
    let left = if matches!(packet, Packet::Message { .. }) { 0xAA } else { 0 };
    assert!(buffer.iter().all(|byte| *byte == left), "a part of it was left: {buffer:02x?}");

    let (address, text) = (random.string("/a\0", 4), random.string("a\0", 4));
    let expected = if !address.starts_with('/') || address.contains('\0') {
        Err(EncodeError::InvalidAddress)
    } else if text.contains('\0') {
        Err(EncodeError::NulInString { argument: 1 })
    } else {
        Ok(())
    };
    assert_eq!(message_to_vec(&address, (1, &text)).map(drop), expected, "{address:?} {text:?}");
}
