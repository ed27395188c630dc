//! What the README tells a newcomer to do works. Its Rust is compiled as doc tests of this
//! package (see `src/lib.rs`).

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn one_command_passes_the_tests_and_it_is_the_one_the_gate_runs() {
    let tests = commands("cargo test");
    assert_eq!(tests.len(), 1, "{tests:?}");
    let gate = fs::read_to_string(top().join(".ci/run")).unwrap();
    assert!(
        gate.contains("grep -E '^cargo test' README.md"),
        "the gate no longer reads the README"
    );
}

#[test]
fn the_first_command_runs_an_example_and_every_example_that_is_named_exists() {
    let commands = commands("");
    let first = commands.first().expect("a command in a block marked `sh`");
    assert!(first.starts_with("cargo run"), "the first command is {first}");
    for after in readme().split("cargo run --bin ").skip(1) {
        let example: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
        let source = top().join("examples/src/bin").join(&example).with_extension("rs");
        assert!(source.is_file(), "`cargo run --bin {example}`: no {}", source.display());
    }
}

#[test]
fn every_block_of_rust_is_compiled() {
    let mut rust = 0;
    for (marks, text) in blocks() {
        let marks: Vec<&str> = marks.split([',', ' ']).collect();
        // An unmarked block would be taken for Rust.
        assert!(!marks.contains(&""), "a block without a language: {text}");
        assert!(!marks.contains(&"ignore"), "a block that is not compiled: {text}");
        assert!(!marks.contains(&"compile_fail"), "a block that shows nothing to copy: {text}");
        rust += usize::from(marks.contains(&"rust"));
    }
    assert!(rust > 0, "the README shows no program");
}

#[test]
fn every_file_that_is_linked_exists() {
    let readme = readme();
    let links = readme.split("](").skip(1).filter_map(|after| after.split(')').next());
    for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
        assert!(top().join(link).exists(), "the README links to {link}");
    }
}

/// The lines of the blocks marked `sh` that start with `prefix`, without their comments.
fn commands(prefix: &str) -> Vec<String> {
    blocks()
        .into_iter()
        .filter(|(marks, _)| marks == "sh")
        .flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| !line.is_empty() && !line.starts_with('#') && line.starts_with(prefix))
        .collect()
}

/// The fenced blocks: what is written behind the fence, and what is in the block.
fn blocks() -> Vec<(String, String)> {
    let readme = readme();
    let mut fenced = readme.split("\n```");
    fenced.next();
    let mut blocks = Vec::new();
    while let Some(block) = fenced.next() {
        let (marks, text) = block.split_once('\n').expect("a block of several lines");
        blocks.push((marks.to_owned(), text.to_owned()));
        assert!(
            fenced.next().is_some_and(|after| after.is_empty() || after.starts_with('\n')),
            "an open block: {block}"
        );
    }
    blocks
}

fn readme() -> String {
    fs::read_to_string(top().join("README.md")).unwrap()
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
