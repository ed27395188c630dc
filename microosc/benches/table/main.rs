//! The whole table: microosc, the floor, and other libraries for the same work.
//!
//!     cargo bench -p microosc-benches --bench table --features peers,large
//!
//! Writes BENCHMARKS.md: instructions and allocations by callgrind, time with all sides taking turns in one process, and what receiving by
//! UDP costs. Needs valgrind, a C++ compiler, and Debian's liboscpack-dev and liblo-dev.
//!
//!     cargo bench -p microosc-benches --bench table --features peers -- --smoke
//!
//! Only tries whether all sides build, run and do the same. A further word picks the cases whose names hold it, and prints instead of writing.

#[path = "../instructions/callgrind.rs"]
mod callgrind;
mod report;
mod time;
mod udp;

use callgrind::Part;
use microosc_benches::{Case, Work, cases, peers};
use report::Report;
use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Says to the program that it runs under callgrind.
const COUNTED: &str = "--counted";

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (options, words): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|word| word.starts_with("--"));
    match options[..] {
        [COUNTED] => run(&words),
        ["--smoke"] => smoke(&words)?,
        [] => {
            let page = table(&words)?.page();
            if words.is_empty() && cfg!(feature = "large") {
                fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../BENCHMARKS.md"), page)?;
            } else {
                println!("{page}");
            }
        }
        _ => return Err(format!("unknown options {options:?}; there is --smoke").into()),
    }
    Ok(())
}

/// Who does the work of a case.
pub struct Side {
    /// Its column.
    column: usize,
    work: Work,
    /// How many messages a round has.
    messages: usize,
}

/// Takes a case apart: microosc, the floor, the peers, as far as there are.
fn sides(case: Case) -> Vec<Side> {
    let peers = peers::of(&case);
    let Case { messages, microosc, floor, .. } = case;
    let ours = [Some(microosc), floor].into_iter().map(|work| work.map(|work| (work, messages)));
    let theirs = peers.into_iter().map(|peer| peer.map(|peer| (peer.work, peer.messages)));
    let all = ours.chain(theirs).enumerate();
    all.filter_map(|(column, side)| side.map(|(work, messages)| Side { column, work, messages }))
        .collect()
}

fn meant<'w>(words: &'w [&str]) -> impl Iterator<Item = Case> + 'w {
    cases()
        .into_iter()
        .filter(|case| words.is_empty() || words.iter().any(|word| case.name.contains(word)))
}

/// Does all the work, under callgrind, which takes note of its counter at every [`mark`](callgrind::mark): once to warm up, then once and
/// twice, the difference between which is one round and nothing else.
fn run(words: &[&str]) {
    for side in meant(words).flat_map(sides) {
        let mut work = side.work;
        work(1);
        callgrind::mark();
        work(1);
        callgrind::mark();
        work(2);
        callgrind::mark();
    }
}

fn table(words: &[&str]) -> Result<Report, Box<dyn Error>> {
    let mut report = Report::default();
    let mut parts = callgrind::count(COUNTED, words)?.into_iter();
    for case in meant(words) {
        let (name, mut instructions, mut allocations) = (case.name, [None; 5], [None; 5]);
        for Side { column, messages, .. } in sides(case) {
            let [_, once, twice] = [(); 3].map(|()| parts.next());
            let (once, twice) = once.zip(twice).ok_or("callgrind has written too few counts")?;
            let each =
                |of: fn(&Part) -> u64| Some((of(&twice) - of(&once)) as f64 / messages as f64);
            instructions[column] = each(|part| part.instructions);
            allocations[column] = each(|part| part.allocations);
        }
        report.instructions.push((name, instructions));
        report.allocations.push((name, allocations));
    }
    for case in meant(words) {
        report.time.push((case.name, time::measure(&mut sides(case), time::Effort::FULL)));
    }
    report.udp = udp::measure(time::Effort::FULL)?;
    Ok(report)
}

/// Fails where a side does something else than microosc.
fn smoke(words: &[&str]) -> Result<(), Box<dyn Error>> {
    for case in meant(words) {
        let (name, messages, is_pattern) =
            (case.name, case.messages, case.name.starts_with("pattern"));
        let mut sides = sides(case);
        let mut sums = sides
            .iter_mut()
            .map(|side| (side.column, side.messages, (side.work)(1)))
            .collect::<Vec<_>>()
            .into_iter();
        let (_, _, ours) = sums.next().ok_or("a case without microosc")?;
        for (column, some, sum) in sums {
            let side = report::names()[column];
            // Its patterns meet more addresses.
            let is_other = is_pattern && side == "rosc";
            if sum != ours && some == messages && !is_other {
                return Err(format!("{name}: {side} has not done the same as microosc").into());
            }
        }
        time::measure(&mut sides, time::Effort::SMOKE);
        println!("{name}: {} sides did the same", sides.len());
    }
    for (name, column) in udp::measure(time::Effort::SMOKE)? {
        println!("UDP, {name}: {:.0} ns", column.quiet);
    }
    Ok(())
}
