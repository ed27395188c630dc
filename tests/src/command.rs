//! The command `microosc`, run as a user runs it.

use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use crate::peers::{PATIENCE, lines};

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

/// The command while it runs. It is killed at the end.
pub struct Running {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    /// Starts `program` without input.
    pub fn start(program: &str, arguments: &[&str]) -> Self {
        Self::spawn(Command::new(program).args(arguments))
    }

    pub fn spawn(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = lines(child.stdout.take().expect("a pipe"));
        let stderr = lines(child.stderr.take().expect("a pipe"));
        Self { child, stdout, stderr }
    }

    /// Starts `program`, waits until it listens, and returns its port.
    pub fn listen(program: &str, arguments: &[&str]) -> (Self, u16) {
        let running = Self::start(program, arguments);
        let port = running.port();
        (running, port)
    }

    /// Waits until it says where it listens.
    pub fn port(&self) -> u16 {
        let told = self.remark();
        let address = told.split("listening on ").nth(1).unwrap_or_else(|| panic!("{told}"));
        let address = address.split([' ', ',']).next().expect("a word");
        let port = address.rsplit(':').next().expect("a port");
        port.parse().unwrap_or_else(|_| panic!("{told}"))
    }

    /// The next line of standard output.
    pub fn line(&self) -> String {
        self.stdout.recv_timeout(PATIENCE).expect("a line of standard output")
    }

    /// The next line of standard output, before which `act` is called again and again.
    pub fn line_after(&self, mut act: impl FnMut()) -> String {
        let start = Instant::now();
        loop {
            act();
            if let Ok(line) = self.stdout.recv_timeout(Duration::from_millis(20)) {
                return line;
            }
            assert!(start.elapsed() < PATIENCE, "no line of standard output");
        }
    }

    /// The next line of standard error.
    pub fn remark(&self) -> String {
        self.stderr.recv_timeout(PATIENCE).expect("a line of standard error")
    }

    /// What Ctrl-C does.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
    }

    /// Waits for the end; what was told and not yet taken is returned.
    pub fn finish(self) -> Finished {
        self.finish_after(|| {})
    }

    /// Waits for the end, before which `act` is called again and again.
    pub fn finish_after(mut self, act: impl FnMut()) -> Finished {
        let code = self.wait(act).code();
        let rest = |lines: &Receiver<String>| lines.iter().map(|line| line + "\n").collect();
        let stdout: String = rest(&self.stdout);
        Finished { stdout: stdout.into_bytes(), stderr: rest(&self.stderr), code }
    }

    fn wait(&mut self, mut act: impl FnMut()) -> ExitStatus {
        let start = Instant::now();
        loop {
            act();
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _it_has_ended = self.child.kill();
        let _ = self.child.wait();
    }
}
