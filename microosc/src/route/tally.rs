//! What became of messages, in numbers.

/// Counts of one route since the server was made. They wrap after 2^64.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct RouteCounters {
    /// Calls of the handler; a message with a pattern may cause several.
    pub handled: u64,
    /// Messages that met the route and did not fit the handler's parameters.
    pub rejected: u64,
    /// Calls that returned an error; they count as handled, too.
    pub failed: u64,
}

impl RouteCounters {
    pub(crate) const ZERO: Self = Self { handled: 0, rejected: 0, failed: 0 };

    /// Adds what became of a message.
    pub(super) fn add(&mut self, end: End) {
        if end == End::Rejected {
            self.rejected = self.rejected.wrapping_add(1);
        } else {
            self.handled = self.handled.wrapping_add(1);
        }
        if end == End::Failed {
            self.failed = self.failed.wrapping_add(1);
        }
    }
}

/// What became of a message.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// How many handlers were called.
    pub(crate) handled: u32,
    /// How many routes it met whose parameters it did not fit.
    pub(crate) rejected: u32,
    /// How many of the handlers returned an error.
    pub(crate) failed: u32,
    /// A pattern that would have cost too much was not followed to its end.
    pub(crate) cut: bool,
}

impl Tally {
    /// Whether no route has been met, and none would have been.
    pub(crate) const fn is_unmatched(&self) -> bool {
        self.handled == 0 && self.rejected == 0 && !self.cut
    }

    /// Adds what became of a message at one route.
    #[inline]
    pub(super) fn add(&mut self, end: End) {
        let count = if end == End::Rejected { &mut self.rejected } else { &mut self.handled };
        *count = count.wrapping_add(1);
        if end == End::Failed {
            self.failed = self.failed.wrapping_add(1);
        }
    }
}

/// What a message reached.
pub(crate) enum Reached {
    /// The route whose address it names, as nearly every message does.
    One(End),
    /// Some routes or none, by captures or a pattern.
    Some(Tally),
}

/// What became of a message at one route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Handled,
    Failed,
    Rejected,
}
