//! A recording as it is made.

use core::net::SocketAddr;
use core::time::Duration;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use microosc::TimeTag;

use super::super::hex;
use super::super::output::Stop;
use super::VERSION;

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Keep,
    Append,
    Overwrite,
}

/// Writes a recording.
pub(crate) struct Recorder {
    out: BufWriter<Box<dyn Write>>,
    name: String,
}

impl Recorder {
    /// Opens a file, `-` for standard output, and writes the first line.
    pub(crate) fn create(path: &Path, existing: Existing, start: TimeTag) -> Result<Self, Stop> {
        let name = path.display().to_string();
        let out: Box<dyn Write> = if path == Path::new("-") {
            Box::new(io::stdout())
        } else {
            let file = open(path, existing).map_err(|error| {
                Stop::Fault(match error.kind() {
                    ErrorKind::AlreadyExists => format!(
                        "{name} is there already: --append continues it, --overwrite makes it anew"
                    ),
                    ErrorKind::NotFound => {
                        format!("cannot make {name}: there is no such folder; make it first")
                    }
                    _ => format!("cannot write to {name}: {error}"),
                })
            })?;
            Box::new(file)
        };
        let mut recorder = Self { out: BufWriter::new(out), name };
        let result = writeln!(
            recorder.out,
            r#"{{"microosc":"recording","version":{VERSION},"start":"{start}"}}"#
        )
        .and_then(|()| recorder.out.flush());
        recorder.checked(result)?;
        Ok(recorder)
    }

    /// Writes a packet that came that long after the start.
    pub(crate) fn packet(
        &mut self,
        at: Duration,
        from: SocketAddr,
        packet: &[u8],
    ) -> Result<(), Stop> {
        let seconds = at.as_secs_f64();
        let out = &mut self.out;
        let result = write!(out, r#"{{"at":{seconds:.6},"from":"{from}","packet":""#)
            .and_then(|()| hex::write(out, packet))
            .and_then(|()| writeln!(out, r#""}}"#));
        self.checked(result)
    }

    /// Hands over to the system what has been written, so that a crash does not lose it.
    pub(crate) fn flush(&mut self) -> Result<(), Stop> {
        let result = self.out.flush();
        self.checked(result)
    }

    /// Ends the recording that long after the start.
    pub(crate) fn end(mut self, at: Duration) -> Result<(), Stop> {
        let result = writeln!(self.out, r#"{{"end":{:.6}}}"#, at.as_secs_f64());
        self.checked(result)?;
        self.flush()
    }

    fn checked(&self, result: io::Result<()>) -> Result<(), Stop> {
        result.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Stop::OutputClosed,
            _ => Stop::Fault(format!("cannot write to {}: {error}", self.name)),
        })
    }
}

fn open(path: &Path, existing: Existing) -> io::Result<File> {
    let mut options = OpenOptions::new();
    match existing {
        Existing::Keep => options.write(true).create_new(true).open(path),
        Existing::Overwrite => options.write(true).create(true).truncate(true).open(path),
        Existing::Append => {
            let mut file = options.read(true).append(true).create(true).open(path)?;
            complete_last_line(&mut file)?;
            Ok(file)
        }
    }
}

/// Ends the line that a crash has cut, so that a whole one can follow.
fn complete_last_line(file: &mut File) -> io::Result<()> {
    let mut start = [0; 20];
    let len = file.read(&mut start)?;
    if len == 0 {
        return Ok(());
    }
    if !start.starts_with(br#"{"microosc":"#) {
        return Err(io::Error::other("it is no recording, and nothing is added to it"));
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" { Ok(()) } else { file.write_all(b"\n") }
}
