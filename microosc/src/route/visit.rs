//! Walking the tree of segments for all that a pattern stands for.
//!
//! The walk keeps its place in an array of as many levels as the tree may have, and does not recurse.
//!
//! All literals below a node are held against a part of the pattern at once, a bit for each that is
//! met, and the bits are remembered: another node with the same list of literals is not matched
//! again. Literals that lead nowhere are looked at only where they end an address that is met.

use super::pattern::{Pattern, after_part};
use super::resolve::{Names, children, other_child, resolve};
use super::table::{NONE, Node};
use super::{Segment, Values};
use crate::address::{AddressPattern, Matcher};

/// How much work the patterns of one datagram may cause: about as many comparisons of bytes.
pub const MAX_PATTERN_WORK: usize = 1 << 20;

/// What a step in the tree and the call of a handler count as.
const STEP: usize = 8;
const CALL: usize = 64;

/// The work that patterns may still cause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    left: usize,
}

impl Work {
    pub(crate) const fn new() -> Self {
        Self { left: MAX_PATTERN_WORK }
    }

    /// Takes so much, or all that is left; returns whether it was enough.
    fn spend(&mut self, units: usize) -> bool {
        let left = self.left.checked_sub(units);
        self.left = left.unwrap_or_default();
        left.is_some()
    }

    /// Whether a part of a pattern meets a name, if what it may cost to find out is left.
    #[inline]
    fn meets(&mut self, part: &Matcher<'_>, name: &str) -> bool {
        part.fits(name.len())
            && self.spend(part.len().saturating_mul(name.len()))
            && part.matches(name.as_bytes())
    }
}

/// Calls `hit` with every route that a pattern meets and the names of the address it meets it at.
/// Returns whether the walk came to its end: it is cut when the work is used up.
/// The tree is at most `DEPTH` segments deep.
pub(super) fn visit<'a, const DEPTH: usize>(
    nodes: &[Node],
    pattern: &'a str,
    work: &mut Work,
    mut hit: impl FnMut(u16, &[&'a str]),
) -> bool {
    let (Ok(pattern), Some(root)) = (AddressPattern::new(pattern), nodes.first()) else {
        return true;
    };
    let mut walk = Walk { nodes, pattern: Pattern::<DEPTH>::of(pattern), work, memo: Memo::EMPTY };
    if !walk.pattern.split() {
        return true;
    }
    let mut names = Names::<DEPTH>::EMPTY;
    let mut levels = [Level::below(root, 1); DEPTH];
    let mut depth = 0_usize;
    let mut end = |work: &mut Work, route, has_capture: bool, names: &Names<'a, DEPTH>| {
        // A more specific route may own an address with captures.
        if (!has_capture || owns(nodes, route, names)) && work.spend(CALL) {
            hit(route, names.as_slice());
        }
    };
    while walk.work.spend(STEP) {
        let Some(level) = levels.get_mut(depth) else { return true };
        let Level { node, used, has_capture, others_done, .. } = *level;
        if !node.is_deep && others_done == NONE {
            // Nothing lies below its literals, so they need no place on the way.
            level.others_done = 0;
            for start in (0..node.literals).step_by(GROUP_LEN.into()) {
                let literals = group(nodes, node, start);
                let mut met = walk.meet_group(node, start, used);
                while let Some((child, name)) = next_literal(literals, &mut met) {
                    if names.set(depth, name).is_some() {
                        end(walk.work, child.route, has_capture, &names);
                    }
                }
            }
        }
        let Some((child, name, used)) = walk.next_child(level) else {
            let Some(above) = depth.checked_sub(1) else { return true };
            depth = above;
            continue;
        };
        if used == 0 || names.set(depth, name).is_none() {
            continue;
        }
        let has_capture = has_capture || !matches!(child.segment, Segment::Literal(_));
        if child.route != NONE && used & walk.pattern.used_up() != 0 {
            end(walk.work, child.route, has_capture, &names);
        }
        let below = depth.wrapping_add(1);
        if child.has_children() {
            if let Some(level) = levels.get_mut(below) {
                *level = Level { has_capture, ..Level::below(child, used) };
                depth = below;
            }
        }
    }
    false
}

