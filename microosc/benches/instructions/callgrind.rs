//! A run of this program under callgrind.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where callgrind takes note of how many instructions there have been since the last time.
#[inline(never)]
pub fn mark() {
    black_box(());
}

/// The pattern that is to meet [`mark`] and nothing else.
const MARK: &str = "*callgrind*mark*";

/// What there was since the mark before.
pub struct Part {
    pub instructions: u64,
    /// Calls of the functions that allocate memory.
    pub allocations: u64,
}

/// Runs this program with these arguments and returns what there was before each mark.
pub fn count(option: &str, words: &[&str]) -> Result<Vec<Part>, Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let out = folder.join("out");
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--compress-strings=yes"])
        .arg(format!("--dump-before={MARK}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .arg(option)
        .args(words)
        .status()
        .map_err(|error| format!("valgrind: {error}; is it installed?"))?;
    if !status.success() {
        return Err("the work failed under callgrind".into());
    }
    let part = |number| PathBuf::from(format!("{}.{number}", out.display()));
    (1..).map(part).take_while(|part| part.exists()).map(|part| total(&part)).collect()
}

/// Reads the counts of a dump.
fn total(dump: &Path) -> Result<Part, Box<dyn Error>> {
    let dump = fs::read_to_string(dump)?;
    let total = dump
        .lines()
        .find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    let instructions = total.ok_or("a dump of callgrind without its total")?.trim().parse()?;
    Ok(Part { instructions, allocations: allocations(&dump) })
}

/// Counts the calls of allocating functions. A name stands where its number comes first.
fn allocations(dump: &str) -> u64 {
    let (mut allocating, mut is_meant, mut count) = (Vec::new(), false, 0);
    for line in dump.lines() {
        let called = line.strip_prefix("cfn=");
        if let Some(function) = called.or(line.strip_prefix("fn=")) {
            let (number, name) = function.split_once(' ').unwrap_or((function, ""));
            if matches!(name, "malloc" | "calloc" | "realloc" | "posix_memalign" | "aligned_alloc")
            {
                allocating.push(number);
            }
            is_meant = called.is_some() && allocating.contains(&number);
        } else if let Some(calls) = line.strip_prefix("calls=").filter(|_| is_meant) {
            count +=
                calls.split(' ').next().and_then(|calls| calls.parse::<u64>().ok()).unwrap_or(0);
        }
    }
    count
}
