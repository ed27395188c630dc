//! The command `microosc` as its user meets it: help, exit codes, patterns, pipes. Its results are held
//! against the vectors in `cli_vectors.rs`, and fed with everything else in `cli_input.rs`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use microosc_tests::command::{Finished, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");
const FADER: &str = r#"{"address":"/1/fader","args":[["f",0.5]]}"#;
const FADER_HEX: &str = "2f312f6661646572000000002c6600003f000000";
const FADER_BYTES: &[u8] = b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0";

fn microosc(arguments: &[&str], input: impl AsRef<[u8]>) -> Finished {
    run(PROGRAM, arguments, input)
}

#[test]
fn help_tells_examples_and_exit_codes_and_fits_on_a_screen() {
    for arguments in [
        &["--help"][..],
        &["decode", "--help"],
        &["dump", "--help"],
        &["send", "--help"],
        &["record", "--help"],
        &["play", "--help"],
        &["encode", "--help"],
        &["match", "--help"],
        &["bench", "--help"],
        &["check", "--help"],
        &["doctor", "--help"],
        &["query", "--help"],
        &["completions", "--help"],
    ] {
        let help = microosc(arguments, "").expect_good();
        for part in ["Usage: microosc", "Examples:", "Exit codes:\n  0  ", "\n  1  ", "\n  2  "] {
            assert!(help.text().contains(part), "{arguments:?} without {part:?}");
        }
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "too wide: {line}");
        }
        let short: Vec<&str> =
            arguments.iter().map(|a| if *a == "--help" { "-h" } else { *a }).collect();
        let short = microosc(&short, "").expect_good();
        assert!(short.lines().len() < help.lines().len());
        for line in short.lines().iter().filter(|line| !line.contains("[possible values: ")) {
            assert!(line.chars().count() <= 100, "too wide: {line}");
        }
    }
    assert_eq!(microosc(&["--version"], "").expect_good().text(), "microosc 0.1.0\n");
}

