//! A small deterministic source of randomness: a failure repeats with the next run.

/// Where test cases take their choices from.
pub enum Random {
    /// xorshift64*: enough to spread test cases, nothing more.
    Seeded(u64),
    /// Bytes that a fuzzer chose, then zeros.
    Chosen(std::vec::IntoIter<u8>),
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self::Seeded(seed | 1)
    }

    /// Takes each choice from as few of the bytes as can hold it, so that a fuzzer that changes one
    /// changes one choice.
    pub fn chosen(bytes: &[u8]) -> Self {
        Self::Chosen(Vec::from(bytes).into_iter())
    }

    pub fn bits(&mut self) -> u64 {
        match self {
            Self::Seeded(state) => {
                *state ^= *state >> 12;
                *state ^= *state << 25;
                *state ^= *state >> 27;
                state.wrapping_mul(0x2545_F491_4F6C_DD1D)
            }
            Self::Chosen(bytes) => number(bytes.take(8)),
        }
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        let number = match self {
            Self::Seeded(_) => self.bits() >> 16,
            Self::Chosen(bytes) => number(bytes.take(if end <= 256 { 1 } else { 8 })),
        };
        number as usize % end
    }

    pub fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.below(256) as u8).collect()
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

fn number(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0, |number, byte| number << 8 | u64::from(byte))
}
