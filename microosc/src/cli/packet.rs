//! Bytes to a packet, as strictly as the user wants.

use microosc::{DecodeError, Packet};

use super::json::Refusal;

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
