//! The command `microosc`: what arrives is shown and recorded, messages and recordings are sent,
//! packets become text and text packets, patterns are tried out, and servers and networks examined
//! and asked what they serve.
//!
//! A program of its own beside the library, of which it uses only what everybody can. What it
//! promises:
//!
//! * Standard output holds results and nothing else: a line for each packet or address, in order.
//!   What went wrong is explained on standard error, where a listener also says that it listens.
//! * Nothing is reached from another machine, or sent to one, that the user has not named; but `query`
//!   asks the networks of this machine who is there, if it is told of nobody.
//! * Packets go out by the monotonic clock, each at its own time after the start, so that lateness
//!   does not add up. Ctrl-C ends the command as if it had come to its end.
//! * The exit code is 0, 1 or 2 ([`Outcome`], [`Stop`]); `--help` tells what they mean.
//! * Input is taken piece by piece, and no piece may be longer than a limit ([`limits`]), so that
//!   memory stays bounded whatever comes. What is done is shown before more input is waited for.
//! * What loads or tries a server stays on this machine unless it is allowed to leave ([`remote`]), and
//!   is bounded in number and time.
//! * When the reader of its output goes away, it stops without a word.

mod bench;
mod check;
mod completions;
mod decode;
mod doctor;
mod dump;
mod encode;
mod faults;
mod filter;
mod hex;
mod input;
mod interrupt;
mod json;
mod limits;
mod link;
mod listen;
mod matching;
mod network;
mod output;
mod packet;
mod play;
mod progress;
mod query;
mod question;
mod raw;
mod record;
mod recording;
mod remote;
mod send;
mod show;
mod span;
mod style;
mod time;
mod tree;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::{Stop, explain};

/// Read, write and try out Open Sound Control (OSC)
///
/// OSC is the language in which faders, tablets, lighting desks and music programs tell
/// each other what to do. A message has an address, which looks like a path (/ch/3/level),
/// and arguments (0.5). It travels as a packet: a few bytes that nobody can read.
///
/// `microosc dump` shows what arrives, and `microosc send` sends; `microosc record` and
/// `microosc play` keep a rehearsal in a file. `microosc decode` turns packets into text,
/// `microosc encode` turns text into packets, and `microosc match` tells which addresses a
/// pattern like /ch/*/level reaches. When nothing arrives, `microosc doctor` says why; what a
/// server can bear, `microosc bench` and `microosc check` find out, and what it serves,
/// `microosc query` reads.
#[derive(Parser)]
#[command(name = "microosc", bin_name = "microosc", version, verbatim_doc_comment, after_long_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = r#"Examples:
  What does the tablet send to port 5000?
    microosc dump 0.0.0.0:5000
  A fader to the middle:
    microosc send localhost:5000 /1/fader 0.5
  What does this packet say?
    echo 2f312f6661646572000000002c6600003f000000 | microosc decode --hex
    {"address":"/1/fader","args":[["f",0.5]]}
  Which bytes move the fader?
    echo '{"address":"/1/fader","args":[["f",0.5]]}' | microosc encode
    2f312f6661646572000000002c6600003f000000
  Does the pattern reach channel 3?
    microosc match '/ch/[1-4]/level' /ch/3/level
    true
  Why does nothing arrive at port 5000?
    microosc doctor 5000
  What does the server on port 8000 serve?
    microosc query localhost:8000

Exit codes:
  0  all went well, or Ctrl-C has ended it; for match: an address is reached
  1  something was refused, and is shown; for match: no address is reached; for send --wait:
     no reply came; for bench: something was lost; for check: the server was not well; for
     doctor: something is wrong; for query: nothing was found
  2  the command could not do its work: a wrong option, an invalid pattern, a file that
     cannot be read, a port that is taken, an unknown host"#;

#[derive(Subcommand)]
enum Command {
    Dump(dump::Dump),
    Send(send::Send),
    Record(record::Record),
    Play(play::Play),
    Decode(decode::Decode),
    Encode(encode::Encode),
    Match(matching::Match),
    Bench(bench::Bench),
    Check(check::Check),
    Doctor(doctor::Doctor),
    Query(query::Query),
    Completions(completions::Completions),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Dump(options) => dump::run(&options),
        Command::Send(options) => send::run(&options),
        Command::Record(options) => record::run(&options),
        Command::Play(options) => play::run(&options),
        Command::Decode(options) => decode::run(&options),
        Command::Encode(options) => encode::run(&options),
        Command::Match(options) => matching::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Doctor(options) => doctor::run(&options),
        Command::Query(options) => query::run(&options),
        Command::Completions(options) => completions::run(&options),
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
