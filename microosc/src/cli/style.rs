//! Colours, where somebody looks at them.

use core::fmt::{self, Display};
use std::env;
use std::io::{self, IsTerminal};

use clap::ValueEnum;

/// When to use colours.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// Writes in colours, or does not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    on: bool,
}

/// What is told apart by colour: the parameters of the terminal's escape sequence "SGR".
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ink {
    Address,
    Number,
    Text,
    Other,
    Faint,
    Wrong,
}

impl Style {
    /// For standard output.
    pub(crate) fn new(color: Color) -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let can = || {
            let named = env::var_os("TERM");
            // A console of Windows names no terminal; only newer ones know colours.
            let knows = named.map_or(set("WT_SESSION") || cfg!(unix), |name| name != "dumb");
            knows && io::stdout().is_terminal()
        };
        let on = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !set("NO_COLOR") && can(),
        };
        Self { on }
    }

    pub(crate) fn paint<T: Display>(self, ink: Ink, shown: T) -> Painted<T> {
        Painted { ink: self.on.then_some(ink), shown }
    }
}

/// Something with its colour.
#[derive(Debug)]
pub(crate) struct Painted<T> {
    ink: Option<Ink>,
    shown: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(ink) = self.ink else { return self.shown.fmt(f) };
        let code = match ink {
            Ink::Address => "1;36",
            Ink::Number => "33",
            Ink::Text => "32",
            Ink::Other => "35",
            Ink::Faint => "2",
            Ink::Wrong => "1;31",
        };
        write!(f, "\x1b[{code}m")?;
        self.shown.fmt(f)?;
        f.write_str("\x1b[0m")
    }
}
