//! Where results go, and how the command ends.

use core::fmt::{self, Display};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::ExitCode;

/// How the command ended that has done its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit code 0.
    Good,
    /// Exit code 1: something was refused, or nothing matched.
    Refused,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Good => Self::SUCCESS,
            Outcome::Refused => Self::from(1),
        }
    }
}

/// Why the command could not do its work.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Exit code 0 and not a word: whoever reads the output has read enough.
    OutputClosed,
    /// Exit code 2, with an explanation.
    Fault(String),
}

impl Stop {
    pub(crate) fn cannot_read(source: &impl Display, error: &io::Error) -> Self {
        Self::Fault(match error.kind() {
            io::ErrorKind::NotFound => {
                format!("cannot read {source}: there is no such file; check its name and folder")
            }
            io::ErrorKind::IsADirectory => {
                format!("cannot read {source}: it is a folder; name a file in it")
            }
            _ => format!("cannot read {source}: {error}"),
        })
    }
}

/// The command's only errors of this kind are those of writing; reading has its own words.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Fault(format!("cannot write: {error}")),
        }
    }
}

/// Where in the input something stands, as explanations call it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Line(u64),
    Packet(u64),
    /// The input is one packet.
    Whole,
    End,
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Packet(number) => write!(f, "packet {number}"),
            Self::Whole => f.write_str("the packet"),
            Self::End => f.write_str("the end"),
        }
    }
}

/// Standard output, in large pieces.
#[derive(Debug)]
pub(crate) struct Output {
    stdout: BufWriter<StdoutLock<'static>>,
    outcome: Outcome,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout().lock()), outcome: Outcome::Good }
    }

    /// Explains on standard error what was refused, after all that has been written before.
    pub(crate) fn refuse(&mut self, explanation: &impl Display) -> Result<(), Stop> {
        self.set_refused();
        self.remark(explanation)
    }

    /// Notes that something was refused that is explained among the results.
    pub(crate) fn set_refused(&mut self) {
        self.outcome = Outcome::Refused;
    }

    /// Says something on standard error, after all that has been written before.
    pub(crate) fn remark(&mut self, remark: &impl Display) -> Result<(), Stop> {
        self.stdout.flush()?;
        explain(remark);
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Outcome, Stop> {
        self.stdout.flush()?;
        Ok(self.outcome)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stdout.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

/// Writes to standard error. When even that fails there is nobody left to tell.
pub(crate) fn explain(text: &impl Display) {
    let _ = writeln!(io::stderr(), "microosc: {text}");
}
