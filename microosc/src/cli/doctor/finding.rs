//! What is found, and how it is shown.

use core::fmt::Display;
use std::io::Write;

use serde_json::json;

use crate::output::{Outcome, Output, Stop};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Ok,
    /// It may be as the user wants it.
    Warning,
    Fault,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

/// What is wrong, without what the library advises programmers to do.
pub(super) fn what(error: &dyn Display) -> String {
    let text = error.to_string();
    text.split("; ").next().unwrap_or_default().to_owned()
}

/// Shows findings as they come.
pub(super) struct Findings {
    output: Output,
    json: bool,
    outcome: Outcome,
}

impl Findings {
    pub(super) fn new(json: bool) -> Self {
        Self { output: Output::new(), json, outcome: Outcome::Good }
    }

    /// All is well with `subject`.
    pub(super) fn ok(
        &mut self,
        about: &str,
        subject: &dyn Display,
        text: &dyn Display,
    ) -> Result<(), Stop> {
        self.add(Level::Ok, about, subject, text, None)
    }

    /// Something may be wrong; `hint` says what to do then.
    pub(super) fn warning(
        &mut self,
        about: &str,
        subject: &dyn Display,
        text: &dyn Display,
        hint: &str,
    ) -> Result<(), Stop> {
        self.add(Level::Warning, about, subject, text, Some(hint))
    }

    /// Something is wrong; `hint` says what to do.
    pub(super) fn fault(
        &mut self,
        about: &str,
        subject: &dyn Display,
        text: &dyn Display,
        hint: &str,
    ) -> Result<(), Stop> {
        self.add(Level::Fault, about, subject, text, Some(hint))
    }

    pub(super) fn add(
        &mut self,
        level: Level,
        about: &str,
        subject: &dyn Display,
        text: &dyn Display,
        hint: Option<&str>,
    ) -> Result<(), Stop> {
        if level == Level::Fault {
            self.outcome = Outcome::Refused;
        }
        let (level, output) = (level.name(), &mut self.output);
        let (subject, text) = (subject.to_string(), text.to_string());
        if self.json {
            let line = json!({
                "level": level, "about": about, "subject": subject, "text": text, "hint": hint,
            });
            writeln!(output, "{line}")?;
        } else {
            writeln!(output, "{level:<9}{about:<11}{subject}: {text}")?;
            if let Some(hint) = hint {
                writeln!(output, "{:20}-> {hint}", "")?;
            }
        }
        Ok(output.flush()?)
    }

    pub(super) fn finish(self) -> Result<Outcome, Stop> {
        self.output.finish()?;
        Ok(self.outcome)
    }
}
