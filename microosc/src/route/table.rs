//! The table, in stages of const evaluation.
//!
//! 1. [`most_nodes`] and [`tree`]: the routes, sorted segment by segment, and so the tree of
//!    segments, a run of children for every node.
//! 2. [`Tree::nodes`]: the same as it is walked at run time.
//! 3. [`slot_count`] and [`slots`]: the hash table over plain addresses.
//!
//! A table of thousands of routes is built within seconds if nothing here compares all pairs, and
//! if little is done for each byte of an address: a step of const evaluation takes the compiler
//! about a fifth of a microsecond, a call ten times as long.
//!
//! The stages run in the compiler. There an index out of bounds or an overflow is a compile error.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "const evaluation has no iterators; a fault is a compile error, not a panic"
)]

use super::sort::{Order, Sorter};
use super::{EndpointInfo, Segment};

/// How many segments an address of a handler can have.
pub const MAX_SEGMENTS: usize = 32;

/// Stands for "no route" and "no node".
pub(super) const NONE: u16 = u16::MAX;

/// A node of the tree: what a segment leads to.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub(super) segment: Segment,
    /// The route whose address ends here.
    pub(super) route: u16,
    /// Where its children stand: first the literals, sorted, then the captures, then the rest.
    pub(super) children: u32,
    pub(super) literals: u16,
    pub(super) captures: u16,
    pub(super) has_rest: bool,
}

impl Node {
    const ROOT: Self = Self {
        segment: Segment::Literal(""),
        route: NONE,
        children: 0,
        literals: 0,
        captures: 0,
        has_rest: false,
    };
}

/// The tree, before its nodes have their segments: what sorting the routes tells.
#[derive(Debug)]
pub struct Tree<const N: usize, const MOST: usize> {
    branches: [Branch; MOST],
    count: usize,
    /// For each route, the last before it whose address is equal, or [`NONE`].
    pub(super) equals: [u16; N],
}

/// A [`Node`] without its segment: that is the last of the first `depth` ones of `passing`.
#[derive(Debug, Clone, Copy)]
struct Branch {
    /// The routes that pass through it, as places among the sorted ones, and one of them.
    start: u16,
    end: u16,
    passing: u16,
    depth: u16,
    route: u16,
    children: u32,
    literals: u16,
    captures: u16,
    has_rest: bool,
}

impl Branch {
    const ROOT: Self = Self {
        start: 0,
        end: 0,
        passing: NONE,
        depth: 0,
        route: NONE,
        children: 0,
        literals: 0,
        captures: 0,
        has_rest: false,
    };
}

/// Returns how many nodes the tree has at most: the root, and one for each segment of each route.
pub const fn most_nodes(endpoints: &[EndpointInfo]) -> usize {
    let mut count = 1;
    let mut index = 0;
    while index < endpoints.len() {
        count += endpoints[index].segments.len();
        index += 1;
    }
    count
}

/// Returns the tree of all routes.
pub const fn tree<const N: usize, const MOST: usize>(endpoints: &[EndpointInfo]) -> Tree<N, MOST> {
    assert!(N < NONE as usize, "a router has at most 65534 routes");
    let (mut items, mut left) = ([0; N], [0; N]);
    let mut routes = Sorter::new(&mut items, &mut left);
    while routes.len() < N {
        routes.push(routes.len() as u16);
    }
    Tree::grow(endpoints, routes, Order::Segments)
}

impl<const N: usize, const MOST: usize> Tree<N, MOST> {
    /// Returns the tree of some routes.
    pub(super) const fn grow(endpoints: &[EndpointInfo], routes: Sorter<'_>, by: Order) -> Self {
        let mut branches = [Branch::ROOT; MOST];
        let mut equals = [NONE; N];
        let count = grow(endpoints, routes, by, &mut branches, &mut equals);
        Self { branches, count, equals }
    }

    /// How many nodes it has.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Returns them, each with its segment.
    pub const fn nodes<const COUNT: usize>(&self, endpoints: &[EndpointInfo]) -> [Node; COUNT] {
        let mut nodes = [Node::ROOT; COUNT];
        let mut at = 0;
        while at < COUNT {
            let Branch { passing, depth, route, children, literals, captures, has_rest, .. } =
                self.branches[at];
            let segment = match depth {
                0 => Segment::Literal(""),
                _ => endpoints[passing as usize].segments[depth as usize - 1],
            };
            nodes[at] = Node { segment, route, children, literals, captures, has_rest };
            at += 1;
        }
        nodes
    }
}

