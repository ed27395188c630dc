//! The pattern of a message, as the walk through the tree asks for it: which of its parts can come
//! next, and how much of it is used up after a name.

use crate::address::{AddressPattern, Matcher};

/// A pattern, and what is asked of it often. What its beginnings use up is a set: bit `k` stands for
/// its first `k` parts.
pub(super) struct Pattern<'a, const DEPTH: usize> {
    pattern: AddressPattern<'a>,
    /// The parts, but for those so far behind that no name is left for them.
    parts: [Matcher<'a>; DEPTH],
    /// The bit of the whole pattern.
    used_up: u64,
    /// The beginnings that are still used up after any name: `//` stands behind them.
    kept: u64,
    /// The beginnings behind which `{*rest}` can be met: with plain parts, and no `//` between them.
    before_rest: u64,
}

impl<'a, const DEPTH: usize> Pattern<'a, DEPTH> {
    /// Returns the pattern without its parts: they are [split](Self::split) where they come to lie.
    pub(super) const fn of(pattern: AddressPattern<'a>) -> Self {
        Self { pattern, parts: [Matcher::EMPTY; DEPTH], used_up: 1, kept: 0, before_rest: 0 }
    }

    /// Splits the pattern. Returns whether any route can have as many parts.
    pub(super) fn split(&mut self) -> bool {
        let (mut bit, mut kept, mut before_rest) = (1_u64, 0, 0);
        for (index, part) in self.pattern.segments().enumerate() {
            if bit > u64::from(u32::MAX) {
                return false;
            }
            let matcher = part.matcher().measured();
            if part.any_depth {
                (kept, before_rest) = (kept | bit, 0);
            }
            before_rest = if matcher.plain().is_some() { before_rest | bit } else { 0 };
            if let Some(place) = self.parts.get_mut(index) {
                *place = matcher;
            }
            bit <<= 1;
        }
        if self.pattern.is_open_ended() {
            (kept, before_rest) = (kept | bit, 0);
        }
        (self.used_up, self.kept, self.before_rest) = (bit, kept, before_rest);
        true
    }

    /// Returns the bit of the whole pattern.
    pub(super) const fn used_up(&self) -> u64 {
        self.used_up
    }

    /// Returns what is still used up after a name that meets no part.
    pub(super) fn kept(&self, used: u32) -> u64 {
        u64::from(used) & self.kept
    }

    /// Iterates over the parts that can come next, each with its index, which is the number of the bit
    /// of what is used up before.
    pub(super) fn parts(&self, used: u32) -> impl Iterator<Item = (u8, &Matcher<'a>)> {
        let mut left = u64::from(used) & self.used_up.wrapping_sub(1);
        core::iter::from_fn(move || {
            let index = u8::try_from(left.trailing_zeros()).ok()?;
            left &= left.wrapping_sub(1);
            Some((index, self.parts.get(usize::from(index))?))
        })
    }

    /// Returns what is used up after a name, of which `meets` tells whether it meets a part, and
    /// gets the index and the part.
    pub(super) fn after(&self, used: u32, mut meets: impl FnMut(u8, &Matcher<'a>) -> bool) -> u64 {
        self.parts(used).fold(self.kept(used), |after, (index, part)| {
            after | if meets(index, part) { after_part(index) } else { 0 }
        })
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
        let first = self.parts(left).find_map(|(_, part)| {
            part.plain()
                .filter(|name| name.strip_prefix(prefix).is_some_and(|text| !text.is_empty()))
        })?;
        let mut after = 0;
        for (index, _) in self.parts(left).filter(|(_, part)| part.plain() == Some(first)) {
            *done |= 1 << (index & 31);
            after |= after_part(index);
        }
        Some((first, after))
    }

    /// Returns the next ending of the pattern that `{*rest}` can be met with: one of plain parts.
    #[inline(never)]
    pub(super) fn rest(&self, used: u32, done: &mut u32) -> Option<(&'a str, u64)> {
        let left = u64::from(used & !*done) & self.before_rest;
        let index = left.checked_sub(1).map(|_| left.trailing_zeros())?;
        let part = self.pattern.segments().nth(usize::try_from(index).ok()?)?;
        *done |= 1 << (index & 31);
        Some((part.to_end, self.used_up))
    }
}

/// Returns the bit of what is used up after the part with this index.
pub(super) fn after_part(index: u8) -> u64 {
    u64::from(1_u32 << (index & 31)) << 1
}
