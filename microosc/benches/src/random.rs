//! A small source of randomness, always the same.

/// xorshift64*.
pub struct Random(u64);

impl Random {
    pub const fn new() -> Self {
        Self(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as usize % end
    }
}
