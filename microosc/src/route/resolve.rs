//! The names of an address, and the route that they lead to.

use super::table::{NONE, Node};
use super::{Segment, Values};
use crate::address::{is_wildcard, split_name};

/// The names of an address, as many as a route can have. Where a route ends with `{*rest}`, the last
/// is all that it captures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a, const DEPTH: usize> {
    names: [&'a str; DEPTH],
    len: usize,
}

impl<'a, const DEPTH: usize> Names<'a, DEPTH> {
    pub(super) const EMPTY: Self = Self { names: [""; DEPTH], len: 0 };

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
            let is_last = self.len.wrapping_add(1) >= DEPTH;
            let (name, behind) = if is_last { (text, None) } else { split_name(text) };
            self.set(self.len, name)?;
            rest = behind;
        }
        Some(())
    }

    /// Makes `name` the one at `depth`, and the last.
    pub(super) fn set(&mut self, depth: usize, name: &'a str) -> Option<()> {
        *self.names.get_mut(depth)? = name;
        self.len = depth.wrapping_add(1);
        Some(())
    }

    /// Joins the names from `depth` on, as they stand at the end of `address`, and returns them.
    pub(super) fn join(&mut self, depth: usize, address: &'a str) -> &'a str {
        let left = self.names.get(depth..self.len).unwrap_or_default();
        // A slash stands before each name but the first of them.
        let len = left.iter().fold(left.len(), |sum, name| sum.wrapping_add(name.len()));
        let start = address.len().wrapping_add(1).wrapping_sub(len);
        let joined = address.get(start..).unwrap_or_default();
        self.set(depth, joined);
        joined
    }

    /// Splits the last name, if it is several.
    pub(super) fn split(&self) -> Option<Self> {
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
/// Tries the most specific child first and comes back to the others, the deepest first. The tree is
/// at most `DEPTH` segments deep. `LISTED` names are those of the address space, where a capture is
/// listed as `{name}`; in a message that is a part of a pattern, which no capture meets.
pub(super) fn resolve<const DEPTH: usize, const LISTED: bool>(
    nodes: &[Node],
    names: &[&str],
) -> Option<Met> {
    let mut node = nodes.first()?;
    // Which of its children is to be tried next.
    let mut next = 0_u16;
    let mut above = [(node, next); DEPTH];
    let mut depth = 0_usize;
    loop {
        let child = match names.get(depth) {
            None if node.route != NONE => return Some(Met { route: node.route, depth }),
            None => None,
            Some(name) => next_met::<LISTED>(nodes, node, name, &mut next),
        };
        match child {
            Some(child) if matches!(child.segment, Segment::Rest { .. }) => {
                return Some(Met { route: child.route, depth });
            }
            Some(child) => {
                *above.get_mut(depth)? = (node, next);
                depth = depth.wrapping_add(1);
                (node, next) = (child, 0);
            }
            None => {
                depth = depth.checked_sub(1)?;
                (node, next) = *above.get(depth)?;
            }
        }
    }
}

/// Returns the next child that meets a name, the most specific first.
fn next_met<'n, const LISTED: bool>(
    nodes: &'n [Node],
    node: &Node,
    name: &str,
    next: &mut u16,
) -> Option<&'n Node> {
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
        if meets::<LISTED>(&child.segment, name) {
            return Some(child);
        }
    }
}

/// Whether a capture meets a name.
fn meets<const LISTED: bool>(segment: &Segment, name: &str) -> bool {
    match segment {
        Segment::Capture { prefix, values, .. } => match (name.strip_prefix(prefix), values) {
            (None | Some(""), _) => false,
            // Only the last name of a long address holds a slash.
            (Some(text), Values::Any) => {
                text.bytes().all(|byte| byte != b'/' && (LISTED || !is_wildcard(byte)))
            }
            (Some(text), Values::Range { first, last }) => {
                let is_canonical = !text.starts_with(['0', '+']) || text == "0";
                let number = text.parse().ok().filter(|_| is_canonical);
                number.is_some_and(|number: u32| (first..=last).contains(&&number))
            }
            (Some(text), Values::OneOf(texts)) => texts.contains(&text),
        },
        // Two slashes before it are part of a pattern.
        Segment::Rest { .. } => !name.is_empty() && !name.starts_with('/'),
        Segment::Literal(literal) => *literal == name,
    }
}

/// Returns so many children of a node, from the one at `start` on.
pub(super) fn children<'n>(nodes: &'n [Node], node: &Node, start: u16, count: u16) -> &'n [Node] {
    let first = usize::try_from(node.children).unwrap_or(usize::MAX);
    let start = first.wrapping_add(usize::from(start));
    nodes.get(start..start.wrapping_add(usize::from(count))).unwrap_or_default()
}

pub(super) fn nth_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    children(nodes, node, index, 1).first()
}

/// Returns the captures of a node, then its `{*rest}`.
#[inline]
pub(super) fn other_child<'n>(nodes: &'n [Node], node: &Node, index: u16) -> Option<&'n Node> {
    if index < node.captures || (index == node.captures && node.has_rest) {
        nth_child(nodes, node, node.literals.wrapping_add(index))
    } else {
        None
    }
}

pub(super) fn literal_child<'n>(nodes: &'n [Node], node: &Node, name: &str) -> Option<&'n Node> {
    let literals = children(nodes, node, 0, node.literals);
    let found = literals.binary_search_by(|child| match child.segment {
        Segment::Literal(literal) => literal.cmp(name),
        _ => core::cmp::Ordering::Greater,
    });
    literals.get(found.ok()?)
}
