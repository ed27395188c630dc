//! What was sent and what came of it.

use core::net::SocketAddr;
use std::io::Write;

use microosc::stream::Framing;
use serde_json::json;

use super::flood::Sent;
use crate::output::{Outcome, Output, Stop};

pub(super) struct Report {
    pub(super) to: SocketAddr,
    /// That of TCP, if it was over TCP.
    pub(super) framing: Option<Framing>,
    pub(super) sent: Sent,
    /// Messages, if they were received here.
    pub(super) received: Option<u64>,
    /// Whether answers were counted.
    pub(super) answers: bool,
}

impl Report {
    pub(super) fn write(&self, json: bool) -> Result<Outcome, Stop> {
        let mut output = Output::new();
        if json { self.json(&mut output) } else { self.table(&mut output) }?;
        if self.sent.refused > 0 && self.framing.is_some() {
            output.refuse(&format_args!(
                "{} connections did not last: the server closed them, or stopped reading; does it \
                 expect the other --framing?",
                self.sent.refused
            ))?;
        } else if self.sent.refused > 0 {
            output.refuse(&format_args!(
                "{} packets were refused: nobody listens at {}; start the server, and check its \
                 port",
                self.sent.refused, self.to
            ))?;
        }
        if self.lost().is_some_and(|lost| lost > 0) {
            output.refuse(&"more was sent than could be received; try a lower --rate")?;
        }
        if self.unanswered().is_some_and(|missing| missing > 0) {
            output.refuse(
                &"answers are missing: the server could not keep up, or it does not answer these \
                  messages; try a lower --rate, and check --address and --reply",
            )?;
        }
        output.finish()
    }

    fn lost(&self) -> Option<u64> {
        self.received.map(|received| self.sent.messages.saturating_sub(received))
    }

    fn answered(&self) -> Option<u64> {
        self.answers.then_some(self.sent.answered)
    }

    fn unanswered(&self) -> Option<u64> {
        self.answered().map(|answered| self.sent.messages.saturating_sub(answered))
    }

    /// How many there were in a second.
    fn rate(&self, count: u64) -> u64 {
        let micros = self.sent.elapsed.as_micros().max(1);
        let rate = u128::from(count).saturating_mul(1_000_000).checked_div(micros);
        rate.and_then(|rate| rate.try_into().ok()).unwrap_or(u64::MAX)
    }

    fn json(&self, output: &mut Output) -> Result<(), Stop> {
        let Sent { packets, messages, bytes, refused, elapsed, cpu, .. } = &self.sent;
        let line = json!({
            "address": self.to.to_string(),
            "framing": self.framing.map(|framing| match framing {
                Framing::LengthPrefix => "length",
                Framing::Slip => "slip",
            }),
            "packets": packets,
            "messages": messages,
            "bytes": bytes,
            "refused": refused,
            "seconds": elapsed.as_secs_f64(),
            "messages_per_second": self.rate(*messages),
            "bytes_per_second": self.rate(*bytes),
            "cpu_seconds": cpu.map(|cpu| cpu.as_secs_f64()),
            "received": self.received,
            "lost": self.lost(),
            "answered": self.answered(),
        });
        Ok(writeln!(output, "{line}")?)
    }

    fn table(&self, output: &mut Output) -> Result<(), Stop> {
        let Sent { packets, messages, bytes, elapsed, cpu, .. } = &self.sent;
        writeln!(
            output,
            "sent      {messages} messages in {packets} packets, {:.2} s",
            elapsed.as_secs_f64()
        )?;
        let rate = [self.rate(*messages), self.rate(*bytes)];
        writeln!(output, "rate      {} messages/s, {} bytes/s", rate[0], rate[1])?;
        if let (Some(received), Some(lost)) = (self.received, self.lost()) {
            writeln!(output, "received  {received} messages")?;
            writeln!(output, "lost      {lost} messages")?;
        }
        if let Some(answered) = self.answered() {
            writeln!(output, "answered  {answered} times")?;
        }
        if let Some(cpu) = cpu {
            let cores = cpu.as_secs_f64() / elapsed.as_secs_f64().max(1e-6);
            writeln!(output, "cpu       {:.0} % of a core", cores * 100.0)?;
        }
        Ok(())
    }
}
