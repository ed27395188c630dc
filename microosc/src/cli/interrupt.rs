//! Ctrl-C, and waiting in a way that it can end.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::output::Stop;

/// How soon Ctrl-C is noticed.
pub(crate) const NOTICE: Duration = Duration::from_millis(50);

/// Whether the user has asked the command to end.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on Ctrl-C (and SIGTERM) does not kill the command but is told here. The second one
    /// kills.
    pub(crate) fn listen() -> Result<Self, Stop> {
        let interrupt = Self(Arc::default());
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag not yet set.
            flag::register_conditional_shutdown(signal, 130, Arc::clone(&interrupt.0))
                .and_then(|_| flag::register(signal, Arc::clone(&interrupt.0)))
                .map_err(|error| Stop::Fault(format!("cannot listen to Ctrl-C: {error}")))?;
        }
        Ok(interrupt)
    }

    /// Leaves it to the system: Ctrl-C kills the command.
    pub(crate) fn never() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits until then, or until the user asks to end; returns false in that case.
    pub(crate) fn sleep_until(&self, deadline: Instant) -> bool {
        while !self.is_set() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(NOTICE));
        }
        false
    }
}
