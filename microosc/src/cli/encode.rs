//! `microosc encode`: JSON to packets.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use microosc::stream::{Framing, frame_to_vec};
use serde_json::Value;

use super::input::{Input, Line};
use super::output::{Outcome, Output, Place, Stop};
use super::tree::Tree;
use super::{hex, limits};

/// Make OSC packets of text
///
/// Reads lines of JSON, as `microosc decode` prints them, and prints the packet of each
/// in hexadecimal digits. A line that is no packet is left out, and what is wrong with it
/// is explained.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Encode {
    #[command(flatten)]
    form: Form,
    /// Where to read from; without it, or for -, standard input
    file: Option<PathBuf>,
}

/// What is written instead of hexadecimal digits.
#[derive(Args)]
#[group(multiple = false)]
struct Form {
    /// Write bytes, of one packet: for a file, or to send over UDP
    #[arg(long)]
    raw: bool,
    /// Write bytes in SLIP, which programs also call OSC 1.1: for TCP or a serial line
    #[arg(long)]
    slip: bool,
    /// Write bytes with the length of each packet before it, also called OSC 1.0: for TCP
    #[arg(long)]
    length: bool,
}

const AFTER_HELP: &str = r#"What to write on a line:
  a message
    {"address":"/1/fader","args":[["f",0.5]]}
  messages that belong together (timetag [0,1] means at once)
    {"bundle":{"timetag":[0,1],"elements":[{"address":"/go","args":[]}]}}

Each argument is a list of its type and its value. A level is mostly ["f",0.5], a number that
counts ["i",3], a text ["s","hello"], a switch ["T"] or ["F"]; `microosc decode --help` shows
all types.

Examples:
  The bytes that move the fader to the middle:
    echo '{"address":"/1/fader","args":[["f",0.5]]}' | microosc encode
    2f312f6661646572000000002c6600003f000000
  A message in a file, sent to a program that listens on UDP port 5000:
    microosc encode --raw cue.json | nc -u -w1 localhost 5000
  Several messages, sent over TCP:
    microosc encode --slip cues.json | nc -w1 localhost 3032

Exit codes:
  0  every line has become a packet
  1  a line was refused
  2  the command could not do its work: a wrong option, a file that cannot be read"#;

pub(crate) fn run(options: &Encode) -> Result<Outcome, Stop> {
    let mut input = Input::open(options.file.as_deref())?;
    let mut writer = Writer { output: Output::new(), form: &options.form, is_empty: true };
    let mut line = Vec::new();
    for number in 1_u64.. {
        if input.may_wait_for_line() {
            writer.output.flush()?;
        }
        let result = match input.read_line(&mut line, limits::JSON_LINE)? {
            Line::End => break,
            Line::TooLong => Err(format!("longer than {} bytes", limits::JSON_LINE)),
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => packet_of(&line),
        };
        let place = Place::Line(number);
        match result {
            Ok(packet) => writer.packet(place, &packet)?,
            Err(why) => writer.output.refuse(&format_args!("{place}: {why}"))?,
        }
    }
    writer.output.finish()
}

struct Writer<'o> {
    output: Output,
    form: &'o Form,
    is_empty: bool,
}

impl Writer<'_> {
    fn packet(&mut self, place: Place, packet: &[u8]) -> Result<(), Stop> {
        let framing = match self.form {
            Form { slip: true, .. } => Some(Framing::Slip),
            Form { length: true, .. } => Some(Framing::LengthPrefix),
            _ => None,
        };
        if let Some(framing) = framing {
            let frame = frame_to_vec(framing, packet);
            let frame = frame.map_err(|error| Stop::Fault(format!("{place}: {error}")))?;
            self.output.write_all(&frame)?;
        } else if !self.form.raw {
            hex::write(&mut self.output, packet)?;
            writeln!(self.output)?;
        } else if self.is_empty {
            self.output.write_all(packet)?;
        } else {
            let why = "a second packet cannot be told from the first; use --slip or --length";
            return self.output.refuse(&format_args!("{place}: {why}"));
        }
        self.is_empty = false;
        Ok(())
    }
}

/// Makes a packet of a line of JSON.
pub(crate) fn packet_of(line: &[u8]) -> Result<Vec<u8>, String> {
    let json: Value = serde_json::from_slice(line).map_err(|error| {
        // The line that the parser knows of is always its first.
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        format!("column {}: {text}", error.column())
    })?;
    let tree = Tree::of_json(&json).map_err(|complaint| complaint.to_string())?;
    let packet = tree.to_vec().map_err(|error| error.to_string())?;
    if packet.len() > limits::PACKET {
        return Err(format!("the packet would be longer than {} bytes", limits::PACKET));
    }
    Ok(packet)
}
