//! How many instructions microosc takes for each message, beside the floor.
//!
//!     cargo bench -p microosc-benches --bench instructions [-- CASE…]
//!     cargo bench -p microosc-benches --bench instructions -- --update
//!
//! Runs itself under valgrind's callgrind, which counts; unlike time, counts are the same with each run. Fails where a count is more than
//! 5 % above the one in `baseline.txt`, which `--update` writes anew. A word picks the cases whose names hold it.
//! With `--features large` also in tables of 4096 routes.

mod baseline;
mod callgrind;

use baseline::{Baseline, Count};
use microosc_benches::{Work, cases};
use std::env;
use std::error::Error;
use std::process::ExitCode;

/// Says to the program that it runs under callgrind.
const COUNTED: &str = "--counted";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (options, words): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|word| word.starts_with("--"));
    match options[..] {
        [COUNTED] => run(&words),
        [] | ["--update"] => return report(&words, options.len() == 1),
        _ => return Err(format!("unknown options {options:?}; there is --update").into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn is_meant(name: &str, words: &[&str]) -> bool {
    words.is_empty() || words.iter().any(|word| name.contains(word))
}

/// Does all the work, under callgrind, which takes note of its counter at every [`mark`](callgrind::mark).
fn run(words: &[&str]) {
    for mut case in cases().into_iter().filter(|case| is_meant(case.name, words)) {
        let sum = run_one(&mut case.microosc);
        if let Some(floor) = &mut case.floor {
            assert_eq!(
                run_one(floor),
                sum,
                "{}: microosc and the floor have not done the same",
                case.name
            );
        }
    }
}

/// Once to warm up; then once and twice, the difference between which is one round and nothing else.
fn run_one(work: &mut Work) -> u64 {
    work(1);
    callgrind::mark();
    work(1);
    callgrind::mark();
    let sum = work(2);
    callgrind::mark();
    sum
}

fn report(words: &[&str], update: bool) -> Result<ExitCode, Box<dyn Error>> {
    let mut counts = callgrind::count(COUNTED, words)?.into_iter();
    let mut measured = Baseline::default();
    for case in cases().into_iter().filter(|case| is_meant(case.name, words)) {
        let mut count = || -> Result<f64, String> {
            let [_, once, twice] = [(); 3].map(|()| counts.next());
            let (once, twice) = once.zip(twice).ok_or("callgrind has written too few counts")?;
            if once.allocations + twice.allocations > 0 {
                return Err(format!("{}: memory is allocated", case.name));
            }
            Ok((twice.instructions - once.instructions) as f64 / case.messages as f64)
        };
        let microosc = count()?;
        let floor = case.floor.is_some().then(count).transpose()?;
        measured.push(case.name, Count { microosc, floor });
    }
    let mut baseline = Baseline::read()?;
    if update {
        baseline.take_over(&measured);
        baseline.write()?;
    }
    let is_built = |name: &str| cfg!(feature = "large") || !name.contains("4096 routes");
    let is_good = measured.compare(&baseline, |name| is_meant(name, words) && is_built(name));
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
