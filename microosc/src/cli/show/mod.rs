//! Packets that have arrived, shown as text or as JSON: what `dump` and `send --wait` share.

mod text;

use core::net::SocketAddr;
use std::io::{self, Write};
use std::time::Instant;

use clap::Args;
use microosc::{DecodeError, Packet, TimeTag};

use super::json::{Refusal, write_packet, write_refusal};
use super::output::{Output, Stop};
use super::style::{Color, Style};
use super::{hex, packet};

/// How to show packets.
#[derive(Args)]
pub(crate) struct Show {
    /// Print what arrives as JSON, a packet on each line
    #[arg(long)]
    json: bool,
    /// Show the bytes of packets that cannot be read
    #[arg(long)]
    hex: bool,
    /// Let pass what sloppy senders do: wrong padding, bytes too many at the end
    #[arg(long)]
    lenient: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// Shows packets.
pub(crate) struct Shower<'o> {
    options: &'o Show,
    style: Style,
    pub(crate) output: Output,
    start: Instant,
    /// How many could not be read, or not all of their messages.
    pub(crate) malformed: u64,
}

impl<'o> Shower<'o> {
    /// Starts the clock of which the seconds are shown.
    pub(crate) fn new(options: &'o Show) -> Self {
        let style = Style::new(options.color);
        Self { options, style, output: Output::new(), start: Instant::now(), malformed: 0 }
    }

    /// Shows a packet that has just come.
    pub(crate) fn packet(
        &mut self,
        bytes: &[u8],
        from: SocketAddr,
        at: Instant,
    ) -> Result<(), Stop> {
        let now = TimeTag::now();
        let decoded = packet::decode(bytes, self.options.lenient);
        let is_malformed = if self.options.json {
            write!(self.output, r#"{{"time":"{now}","from":"{from}","#)?;
            let (object, is_malformed) = self.object(&decoded, bytes)?;
            // After its brace, for there is one already.
            self.output.write_all(object.get(1..).unwrap_or_default())?;
            writeln!(self.output)?;
            is_malformed
        } else {
            let since = at.saturating_duration_since(self.start);
            let mut text = text::Text { out: &mut self.output, style: self.style, now };
            match &decoded {
                Ok((packet, _)) => text.packet(packet, bytes, since, from)?,
                Err(refusal) => {
                    let bytes = self.options.hex.then_some(bytes);
                    text.malformed(refusal, bytes, since, from)?;
                    true
                }
            }
        };
        if is_malformed {
            self.malformed = self.malformed.saturating_add(1);
            self.output.set_refused();
        }
        if let Ok((_, Some(strictly))) = decoded {
            self.output.remark(&format_args!("{from}: let pass: {strictly}"))?;
        }
        Ok(())
    }

    /// Returns the object that stands for a packet, and whether anything in it was malformed.
    fn object(
        &self,
        decoded: &Result<(Packet<'_>, Option<DecodeError>), Refusal>,
        bytes: &[u8],
    ) -> io::Result<(Vec<u8>, bool)> {
        let mut object = Vec::new();
        let refusal = match decoded {
            Ok((packet, _)) => {
                let discarded = write_packet(&mut object, packet, bytes)?;
                return Ok((object, !discarded.is_empty()));
            }
            Err(refusal) => refusal,
        };
        write_refusal(&mut object, refusal)?;
        if self.options.hex {
            object.pop();
            write!(object, r#","hex":""#)?;
            hex::write(&mut object, bytes)?;
            write!(object, r#""}}"#)?;
        }
        Ok((object, true))
    }
}
