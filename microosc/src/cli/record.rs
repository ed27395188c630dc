//! `microosc record`: what arrives, into a file.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use microosc::TimeTag;

use super::interrupt::Interrupt;
use super::listen::{Listen, News};
use super::output::{Outcome, Stop, explain};
use super::progress::{Progress, clock};
use super::recording::{Existing, Recorder};

/// Record what arrives
///
/// Listens on a UDP port and writes every packet to a file, with the time at which it came
/// and its sender. `microosc play` sends it again. Ctrl-C ends the recording.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Record {
    /// The file to write; - is standard output
    file: PathBuf,
    #[command(flatten)]
    listen: Listen,
    /// Continue a recording that is there already
    #[arg(long, conflicts_with = "overwrite")]
    append: bool,
    /// Write over a file that is there already
    #[arg(long)]
    overwrite: bool,
}

const AFTER_HELP: &str = r#"A recording is text, one JSON object on each line:
  the start, by the time of day in UTC
    {"microosc":"recording","version":1,"start":"2026-11-22T20:00:00.000000000Z"}
  a packet: seconds since the start, sender, bytes in hexadecimal digits
    {"at":0.512345,"from":"192.168.1.7:53011","packet":"2f676f002c000000"}
  the end
    {"end":12.000000}
Packets that cannot be read are recorded, too. What was recorded before a crash can be played,
and continued with --append.

Examples:
  Record a rehearsal, until Ctrl-C:
    microosc record rehearsal.osc 0.0.0.0:5000
  One minute of faders:
    microosc record faders.osc 5000 --filter '/*/fader*' --duration 1min
  What does the recording say?
    jq -r .packet rehearsal.osc | microosc decode --hex

Exit codes:
  0  the recording is written
  1  does not occur: no packet is refused
  2  the command could not do its work: a wrong option, a port that is taken, a file that is
     there already or cannot be written"#;

pub(crate) fn run(options: &Record) -> Result<Outcome, Stop> {
    let interrupt = Interrupt::listen()?;
    let listening = options.listen.open()?;
    let existing = match options {
        Record { append: true, .. } => Existing::Append,
        Record { overwrite: true, .. } => Existing::Overwrite,
        _ => Existing::Keep,
    };
    let start = Instant::now();
    let mut recorder = Recorder::create(&options.file, existing, TimeTag::now())?;
    let mut progress = Progress::new(!options.listen.is_quiet());
    let mut packets = 0_u64;
    let total = listening.each(&interrupt, |news| {
        progress.show(|| format!("{}  {packets} packets", clock(start.elapsed())));
        match news {
            News::Packet { bytes, from, at } => {
                packets = packets.saturating_add(1);
                recorder.packet(at.saturating_duration_since(start), from, bytes)
            }
            News::Pause => recorder.flush(),
        }
    })?;
    recorder.end(start.elapsed())?;
    drop(progress);
    if !options.listen.is_quiet() {
        explain(&total);
    }
    Ok(Outcome::Good)
}
