//! What must hold for any input: functions of bytes, which a fuzzer calls in search of an input
//! for which they panic, and `tests/bounded.rs` for a few seconds in every run of the tests.

use std::panic;
use std::time::{Duration, Instant};

use microosc_tests::random::Random;

pub mod decode;
pub mod deframe;
pub mod dispatch;
pub mod encode;
pub mod pattern;
pub mod program;

#[doc(hidden)]
#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// Something that must hold for any input.
pub struct Target {
    /// Panics if it does not hold.
    pub check: fn(&[u8]),
    /// Inputs to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Checks the seeds, and then, until the time is over, inputs made of them; always the same in
    /// the same order. Returns how many there were.
    ///
    /// # Panics
    ///
    /// The check does; the input is printed.
    pub fn check_for(&self, time: Duration) -> u64 {
        let began = Instant::now();
        let seeds = (self.seeds)();
        let mut count = 0;
        let mut check = |input: &[u8]| {
            count += 1;
            if let Err(fault) = panic::catch_unwind(|| (self.check)(input)) {
                eprintln!("input {count}, {} bytes: {input:02x?}", input.len());
                panic::resume_unwind(fault);
            }
        };
        seeds.iter().for_each(|seed| check(seed));
        let mut random = Random::new(1);
        while began.elapsed() < time {
            check(&input(&seeds, &mut random));
        }
        count
    }
}

/// Makes an input: of a seed with some damage, of parts of two, or of nothing.
fn input(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    match random.below(8) {
        0 => {
            let len = random.below(65);
            input = random.bytes(len);
        }
        1 => {
            let other = &seeds[random.below(seeds.len())];
            input.truncate(random.below(input.len() + 1));
            input.extend_from_slice(&other[random.below(other.len() + 1)..]);
        }
        _ => {}
    }
    for _ in 0..random.below(4) {
        random.damage(&mut input);
    }
    input
}
