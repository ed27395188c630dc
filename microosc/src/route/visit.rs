//! Walking the tree of segments: for one address, and for all that a pattern stands for.
//!
//! Both walks keep their place in arrays of about [`MAX_SEGMENTS`] entries instead of recursing.
//!
//! The walk for a pattern holds all literals below a node against it first, a bit for each that is
//! met, and remembers the bits: another node with the same list of literals is not matched again.

use super::pattern::Pattern;
use super::table::{MAX_SEGMENTS, NONE, Node};
use super::{Segment, Values};
use crate::address::{PatternSegment, split_name};

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

    /// Takes what it may cost to hold a part of a pattern against a name.
    pub(super) fn spend_on(&mut self, part: &PatternSegment<'_>, name: &str) -> bool {
        self.spend(part.text.len().saturating_mul(name.len()))
    }
}

/// The names of an address. Where a route ends with `{*rest}`, the last is all that it captures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    names: [&'a str; MAX_SEGMENTS],
    len: usize,
}

impl<'a> Names<'a> {
    const EMPTY: Self = Self { names: [""; MAX_SEGMENTS], len: 0 };

    /// Splits an address. If it has more names than a route can have, the last is all others.
    pub(super) fn of(address: &'a str) -> Option<Self> {
        let mut names = Self::EMPTY;
        names.extend(address.strip_prefix('/')?)?;
        Some(names)
    }

    /// Adds the names that stand between the slashes of `text`.
    fn extend(&mut self, text: &'a str) -> Option<()> {
        let mut rest = Some(text);
        while let Some(text) = rest {
            // The last one that there is room for is all that is left.
            let is_last = self.len.wrapping_add(1) >= MAX_SEGMENTS;
            let (name, behind) = if is_last { (text, None) } else { split_name(text) };
            self.set(self.len, name)?;
            rest = behind;
        }
        Some(())
    }

    /// Makes `name` the one at `depth`, and the last.
    fn set(&mut self, depth: usize, name: &'a str) -> Option<()> {
        *self.names.get_mut(depth)? = name;
        self.len = depth.wrapping_add(1);
        Some(())
    }

    /// Joins the names from `depth` on, as they stand at the end of `address`.
    pub(super) fn join(&mut self, depth: usize, address: &'a str) {
        let left = self.names.get(depth..self.len).unwrap_or_default();
        // A slash stands before each name but the first of them.
        let len = left.iter().fold(left.len(), |sum, name| sum.wrapping_add(name.len()));
        let start = address.len().wrapping_add(1).wrapping_sub(len);
        self.set(depth, address.get(start..).unwrap_or_default());
    }

    /// Splits the last name, if it is several.
    fn split(&self) -> Option<Self> {
        let (last, names) = self.as_slice().split_last()?;
        let mut split = Self { len: names.len(), ..*self };
        split.extend(last)?;
        Some(split)
    }

    pub(super) fn as_slice(&self) -> &[&'a str] {
        self.names.get(..self.len).unwrap_or_default()
    }
}

/// A route that meets an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    pub(super) route: u16,
    /// How many names lie before `{*rest}`, or all of them.
    pub(super) depth: usize,
}

/// Returns the most specific route that meets an address.
///
/// Tries the most specific child first and comes back to the others, the deepest first.
pub(super) fn resolve(nodes: &[Node], names: &[&str]) -> Option<Met> {
    let root = nodes.first()?;
    // The nodes on the way down, and which of their children is to be tried next.
    let mut way = [(root, 0_u16); MAX_SEGMENTS + 1];
    let mut depth = 0_usize;
    loop {
        let (node, next) = way.get_mut(depth)?;
        let child = match names.get(depth) {
            None if node.route != NONE => return Some(Met { route: node.route, depth }),
            None => None,
            Some(name) => next_met(nodes, node, name, next),
        };
        match child {
            Some(child) if matches!(child.segment, Segment::Rest { .. }) => {
                return Some(Met { route: child.route, depth });
            }
            Some(child) => {
                depth = depth.wrapping_add(1);
                *way.get_mut(depth)? = (child, 0);
            }
            None => depth = depth.checked_sub(1)?,
        }
    }
}

