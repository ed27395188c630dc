//! `microosc check`: does a server survive what can come?

mod corpus;
mod report;
mod server;
mod tcp;
mod udp;

use std::io::Write;

use clap::Args;
use clap::builder::PossibleValuesParser;
use core::time::Duration;
use microosc::Address;
use microosc::stream::Framing;

use self::corpus::{Given, Trial};
use self::report::{Report, Verdict};
use self::server::{Health, Server};
use super::interrupt::Interrupt;
use super::link::Transport;
use super::network::Target;
use super::output::{Outcome, Output, Stop, explain};
use super::question::Question;
use super::remote::Reach;
use super::{hex, span};

/// Try whether a server survives what can come
///
/// Sends a server what goes wrong in networks and what people do on purpose: faulty packets,
/// sizes that lie, bundles in bundles, expensive patterns, odd times, random bytes, floods;
/// over TCP also broken framing, packets in pieces, connections that end amid a packet.
/// After each case it asks whether the server still answers, and tells which case silenced
/// it or made it slow. Name a message that the server answers with --ping; without one only
/// a port that closes is noticed. Ctrl-C ends it after the case at hand.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Check {
    /// The server: 127.0.0.1:5000
    #[arg(value_name = "HOST:PORT", required_unless_present_any = ["list", "hex"])]
    server: Option<Target>,
    #[command(flatten)]
    transport: Transport,
    /// A message that the server answers, in quotes: its address, then arguments
    #[arg(long, value_name = "MESSAGE", value_parser = Question::read)]
    ping: Option<Question>,
    /// The address of its answer; without it, whatever comes back is one
    #[arg(long, value_name = "ADDRESS", requires = "ping", value_parser = address)]
    reply: Option<String>,
    /// Try this case alone; may be given several times
    #[arg(long, value_name = "NAME", value_parser = names(), hide_possible_values = true)]
    only: Vec<String>,
    /// Show the cases instead of trying them
    #[arg(long, conflicts_with = "hex")]
    list: bool,
    /// Print packets in hexadecimal digits instead of sending them; of the cases
    /// about framing, what is sent over each connection
    #[arg(long, verbatim_doc_comment)]
    hex: bool,
    /// Print a line of JSON for each case
    #[arg(long)]
    json: bool,
    /// An answer that takes longer than this is slow
    #[arg(long, value_name = "TIME", default_value = "500ms", value_parser = span::read_positive)]
    slow: Duration,
    /// How long to wait for an answer, and for its coming back
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = span::read_positive)]
    wait: Duration,
    /// Another number gives other random packets
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    reach: Reach,
}

const AFTER_HELP: &str = r#"All cases together are about 10 000 packets and 11 MB, which takes seconds if the server is
well. Some cases are messages and patterns that are valid: they may reach what the server does,
with arguments it does not expect. Do not try this on what others depend on.

Over TCP each case has a connection of its own. A server may close it when something is wrong,
as long as it answers on a new one; then the packets of the case are sent again, over a
connection each. A server that serves one connection at a time is silent in the cases that
leave one open.

With --json a line looks so, with "verdict" one of answered, open (no --ping, port not closed),
slow, silent, closed, skipped; the cases about framing have "connections" instead of "packets":
  {"case":"empty","packets":1,"bytes":0,"verdict":"answered","milliseconds":0.1}

Examples:
  A server that answers /info:
    microosc check 127.0.0.1:5000 --ping /info
  A server that answers /ch/get with /ch/level, for channel 3:
    microosc check 127.0.0.1:5000 --ping '/ch/get 3' --reply /ch/level
  Over TCP, with the length of each packet before it, or SLIP:
    microosc check 127.0.0.1:5000 --tcp --ping /info
    microosc check 127.0.0.1:5000 --tcp --framing slip --ping /info
  What is tried, and what it looks like:
    microosc check --list
    microosc check --hex --only blob-size-negative | microosc decode --hex

Exit codes:
  0  the server answered after every case
  1  a case silenced it, closed its port or made it slow
  2  the command could not do its work: a wrong option, a server that does not answer at the
     start, a server on another machine without --allow-remote"#;

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(Trial::all().map(|trial| trial.name()))
}

fn address(text: &str) -> Result<String, String> {
    Address::new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn run(options: &Check) -> Result<Outcome, Stop> {
    let chosen = choose(options)?;
    let framing = options.transport.framing();
    let ping = options.ping.as_ref();
    let given = Given {
        address: ping.map_or("/microosc/check", Question::address),
        ping: ping.map_or(server::HARMLESS, Question::packet),
        seed: options.seed,
        framing: framing.unwrap_or(Framing::LengthPrefix),
    };
    match &options.server {
        _ if options.list => list(&chosen),
        _ if options.hex => print(&chosen, &given),
        Some(target) => {
            let to = target.resolve()?;
            options.reach.require(to)?;
            attack(options, &chosen, &given, server::open(to, options)?.as_mut())
        }
        None => Err(Stop::Fault("name a server: 127.0.0.1:5000".to_owned())),
    }
}

/// The cases that the user has named, or all that fit the way to the server.
fn choose(options: &Check) -> Result<Vec<Trial>, Stop> {
    let framing = options.transport.framing();
    let is_named = |trial: &Trial| options.only.iter().any(|name| name == trial.name());
    let (chosen, unfit): (Vec<Trial>, Vec<Trial>) = Trial::all()
        .filter(|trial| options.only.is_empty() || is_named(trial))
        .partition(|trial| trial.is_for(framing));
    match unfit.first() {
        Some(trial) if is_named(trial) => Err(Stop::Fault(format!(
            "{} is about what comes over TCP: {}",
            trial.name(),
            trial.options()
        ))),
        _ => Ok(chosen),
    }
}

fn list(trials: &[Trial]) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    for trial in trials {
        writeln!(output, "{:<31}{}", trial.name(), trial.about())?;
    }
    output.finish()
}

fn print(trials: &[Trial], given: &Given<'_>) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    for bytes in trials.iter().flat_map(|trial| trial.make(given).into_bytes()) {
        hex::write(&mut output, &bytes)?;
        writeln!(output)?;
    }
    output.finish()
}

fn attack(
    options: &Check,
    trials: &[Trial],
    given: &Given<'_>,
    server: &mut dyn Server,
) -> Result<Outcome, Stop> {
    if options.ping.is_none() {
        explain(
            &"without --ping it only shows whether the port closes; name a message that the \
                  server answers",
        );
    }
    server.is_well()?;
    let mut report = Report::new(options);
    let interrupt = Interrupt::listen()?;
    let mut is_gone = false;
    for trial in trials {
        if interrupt.is_set() {
            break;
        }
        let made = trial.make(given);
        if is_gone {
            report.case(trial.name(), &made, 0, &Verdict::Skipped)?;
            continue;
        }
        let (sent, health) = server.attempt(&made)?;
        let verdict = match health {
            Health::Answered(after) if after > options.slow => Verdict::Slow(after),
            Health::Answered(after) => Verdict::Answered(after),
            Health::Open => Verdict::Open,
            ill => {
                let back = server.recover()?;
                is_gone = back.is_none();
                if ill == Health::Closed {
                    Verdict::Closed { back }
                } else {
                    Verdict::Silent { back }
                }
            }
        };
        report.case(trial.name(), &made, sent, &verdict)?;
    }
    report.finish()
}
