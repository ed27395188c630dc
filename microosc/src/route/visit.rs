//! Walking the tree of segments: for one address, and for all that a pattern stands for.
//!
//! Both walks keep their place in arrays of about [`MAX_SEGMENTS`] entries instead of recursing.

use super::table::{MAX_SEGMENTS, NONE, Node};
use super::{Segment, Values};
use crate::address::{AddressPattern, PatternSegment, split_name};

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
///
/// A node is reached with the set of those beginnings of the pattern that the names so far have
/// used up: bit `k` says that `k` parts are. Returns whether the walk came to its end: it is cut
/// when the work is used up.
pub(super) fn visit<'a>(
    nodes: &[Node],
    pattern: &'a str,
    work: &mut Work,
    mut hit: impl FnMut(u16, &[&'a str]),
) -> bool {
    let Some(pattern) = Parts::of(pattern) else { return true };
    let Some(root) = nodes.first() else { return true };
    let mut names = Names::EMPTY;
    let mut frames = [Frame::new(root, 1, false); MAX_SEGMENTS];
    let mut depth = 0_usize;
    while work.spend(STEP) {
        let Some(frame) = frames.get_mut(depth) else { return true };
        let Some((child, name, used)) = frame.next_child(nodes, &pattern, work) else {
            let Some(above) = depth.checked_sub(1) else { return true };
            depth = above;
            continue;
        };
        if used == 0 || names.set(depth, name).is_none() {
            continue;
        }
        let captured = frame.captured || !matches!(child.segment, Segment::Literal(_));
        if child.route != NONE && used >> pattern.len & 1 == 1 {
            // A more specific route may own this address.
            let owner = if captured {
                names.split().and_then(|names| resolve(nodes, names.as_slice()))
            } else {
                Some(Met { route: child.route, depth })
            };
            if owner.is_some_and(|owner| owner.route == child.route) && work.spend(CALL) {
                hit(child.route, names.as_slice());
            }
        }
        let below = depth.wrapping_add(1);
        if let Some(frame) = frames.get_mut(below) {
            *frame = Frame::new(child, used, captured);
            depth = below;
        }
    }
    false
}

/// A node on the way down, and how far its children have been visited.
#[derive(Clone, Copy)]
struct Frame<'n> {
    node: &'n Node,
    used: u64,
    /// Whether a capture stands between the root and here.
    captured: bool,
    literals_done: u16,
    /// How many of the other children are done, and of the one that is not: how many of its
    /// declared segments, or which parts of the pattern it has been tried with.
    others_done: u16,
    segments_done: usize,
    parts_done: u64,
}

impl<'n> Frame<'n> {
    const fn new(node: &'n Node, used: u64, captured: bool) -> Self {
        let (literals_done, others_done, segments_done, parts_done) = (0, 0, 0, 0);
        Self { node, used, captured, literals_done, others_done, segments_done, parts_done }
    }

    /// Returns the next child, the name it is met with, and what of the pattern is used up then.
    fn next_child<'a>(
        &mut self,
        nodes: &'n [Node],
        pattern: &Parts<'a>,
        work: &mut Work,
    ) -> Option<(&'n Node, &'a str, u64)> {
        if self.literals_done < self.node.literals {
            let child = nth_child(nodes, self.node, self.literals_done)?;
            self.literals_done = self.literals_done.wrapping_add(1);
            let Segment::Literal(name) = child.segment else { return None };
            return Some((child, name, pattern.after(self.used, name, work)));
        }
        loop {
            let child = other_child(nodes, self.node, self.others_done)?;
            let next = match child.segment {
                Segment::Capture { prefix, values: Values::Any, .. } => {
                    pattern.capture(self.used, prefix, &mut self.parts_done)
                }
                Segment::Capture { segments, .. } => segments.get(self.segments_done).map(|name| {
                    self.segments_done = self.segments_done.wrapping_add(1);
                    (*name, pattern.after(self.used, name, work))
                }),
                _ => pattern.rest(self.used, &mut self.parts_done),
            };
            if let Some((name, used)) = next {
                return Some((child, name, used));
            }
            self.others_done = self.others_done.wrapping_add(1);
            (self.segments_done, self.parts_done) = (0, 0);
        }
    }
}

/// The parts of a pattern.
struct Parts<'a> {
    parts: [Option<PatternSegment<'a>>; MAX_SEGMENTS],
    len: usize,
    open_ended: bool,
}

impl<'a> Parts<'a> {
    /// Returns `None` if the pattern is malformed, or has more parts than any route.
    fn of(pattern: &'a str) -> Option<Self> {
        let pattern = AddressPattern::new(pattern).ok()?;
        let mut this =
            Self { parts: [None; MAX_SEGMENTS], len: 0, open_ended: pattern.is_open_ended() };
        for part in pattern.segments() {
            *this.parts.get_mut(this.len)? = Some(part);
            this.len = this.len.wrapping_add(1);
        }
        Some(this)
    }

    /// Iterates over the parts that can come next, each with the bit of what is used up before.
    fn next_parts(&self, used: u64) -> impl Iterator<Item = (u64, &PatternSegment<'a>)> {
        let bits = (0..).map(|index| 1_u64 << (index & 63));
        bits.zip(self.parts.iter().flatten()).filter(move |(bit, _)| used & bit != 0)
    }

    /// Returns what is used up after a literal of this name.
    fn after(&self, used: u64, name: &str, work: &mut Work) -> u64 {
        let mut after = if self.open_ended { used & (1 << self.len) } else { 0 };
        for (bit, part) in self.next_parts(used) {
            if part.any_depth {
                after |= bit;
            }
            let comparisons = part.text.len().saturating_mul(name.len());
            if work.spend(comparisons) && part.matches(name) {
                after |= bit << 1;
            }
        }
        after
    }

    /// Returns the next name that a capture can be met with, and what is used up after it. A
    /// capture without declared values has no names of its own: it is met by the plain parts that
    /// can come next.
    fn capture(&self, used: u64, prefix: &str, done: &mut u64) -> Option<(&'a str, u64)> {
        let left = used & !*done;
        let (_, first) = self.next_parts(left).find(|(_, part)| {
            part.is_plain() && part.text.strip_prefix(prefix).is_some_and(|text| !text.is_empty())
        })?;
        let mut after = 0;
        for (bit, _) in self.next_parts(left).filter(|(_, part)| part.text == first.text) {
            *done |= bit;
            after |= bit << 1;
        }
        Some((first.text, after))
    }

    /// Returns the next ending of the pattern that `{*rest}` can be met with: one of plain parts.
    fn rest(&self, used: u64, done: &mut u64) -> Option<(&'a str, u64)> {
        if self.open_ended {
            return None;
        }
        let (bit, part) = self.next_parts(used & !*done).find(|(bit, _)| {
            let mut parts = self.next_parts(!bit.wrapping_sub(1)).map(|(_, part)| part);
            parts.next().is_some_and(PatternSegment::is_plain)
                && parts.all(|part| part.is_plain() && !part.any_depth)
        })?;
        *done |= bit;
        Some((part.to_end, 1 << self.len))
    }
}

fn nth_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    let first = usize::try_from(node.children).ok()?;
    nodes.get(first.wrapping_add(usize::from(index)))
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
    let first = usize::try_from(node.children).ok()?;
    let end = first.wrapping_add(usize::from(node.literals));
    let literals = nodes.get(first..end)?;
    let found = literals.binary_search_by(|child| match child.segment {
        Segment::Literal(literal) => literal.cmp(name),
        _ => core::cmp::Ordering::Greater,
    });
    literals.get(found.ok()?)
}
