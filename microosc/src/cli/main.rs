//! The command `microosc`: OSC packets as text, text as OSC packets, and patterns tried out.
//!
//! A program of its own beside the library, of which it uses only what everybody can. What it
//! promises:
//!
//! * Standard output holds results and nothing else: a line for each packet or address, in order.
//!   What went wrong is explained on standard error.
//! * The exit code is 0, 1 or 2 ([`Outcome`], [`Stop`]); `--help` tells what they mean.
//! * Input is taken piece by piece, and no piece may be longer than a limit ([`limits`]), so that
//!   memory stays bounded whatever comes. What is done is shown before more input is waited for.
//! * When the reader of its output goes away, it stops without a word.

mod decode;
mod dump;
mod encode;
mod faults;
mod filter;
mod hex;
mod input;
mod interrupt;
mod json;
mod limits;
mod listen;
mod matching;
mod network;
mod output;
mod packet;
mod span;
mod style;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::{Stop, explain};

/// Read, write and try out Open Sound Control (OSC)
///
/// OSC is the language in which faders, tablets, lighting desks and music programs tell
/// each other what to do. A message has an address, which looks like a path (/ch/3/level),
/// and arguments (0.5). It travels as a packet: a few bytes that nobody can read.
///
/// `microosc decode` turns packets into text, `microosc encode` turns text into packets,
/// and `microosc match` tells which addresses a pattern like /ch/*/level reaches.
#[derive(Parser)]
#[command(name = "microosc", bin_name = "microosc", version, verbatim_doc_comment, after_long_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = r#"Examples:
  What does this packet say?
    echo 2f312f6661646572000000002c6600003f000000 | microosc decode --hex
    {"address":"/1/fader","args":[["f",0.5]]}
  Which bytes move the fader?
    echo '{"address":"/1/fader","args":[["f",0.5]]}' | microosc encode
    2f312f6661646572000000002c6600003f000000
  Does the pattern reach channel 3?
    microosc match '/ch/[1-4]/level' /ch/3/level
    true

Exit codes:
  0  all went well; for match: an address is reached
  1  something was refused, and is shown; for match: no address is reached
  2  the command could not do its work: a wrong option, an invalid pattern, a file that
     cannot be read"#;

#[derive(Subcommand)]
enum Command {
    Dump(dump::Dump),
    Decode(decode::Decode),
    Encode(encode::Encode),
    Match(matching::Match),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Dump(options) => dump::run(&options),
        Command::Decode(options) => decode::run(&options),
        Command::Encode(options) => encode::run(&options),
        Command::Match(options) => matching::run(&options),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(Stop::OutputClosed) => ExitCode::SUCCESS,
        Err(Stop::Fault(fault)) => {
            explain(&fault);
            ExitCode::from(2)
        }
    }
}
