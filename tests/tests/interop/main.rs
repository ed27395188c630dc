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
use microosc_tests::peers::{Printing, python_program, version};
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
