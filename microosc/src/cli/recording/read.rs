//! A recording as it is played: line by line, so that its length does not matter.

use core::time::Duration;
use std::path::Path;

use microosc::TimeTag;
use serde_json::Value;

use super::super::input::{Input, Line};
use super::super::output::{Place, Stop};
use super::super::{hex, limits, time};
use super::VERSION;

/// Reads a recording.
pub(crate) struct Player {
    input: Input,
    name: String,
    line: Vec<u8>,
    number: u64,
    /// The time of day at which the times of the part being read count zero.
    start: Option<TimeTag>,
    /// Where the part being read starts, and how far it has come, counted from the first part.
    part_at: Duration,
    reached: Duration,
    /// What is wrong with the line before, until the next one tells what that means.
    complaint: Option<String>,
    /// The packet after a damaged line.
    step: Option<Step>,
}

/// What a recording brings.
#[derive(Debug)]
pub(crate) enum Track {
    Packet(Step),
    /// A line that cannot be read, and is skipped.
    Damage(String),
    /// The end of a recording that was not ended: a crash has cut its last line.
    Cut(String),
}

/// A packet of a recording.
#[derive(Debug)]
pub(crate) struct Step {
    /// When to send it, from the start of the recording.
    pub(crate) at: Duration,
    /// The time of day at which it came.
    pub(crate) recorded: TimeTag,
    pub(crate) packet: Vec<u8>,
}

/// What a line says.
enum Entry {
    Start(TimeTag),
    Packet(Duration, Vec<u8>),
    End(Duration),
}

impl Player {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        Ok(Self {
            input: Input::open(Some(path))?,
            name: path.display().to_string(),
            line: Vec::new(),
            number: 0,
            start: None,
            part_at: Duration::ZERO,
            reached: Duration::ZERO,
            complaint: None,
            step: None,
        })
    }

    /// Returns how far the recording goes as far as it has been read.
    pub(crate) fn reached(&self) -> Duration {
        self.reached
    }

    /// Reads on. There is nothing at the end.
    #[expect(clippy::arithmetic_side_effects, reason = "the arithmetic of time tags wraps")]
    pub(crate) fn next(&mut self) -> Result<Option<Track>, Stop> {
        if let Some(step) = self.step.take() {
            return Ok(Some(Track::Packet(step)));
        }
        while self.read_line()? {
            let before = self.complaint.take();
            match (self.entry(), self.start) {
                (Err(complaint), None) => {
                    return Err(Stop::Fault(format!(
                        "{} is no recording: {complaint}; `microosc record` makes one",
                        self.name
                    )));
                }
                (Err(complaint), Some(_)) => {
                    self.complaint = Some(format!("{}: {complaint}", Place::Line(self.number)));
                }
                (Ok(Entry::Start(start)), _) => {
                    self.start = Some(start);
                    self.part_at = self.reached;
                    if let Some(complaint) = before {
                        return Ok(Some(Track::Cut(complaint)));
                    }
                    continue;
                }
                (Ok(Entry::End(at)), _) => self.reach(at),
                (Ok(Entry::Packet(at, packet)), start) => {
                    self.reach(at);
                    let recorded = start.unwrap_or(TimeTag::IMMEDIATE) + at;
                    self.step =
                        Some(Step { at: self.part_at.saturating_add(at), recorded, packet });
                }
            }
            if let Some(complaint) = before {
                return Ok(Some(Track::Damage(complaint)));
            }
            if let Some(step) = self.step.take() {
                return Ok(Some(Track::Packet(step)));
            }
        }
        Ok(self.complaint.take().map(Track::Cut))
    }

    fn reach(&mut self, at: Duration) {
        self.reached = self.reached.max(self.part_at.saturating_add(at));
    }

    /// Reads a line that is not empty.
    fn read_line(&mut self) -> Result<bool, Stop> {
        loop {
            self.number = self.number.saturating_add(1);
            match self.input.read_line(&mut self.line, limits::HEX_LINE)? {
                Line::End => return Ok(false),
                Line::Whole if self.line.trim_ascii().is_empty() => {}
                // A line that is cut is no JSON.
                Line::Whole | Line::TooLong => return Ok(true),
            }
        }
    }

    fn entry(&self) -> Result<Entry, String> {
        let json: Value =
            serde_json::from_slice(&self.line).map_err(|_| "this is no JSON".to_owned())?;
        let seconds = |value: &Value| {
            let seconds = value.as_f64().ok_or("seconds are a number")?;
            Duration::try_from_secs_f64(seconds).map_err(|_| "no time goes on for so many seconds")
        };
        if json.get("microosc").is_some_and(|what| what == "recording") {
            if json.get("version").and_then(Value::as_i64) != Some(VERSION) {
                let text = "it was made by a later microosc; take a newer one to play it";
                return Err(text.to_owned());
            }
            let start = json.get("start").and_then(Value::as_str).and_then(time::iso);
            return start.map(Entry::Start).ok_or_else(|| "start must be a time".to_owned());
        }
        if self.start.is_none() {
            return Err(r#"it does not start with {"microosc":"recording",...}"#.to_owned());
        }
        if let Some(end) = json.get("end") {
            return Ok(Entry::End(seconds(end)?));
        }
        let (Some(at), Some(digits)) = (json.get("at"), json.get("packet")) else {
            return Err(r#"a line is {"at":seconds,"from":"...","packet":"..."}"#.to_owned());
        };
        let mut packet = Vec::new();
        hex::read(digits.as_str().unwrap_or("packet").as_bytes(), &mut packet)?;
        if packet.len() > limits::PACKET {
            return Err(format!("the packet is longer than {} bytes", limits::PACKET));
        }
        Ok(Entry::Packet(seconds(at)?, packet))
    }
}