/// Those that name other programs or files have no output beside them.
#[cfg(unix)]
#[test]
fn the_examples_in_the_help_print_what_stands_below_them() {
    let mut tried = 0;
    for command in ["decode", "encode", "match"] {
        for help in [&[command, "--help"][..], &["--help"]] {
            let help = microosc(help, "").expect_good();
            let examples = help.text().split("Examples:\n").nth(1).unwrap();
            let examples = examples.split("\n\n").next().unwrap();
            let lines: Vec<&str> = examples.lines().map(str::trim).collect();
            for (at, line) in lines.iter().enumerate() {
                let is_result = |line: &&&str| {
                    line.starts_with('{')
                        || line.starts_with(FADER_HEX)
                        || ["true", "false"].contains(line)
                };
                let expected: Vec<&str> =
                    lines[at + 1..].iter().take_while(is_result).copied().collect();
                if !line.contains("microosc ") || expected.is_empty() {
                    continue;
                }
                let script = format!("microosc() {{ '{PROGRAM}' \"$@\"; }}; {line}");
                let shell = run("sh", &["-c", &script], "").expect_good();
                assert_eq!(shell.lines(), expected, "{line}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 10, "only {tried} examples were found");
}

#[cfg(unix)]
#[test]
fn the_examples_in_the_readme_print_what_stands_below_them() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let section = readme.split("## The command\n").nth(1).unwrap();
    let block = |mark| section.split(mark).nth(1).unwrap().split("```").next().unwrap();
    let commands: Vec<&str> =
        block("```sh\n").lines().filter(|line| !line.starts_with("cargo install")).collect();
    let script = format!("microosc() {{ '{PROGRAM}' \"$@\"; }}\n{}", commands.join("\n"));
    let shell = run("sh", &["-c", &script], "").expect_good();
    assert_eq!(shell.text(), block("```text\n"));
    assert_eq!(shell.lines().len(), commands.len());
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() {
    for (arguments, part) in [
        (&[][..], "Usage: microosc <COMMAND>"),
        (&["listen"], "unrecognized subcommand 'listen'"),
        (&["decode", "--hexx"], "'--hex'"),
        (&["decode", "--hex", "--slip"], "cannot be used with '--slip'"),
        (&["decode", "--length", "--stream"], "cannot be used with"),
        (&["encode", "--raw", "--slip"], "cannot be used with"),
        (&["decode", "one", "two"], "unexpected argument 'two'"),
        (&["match", "/a"], "<ADDRESS>"),
        (
            &["decode", "no/such/file"],
            "microosc: cannot read no/such/file: there is no such file; ",
        ),
        (&["encode", "no/such/file"], "microosc: cannot read no/such/file: "),
        (&["decode", "."], "microosc: cannot read .: it is a folder; "),
    ] {
        let failed = microosc(arguments, "").expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
        assert_eq!(failed.text(), "", "{arguments:?}");
    }
}

#[test]
fn an_invalid_pattern_ends_with_2_and_a_caret_under_the_fault() {
    for (pattern, caret_at, part) in [
        ("/ch/[1-4/level", 4, "this `[` has no `]`"),
        ("ch", 0, "a pattern starts with `/`"),
        ("/ch/", 4, "the name after the last slash is missing"),
        ("/{a,}", 1, "an alternative is missing"),
        ("/a\u{1b}[31m", 2, "names are printable ASCII"),
        ("", 0, "a pattern starts with `/`"),
    ] {
        let refused = microosc(&["match", pattern, "/a"], "").expect_code(2);
        assert_eq!(refused.text(), "");
        let lines: Vec<&str> = refused.stderr.lines().collect();
        assert!(lines[0].contains("this is not an address pattern: "), "{}", lines[0]);
        assert!(lines[0].contains(part), "{}", lines[0]);
        assert_eq!(lines[1], format!("  {}", pattern.replace('\u{1b}', "\u{FFFD}")));
        assert_eq!(lines[2], format!("  {}^", " ".repeat(caret_at)));
    }
}

#[test]
fn an_address_that_nothing_can_have_is_answered_and_doubted() {
    let answer = microosc(&["match", "/a*", "/a b", "/ab"], "").expect_code(0);
    assert_eq!(answer.lines(), ["true", "true"]);
    let doubt: Vec<&str> = answer.stderr.lines().collect();
    assert!(doubt[0].starts_with("microosc: nothing can have this address: "), "{}", doubt[0]);
    assert_eq!(doubt[1..], ["  /a b", "    ^"]);
    assert_eq!(microosc(&["match", "/b", "/a", "/c"], "").expect_code(1).lines(), ["false"; 2]);
}

#[test]
fn each_packet_is_shown_before_the_next_has_come() {
    let cases = [
        (&["decode", "--hex"][..], format!("{FADER_HEX}\n").into_bytes(), FADER),
        (&["decode", "--stream"], [b"\0\0\0\x14", FADER_BYTES].concat(), FADER),
        (&["encode"], format!("{FADER}\n").into_bytes(), FADER_HEX),
    ];
    for (arguments, input, expected) in cases {
        let mut child = spawn(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for _ in 0..3 {
            stdin.write_all(&input).unwrap();
            assert_eq!(lines.next().unwrap().unwrap(), expected, "{arguments:?}");
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command_without_a_word() {
    for (arguments, line) in [(&["decode", "--hex"][..], FADER_HEX), (&["encode"], FADER)] {
        let mut child = spawn(arguments);
        let mut stdin = child.stdin.take().unwrap();
        drop(child.stdout.take());
        let input = format!("{line}\n").repeat(50_000);
        // The command is gone before it has read all.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert!(output.status.success());
    }
}

/// 100 MB without an end of line, within 64 MB of memory.
#[cfg(target_os = "linux")]
#[test]
fn input_without_end_needs_no_memory_without_end() {
    for command in ["decode --hex", "decode --slip", "decode --length", "decode", "encode"] {
        let script = format!(
            "ulimit -v 65536; head -c 100000000 /dev/zero | tr '\\0' '0' | '{PROGRAM}' {command}"
        );
        let finished = run("sh", &["-c", &script], "").expect_code(1);
        let told = format!("{} {}", finished.text(), finished.stderr);
        assert!(told.contains("long") || told.contains("bad_size"), "{command}: {told:.300}");
    }
}

fn spawn(arguments: &[&str]) -> Child {
    Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}
