//! A small deterministic source of randomness: a failure repeats with the next run.

/// xorshift64*: enough to spread test cases, nothing more.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() >> 16) as usize % end
    }

    pub fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.bits() as u8).collect()
    }

    /// A string of up to `longest` characters of `alphabet`.
    pub fn string(&mut self, alphabet: &str, longest: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..self.below(longest + 1)).map(|_| self.choose(&alphabet)).collect()
    }

    /// Damages a packet at one place, as a network or an attacker would.
    pub fn damage(&mut self, packet: &mut Vec<u8>) {
        const BYTES: &[u8] = b"\0\x01\x04\x7F\x80\xFF/#,[]{sbifTN";
        const SIZES: &[i32] =
            &[0, 1, 3, 4, 8, 12, 16, 20, 1 << 16, -1, -4, i32::MAX, i32::MAX - 3, i32::MIN];
        let len = packet.len();
        match self.below(8) {
            0 if len > 0 => packet[self.below(len)] ^= 1 << self.below(8),
            1 if len > 0 => packet[self.below(len)] = self.choose(BYTES),
            2 if len >= 4 => {
                let at = self.below(len / 4) * 4;
                packet[at..at + 4].copy_from_slice(&self.choose(SIZES).to_be_bytes());
            }
            3 => packet.truncate(self.below(len + 1)),
            4 => packet.truncate(self.below(len / 4 + 1) * 4),
            5 => {
                let more = 1 + self.below(9);
                packet.extend(self.bytes(more));
            }
            6 if len >= 4 => {
                let at = self.below(len / 4) * 4;
                packet.drain(at..at + 4);
            }
            _ => {
                let at = self.below(len / 4 + 1) * 4;
                let again = packet[at..].to_vec();
                packet.extend(again);
            }
        }
    }
}
