//! What compiles, and how the errors of what does not read.
//!
//! `ui/pass` holds programs that compile and run. `ui/fail` holds programs with one mistake each,
//! named by it, and beside each the compiler's output in a `.stderr` file. That output differs
//! from compiler to compiler, so it is compared under [`PINNED`] only.
//!
//! After a change run `TRYBUILD=overwrite cargo test -p microosc-tests --test ui`, and read what
//! has changed: one error, on the user's own token, that says what to write. The files are not
//! edited by hand. Only of what no macro can see (an `impl` around it, a module beside it) does
//! rustc speak alone, and then more than once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use microosc_tests::peers::skipped;

/// The compiler whose output is recorded.
const PINNED: &str = "rustc 1.95.";

#[test]
fn what_is_allowed_compiles_and_runs() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

#[test]
fn a_mistake_reads_as_recorded() {
    let version = compiler();
    if version.starts_with(PINNED) {
        trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
    } else {
        let why = format!("ui/fail is recorded for {PINNED}x, and this is {version}");
        skipped("a_mistake_reads_as_recorded", &why);
    }
    // On every compiler, and after the records may have been written anew.
    every_mistake_has_its_record_and_every_record_its_mistake();
}

fn every_mistake_has_its_record_and_every_record_its_mistake() {
    let mistakes = names("ui/fail", "rs");
    let records = names("ui/fail", "stderr");
    assert!(!mistakes.is_empty());
    let orphans: Vec<_> = mistakes.symmetric_difference(&records).collect();
    assert!(orphans.is_empty(), "in ui/fail only one of .rs and .stderr: {orphans:?}");
}

/// The first line of `rustc --version`.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The names, without extension, of the files in a folder that have this extension.
fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = folder
        .read_dir()
        .expect("the folder exists")
        .map(|entry| entry.expect("it is readable").path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect()
}
