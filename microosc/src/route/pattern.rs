//! The pattern of a message, as the walk through the tree asks for it: which of its parts can come
//! next, and how much of it is used up after a name.

use super::visit::Work;
use crate::address::{AddressPattern, PatternSegment};

/// A pattern, and what is asked of it often.
pub(super) struct Pattern<'a> {
    pattern: AddressPattern<'a>,
    len: u32,
    /// A bit for each part that `//` stands before.
    any_depth: u32,
    open_ended: bool,
}

impl<'a> Pattern<'a> {
    /// Returns `None` if the pattern is malformed, or has more parts than any route.
    pub(super) fn of(pattern: &'a str) -> Option<Self> {
        let pattern = AddressPattern::new(pattern).ok()?;
        let (mut len, mut any_depth) = (0_u32, 0);
        for part in pattern.segments() {
            any_depth |= u32::from(part.any_depth).checked_shl(len)?;
            len = len.wrapping_add(1);
        }
        Some(Self { pattern, len, any_depth, open_ended: pattern.is_open_ended() })
    }

    /// Whether all parts are used up.
    pub(super) fn is_used_up(&self, used: u64) -> bool {
        used >> self.len & 1 == 1
    }

    /// Whether every name leads on, whatever it is.
    pub(super) fn is_met_by_all(&self, used: u32) -> bool {
        used & self.any_depth != 0 || (self.open_ended && self.is_used_up(used.into()))
    }

    /// Iterates over the parts that can come next, each with the bit of what is used up before.
    pub(super) fn next_parts(
        &self,
        used: u32,
    ) -> impl Iterator<Item = (u32, PatternSegment<'a>)> + use<'a> {
        let bits = (0..).map(|index| 1_u32 << (index & 31));
        bits.zip(self.pattern.segments()).filter(move |(bit, _)| used & bit != 0)
    }

    /// Returns what is used up after a name that leads on.
    pub(super) fn after_met(&self, used: u32, name: &str, work: &mut Work) -> u64 {
        if used.is_power_of_two() && !self.is_met_by_all(used) {
            // There is one part that it can have met.
            u64::from(used) << 1
        } else {
            self.after(used, name, work)
        }
    }

    /// Returns what is used up after a name.
    pub(super) fn after(&self, used: u32, name: &str, work: &mut Work) -> u64 {
        let used_up = u64::from(self.open_ended) << self.len;
        let mut after = u64::from(used) & (used_up | u64::from(self.any_depth));
        for (bit, part) in self.next_parts(used) {
            if work.spend_on(&part, name) && part.matcher().matches(name.as_bytes()) {
                after |= u64::from(bit) << 1;
            }
        }
        after
    }

    /// Returns the next name that a capture can be met with, and what is used up after it. A
    /// capture without declared values has no names of its own: it is met by the plain parts that
    /// can come next.
    pub(super) fn capture(
        &self,
        used: u32,
        prefix: &str,
        done: &mut u32,
    ) -> Option<(&'a str, u64)> {
        let left = used & !*done;
        let (_, first) = self.next_parts(left).find(|(_, part)| {
            part.is_plain() && part.text.strip_prefix(prefix).is_some_and(|text| !text.is_empty())
        })?;
        let mut after = 0;
        for (bit, _) in self.next_parts(left).filter(|(_, part)| part.text == first.text) {
            *done |= bit;
            after |= u64::from(bit) << 1;
        }
        Some((first.text, after))
    }

    /// Returns the next ending of the pattern that `{*rest}` can be met with: one of plain parts.
    pub(super) fn rest(&self, used: u32, done: &mut u32) -> Option<(&'a str, u64)> {
        if self.open_ended {
            return None;
        }
        let (bit, part) = self.next_parts(used & !*done).find(|(bit, _)| {
            let mut parts = self.next_parts(!bit.wrapping_sub(1)).map(|(_, part)| part);
            parts.next().is_some_and(|part| part.is_plain())
                && parts.all(|part| part.is_plain() && !part.any_depth)
        })?;
        *done |= bit;
        Some((part.to_end, 1 << self.len))
    }
}
