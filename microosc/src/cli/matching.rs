//! `microosc match`: which addresses a pattern reaches.

use core::iter::repeat_n;
use std::io::Write;

use clap::Args;
use microosc::{Address, AddressPattern};

use super::output::{Outcome, Output, Stop};

/// Tell which addresses a pattern reaches
///
/// The address of a message may be a pattern, and then reaches every address that it
/// matches, like a group of faders that moves together. Prints true or false for each
/// ADDRESS.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Match {
    /// What the sender writes, in quotes: '/ch/[1-4]/level'
    pattern: String,
    /// What the receiver has: /ch/3/level
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,
}

const AFTER_HELP: &str = "\
A pattern is an address in which there may stand:
  ?             any one character
  *             any characters, also none
  [abc]         one of these characters; [a-f] one of a range; [!abc] none of these
  {kick,snare}  one of these words
  //            any number of levels: //level reaches /level and /ch/3/level
Only // goes across a slash.

Examples:
  microosc match '/ch/*/level' /ch/3/level /ch/3/mute
    true
    false
  microosc match '/drum/{kick,snare}' /drum/snare
    true

Exit codes:
  0  the pattern reaches at least one address
  1  it reaches none
  2  the pattern is invalid; what is wrong, and where, is shown";

pub(crate) fn run(options: &Match) -> Result<Outcome, Stop> {
    let pattern = AddressPattern::new(&options.pattern).map_err(|error| {
        let marked = marked(&options.pattern, error.offset());
        Stop::Fault(format!("this is not an address pattern: {error}\n{marked}"))
    })?;
    let mut output = Output::new();
    let mut outcome = Outcome::Refused;
    for address in &options.addresses {
        let reached = pattern.matches(address);
        if reached {
            outcome = Outcome::Good;
        }
        writeln!(output, "{reached}")?;
        if let Err(error) = Address::new(address) {
            let marked = marked(address, error.offset());
            output.remark(&format!("nothing can have this address: {error}\n{marked}"))?;
        }
    }
    output.finish()?;
    Ok(outcome)
}

/// Shows `text` with a caret under the fault. What could upset a terminal is replaced.
fn marked(text: &str, offset: usize) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    let before = text.get(..offset).unwrap_or(text).chars().count();
    let caret: String = repeat_n(' ', before).chain(['^']).collect();
    format!("  {shown}\n  {caret}")
}
