//! Times by which sides are compared: they take turns, so that what else the machine does meets all alike.

use crate::Side;
use crate::report::Column;
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// How long to measure.
#[derive(Clone, Copy)]
pub struct Effort {
    pub turns: usize,
    /// How long a turn of a side is at least.
    pub turn: Duration,
}

impl Effort {
    pub const FULL: Self = Self { turns: 101, turn: Duration::from_micros(400) };
    pub const SMOKE: Self = Self { turns: 3, turn: Duration::ZERO };
}

/// The time that this thread has had a processor.
pub fn thread_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock that Linux has").into()
}

/// Returns the nanoseconds that a message takes each side.
pub fn measure(sides: &mut [Side], effort: Effort) -> [Option<Column>; 5] {
    let rounds: Vec<usize> = sides.iter_mut().map(|side| rounds(side, effort)).collect();
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); sides.len()];
    for turn in 0..effort.turns {
        for step in 0..sides.len() {
            let at = (turn + step) % sides.len();
            let side = &mut sides[at];
            let start = thread_time();
            (side.work)(rounds[at]);
            let taken = thread_time() - start;
            times[at].push(taken.as_nanos() as f64 / (rounds[at] * side.messages) as f64);
        }
    }
    let mut columns = [None; 5];
    for (side, taken) in sides.iter().zip(&times) {
        columns[side.column] = Some(column(taken, &times[0]));
    }
    columns
}

/// How many rounds make a turn.
fn rounds(side: &mut Side, effort: Effort) -> usize {
    (side.work)(1);
    let start = thread_time();
    (side.work)(1);
    let taken = (thread_time() - start).as_nanos().max(1);
    1 + (effort.turn.as_nanos() / taken) as usize
}

/// The quiet time, which a tenth of the turns undercut, and the median of how many times as long it takes as `reference` in the same turn.
pub fn column(times: &[f64], reference: &[f64]) -> Column {
    let ratios = times.iter().zip(reference).map(|(time, reference)| time / reference);
    Column { quiet: quantile(times.iter().copied(), 0.1), ratio: Some(quantile(ratios, 0.5)) }
}

fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[(values.len() as f64 * part) as usize]
}
