//! `microosc decode`: packets to JSON.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use microosc::stream::{Deframer, Fault, Framing};

use super::input::{Input, Line};
use super::json::{Refusal, write_packet, write_refusal};
use super::output::{Outcome, Output, Place, Stop};
use super::{hex, limits, packet};

/// Show what OSC packets say
///
/// Reads packets and prints one line of JSON for each: its address and its arguments,
/// every one with its type. A packet that breaks the rules of OSC is shown as an error,
/// and what is wrong is explained beside it.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Decode {
    #[command(flatten)]
    form: Form,
    /// Let pass what sloppy senders do: wrong padding, bytes too many at the end
    #[arg(long)]
    lenient: bool,
    /// Where to read from; without it, or for -, standard input
    file: Option<PathBuf>,
}

/// How packets are told apart.
#[derive(Args)]
#[group(multiple = false)]
struct Form {
    /// Read hexadecimal digits, a packet on each line; spaces and colons do not matter
    #[arg(long)]
    hex: bool,
    /// Read bytes as sent over TCP or a serial line, in whichever framing
    #[arg(long)]
    stream: bool,
    /// Read bytes in SLIP, which programs also call OSC 1.1
    #[arg(long)]
    slip: bool,
    /// Read bytes with the length of each packet before it, also called OSC 1.0
    #[arg(long)]
    length: bool,
}

const AFTER_HELP: &str = r#"Without one of the first four options the whole input is one packet.

What is printed:
  a message
    {"address":"/1/fader","args":[["f",0.5]]}
  messages that belong together (timetag [0,1] means at once)
    {"bundle":{"timetag":[seconds,fraction],"elements":[...]}}
  a packet that was refused: what is wrong, and how many of its bytes come before
    {"error":{"kind":"string_unterminated","offset":0}}
  offset counts the bytes of the stream where not a packet is wrong but what lies between

Arguments, each with its type:
  ["i",1] ["h",1]          whole numbers of 32 and 64 bits
  ["f",0.5] ["d",0.5]      numbers of 32 and 64 bits; {"bits":"7f800000"} is infinity
  ["s","hi"] ["S","hi"]    text and symbol; {"hex":"ff"} if the bytes are no text
  ["T"] ["F"] ["N"] ["I"]  true, false, nothing, impulse (bang)
  ["b","00ff"]             bytes, in hexadecimal digits
  ["t",[s,f]]              a time: seconds since 1900, fraction of 2^32
  ["c","a"]                a character; {"u32":7} if it cannot be printed
  ["r",[r,g,b,a]]          a colour: red, green, blue, alpha
  ["m",[p,s,d1,d2]]        MIDI: port, status, two data bytes
  ["[",[...]]              a list of arguments

Examples:
  A packet in hexadecimal digits, as network analysers copy it:
    echo 2f312f6661646572000000002c6600003f000000 | microosc decode --hex
    {"address":"/1/fader","args":[["f",0.5]]}
  What arrives at UDP port 5000, or what a capture file holds (tshark belongs to Wireshark):
    tshark -l -f 'udp port 5000' -T fields -e udp.payload | microosc decode --hex
    tshark -r show.pcapng -Y 'udp.port == 5000' -T fields -e udp.payload | microosc decode --hex
  What a program sends over TCP:
    nc -l 3032 | microosc decode --stream

Exit codes:
  0  every packet could be read
  1  a packet, or a message in a bundle, was refused
  2  the command could not do its work: a wrong option, a file that cannot be read"#;

pub(crate) fn run(options: &Decode) -> Result<Outcome, Stop> {
    let input = Input::open(options.file.as_deref())?;
    if !options.form.hex && input.is_keyboard() {
        let help = "name a file, or use --hex to paste packets; --help tells more";
        return Err(Stop::Fault(help.to_owned()));
    }
    let mut decoder = Decoder { output: Output::new(), lenient: options.lenient };
    let framed = |framing| Deframer::new(vec![0; limits::PACKET], framing);
    match options.form {
        Form { hex: true, .. } => decoder.lines(input)?,
        Form { slip: true, .. } => decoder.stream(input, framed(Framing::Slip))?,
        Form { length: true, .. } => decoder.stream(input, framed(Framing::LengthPrefix))?,
        Form { stream: true, .. } => {
            decoder.stream(input, Deframer::detecting(vec![0; limits::PACKET]))?;
        }
        _ => decoder.whole(input)?,
    }
    decoder.output.finish()
}

