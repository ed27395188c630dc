//! A hash of an address, made on the way through it: from words of four bytes, as OSC-strings have.

/// The hash of an address, or of its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressHash(u32);

impl AddressHash {
    /// Of what comes before the first word.
    pub(crate) const START: Self = Self(0);

    /// Takes in the next word, the first byte lowest.
    #[inline]
    #[allow(
        clippy::manual_rotate,
        reason = "const evaluation takes ten times as long for the function"
    )]
    pub(crate) const fn then(self, word: u32) -> Self {
        Self(((self.0 << 5 | self.0 >> 27) ^ word).wrapping_mul(0x9E37_79B9))
    }

    /// Hashes a whole address, as [`Message`](super::Message) does.
    ///
    /// Takes bytes by patterns: what slices have functions for costs const evaluation many times
    /// more.
    pub(crate) const fn of(address: &[u8]) -> Self {
        let (mut hash, mut rest) = (Self::START, address);
        while let [a, b, c, d, after @ ..] = rest {
            hash = hash.then(word(*a, *b, *c, *d));
            rest = after;
        }
        hash.then(match *rest {
            [a] => word(a, 0, 0, 0),
            [a, b] => word(a, b, 0, 0),
            [a, b, c] => word(a, b, c, 0),
            _ => 0,
        })
    }

    /// Returns the hash as a number, in which the lower half tells least.
    #[inline]
    pub(crate) const fn get(self) -> u32 {
        self.0
    }
}

#[allow(
    clippy::as_conversions,
    reason = "const evaluation has no other, and takes longer for calls"
)]
const fn word(a: u8, b: u8, c: u8, d: u8) -> u32 {
    a as u32 | (b as u32) << 8 | (c as u32) << 16 | (d as u32) << 24
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may panic"
)]
mod tests {
    use super::*;
    use crate::wire::Packet;

    /// The hash that decoding a packet finds, leniently or not.
    fn decoded(packet: &[u8], lenient: bool) -> AddressHash {
        let decoded = if lenient { Packet::decode_lenient(packet) } else { Packet::decode(packet) };
        let Ok(Packet::Message(message)) = decoded else { panic!("{decoded:?}: a message") };
        message.address_hash()
    }

    #[test]
    fn an_address_has_one_hash_however_it_came() {
        let long = "/mixer/é/channel/1/level";
        for end in (1..=long.len()).filter(|end| long.is_char_boundary(*end)) {
            let address = &long[..end];
            let expected = AddressHash::of(address.as_bytes());
            let mut packet = address.as_bytes().to_vec();
            packet.push(0);
            assert_eq!(decoded(&packet, true), expected, "{address}, unpadded");
            packet.resize(packet.len().next_multiple_of(4), 0);
            assert_eq!(decoded(&packet, false), expected, "{address}");
            packet.extend(b",f\0\0\0\0\0\0");
            assert_eq!(decoded(&packet, false), expected, "{address} ,f");
            let padding = packet[end + 1..].iter_mut().take_while(|byte| **byte == 0);
            padding.for_each(|byte| *byte = b'x');
            assert_eq!(decoded(&packet, true), expected, "{address}, padded with x");
        }
    }
}
