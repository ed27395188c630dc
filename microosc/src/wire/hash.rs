//! A hash of an address, made on the way through it: from words of four bytes, as OSC-strings have.

/// The hash of an address, or of its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressHash(u32);

impl AddressHash {
    /// Of what comes before the first word.
    pub(crate) const START: Self = Self(0);

    /// Takes in the next word, the first byte lowest.
    #[inline]
    pub(crate) const fn then(self, word: u32) -> Self {
        Self((self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9))
    }

    /// Hashes a whole address, as [`Message`](super::Message) does.
    ///
    /// Takes bytes by patterns: what slices have functions for costs const evaluation many times
    /// more.
    pub(crate) const fn of(address: &[u8]) -> Self {
        let (mut hash, mut rest) = (Self::START, address);
        while let [a, b, c, d, after @ ..] = rest {
            hash = hash.then(u32::from_le_bytes([*a, *b, *c, *d]));
            rest = after;
        }
        let last = match *rest {
            [a] => [a, 0, 0, 0],
            [a, b] => [a, b, 0, 0],
            [a, b, c] => [a, b, c, 0],
            _ => [0; 4],
        };
        hash.then(u32::from_le_bytes(last))
    }

    /// Returns the hash as a number, in which the lower half tells least.
    #[inline]
    pub(crate) const fn get(self) -> u32 {
        self.0
    }
}