/// Whether a route is the one that answers an address.
#[inline(never)]
fn owns<const DEPTH: usize>(nodes: &[Node], route: u16, names: &Names<'_, DEPTH>) -> bool {
    let owner = names.split().and_then(|names| resolve::<DEPTH, false>(nodes, names.as_slice()));
    owner.is_some_and(|owner| owner.route == route)
}

/// A node on the way down, and how far its children have been visited.
#[derive(Clone, Copy)]
struct Level<'n> {
    node: &'n Node,
    /// The beginnings of the pattern that the names down to here have used up: bit `k` says that its
    /// first `k` parts are.
    used: u32,
    /// Whether a capture is on the way.
    has_capture: bool,
    /// How many of the literals are done, but for those of the last group that `left` has.
    literals_done: u16,
    /// How many of the other children are done, or [`NONE`] before the first of them.
    others_done: u16,
    /// Of literals, those of the group that are met and have not been visited. Of another child, how
    /// many of its declared segments are done, or which parts of the pattern it was tried with.
    left: u32,
}

impl<'n> Level<'n> {
    #[inline]
    fn below(node: &'n Node, used: u64) -> Self {
        // What has used up 32 parts lies so deep that it has no children.
        let used = u32::try_from(used & u64::from(u32::MAX)).unwrap_or_default();
        Self { node, used, literals_done: 0, others_done: NONE, left: 0, has_capture: false }
    }
}

/// How many literals are met at once: a bit of [`Level::left`] for each.
const GROUP_LEN: u16 = 32;

/// Which literals a part of the pattern has met, of the groups that were looked at last. Nodes with
/// the same names below them, as the channels of a mixer are, so need the names to be matched only
/// once.
struct Memo([(Group, u32); 8]);

/// A group of literals, and the part that they are held against.
#[derive(Clone, Copy, PartialEq)]
struct Group {
    list: u16,
    /// Where the group starts, and in the bits that are zero there the index of the part.
    start_and_part: u16,
}

impl Group {
    const NONE: Self = Self { list: NONE, start_and_part: 0 };

    /// Of the list of a node, from the literal at `start` on, and the part with this index.
    #[inline]
    fn of(node: &Node, start: u16, part: u8) -> Self {
        Self { list: node.list, start_and_part: start | u16::from(part) }
    }
}

impl Memo {
    const EMPTY: Self = Self([(Group::NONE, 0); 8]);

    /// Where a group is remembered, and others are, too.
    #[inline]
    fn slot(&mut self, group: Group) -> Option<&mut (Group, u32)> {
        let place = usize::from(group.start_and_part);
        let mixed = usize::from(group.list).wrapping_add(place.wrapping_mul(3));
        self.0.get_mut(mixed % 8)
    }

    #[inline]
    fn get(&mut self, group: Group) -> Option<u32> {
        let (found, met) = *self.slot(group)?;
        (found == group && group.list != NONE).then_some(met)
    }

    /// Returns which literals the part meets: a bit for each.
    #[inline]
    fn meet(
        &mut self,
        group: Group,
        literals: &[Node],
        part: &Matcher<'_>,
        work: &mut Work,
    ) -> u32 {
        match self.get(group) {
            Some(met) => met,
            None => self.meet_anew(group, literals, part, work),
        }
    }

    #[inline(never)]
    fn meet_anew(
        &mut self,
        group: Group,
        literals: &[Node],
        part: &Matcher<'_>,
        work: &mut Work,
    ) -> u32 {
        work.spend(literals.len());
        let (mut met, mut bit) = (0, 1_u32);
        for child in literals {
            if let Segment::Literal(name) = child.segment {
                met |= if work.meets(part, name) { bit } else { 0 };
            }
            bit = bit.rotate_left(1);
        }
        if let Some(slot) = self.slot(group) {
            *slot = (group, met);
        }
        met
    }
}

struct Walk<'n, 'a, 'w, const DEPTH: usize> {
    nodes: &'n [Node],
    pattern: Pattern<'a, DEPTH>,
    work: &'w mut Work,
    memo: Memo,
}

