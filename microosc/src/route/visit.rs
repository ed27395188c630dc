//! Walking the tree of segments: for one address, and for all that a pattern stands for.
//!
//! Both walks keep their place in arrays of [`MAX_SEGMENTS`] entries instead of recursing.

use super::Segment;
use super::table::{MAX_SEGMENTS, NONE, Node};
use crate::address::{AddressPattern, PatternSegment};

/// The names of an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    names: [&'a str; MAX_SEGMENTS],
    len: usize,
}

impl<'a> Names<'a> {
    const EMPTY: Self = Self { names: [""; MAX_SEGMENTS], len: 0 };

    /// Splits an address, or returns `None` if no route can have as many parts.
    pub(super) fn of(address: &'a str) -> Option<Self> {
        let mut names = Self::EMPTY;
        for name in address.split('/').skip(1) {
            names.set(names.len, name)?;
        }
        Some(names)
    }

    /// Makes `name` the one at `depth`, and the last.
    fn set(&mut self, depth: usize, name: &'a str) -> Option<()> {
        *self.names.get_mut(depth)? = name;
        self.len = depth.wrapping_add(1);
        Some(())
    }

    pub(super) fn as_slice(&self) -> &[&'a str] {
        self.names.get(..self.len).unwrap_or_default()
    }
}

/// Returns the most specific route that meets an address.
///
/// Follows literals first and comes back to the captures that it passed, the deepest first.
pub(super) fn resolve(nodes: &[Node], names: &[&str]) -> Option<u16> {
    let mut passed = [None; MAX_SEGMENTS];
    let mut node = nodes.first()?;
    let mut depth = 0_usize;
    loop {
        let next = match names.get(depth) {
            None if node.route != NONE => return Some(node.route),
            None => None,
            Some(name) => {
                let capture = capture_child(nodes, node);
                let literal = literal_child(nodes, node, name);
                *passed.get_mut(depth)? = capture.filter(|_| literal.is_some());
                literal.or(capture.filter(|_| !name.is_empty()))
            }
        };
        node = match next {
            Some(next) => next,
            None => loop {
                depth = depth.checked_sub(1)?;
                if let Some(capture) = passed.get_mut(depth)?.take() {
                    break capture;
                }
            },
        };
        depth = depth.wrapping_add(1);
    }
}

/// Calls `hit` with every route that a pattern meets and the names of the address it meets it at.
///
/// A node is reached with the set of those beginnings of the pattern that the names so far have
/// used up: bit `k` says that `k` parts are. Returns whether the walk came to its end; it is cut
/// where captures between `//` would multiply it.
pub(super) fn visit<'a>(
    nodes: &[Node],
    pattern: &'a str,
    mut hit: impl FnMut(u16, &[&'a str]),
) -> bool {
    let Some(pattern) = Parts::of(pattern) else { return true };
    let Some(root) = nodes.first() else { return true };
    let mut names = Names::EMPTY;
    let mut frames = [Frame::new(root, 1, false); MAX_SEGMENTS];
    let mut depth = 0_usize;
    // Each node costs a step down and a step up. Without captures no node is reached twice.
    let budget = nodes.len().saturating_mul(pattern.len.saturating_add(1)).saturating_mul(2);
    for _ in 0..budget {
        let Some(frame) = frames.get_mut(depth) else { return true };
        let Some((child, name, used)) = frame.next_child(nodes, &pattern) else {
            let Some(above) = depth.checked_sub(1) else { return true };
            depth = above;
            continue;
        };
        if used == 0 || names.set(depth, name).is_none() {
            continue;
        }
        let captured = frame.captured || matches!(child.segment, Segment::Capture(_));
        if child.route != NONE && used >> pattern.len & 1 == 1 {
            // A literal route, or one with its capture further right, may own this address.
            let owner = if captured { resolve(nodes, names.as_slice()) } else { Some(child.route) };
            if owner == Some(child.route) {
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
    /// The parts of the pattern that the capture has been tried with.
    captures_done: u64,
}

impl<'n> Frame<'n> {
    const fn new(node: &'n Node, used: u64, captured: bool) -> Self {
        Self { node, used, captured, literals_done: 0, captures_done: 0 }
    }

    /// Returns the next child, the name it is met with, and what of the pattern is used up then.
    fn next_child<'a>(
        &mut self,
        nodes: &'n [Node],
        pattern: &Parts<'a>,
    ) -> Option<(&'n Node, &'a str, u64)> {
        if self.literals_done < self.node.literals {
            let child = nth_child(nodes, self.node, self.literals_done)?;
            self.literals_done = self.literals_done.wrapping_add(1);
            let Segment::Literal(name) = child.segment else { return None };
            return Some((child, name, pattern.after(self.used, name)));
        }
        let child = capture_child(nodes, self.node)?;
        let (name, used) = pattern.capture(self.used, &mut self.captures_done)?;
        Some((child, name, used))
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
    fn after(&self, used: u64, name: &str) -> u64 {
        let mut after = if self.open_ended { used & (1 << self.len) } else { 0 };
        for (bit, part) in self.next_parts(used) {
            if part.any_depth {
                after |= bit;
            }
            if part.matches(name) {
                after |= bit << 1;
            }
        }
        after
    }

    /// Returns the next name that a capture can be met with, and what is used up after it. A
    /// capture has no names of its own: it is met by the plain parts that can come next.
    fn capture(&self, used: u64, done: &mut u64) -> Option<(&'a str, u64)> {
        let left = used & !*done;
        let (_, first) = self.next_parts(left).find(|(_, part)| part.is_plain())?;
        let mut after = 0;
        for (bit, _) in self.next_parts(left).filter(|(_, part)| part.text == first.text) {
            *done |= bit;
            after |= bit << 1;
        }
        Some((first.text, after))
    }
}

fn nth_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    let first = usize::try_from(node.children).ok()?;
    nodes.get(first.wrapping_add(usize::from(index)))
}

fn capture_child<'n>(nodes: &'n [Node], node: &Node) -> Option<&'n Node> {
    if node.has_capture { nth_child(nodes, node, node.literals) } else { None }
}

fn literal_child<'n>(nodes: &'n [Node], node: &Node, name: &str) -> Option<&'n Node> {
    let first = usize::try_from(node.children).ok()?;
    let end = first.wrapping_add(usize::from(node.literals));
    let literals = nodes.get(first..end)?;
    let found = literals.binary_search_by(|child| match child.segment {
        Segment::Literal(literal) => literal.cmp(name),
        Segment::Capture(_) => core::cmp::Ordering::Greater,
    });
    literals.get(found.ok()?)
}
