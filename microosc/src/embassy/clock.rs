//! The time of day on a device.

use core::cell::Cell;
use core::fmt;
use core::ops::{Add, Sub};
use core::time::Duration;

use critical_section::Mutex;
use embassy_time::Instant;

use crate::TimeTag;

/// The time of day, once somebody has told it: for bundles that wait for their time.
///
/// A device does not know it when it starts. Whoever learns it calls [`set`](Self::set): a task that
/// asks an SNTP server, or a handler that a sender tells it. From then on it goes by the device's
/// own clock; set it again now and then.
///
/// # Examples
///
/// ```no_run
/// use microosc::embassy::Clock;
/// use microosc::{TimeTag, osc_handler};
///
/// static CLOCK: Clock = Clock::new();
///
/// // Good to what the network delays: tens of milliseconds over Wi-Fi. SNTP does better.
/// #[osc_handler("/time")]
/// fn time(now: TimeTag) {
///     CLOCK.set(now);
/// }
/// ```
pub struct Clock {
    /// The time of day when the device started.
    start: Mutex<Cell<Option<TimeTag>>>,
}

impl Clock {
    /// A clock that has not been set.
    pub const fn new() -> Self {
        Self { start: Mutex::new(Cell::new(None)) }
    }

    /// Sets the time of day. [`TimeTag::IMMEDIATE`] is no time and changes nothing.
    pub fn set(&self, now: TimeTag) {
        if now.is_immediate() {
            return;
        }
        let start = now.sub(since_start());
        critical_section::with(|token| self.start.borrow(token).set(Some(start)));
    }

    /// Returns the time of day, if it has been set.
    pub fn now(&self) -> Option<TimeTag> {
        let start = critical_section::with(|token| self.start.borrow(token).get())?;
        Some(start.add(since_start()))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

/// Returns how long the device runs, as a time: good for differences.
pub(super) fn uptime() -> TimeTag {
    TimeTag::new(0, 0).add(since_start())
}

fn since_start() -> Duration {
    Instant::now().duration_since(Instant::MIN).into()
}
