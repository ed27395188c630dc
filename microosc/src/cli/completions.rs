//! `microosc completions`: what the shell completes when the user presses the tab key.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::Cli;
use super::output::{Outcome, Output, Stop};

/// Print what lets a shell complete this command
///
/// With it the tab key completes subcommands and options.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

const AFTER_HELP: &str = r"Examples:
  microosc completions bash >~/.local/share/bash-completion/completions/microosc
  microosc completions zsh >~/.zfunc/_microosc
    (with `fpath+=~/.zfunc` in ~/.zshrc before compinit)
  microosc completions fish >~/.config/fish/completions/microosc.fish
  microosc completions powershell >>$PROFILE

Exit codes:
  0  it is printed
  1  does not occur
  2  the shell is not known";

pub(crate) fn run(options: &Completions) -> Result<Outcome, Stop> {
    let mut script = Vec::new();
    generate(options.shell, &mut Cli::command(), "microosc", &mut script);
    let mut output = Output::new();
    output.write_all(&script)?;
    output.finish()
}