/// Returns the next child that meets a name, the most specific first.
fn next_met<'n>(nodes: &'n [Node], node: &Node, name: &str, next: &mut u16) -> Option<&'n Node> {
    loop {
        let Some(other) = next.checked_sub(1) else {
            *next = 1;
            match literal_child(nodes, node, name) {
                Some(child) => return Some(child),
                None => continue,
            }
        };
        let child = other_child(nodes, node, other)?;
        *next = next.wrapping_add(1);
        if meets(&child.segment, name) {
            return Some(child);
        }
    }
}

/// Whether a capture meets a name.
fn meets(segment: &Segment, name: &str) -> bool {
    match segment {
        Segment::Capture { prefix, values, .. } => match (name.strip_prefix(prefix), values) {
            (None | Some(""), _) => false,
            // Only the last name of a long address holds a slash.
            (Some(text), Values::Any) => text.bytes().all(|byte| byte != b'/'),
            (Some(text), Values::Range { first, last }) => {
                let is_canonical = !text.starts_with(['0', '+']) || text == "0";
                let number = text.parse().ok().filter(|_| is_canonical);
                number.is_some_and(|number: u32| (first..=last).contains(&&number))
            }
            (Some(text), Values::OneOf(texts)) => texts.contains(&text),
        },
        Segment::Rest { .. } => !name.is_empty(),
        Segment::Literal(literal) => *literal == name,
    }
}

/// Calls `hit` with every route that a pattern meets and the names of the address it meets it at.
/// Returns whether the walk came to its end: it is cut when the work is used up.
pub(super) fn visit<'a>(
    nodes: &[Node],
    pattern: &'a str,
    work: &mut Work,
    mut hit: impl FnMut(u16, &[&'a str]),
) -> bool {
    let Some(pattern) = Pattern::of(pattern) else { return true };
    let Some(root) = nodes.first() else { return true };
    let mut walk = Walk { nodes, pattern, work, memo: Memo::EMPTY };
    let mut names = Names::EMPTY;
    let mut levels = [Level::below(root, 1); MAX_SEGMENTS];
    let mut depth = 0_usize;
    // The depth of the first capture on the way.
    let mut first_capture = usize::MAX;
    while walk.work.spend(STEP) {
        let Some(level) = levels.get_mut(depth) else { return true };
        let Some((child, name, used)) = walk.next_child(level) else {
            let Some(above) = depth.checked_sub(1) else { return true };
            depth = above;
            continue;
        };
        if used == 0 || names.set(depth, name).is_none() {
            continue;
        }
        if first_capture >= depth {
            let is_literal = matches!(child.segment, Segment::Literal(_));
            first_capture = if is_literal { usize::MAX } else { depth };
        }
        // A more specific route may own an address with captures.
        if child.route != NONE
            && walk.pattern.is_used_up(used)
            && (first_capture > depth || owns(nodes, child.route, &names))
            && walk.work.spend(CALL)
        {
            hit(child.route, names.as_slice());
        }
        let below = depth.wrapping_add(1);
        if child.has_children() {
            if let Some(level) = levels.get_mut(below) {
                *level = Level::below(child, used);
                depth = below;
            }
        }
    }
    false
}

/// Whether a route is the one that answers an address.
#[inline(never)]
fn owns(nodes: &[Node], route: u16, names: &Names<'_>) -> bool {
    let owner = names.split().and_then(|names| resolve(nodes, names.as_slice()));
    owner.is_some_and(|owner| owner.route == route)
}

/// A node on the way down, and how far its children have been visited.
#[derive(Clone, Copy)]
struct Level<'n> {
    node: &'n Node,
    /// The beginnings of the pattern that the names down to here have used up: bit `k` says that its
    /// first `k` parts are.
    used: u32,
    /// How many of the literals are done, but for those of the last group that `left` has.
    literals_done: u16,
    /// How many of the other children are done, or [`NONE`] before the first of them.
    others_done: u16,
    /// Of literals, those of the group that are met and have not been visited. Of another child, how
    /// many of its declared segments are done, or which parts of the pattern it was tried with.
    left: u32,
}

impl<'n> Level<'n> {
    fn below(node: &'n Node, used: u64) -> Self {
        // What has used up 32 parts lies so deep that it has no children.
        let used = u32::try_from(used & u64::from(u32::MAX)).unwrap_or_default();
        Self { node, used, literals_done: 0, others_done: NONE, left: 0 }
    }
}

/// How many literals are met at once: a bit of [`Level::left`] for each.
const GROUP_LEN: u16 = 32;

