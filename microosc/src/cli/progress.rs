//! How far the work has come, on one line of a terminal; nothing where there is none.

use core::time::Duration;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::time::Instant;

/// How often the line changes.
const EVERY: Duration = Duration::from_millis(100);

/// A line on standard error that is written over and over, and gone at the end.
pub(crate) struct Progress {
    on: bool,
    shown: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(wanted: bool) -> Self {
        let dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
        Self { on: wanted && !dumb && io::stderr().is_terminal(), shown: None }
    }

    /// Shows the text, if it is time to.
    pub(crate) fn show(&mut self, text: impl FnOnce() -> String) {
        if self.on && self.shown.is_none_or(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            // A terminal that is gone takes nothing, and nobody misses it.
            let _ = write!(io::stderr(), "\r{}\x1b[K", text());
        }
    }

    /// Takes the line away, before something else is said.
    pub(crate) fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Shows a time as minutes and seconds.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let tenths = time.subsec_millis() / 100;
    format!("{}:{:02}.{tenths}", seconds / 60, seconds % 60)
}

/// Shows how much of the whole is done.
pub(crate) fn bar(done: Duration, whole: Duration) -> String {
    const WIDTH: u32 = 30;
    let part = (done.as_secs_f64() / whole.as_secs_f64().max(1e-9)).min(1.0);
    let bar: String = (0..WIDTH)
        .map(|at| if f64::from(at) < part * f64::from(WIDTH) { '#' } else { '.' })
        .collect();
    format!("[{bar}]")
}
