//! How long a runtime may wait.

use core::time::Duration;

use super::{Buffers, Server};
use crate::wire::TimeTag;

/// While a bundle waits, the clock is looked at so often, in case somebody has set it.
const CLOCK: Duration = Duration::from_secs(1);

impl<S: ?Sized, B: Buffers> Server<S, B> {
    /// Returns how long it is until a bundle is due, if one waits, or until the clock is to be looked
    /// at again.
    pub(crate) fn until_due(&self) -> Option<Duration> {
        let due = self.poll_timeout()?;
        Some(due.duration_since(TimeTag::now()).unwrap_or_default().min(CLOCK))
    }
}
