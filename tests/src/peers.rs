//! Other people's OSC programs, run by the tests.
//!
//! A peer that is not installed is skipped by name; with MICROOSC_REQUIRE_PEERS=1 its absence
//! fails the test. MICROOSC_PYTHON names a Python that can import `pythonosc`; otherwise `python3`.

use std::env;
use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long a peer may take; a test that passes does not wait for it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Says that something is not tested here, past the test harness, which shows nothing of a test
/// that passes.
pub fn skipped(name: &str, why: &dyn Display) {
    writeln!(io::stderr(), "SKIPPED: {name}: {why}").expect("it can be written");
}

/// Says so and returns false if the peer cannot be used, and fails if it has to.
pub fn available(name: &str, program: &str, arguments: &[&str]) -> bool {
    let why = match Command::new(program).args(arguments).output() {
        Ok(output) if arguments.is_empty() || output.status.success() => return true,
        Ok(output) => {
            String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned()
        }
        Err(error) => format!("{program}: {error}"),
    };
    skipped(name, &why);
    let required = env::var("MICROOSC_REQUIRE_PEERS").is_ok_and(|value| value == "1");
    assert!(!required, "{name} is required: {why}");
    false
}

/// A Python that can import `pythonosc`.
pub fn python() -> Option<String> {
    let python = env::var("MICROOSC_PYTHON").unwrap_or_else(|_| "python3".into());
    available("python-osc", &python, &["-c", "import pythonosc"]).then_some(python)
}

/// A peer that prints lines; it is killed at the end.
pub struct Printing {
    child: Child,
    lines: Receiver<String>,
}

impl Printing {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, lines }
    }

    pub fn line(&self) -> String {
        self.line_within(PATIENCE).expect("a line from the peer")
    }

    /// The next line, if one comes in time.
    pub fn line_within(&self, wait: Duration) -> Option<String> {
        self.lines.recv_timeout(wait).ok()
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
