//! A file that holds what is served, so that a test fails when a route goes or changes.

use core::fmt;
use std::collections::BTreeSet;
use std::format;
use std::io;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::vec::Vec;

use super::Namespace;
use super::signature::fields;
use crate::extract::Parameter;
use crate::route::EndpointInfo;

/// Set to anything, this variable of the environment lets [`Namespace::locked`] write the file.
const UPDATE: &str = "MICROOSC_UPDATE_LOCK";

impl Namespace {
    /// Compares the routes with those in a file, a line for each: address, type tags, and ranges,
    /// those of fields as well.
    ///
    /// Put the file under version control, and whoever removes or retypes a route that others send
    /// to hears of it. With the variable `MICROOSC_UPDATE_LOCK` in the environment the file is
    /// written instead.
    ///
    /// # Errors
    ///
    /// The routes are others than in the file, or it cannot be read or written.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use microosc::query::{LockError, Namespace};
    /// # use microosc::{Router, osc_router};
    /// # static ROUTER: Router = osc_router![];
    ///
    /// #[test]
    /// fn what_is_served_is_what_was() -> Result<(), LockError> {
    ///     Namespace::of(&ROUTER).locked("namespace.lock")
    /// }
    /// ```
    pub fn locked(&self, file: impl AsRef<Path>) -> Result<(), LockError> {
        let (file, now) = (file.as_ref(), self.lines());
        let failed = |error| LockError::Io { file: file.to_path_buf(), error };
        if std::env::var_os(UPDATE).is_some() {
            let text: String = now.iter().map(|line| format!("{line}\n")).collect();
            return std::fs::write(file, text).map_err(failed);
        }
        let text = std::fs::read_to_string(file).map_err(failed)?;
        let before: BTreeSet<String> = text.lines().map(ToString::to_string).collect();
        if before == now {
            return Ok(());
        }
        Err(LockError::Changed {
            file: file.to_path_buf(),
            removed: before.difference(&now).cloned().collect(),
            added: now.difference(&before).cloned().collect(),
        })
    }

    fn lines(&self) -> BTreeSet<String> {
        self.space.infos.iter().map(line).collect()
    }
}

/// What others rely on.
fn line(info: &EndpointInfo) -> String {
    let mut line = format!("{} {}", info.address(), info.type_tags());
    let mut add = |parameter: &'static Parameter| {
        if let Some(range) = parameter.range() {
            line += &format!(" {}: {range} clip {}", parameter.name(), range.clip());
        }
    };
    for parameter in info.parameters() {
        add(parameter);
        fields(parameter.takes(), &mut add);
    }
    if let Some(reply) = info.reply() {
        line += &format!(" -> {reply}");
    }
    line
}

/// Why the routes are not [locked](Namespace::locked).
///
/// Its `Debug` is its `Display`, since that is what a failing test shows.
#[non_exhaustive]
pub enum LockError {
    /// The routes are others than in the file.
    Changed {
        /// The file.
        file: PathBuf,
        /// Its lines that no route has any longer.
        removed: Vec<String>,
        /// The lines of routes that it has not.
        added: Vec<String>,
    },
    /// The file cannot be read or written.
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { file, removed, added } => {
                writeln!(f, "the routes are not those in {}:", file.display())?;
                removed.iter().try_for_each(|line| writeln!(f, "- {line}"))?;
                added.iter().try_for_each(|line| writeln!(f, "+ {line}"))?;
                write!(f, "if that is meant, run the test once with {UPDATE}=1")
            }
            Self::Io { file, error } => {
                write!(f, "{}: {error}; run the test once with {UPDATE}=1", file.display())
            }
        }
    }
}

impl fmt::Debug for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for LockError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Changed { .. } => None,
            Self::Io { error, .. } => Some(error),
        }
    }
}
