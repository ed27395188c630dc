//! The command `microosc`, run as a user runs it.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

/// What the command has done.
#[derive(Debug)]
pub struct Finished {
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Finished {
    /// Standard output, which is text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("UTF-8 on standard output")
    }

    /// Standard output, line by line.
    pub fn lines(&self) -> Vec<&str> {
        self.text().lines().collect()
    }

    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self
    }

    /// Exit code 0 and nothing on standard error.
    pub fn expect_good(self) -> Self {
        assert_eq!(self.stderr, "");
        self.expect_code(0)
    }
}

/// Runs `program` with `input` on its standard input.
pub fn run(program: &str, arguments: &[&str], input: impl AsRef<[u8]>) -> Finished {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.as_ref();
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            // Whoever refuses its arguments does not read its input.
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().expect("it ends")
    });
    Finished {
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        code: output.status.code(),
    }
}
