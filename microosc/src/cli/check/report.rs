//! What the cases have done, as a table or as JSON.

use core::time::Duration;
use std::io::Write;

use microosc::stream::Framing;

use super::Check;
use super::corpus::Made;
use crate::output::{Outcome, Output, Stop};

/// What became of the server.
#[derive(Debug)]
pub(super) enum Verdict {
    Answered(Duration),
    /// Its port is not closed; more cannot be told.
    Open,
    Slow(Duration),
    /// No answer; `back` is how long it took until there was one.
    Silent {
        back: Option<Duration>,
    },
    /// Nobody listens any more.
    Closed {
        back: Option<Duration>,
    },
    /// Not tried, for the server is gone.
    Skipped,
}

impl Verdict {
    fn name(&self) -> &'static str {
        match self {
            Self::Answered(_) => "answered",
            Self::Open => "open",
            Self::Slow(_) => "slow",
            Self::Silent { .. } => "silent",
            Self::Closed { .. } => "closed",
            Self::Skipped => "skipped",
        }
    }

    fn is_good(&self) -> bool {
        matches!(self, Self::Answered(_) | Self::Open)
    }

    /// How long an answer took.
    fn after(&self) -> Option<Duration> {
        match self {
            Self::Answered(after) | Self::Slow(after) => Some(*after),
            Self::Silent { back } | Self::Closed { back } => *back,
            Self::Open | Self::Skipped => None,
        }
    }
}

/// Tells what happens while it happens.
pub(super) struct Report {
    output: Output,
    json: bool,
    /// Whether the server is asked, and so can show that it is well.
    asks: bool,
    wait: Duration,
    framing: Option<Framing>,
    /// The first case after which the server was not well.
    culprit: Option<&'static str>,
    cases: usize,
    ill: usize,
    packets: usize,
    connections: usize,
}

impl Report {
    pub(super) fn new(options: &Check) -> Self {
        let Check { json, wait, .. } = *options;
        Self {
            output: Output::new(),
            json,
            asks: options.ping.is_some(),
            wait,
            framing: options.transport.framing(),
            culprit: None,
            cases: 0,
            ill: 0,
            packets: 0,
            connections: 0,
        }
    }

    /// Of what the case has made, so many were `sent`.
    pub(super) fn case(
        &mut self,
        name: &'static str,
        made: &Made,
        sent: usize,
        verdict: &Verdict,
    ) -> Result<(), Stop> {
        self.cases = self.cases.saturating_add(1);
        let (sum, noun) = match made {
            Made::Packets(_) => (&mut self.packets, "packet"),
            Made::Visits(_) => (&mut self.connections, "connection"),
        };
        *sum = sum.saturating_add(sent);
        if !verdict.is_good() {
            self.ill = self.ill.saturating_add(1);
            self.culprit.get_or_insert(name);
        }
        let output = &mut self.output;
        if self.json {
            let bytes = if let Verdict::Skipped = verdict { 0 } else { made.len() };
            let verdict_name = verdict.name();
            write!(
                output,
                r#"{{"case":"{name}","{noun}s":{sent},"bytes":{bytes},"verdict":"{verdict_name}""#
            )?;
            if let Some(after) = verdict.after() {
                write!(output, r#","milliseconds":{:.3}"#, milliseconds(after))?;
            }
            writeln!(output, "}}")?;
        } else {
            let plural = if sent == 1 { " " } else { "s" };
            let width = if self.framing.is_some() { "connection".len() } else { noun.len() };
            let gap = width.saturating_sub(noun.len());
            write!(output, "{name:<31}{sent:>5} {noun}{plural}{:gap$}  ", "")?;
            match verdict {
                Verdict::Answered(after) => {
                    writeln!(output, "answered in {:.1} ms", milliseconds(*after))?;
                }
                Verdict::Open => writeln!(output, "port still open")?,
                Verdict::Slow(after) => {
                    writeln!(output, "SLOW: answered in {:.0} ms", milliseconds(*after))?;
                }
                Verdict::Silent { back } => {
                    writeln!(
                        output,
                        "SILENT: no answer within {:?}{}",
                        self.wait,
                        return_of(*back)
                    )?;
                }
                Verdict::Closed { back } => {
                    writeln!(output, "CLOSED: nobody listens at the port{}", return_of(*back))?;
                }
                Verdict::Skipped => writeln!(output, "not tried: the server is gone")?,
            }
        }
        Ok(output.flush()?)
    }

    /// Sums up.
    pub(super) fn finish(mut self) -> Result<Outcome, Stop> {
        let Self { cases, ill, packets, connections, .. } = self;
        if let Some(name) = self.culprit {
            let over = match self.framing {
                Some(Framing::LengthPrefix) => " --tcp",
                Some(Framing::Slip) => " --tcp --framing slip",
                None => "",
            };
            self.output.refuse(&format_args!(
                "the server was not well in {ill} of {cases} cases, first after {name}; \
                 `microosc check --hex{over} --only {name}` prints what was sent"
            ))?;
        } else if !self.json {
            let health = if self.asks { "well" } else { "port still open" };
            write!(self.output, "{health} after {cases} cases")?;
            if connections > 0 {
                write!(self.output, ", {connections} connections")?;
            }
            writeln!(self.output, " and {packets} packets")?;
        }
        self.output.finish()
    }
}

fn return_of(back: Option<Duration>) -> String {
    match back {
        Some(after) => format!("; back after {:.0} ms more", milliseconds(after)),
        None => "; it did not come back".to_owned(),
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
