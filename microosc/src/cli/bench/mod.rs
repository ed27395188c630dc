//! `microosc bench`: how much goes through?

mod flood;
mod line;
mod receiver;
mod report;

use core::net::SocketAddr;
use core::num::{NonZeroU32, NonZeroU64};
use core::time::Duration;
use std::thread;
use std::time::Instant;

use clap::Args;
use microosc::Address;

use self::flood::Flood;
use self::receiver::Receiver;
use self::report::Report;
use super::interrupt::Interrupt;
use super::limits;
use super::link::Transport;
use super::network::Target;
use super::output::{Outcome, Stop, explain};
use super::raw::{bundle, message};
use super::remote::Reach;
use super::span;

/// Measure how many messages go through
///
/// Sends messages to a server over UDP or TCP as fast as it can, or at a rate, and reports how
/// many were sent and how fast. UDP does not tell whether they arrived: with --serve the command
/// receives its own messages and counts them, and with --reply it counts a server's answers.
/// It stops after five seconds, or with Ctrl-C.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Bench {
    /// The server: 127.0.0.1:5000
    #[arg(value_name = "HOST:PORT", required_unless_present = "serve")]
    server: Option<Target>,
    #[command(flatten)]
    transport: Transport,
    /// Be the server as well, at HOST:PORT or at a free port, and count
    #[arg(long, conflicts_with = "reply")]
    serve: bool,
    /// The address of the messages
    #[arg(long, value_name = "ADDRESS", default_value = "/microosc/bench", value_parser = address)]
    address: String,
    /// Count the answers that come back with this address
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    reply: Option<String>,
    #[command(flatten)]
    shape: Shape,
    /// Send bundles of so many messages
    #[arg(long, value_name = "NUMBER")]
    bundle: Option<NonZeroU32>,
    /// Stop after this time
    #[arg(long = "for", value_name = "TIME", default_value = "5s", value_parser = span::read_positive)]
    time: Duration,
    /// Stop after so many messages, if that is sooner
    #[arg(long, value_name = "NUMBER")]
    count: Option<NonZeroU64>,
    /// Send so many messages in a second, all senders together
    #[arg(long, value_name = "NUMBER")]
    rate: Option<NonZeroU64>,
    /// Send from so many threads, each from a port of its own
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=64))]
    senders: u8,
    /// Print a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reach: Reach,
}

/// What a message carries, if not one `f`.
#[derive(Args)]
#[group(multiple = false)]
struct Shape {
    /// Send messages without arguments instead of with one number
    #[arg(long)]
    empty: bool,
    /// Send messages with a blob of so many bytes
    #[arg(long, value_name = "BYTES")]
    blob: Option<u16>,
}

const AFTER_HELP: &str = r#"Bytes are those of the OSC packets, without the headers of UDP or the frames of TCP. What is
lost over UDP was sent faster than it could be received: the system drops what finds no room.
Over TCP the senders wait instead. cpu is the time that the senders computed, as a part of one
core's; only Linux tells it.

With --json the line looks so; what is not known is null, and "framing" is that of TCP:
  {"address":"127.0.0.1:5000","answered":null,"bytes":24000,"cpu_seconds":0.01,"framing":null,
   "lost":0,"messages":1000,"packets":1000,"received":1000,"refused":0,"seconds":0.02,...}

Examples:
  How fast is this machine?
    microosc bench --serve
  Does it keep up with 10 000 messages a second from four senders?
    microosc bench --serve --rate 10000 --senders 4
  A server that answers /ch/get with /ch/level:
    microosc bench 127.0.0.1:5000 --address /ch/get --reply /ch/level --rate 1000
  The same over TCP, with SLIP:
    microosc bench 127.0.0.1:5000 --tcp --framing slip --address /ch/get --reply /ch/level
  Bundles of 20 messages with 100 bytes each:
    microosc bench 127.0.0.1:5000 --bundle 20 --blob 100

Exit codes:
  0  sent, and where arrivals or answers are counted, none is missing
  1  messages or answers are missing, the port is closed, or a connection ended too soon
  2  the command could not do its work: a wrong option, a port that another program has, no
     connection, a server on another machine without --allow-remote"#;

fn address(text: &str) -> Result<String, String> {
    Address::new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

/// After so long without an arrival no more is expected.
const QUIET: Duration = Duration::from_millis(300);

pub(crate) fn run(options: &Bench) -> Result<Outcome, Stop> {
    let mut to = match &options.server {
        Some(target) => target.resolve()?,
        None => SocketAddr::from(([127, 0, 0, 1], 0)),
    };
    options.reach.require(to)?;
    let framing = options.transport.framing();
    let connections = framing.map(|_| options.senders);
    let receiver = options.serve.then(|| Receiver::start(to, connections)).transpose()?;
    if let Some(receiver) = &receiver {
        to = receiver.address();
    }
    let flood = flood_of(options, to)?;
    if !options.json {
        explain(&format_args!("sending to {to} for at most {:?}", options.time));
    }
    let sent = flood.run()?;
    let received = receiver.map(|receiver| receiver.finish(sent.messages)).transpose()?;
    Report { to, framing, sent, received, answers: options.reply.is_some() }.write(options.json)
}

fn flood_of(options: &Bench, to: SocketAddr) -> Result<Flood<'_>, Stop> {
    let single = match options.shape {
        Shape { empty: true, .. } => message(&options.address, ",", []),
        Shape { blob: Some(len), .. } => {
            let padded = u32::from(len).next_multiple_of(4).try_into().unwrap_or(usize::MAX);
            let mut blob = u32::from(len).to_be_bytes().to_vec();
            blob.resize(padded.saturating_add(4), 0);
            message(&options.address, ",b", blob)
        }
        _ => message(&options.address, ",f", 0.5_f32.to_be_bytes()),
    };
    let each = options.bundle.map_or(1, NonZeroU32::get);
    let len = match options.bundle {
        Some(_) => {
            single.len().saturating_add(4).saturating_mul(each.try_into().unwrap_or(usize::MAX))
        }
        None => single.len(),
    };
    let framing = options.transport.framing();
    let (longest, whose) = match framing {
        Some(_) => (LONGEST_OVER_TCP, "that are sent here over TCP"),
        None => (LONGEST, "that UDP carries"),
    };
    if len > longest {
        return Err(Stop::Fault(format!(
            "a packet of {len} bytes is longer than the {longest} {whose}; use fewer messages in \
             a bundle, or a smaller blob"
        )));
    }
    let packet = match options.bundle {
        Some(_) => bundle(0, 1, &vec![single; each.try_into().unwrap_or_default()]),
        None => single,
    };
    Ok(Flood {
        to,
        framing,
        packet,
        messages_each: each.into(),
        time: options.time,
        count: options.count.map(NonZeroU64::get),
        rate: options.rate.map(NonZeroU64::get),
        senders: options.senders,
        reply: options.reply.as_deref(),
        interrupt: Interrupt::listen()?,
    })
}

/// The most bytes in a datagram, less what stands before the elements of a bundle.
const LONGEST: usize = 65_507 - 16;
const LONGEST_OVER_TCP: usize = limits::PACKET - 16;

/// Waits until a count reaches `expected`, or has not changed for a while.
fn settle(expected: u64, count: impl Fn() -> u64) {
    let (mut last, mut since) = (count(), Instant::now());
    while last < expected && since.elapsed() < QUIET {
        thread::sleep(Duration::from_millis(5));
        let now = count();
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
}
