//! `microosc check`: does a server survive what can come?

mod corpus;
mod report;
mod server;

use std::io::Write;

use clap::Args;
use clap::builder::PossibleValuesParser;
use core::time::Duration;
use microosc::Address;

use self::corpus::{Case, Given, cases};
use self::report::{Report, Verdict};
use self::server::{Health, Server};
use super::interrupt::Interrupt;
use super::network::Target;
use super::output::{Outcome, Output, Stop, explain};
use super::question::Question;
use super::remote::Reach;
use super::{hex, span};

/// Try whether a server survives what can come
///
/// Sends a server what goes wrong in networks and what people do on purpose: faulty packets,
/// sizes that lie, bundles in bundles, expensive patterns, odd times, random bytes, floods.
/// After each case it asks whether the server still answers, and tells which case silenced
/// it or made it slow. Name a message that the server answers with --ping; without one only
/// a port that closes is noticed. Ctrl-C ends it after the case at hand.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Check {
    /// The server, which receives OSC over UDP: 127.0.0.1:5000
    #[arg(value_name = "HOST:PORT", required_unless_present_any = ["list", "hex"])]
    server: Option<Target>,
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
    /// Print the packets in hexadecimal digits instead of sending them
    #[arg(long)]
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

With --json a line looks so, with "verdict" one of answered, open (no --ping, port not closed),
slow, silent, closed, skipped:
  {"case":"empty","packets":1,"bytes":0,"verdict":"answered","milliseconds":0.1}

Examples:
  A server that answers /info:
    microosc check 127.0.0.1:5000 --ping /info
  A server that answers /ch/get with /ch/level, for channel 3:
    microosc check 127.0.0.1:5000 --ping '/ch/get 3' --reply /ch/level
  What is tried, and what it looks like:
    microosc check --list
    microosc check --hex --only blob-size-negative | microosc decode --hex

Exit codes:
  0  the server answered after every case
  1  a case silenced it, closed its port or made it slow
  2  the command could not do its work: a wrong option, a server that does not answer at the
     start, a server on another machine without --allow-remote"#;

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(cases().map(|case| case.name))
}

fn address(text: &str) -> Result<String, String> {
    Address::new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn run(options: &Check) -> Result<Outcome, Stop> {
    let chosen =
        |case: &&Case| options.only.is_empty() || options.only.iter().any(|n| n == case.name);
    let chosen: Vec<&Case> = cases().filter(chosen).collect();
    let ping = options.ping.as_ref();
    let given = Given {
        address: ping.map_or("/microosc/check", Question::address),
        ping: ping.map_or(server::HARMLESS, Question::packet),
        seed: options.seed,
    };
    match &options.server {
        _ if options.list => list(&chosen),
        _ if options.hex => print(&chosen, &given),
        Some(target) => {
            let server = target.resolve()?;
            options.reach.require(server)?;
            attack(options, &chosen, &given, Server::open(server, options)?)
        }
        None => Err(Stop::Fault("name a server: 127.0.0.1:5000".to_owned())),
    }
}

fn list(cases: &[&Case]) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    for case in cases {
        writeln!(output, "{:<31}{}", case.name, case.about)?;
    }
    output.finish()
}

fn print(cases: &[&Case], given: &Given<'_>) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    for packet in cases.iter().flat_map(|case| case.packets(given)) {
        hex::write(&mut output, &packet)?;
        writeln!(output)?;
    }
    output.finish()
}

fn attack(
    options: &Check,
    cases: &[&Case],
    given: &Given<'_>,
    mut server: Server<'_>,
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
    for case in cases {
        if interrupt.is_set() {
            break;
        }
        let packets = case.packets(given);
        let bytes = packets.iter().map(Vec::len).sum();
        if is_gone {
            report.case(case.name, 0, 0, &Verdict::Skipped)?;
            continue;
        }
        let sent = server.send_all(&packets)?;
        let verdict = match server.ask()? {
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
        report.case(case.name, sent, bytes, &verdict)?;
    }
    report.finish()
}
