//! What the command shows only to somebody who looks: colours and progress, on a pseudo-terminal
//! that `script` of util-linux makes.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use microosc::udp::Client;
use microosc_tests::command::Running;
use microosc_tests::peers::available;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");
const COLOUR: &str = "\u{1b}[1;36m";
const CLEAR: &str = "\u{1b}[K";

/// Runs the command on a terminal, or beside one; in both cases all that it says comes as output.
fn running(terminal: bool, variables: &[(&str, &str)], arguments: &str) -> Running {
    let line = format!("'{PROGRAM}' {arguments}");
    let mut command = if terminal {
        let mut command = Command::new("script");
        command.args(["-qefc", &line, "/dev/null"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{line} 2>&1")]);
        command
    };
    command.env_remove("NO_COLOR").env("TERM", "xterm").envs(variables.iter().copied());
    Running::spawn(&mut command)
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    if !available("script", "script", &["--version"]) {
        return;
    }
    for (terminal, variables, option, is_coloured) in [
        (true, &[][..], "", true),
        (true, &[("NO_COLOR", "1")][..], "", false),
        (true, &[("NO_COLOR", "")], "", true),
        (true, &[("TERM", "dumb")], "", false),
        (true, &[("NO_COLOR", "1")], "--color always", true),
        (true, &[], "--color never", false),
        (true, &[], "--json", false),
        (false, &[], "", false),
        (false, &[], "--color always", true),
    ] {
        let dump = running(terminal, variables, &format!("dump 0 --count 1 {option}"));
        let told = dump.line();
        let port = told.split(" over ").next().unwrap().rsplit(':').next().unwrap();
        let to = format!("127.0.0.1:{port}");
        Client::connect(to.as_str()).unwrap().send("/1/fader", 0.5_f32).unwrap();
        let shown = dump.finish().expect_code(0);
        let case = format!("{terminal} {variables:?} {option}: {:?}", shown.text());
        assert!(shown.text().contains("/1/fader"), "{case}");
        assert_eq!(shown.text().contains(COLOUR), is_coloured, "{case}");
        assert_eq!(shown.text().contains('\u{1b}'), is_coloured, "{case}");
    }
}

#[test]
fn progress_is_for_terminals() {
    if !available("script", "script", &["--version"]) {
        return;
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("progress.osc");
    let recording = concat!(
        r#"{"microosc":"recording","version":1,"start":"2026-11-22T20:00:00.000000000Z"}"#,
        "\n",
        r#"{"at":0.25,"from":"127.0.0.1:9","packet":"2f676f002c000000"}"#,
        "\n{\"end\":0.5}\n"
    );
    fs::write(&file, recording).unwrap();
    let play = format!("play '{}' 127.0.0.1:9", file.display());
    let again = file.with_extension("again");
    let record = format!("record --overwrite '{}' 0 --duration 0.3s", again.display());
    for (terminal, variables, arguments, part) in [
        (true, &[][..], play.as_str(), Some("[###")),
        (true, &[], &format!("{play} --quiet"), None),
        (true, &[("TERM", "dumb")][..], &play, None),
        (false, &[], &play, None),
        (true, &[], &record, Some("  0 packets")),
        (false, &[], &record, None),
    ] {
        let shown = running(terminal, variables, arguments).finish().expect_code(0);
        let case = format!("{terminal} {variables:?} {arguments}: {:?}", shown.text());
        assert_eq!(shown.text().contains(CLEAR), part.is_some(), "{case}");
        assert!(part.is_none_or(|part| shown.text().contains(part)), "{case}");
        // What is left at the end is a line without progress.
        let last = shown.text().rsplit(CLEAR).next().unwrap().trim_end();
        assert!(last.is_empty() || last.contains(" in 0."), "{case}");
    }
    fs::remove_file(file).unwrap();
    fs::remove_file(again).unwrap();
}