impl<'n, 'a, const DEPTH: usize> Walk<'n, 'a, '_, DEPTH> {
    /// Returns the next child, the name it is met with, and what of the pattern is used up then.
    fn next_child(&mut self, level: &mut Level<'n>) -> Option<(&'n Node, &'a str, u64)> {
        let Level { node, used, .. } = *level;
        while level.others_done == NONE {
            let start = level.literals_done.wrapping_sub(1) & !(GROUP_LEN - 1);
            let at = level.left.trailing_zeros();
            let literals = group(self.nodes, node, start);
            if let Some((child, name)) = next_literal(literals, &mut level.left) {
                return Some((child, name, self.after_literal(node, start, at, used, name)));
            }
            if level.literals_done == node.literals {
                level.others_done = 0;
            } else {
                level.left = self.meet_group(node, level.literals_done, used);
                level.literals_done =
                    node.literals.min(level.literals_done.wrapping_add(GROUP_LEN));
            }
        }
        loop {
            let child = other_child(self.nodes, node, level.others_done)?;
            let next = match child.segment {
                Segment::Capture { prefix, values: Values::Any, .. } => {
                    self.pattern.capture(used, prefix, &mut level.left)
                }
                Segment::Capture { segments, .. } => {
                    let index = usize::try_from(level.left).unwrap_or_default();
                    segments.get(index).map(|name| {
                        level.left = level.left.wrapping_add(1);
                        let met = |_, part: &Matcher<'a>| self.work.meets(part, name);
                        (*name, self.pattern.after(used, met))
                    })
                }
                _ => self.pattern.rest(used, &mut level.left).inspect(|(rest, _)| {
                    // It is gone over to find out whose it is.
                    self.work.spend(rest.len());
                }),
            };
            if let Some((name, used)) = next {
                return Some((child, name, used));
            }
            level.others_done = level.others_done.wrapping_add(1);
            level.left = 0;
        }
    }

    /// Returns which of the literals from `start` on are to be visited, of as many as a group has.
    fn meet_group(&mut self, node: &Node, start: u16, used: u32) -> u32 {
        let Self { nodes, pattern, work, memo } = self;
        let literals = group(nodes, node, start);
        // Where nothing lies below the literals, only the end of the pattern leads to a route.
        let wanted = if node.is_deep { u64::MAX } else { pattern.used_up() };
        let mut met = 0;
        for (index, part) in pattern.parts(used) {
            if after_part(index) & wanted != 0 {
                let group = Group::of(node, start, index);
                met |= memo.meet(group, literals, part, work);
            }
        }
        if pattern.kept(used) & wanted == 0 {
            met
        } else {
            u32::MAX >> usize::from(GROUP_LEN).wrapping_sub(literals.len())
        }
    }

    /// Returns what is used up after a literal that is visited, the one at `at` in its group.
    fn after_literal(&mut self, node: &Node, start: u16, at: u32, used: u32, name: &str) -> u64 {
        let Self { pattern, work, memo, .. } = self;
        if used.is_power_of_two() && pattern.kept(used) == 0 {
            // There is one part that it can have met.
            return u64::from(used) << 1;
        }
        pattern.after(used, |index, part| match memo.get(Group::of(node, start, index)) {
            Some(met) => met >> at & 1 == 1,
            None => work.meets(part, name),
        })
    }
}

/// Returns the literals below a node from the one at `start` on, as many as a group has.
#[inline]
fn group<'n>(nodes: &'n [Node], node: &Node, start: u16) -> &'n [Node] {
    children(nodes, node, start, node.literals.wrapping_sub(start).min(GROUP_LEN))
}

/// Takes the next of the literals that are met.
#[inline]
fn next_literal<'n>(literals: &'n [Node], met: &mut u32) -> Option<(&'n Node, &'static str)> {
    let child = literals.get(usize::try_from(met.trailing_zeros()).ok()?)?;
    *met &= met.wrapping_sub(1);
    match child.segment {
        Segment::Literal(name) => Some((child, name)),
        _ => None,
    }
}
