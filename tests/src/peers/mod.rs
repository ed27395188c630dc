//! Other people's OSC programs, run by the tests, and the table of what was seen of them.
//!
//! A peer has a file in `tests/interop`, with the scripts that make it talk. The rest is shared:
//! what is sent to a peer and by a peer ([`cases`]), how a peer tells what it received
//! ([`receiving`]), a server that tells what a peer sent ([`sending`]), and the comparison with
//! `microosc/COMPATIBILITY.md` ([`table`]).
//!
//! A peer that is not installed is skipped by name; with MICROOSC_REQUIRE_PEERS=1 its absence
//! fails the test. MICROOSC_PYTHON names a Python that can import `pythonosc`; otherwise `python3`.

pub mod cases;
pub mod receiving;
pub mod sending;
pub mod table;

use std::env;
use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::UdpSocket;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a peer may take; a test that passes does not wait for it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Says that something is not tested here, past the test harness, which shows nothing of a test
/// that passes.
pub fn skipped(name: &str, why: &dyn Display) {
    writeln!(io::stderr(), "SKIPPED: {name}: {why}").expect("it can be written");
}

/// Whether this machine has IPv6; says so if not.
pub fn ipv6() -> bool {
    UdpSocket::bind("[::1]:0").inspect_err(|error| skipped("IPv6", error)).is_ok()
}

/// Whether a peer may not be missing, nor differ from the table for its version.
pub fn required() -> bool {
    env::var("MICROOSC_REQUIRE_PEERS").is_ok_and(|value| value == "1")
}

/// The last line of `printed` tells why a peer cannot be used, which must not be if it is required.
fn missing(name: &str, printed: &str) {
    let why = printed.lines().last().unwrap_or_default();
    skipped(name, &why);
    assert!(!required(), "{name} is required: {why}");
}

/// Says so and returns false if the peer cannot be used, and fails if it has to.
pub fn available(name: &str, program: &str, arguments: &[&str]) -> bool {
    match Command::new(program).args(arguments).output() {
        Ok(output) if arguments.is_empty() || output.status.success() => return true,
        Ok(output) => missing(name, &String::from_utf8_lossy(&output.stderr)),
        Err(error) => missing(name, &format!("{program}: {error}")),
    }
    false
}

/// The version of a peer: the word after `before` in what `command` prints. Says so if the peer
/// cannot be used, and fails if it has to.
pub fn version(name: &str, command: &mut Command, before: &str) -> Option<String> {
    let printed = match command.stdin(Stdio::null()).output() {
        Ok(output) => {
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        }
        Err(error) => format!("{}: {error}", command.get_program().display()),
    };
    let after = printed.split_once(before).map(|(_, after)| after);
    let version = after.and_then(|after| after.split_whitespace().next());
    if version.is_none() {
        missing(name, &printed);
    }
    version.map(str::to_owned)
}

/// A Python, with or without `pythonosc`.
pub fn python_program() -> String {
    env::var("MICROOSC_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// A Python that can import `pythonosc`.
pub fn python() -> Option<String> {
    let python = python_program();
    available("python-osc", &python, &["-c", "import pythonosc"]).then_some(python)
}

/// A peer that prints lines; it is killed at the end. What it says on standard error shows if the
/// test fails.
pub struct Printing {
    child: Child,
    lines: Receiver<String>,
    errors: Option<JoinHandle<String>>,
}

impl Printing {
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = lines(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Self { child, lines, errors: Some(errors) }
    }

    pub fn line(&self) -> String {
        self.line_within(PATIENCE).expect("a line from the peer")
    }

    /// The next line, if one comes in time.
    pub fn line_within(&self, wait: Duration) -> Option<String> {
        self.lines.recv_timeout(wait).ok()
    }

    /// The rest of the first line that starts with `start`.
    pub fn after(&self, start: &str) -> String {
        loop {
            if let Some(rest) = self.line().strip_prefix(start) {
                return rest.trim().to_owned();
            }
        }
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let errors = self.errors.take().map(JoinHandle::join);
        if let (true, Some(Ok(errors))) = (thread::panicking(), errors) {
            eprintln!("the peer said:\n{errors}");
        }
    }
}

/// The lines that come over a pipe, as they come. What is no UTF-8 in them is for the test to
/// wonder about.
pub(crate) fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (mut stream, mut line) = (BufReader::new(stream), Vec::new());
        while stream.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
            if sender.send(text).is_err() {
                break;
            }
            line.clear();
        }
    });
    receiver
}