struct Decoder {
    output: Output,
    lenient: bool,
}

impl Decoder {
    /// A packet on each line.
    fn lines(&mut self, mut input: Input) -> Result<(), Stop> {
        let (mut line, mut packet) = (Vec::new(), Vec::new());
        for number in 1_u64.. {
            if input.may_wait_for_line() {
                self.output.flush()?;
            }
            let place = Place::Line(number);
            match input.read_line(&mut line, limits::HEX_LINE)? {
                Line::End => break,
                Line::TooLong => self.refuse(place, &too_long())?,
                Line::Whole => match hex::read(&line, &mut packet) {
                    Ok(()) => self.packet(place, &packet)?,
                    Err(explanation) => {
                        let offset = packet.len();
                        self.refuse(place, &Refusal { kind: "not_hex", offset, explanation })?;
                    }
                },
            }
        }
        Ok(())
    }

    /// Packet after packet in frames.
    fn stream(&mut self, mut input: Input, mut deframer: Deframer<Vec<u8>>) -> Result<(), Stop> {
        let (mut number, mut before) = (0_u64, 0_usize);
        while !deframer.is_lost() {
            self.output.flush()?;
            let chunk = input.fill()?;
            let len = chunk.len();
            if len == 0 {
                break;
            }
            let mut rest = chunk;
            while let Some(result) = deframer.next(&mut rest) {
                number = number.saturating_add(1);
                let place = Place::Packet(number);
                match result {
                    Ok(packet) => self.packet(place, packet)?,
                    Err(fault) => {
                        let offset = before.saturating_add(len.saturating_sub(rest.len()));
                        self.refuse(place, &refusal_of(fault, offset))?;
                    }
                }
            }
            before = before.saturating_add(len);
            input.consume(len);
        }
        if deframer.is_partial() {
            let explanation = "the stream ends within a packet".to_owned();
            let refusal = Refusal { kind: "stream_truncated", offset: before, explanation };
            self.refuse(Place::End, &refusal)?;
        }
        Ok(())
    }

    /// All that comes is one packet.
    fn whole(&mut self, mut input: Input) -> Result<(), Stop> {
        let mut packet = Vec::new();
        input.read_whole(&mut packet, limits::PACKET)?;
        self.packet(Place::Whole, &packet)
    }

    fn packet(&mut self, place: Place, bytes: &[u8]) -> Result<(), Stop> {
        if bytes.len() > limits::PACKET {
            return self.refuse(place, &too_long());
        }
        let packet = match packet::decode(bytes, self.lenient) {
            Ok((packet, None)) => packet,
            Ok((packet, Some(strictly))) => {
                self.output.remark(&format_args!("{place}: let pass: {strictly}"))?;
                packet
            }
            Err(refusal) => return self.refuse(place, &refusal),
        };
        let discarded = write_packet(&mut self.output, &packet, bytes)?;
        writeln!(self.output)?;
        for Refusal { explanation, .. } in discarded {
            self.output.refuse(&format_args!("{place}: a message is left out: {explanation}"))?;
        }
        Ok(())
    }

    fn refuse(&mut self, place: Place, refusal: &Refusal) -> Result<(), Stop> {
        write_refusal(&mut self.output, refusal)?;
        writeln!(self.output)?;
        self.output.refuse(&format_args!("{place}: {}", refusal.explanation))
    }
}

fn too_long() -> Refusal {
    let explanation = format!("longer than the {} bytes that a packet may have", limits::PACKET);
    Refusal { kind: "too_long", offset: limits::PACKET, explanation }
}

/// The refusal of a frame; `offset` bytes of the stream lie before the place where it showed.
fn refusal_of(fault: Fault, offset: usize) -> Refusal {
    let kind = match fault {
        Fault::TooLong => "too_long",
        Fault::BadEscape => "bad_escape",
        Fault::SizeNotMultipleOfFour => "size_not_multiple_of_4",
        Fault::BadSize { .. } => "bad_size",
        Fault::UnknownStart => "unknown_start",
        _ => "bad_frame",
    };
    Refusal { kind, offset, explanation: format!("{fault} (at byte {offset} of the stream)") }
}
