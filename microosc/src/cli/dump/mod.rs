//! `microosc dump`: what arrives.

mod text;

use core::net::SocketAddr;
use core::time::Duration;
use std::io::Write;
use std::time::Instant;

use clap::Args;
use microosc::{Packet, TimeTag};

use super::interrupt::Interrupt;
use super::json::{Refusal, write_packet, write_refusal};
use super::listen::{Listen, News, Total};
use super::output::{Outcome, Output, Stop, explain};
use super::style::{Color, Style};
use super::{hex, packet};

/// Show what arrives
///
/// Listens on a UDP port and shows every message: seconds since the start, sender, address,
/// types and arguments. Ctrl-C ends it.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Dump {
    #[command(flatten)]
    listen: Listen,
    /// Print JSON, a packet on each line
    #[arg(long)]
    json: bool,
    /// Show the bytes of packets that cannot be read
    #[arg(long)]
    hex: bool,
    /// Let pass what sloppy senders do: wrong padding, bytes too many at the end
    #[arg(long)]
    lenient: bool,
    /// Tell each second how many packets and bytes came in it
    #[arg(long)]
    rate: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

const AFTER_HELP: &str = r#"What is shown:
  a message: seconds, sender, address, type tags, arguments
       2.041  192.168.1.7:53011  /1/fader ,f 0.5
  messages that belong together, with their time and how far it is off
       3.127  192.168.1.7:53011  #bundle 2026-11-22T09:30:00.500000000Z, in 0.200 s
                                   /go ,
  a packet that cannot be read: what is wrong, and how many of its bytes come before
       4.300  192.168.1.7:53011  malformed: the packet is empty (at byte 0)

With --json each line is what `microosc decode` prints, and when the packet came (in UTC) and
from whom:
  {"time":"2026-11-22T09:30:00.000000000Z","from":"192.168.1.7:53011","address":"/go","args":[]}

Packets that cannot be read are shown whatever --filter and --not say. A bundle is shown if one
of its messages is wanted.

Examples:
  What do programs on this machine send to port 5000?
    microosc dump 5000
  What does the tablet send, but for its accelerometer?
    microosc dump 0.0.0.0:5000 --not /accxyz
  Only the faders, as JSON for another program:
    microosc dump 5000 --json --filter '/*/fader*'
  What is sent to a multicast group, on a certain network?
    microosc dump 239.0.0.1:5000 --interface eth0
  What arrives over TCP?
    microosc dump 3032 --tcp

Exit codes:
  0  all that came could be read
  1  a packet, or a message in a bundle, was malformed
  2  the command could not do its work: a wrong option, a port that is taken"#;

pub(crate) fn run(options: &Dump) -> Result<Outcome, Stop> {
    let interrupt = Interrupt::listen()?;
    let listening = options.listen.open()?;
    let mut shower = Shower {
        options,
        style: Style::new(options.color),
        output: Output::new(),
        start: Instant::now(),
        malformed: 0,
        rate: Rate { second: 1, packets: 0, bytes: 0 },
    };
    let total = listening.each(&interrupt, |news| match news {
        News::Packet { bytes, from, at } => shower.packet(bytes, from, at),
        News::Pause => shower.pause(),
    })?;
    if !options.listen.is_quiet() {
        shower.output.flush()?;
        explain(&summary(&total, shower.malformed));
    }
    shower.output.finish()
}

/// What has come in a second.
struct Rate {
    /// Which second since the start, from 1 on.
    second: u32,
    packets: u64,
    bytes: usize,
}

struct Shower<'o> {
    options: &'o Dump,
    style: Style,
    output: Output,
    start: Instant,
    malformed: u64,
    rate: Rate,
}

impl Shower<'_> {
    fn packet(&mut self, bytes: &[u8], from: SocketAddr, at: Instant) -> Result<(), Stop> {
        self.tell_rate()?;
        self.rate.packets = self.rate.packets.saturating_add(1);
        self.rate.bytes = self.rate.bytes.saturating_add(bytes.len());

        let arrived = TimeTag::now();
        let decoded = packet::decode(bytes, self.options.lenient);
        let is_malformed = if self.options.json {
            self.json(&decoded, bytes, from, arrived)?
        } else {
            let since = at.saturating_duration_since(self.start);
            let mut text = text::Text { out: &mut self.output, style: self.style, now: arrived };
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

    /// Returns whether anything was malformed.
    fn json(
        &mut self,
        decoded: &Result<(Packet<'_>, Option<microosc::DecodeError>), Refusal>,
        bytes: &[u8],
        from: SocketAddr,
        arrived: TimeTag,
    ) -> Result<bool, Stop> {
        // The packet's own object starts with a brace of its own.
        let mut object = Vec::new();
        let is_malformed = match decoded {
            Ok((packet, _)) => !write_packet(&mut object, packet, bytes)?.is_empty(),
            Err(refusal) => {
                write_refusal(&mut object, refusal)?;
                if self.options.hex {
                    object.pop();
                    write!(object, r#","hex":""#)?;
                    hex::write(&mut object, bytes)?;
                    write!(object, r#""}}"#)?;
                }
                true
            }
        };
        write!(self.output, r#"{{"time":"{arrived}","from":"{from}","#)?;
        self.output.write_all(object.get(1..).unwrap_or_default())?;
        writeln!(self.output)?;
        Ok(is_malformed)
    }

    fn pause(&mut self) -> Result<(), Stop> {
        self.tell_rate()?;
        Ok(self.output.flush()?)
    }

    /// Tells the rate if a second is over.
    fn tell_rate(&mut self) -> Result<(), Stop> {
        let Rate { second, packets, bytes } = self.rate;
        let elapsed = self.start.elapsed();
        if !self.options.rate || elapsed < Duration::from_secs(second.into()) {
            return Ok(());
        }
        let passed = u32::try_from(elapsed.as_secs()).unwrap_or(u32::MAX);
        self.rate = Rate { second: passed.saturating_add(1), packets: 0, bytes: 0 };
        self.output.remark(&format_args!("{packets} packets, {bytes} bytes in second {second}"))
    }
}

fn summary(total: &Total, malformed: u64) -> String {
    let Total { packets, elapsed } = total;
    let seconds = elapsed.as_secs_f64();
    let plural = if *packets == 1 { "packet" } else { "packets" };
    let mut text = format!("{packets} {plural} in {seconds:.1} s");
    if *packets > 0 {
        let count = u32::try_from(*packets).unwrap_or(u32::MAX);
        text += &format!(", {:.1} per second", f64::from(count) / seconds.max(1e-6));
    }
    if malformed > 0 {
        text += &format!(", {malformed} of them malformed");
    }
    text
}
