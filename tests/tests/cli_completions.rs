//! `microosc completions`: scripts that their shells accept and that complete.

use microosc_tests::command::{Finished, run};
use microosc_tests::peers::skipped;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

fn completions(shell: &str) -> Finished {
    run(PROGRAM, &["completions", shell], "")
}

#[test]
fn every_shell_gets_every_subcommand() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = completions(shell).expect_good();
        for part in
            ["decode", "encode", "match", "bench", "check", "doctor", "query", "allow-remote"]
        {
            assert!(script.text().contains(part), "{shell} without {part}");
        }
    }
    let unknown = completions("nosh").expect_code(2);
    assert!(unknown.stderr.contains("bash, elvish, fish, powershell, zsh"), "{}", unknown.stderr);
}

#[test]
fn bash_completes_with_it() {
    if run_bash("true").is_none() {
        return skipped("completions of bash", &"bash is not installed");
    }
    for (words, expected) in [
        ("microosc do", "doctor"),
        ("microosc bench --ra", "--rate"),
        ("microosc check --only bit-", "bit-flipped"),
    ] {
        let script = completions("bash").expect_good();
        let last = words.rsplit(' ').next().unwrap();
        let question = format!(
            "{}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _microosc microosc '{last}' \"${{COMP_WORDS[COMP_CWORD - 1]}}\"\n\
             echo \"${{COMPREPLY[@]}}\"",
            script.text()
        );
        assert_eq!(run_bash(&question).unwrap().trim_end(), expected, "{words}");
    }
}

/// What a script prints, unless there is no bash.
fn run_bash(script: &str) -> Option<String> {
    let finished = std::process::Command::new("bash").args(["-c", script]).output().ok()?;
    Some(String::from_utf8(finished.stdout).unwrap())
}