/// Grows the tree of some routes, level by level, the root first; returns how many nodes it has.
///
/// The routes that pass through a node are sorted by their next segment; its children are the runs
/// of those that share it.
const fn grow(
    endpoints: &[EndpointInfo],
    mut routes: Sorter<'_>,
    by: Order,
    branches: &mut [Branch],
    equals: &mut [u16],
) -> usize {
    branches[0].end = routes.len() as u16;
    let mut count = 1;
    let mut at = 0;
    while at < count {
        let mut branch = branches[at];
        let (mut start, end) = (branch.start as usize, branch.end as usize);
        let depth = branch.depth as usize;
        branch.children = count as u32;
        if end - start > 1 {
            routes.sort(endpoints, start, end, depth, by);
        }
        // Those that end here come first.
        let mut last = NONE;
        while start < end && endpoints[routes.route(start) as usize].segments.len() == depth {
            let route = routes.route(start);
            equals[route as usize] = last;
            last = route;
            start += 1;
        }
        branch.route = last;
        while start < end {
            let passing = routes.route(start);
            match endpoints[passing as usize].segments[depth] {
                Segment::Literal(_) => branch.literals += 1,
                Segment::Capture { .. } => branch.captures += 1,
                Segment::Rest { .. } => branch.has_rest = true,
            }
            let next = match end - start {
                1 => end,
                _ => routes.end_of_same(endpoints, start, end, depth, by),
            };
            branches[count] = Branch {
                start: start as u16,
                end: next as u16,
                depth: branch.depth + 1,
                passing,
                ..Branch::ROOT
            };
            count += 1;
            start = next;
        }
        branches[at] = branch;
        at += 1;
    }
    count
}

/// Returns the size of the hash table: a power of two, at most half of it used.
pub const fn slot_count(routes: usize) -> usize {
    (routes * 2).next_power_of_two()
}

/// Returns the hash table: indices of the routes without captures, each at the slot of its
/// address's hash or in the next that is free.
pub const fn slots<const COUNT: usize>(endpoints: &[EndpointInfo]) -> [u16; COUNT] {
    let mut slots = [NONE; COUNT];
    let mut index = 0;
    while index < endpoints.len() {
        if !has_capture(endpoints[index].segments) {
            let mut slot = hash(endpoints[index].address.as_bytes()) as usize % COUNT;
            while slots[slot] != NONE {
                slot = (slot + 1) % COUNT;
            }
            slots[slot] = index as u16;
        }
        index += 1;
    }
    slots
}

/// Hashes an address, eight bytes at a time.
///
/// Takes bytes by patterns: what slices have functions for costs const evaluation many times more.
pub(super) const fn hash(address: &[u8]) -> u32 {
    let mut hash = address.len() as u64;
    let mut rest = address;
    while let [a, b, c, d, e, f, g, h, after @ ..] = rest {
        hash = mix(hash, u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
        rest = after;
    }
    // The last eight bytes, of which some have been mixed in: cheaper than those that are left. The
    // last of them, in which addresses differ most, goes where it carries through all bits.
    if let [.., a, b, c, d, e, f, g, h] = address {
        hash = mix(hash, u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
    } else {
        let mut word = 0;
        while let [byte, after @ ..] = rest {
            word = word << 8 | *byte as u64;
            rest = after;
        }
        hash = mix(hash, word);
    }
    // The multiplications carry upwards only: bring the well-mixed bits down.
    (hash >> 32) as u32
}

const fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether no address has a capture.
pub(super) const fn are_plain(endpoints: &[EndpointInfo]) -> bool {
    let mut index = 0;
    while index < endpoints.len() {
        if has_capture(endpoints[index].segments) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether an address has a capture: then no single string is its address.
pub(super) const fn has_capture(segments: &[Segment]) -> bool {
    let mut index = 0;
    while index < segments.len() {
        if !matches!(segments[index], Segment::Literal(_)) {
            return true;
        }
        index += 1;
    }
    false
}
