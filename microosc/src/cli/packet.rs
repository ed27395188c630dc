//! Bytes to a packet, as strictly as the user wants, and where in them bundles lie.

use microosc::{DecodeError, Packet, TimeTag};

use super::json::{Refusal, offset_within};

/// Decodes a packet. Beside it stands what it was let pass with, if it breaks a rule and `lenient`
/// lets it.
pub(crate) fn decode(
    bytes: &[u8],
    lenient: bool,
) -> Result<(Packet<'_>, Option<DecodeError>), Refusal> {
    match Packet::decode(bytes) {
        Ok(packet) => Ok((packet, None)),
        Err(strictly) => match Packet::decode_lenient(bytes) {
            Ok(packet) if lenient => Ok((packet, Some(strictly))),
            _ => Err(strictly.into()),
        },
    }
}

/// Returns where each bundle of a packet starts among the packet's bytes, and its time tag.
pub(crate) fn bundles(packet: &Packet<'_>, bytes: &[u8]) -> Vec<(usize, TimeTag)> {
    let Packet::Bundle(bundle) = packet else { return Vec::new() };
    let mut found = vec![(offset_within(bytes, bundle), bundle.time_tag())];
    // At most as deep as bundles nest.
    found.extend(bundle.elements().flatten().flat_map(|element| bundles(&element, bytes)));
    found
}
