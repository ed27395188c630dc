//! `microosc dump`: what arrives.

use std::io::Write;
use std::time::Instant;

use clap::Args;

use super::interrupt::Interrupt;
use super::listen::{Listen, News};
use super::output::{Outcome, Stop};
use super::show::{Show, Shower};

/// Show what arrives
///
/// Listens on a UDP port and shows every message: seconds since the start, sender, address,
/// types and arguments. Ctrl-C ends it.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Dump {
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    show: Show,
    /// Tell each second how many packets and bytes came in it
    #[arg(long)]
    rate: bool,
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
    let mut shower = Shower::new(&options.show);
    let mut rate = Rate { start: Instant::now(), second: 1, packets: 0, bytes: 0 };
    let total = listening.each(&interrupt, |news| {
        if let (true, Some(past)) = (options.rate, rate.past()) {
            shower.output.remark(&past)?;
        }
        match news {
            News::Packet { bytes, from, at } => {
                rate.packets = rate.packets.saturating_add(1);
                rate.bytes = rate.bytes.saturating_add(bytes.len());
                shower.packet(bytes, from, at)
            }
            News::Pause => Ok(shower.output.flush()?),
        }
    })?;
    if !options.listen.is_quiet() {
        let malformed = shower.malformed;
        let total = match malformed {
            0 => total.to_string(),
            _ => format!("{total}, {malformed} of them malformed"),
        };
        shower.output.remark(&total)?;
    }
    shower.output.finish()
}

/// What has come in a second.
struct Rate {
    start: Instant,
    /// Which second since the start, from 1 on.
    second: u64,
    packets: u64,
    bytes: usize,
}

impl Rate {
    /// Tells what has come in the second, if it is over, and starts the next.
    fn past(&mut self) -> Option<String> {
        let Self { start, second, packets, bytes } = *self;
        let elapsed = start.elapsed().as_secs();
        (elapsed >= second).then(|| {
            *self = Self { start, second: elapsed.saturating_add(1), packets: 0, bytes: 0 };
            format!("second {second}: {packets} packets, {bytes} bytes")
        })
    }
}
