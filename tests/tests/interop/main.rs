//! Other people's OSC programs, in both directions. What they do is recorded in
//! `microosc/COMPATIBILITY.md`, and compared with it.
//!
//! Adding a peer is a file here that makes it talk; `microosc_tests::peers` has the rest. A peer
//! that is not installed is skipped by name.

mod liblo;
mod node_osc;
mod pure_data;
mod python_osc;
mod supercollider;

use microosc_tests::peers::cases::{ANSWER, MULTICAST, TCP_SIZE, TCP_SLIP};
use microosc_tests::peers::receiving::{ANSWERED, Receiving, free_port};
use microosc_tests::peers::sending::{GROUP, Serving, reply};
use microosc_tests::peers::table::{Direction, Seen};
use microosc_tests::peers::{Printing, python_program, skipped, version};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use microosc::tcp::Framing;

/// Both framings, with the rows that tell of them.
const FRAMINGS: [(Framing, &str); 2] =
    [(Framing::LengthPrefix, TCP_SIZE), (Framing::Slip, TCP_SLIP)];

fn python() -> Command {
    Command::new(python_program())
}

/// A script in a file, for peers that read no other.
fn script(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The lines of the scripts that tell of messages start with `osc `.
fn told(line: &str) -> Option<String> {
    line.strip_prefix("osc ").map(|message| message.trim_end().to_owned())
}

/// For peers that leave it to the system by which interface a group is reached: runs a test of this
/// program that is ignored otherwise, in a network that has nothing but a loopback interface.
/// Records that it went well, if this system has such networks.
fn only_loopback(seen: &mut Seen, row: &'static str, test: &str) {
    let make = "ip link set lo up multicast on && ip route add 239.0.0.0/8 dev lo src 127.0.0.1";
    let within = |then: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net", "sh", "-c", &[make, then].join(" && ")]);
        command.arg(env::current_exe().unwrap()).arg(test);
        command
    };
    match within("true").output() {
        Ok(output) if output.status.success() => {}
        other => {
            skipped(test, &format!("no network of its own can be made: {other:?}"));
            return seen.unseen(row);
        }
    }
    let run = within("exec \"$0\" --exact \"$1\" --ignored --nocapture").output().unwrap();
    let said = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
    assert!(run.status.success(), "{test} failed in a network of its own:\n{said}");
    seen.row(row, "yes");
}

#[cfg(unix)]
#[test]
fn a_line_that_is_no_text_does_not_end_what_a_peer_tells() {
    let peer = Printing::start(Command::new("printf").arg(r"\377\nnext\n"));
    assert_eq!([peer.line(), peer.line()], ["\u{FFFD}", "next"]);
}