/// Which literals were met of the groups that were looked at last. Nodes with the same names below
/// them, as the channels of a mixer are, so need the names to be matched only once.
struct Memo([(Group, u32); 4]);

/// A group of literals, tried with the parts of the pattern that can come next.
#[derive(Clone, Copy, PartialEq)]
struct Group {
    list: u16,
    start: u16,
    used: u32,
}

impl Memo {
    const EMPTY: Self = Self([(Group { list: NONE, start: 0, used: 0 }, 0); 4]);

    fn get(&self, group: Group) -> Option<u32> {
        let (found, met) = self.0.get(usize::from(group.list % 4))?;
        (*found == group && group.list != NONE).then_some(*met)
    }

    fn put(&mut self, group: Group, met: u32) {
        if let Some(slot) = self.0.get_mut(usize::from(group.list % 4)) {
            *slot = (group, met);
        }
    }
}

struct Walk<'n, 'a, 'w> {
    nodes: &'n [Node],
    pattern: Pattern<'a>,
    work: &'w mut Work,
    memo: Memo,
}

impl<'n, 'a> Walk<'n, 'a, '_> {
    /// Returns the next child, the name it is met with, and what of the pattern is used up then.
    fn next_child(&mut self, level: &mut Level<'n>) -> Option<(&'n Node, &'a str, u64)> {
        let Level { node, used, .. } = *level;
        while level.others_done == NONE {
            let at = level.left.trailing_zeros();
            if at < u32::from(GROUP_LEN) {
                level.left &= level.left.wrapping_sub(1);
                let group = level.literals_done.wrapping_sub(1) & !(GROUP_LEN - 1);
                let at = group.wrapping_add(u16::try_from(at).unwrap_or_default());
                let child = nth_child(self.nodes, node, at)?;
                let Segment::Literal(name) = child.segment else { return None };
                return Some((child, name, self.pattern.after_met(used, name, self.work)));
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
                        (*name, self.pattern.after(used, name, self.work))
                    })
                }
                _ => self.pattern.rest(used, &mut level.left),
            };
            if let Some((name, used)) = next {
                return Some((child, name, used));
            }
            level.others_done = level.others_done.wrapping_add(1);
            level.left = 0;
        }
    }

    /// Returns which of the literals from `start` on may be met, at most as many as a group has.
    fn meet_group(&mut self, node: &Node, start: u16, used: u32) -> u32 {
        let Self { nodes, pattern, work, memo } = self;
        let count = node.literals.wrapping_sub(start).min(GROUP_LEN);
        let all = u32::MAX >> GROUP_LEN.wrapping_sub(count);
        if pattern.is_met_by_all(used) {
            return all;
        }
        let group = Group { list: node.list, start, used };
        if let Some(met) = memo.get(group) {
            return met;
        }
        let literals = children(nodes, node, start, count);
        let mut met = 0;
        for (_, part) in pattern.next_parts(used) {
            let matcher = part.matcher();
            let mut bit = 1_u32;
            for child in literals {
                if let Segment::Literal(name) = child.segment {
                    let is_met = work.spend_on(&part, name) && matcher.matches(name.as_bytes());
                    met |= if is_met { bit } else { 0 };
                }
                bit = bit.rotate_left(1);
            }
        }
        memo.put(group, met);
        met
    }
}

/// Returns so many children of a node, from the one at `start` on.
fn children<'n>(nodes: &'n [Node], node: &Node, start: u16, count: u16) -> &'n [Node] {
    let first = usize::try_from(node.children).unwrap_or(usize::MAX);
    let start = first.wrapping_add(usize::from(start));
    nodes.get(start..start.wrapping_add(usize::from(count))).unwrap_or_default()
}

fn nth_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    children(nodes, node, index, 1).first()
}

/// Returns the captures of a node, then its `{*rest}`.
fn other_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    if index < node.captures || (index == node.captures && node.has_rest) {
        nth_child(nodes, node, node.literals.wrapping_add(index))
    } else {
        None
    }
}

fn literal_child<'n>(nodes: &'n [Node], node: &Node, name: &str) -> Option<&'n Node> {
    let literals = children(nodes, node, 0, node.literals);
    let found = literals.binary_search_by(|child| match child.segment {
        Segment::Literal(literal) => literal.cmp(name),
        _ => core::cmp::Ordering::Greater,
    });
    literals.get(found.ok()?)
}
