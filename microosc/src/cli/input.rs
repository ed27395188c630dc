//! Where input comes from: standard input or a file, as a whole or line by line.

use core::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use super::output::Stop;

/// An input that has been opened.
pub(crate) struct Input {
    reader: BufReader<Box<dyn Read>>,
    name: Name,
}

/// What an input is called in explanations.
#[derive(Clone)]
enum Name {
    Stdin,
    File(PathBuf),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Input {
    /// Opens a file; no file, or one of the name `-`, is standard input.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, Stop> {
        let (reader, name): (Box<dyn Read>, _) = match file {
            Some(path) if path != Path::new("-") => {
                let name = Name::File(path.to_owned());
                let file = File::open(path).map_err(|error| Stop::cannot_read(&name, &error))?;
                (Box::new(file), name)
            }
            _ => (Box::new(io::stdin()), Name::Stdin),
        };
        Ok(Self { reader: BufReader::new(reader), name })
    }

    /// Whether somebody would have to type what is read.
    pub(crate) fn is_keyboard(&self) -> bool {
        matches!(self.name, Name::Stdin) && io::stdin().is_terminal()
    }

    /// Reads everything into `bytes`, but at most one byte more than `limit`.
    pub(crate) fn read_whole(&mut self, bytes: &mut Vec<u8>, limit: usize) -> Result<(), Stop> {
        let result = limited(&mut self.reader, limit).read_to_end(bytes);
        self.checked(result).map(|_| ())
    }

    /// Returns bytes that have come and not been [consumed](Self::consume), or waits for them.
    /// There are none at the end.
    pub(crate) fn fill(&mut self) -> Result<&[u8], Stop> {
        let name = &self.name;
        self.reader.fill_buf().map_err(|error| Stop::cannot_read(name, &error))
    }

    pub(crate) fn consume(&mut self, len: usize) {
        self.reader.consume(len);
    }

    /// Reads a line into `line`, without its end. The rest of a line that is longer than `limit`
    /// is skipped.
    pub(crate) fn read_line(&mut self, line: &mut Vec<u8>, limit: usize) -> Result<Line, Stop> {
        line.clear();
        let result = limited(&mut self.reader, limit).read_until(b'\n', line);
        if self.checked(result)? == 0 {
            return Ok(Line::End);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() > limit {
            let result = self.reader.skip_until(b'\n');
            self.checked(result)?;
            return Ok(Line::TooLong);
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Line::Whole)
    }

    /// Whether the next line may not have arrived yet.
    pub(crate) fn may_wait_for_line(&self) -> bool {
        !self.reader.buffer().contains(&b'\n')
    }

    fn checked<T>(&self, result: io::Result<T>) -> Result<T, Stop> {
        result.map_err(|error| Stop::cannot_read(&self.name, &error))
    }
}

/// What [`Input::read_line`] has found.
pub(crate) enum Line {
    Whole,
    TooLong,
    End,
}

/// One byte more than the limit tells that there is more.
fn limited<R: Read>(reader: &mut R, limit: usize) -> io::Take<&mut R> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    reader.take(limit.saturating_add(1))
}
