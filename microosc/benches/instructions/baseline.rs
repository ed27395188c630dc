//! The counts that were committed, and how others compare with them.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

/// By how much a count may be above the baseline.
const WORSE: f64 = 1.05;

/// Instructions for each message.
#[derive(Clone, Copy)]
pub struct Count {
    pub microosc: f64,
    pub floor: Option<f64>,
}

/// Counts by the names of their cases, in order.
#[derive(Default)]
pub struct Baseline(Vec<(String, Count)>);

impl Baseline {
    pub fn push(&mut self, name: &str, count: Count) {
        self.0.push((name.into(), count));
    }

    /// Replaces what has been counted anew.
    pub fn take_over(&mut self, counts: &Self) {
        for (name, count) in &counts.0 {
            match self.0.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = *count,
                None => self.push(name, *count),
            }
        }
    }

    fn get(&self, name: &str) -> Option<Count> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }

    /// Reads the file: in each line microosc, the floor (`-` where there is none) and the name.
    pub fn read() -> Result<Self, Box<dyn Error>> {
        let mut counts = Self::default();
        for line in fs::read_to_string(file())?.lines().filter(|line| !line.starts_with('#')) {
            let (microosc, rest) =
                line.trim_start().split_once(' ').ok_or("a line without a floor")?;
            let (floor, name) = rest.trim_start().split_once(' ').ok_or("a line without a name")?;
            let floor = if floor == "-" { None } else { Some(floor.parse()?) };
            counts.push(name.trim_start(), Count { microosc: microosc.parse()?, floor });
        }
        Ok(counts)
    }

    pub fn write(&self) -> Result<(), Box<dyn Error>> {
        let mut text = String::from(
            "# Instructions for each message: microosc, the floor, the case. Written by `--update`.\n",
        );
        for (name, Count { microosc, floor }) in &self.0 {
            let floor = floor.map_or("-".into(), |floor| format!("{floor:.1}"));
            text += &format!("{microosc:>9.1} {floor:>8} {name}\n");
        }
        Ok(fs::write(file(), text)?)
    }

    /// Prints the counts; returns whether none is worse than the baseline's, and whether all of its cases that are expected have been
    /// counted.
    pub fn compare(&self, baseline: &Self, is_expected: impl Fn(&str) -> bool) -> bool {
        println!(
            "{:<44} {:>9} {:>9} {:>6} {:>9}",
            "instructions for each message", "microosc", "floor", "ratio", "baseline"
        );
        let mut faults = Vec::new();
        for (name, Count { microosc, floor }) in &self.0 {
            let ratio = floor.map_or(String::new(), |floor| format!("{:.2}", microosc / floor));
            let floor = floor.map_or(String::new(), |floor| format!("{floor:.1}"));
            let known = baseline.get(name).map(|known| known.microosc);
            let shown = known.map_or("none".into(), |known| format!("{known:.1}"));
            println!("{name:<44} {microosc:>9.1} {floor:>9} {ratio:>6} {shown:>9}");
            match known {
                None => faults.push(format!("{name} is not in the baseline")),
                Some(known) if *microosc > known * WORSE => {
                    faults.push(format!("{name}: {:.1} % worse", (microosc / known - 1.0) * 100.0));
                }
                Some(_) => {}
            }
        }
        let gone =
            baseline.0.iter().filter(|(name, _)| is_expected(name) && self.get(name).is_none());
        faults.extend(gone.map(|(name, _)| format!("{name} is in the baseline alone")));
        for fault in &faults {
            eprintln!("error: {fault}");
        }
        if !faults.is_empty() {
            eprintln!(
                "Where that is as it should be: cargo bench -p microosc-benches --bench instructions -- --update"
            );
        }
        faults.is_empty()
    }
}

fn file() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "instructions", "baseline.txt"].iter().collect()
}
