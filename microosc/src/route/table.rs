//! The table, in stages of const evaluation.
//!
//! 1. [`tree`]: the routes, sorted segment by segment, which tells how many nodes there are.
//! 2. [`Tree::nodes`]: the tree of segments as it is walked at run time.
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

use super::sort::{Sorted, compare_text};
use super::{EndpointInfo, Segment};
use crate::wire::AddressHash;

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
    /// Whether one of its children has children.
    pub(super) is_deep: bool,
    /// A number of the list of its literals, which nodes with equal ones share; [`NONE`] if it has
    /// none.
    pub(super) list: u16,
}

impl Node {
    const ROOT: Self = Self {
        segment: Segment::Literal(""),
        route: NONE,
        children: 0,
        literals: 0,
        captures: 0,
        has_rest: false,
        is_deep: false,
        list: NONE,
    };

    pub(super) const fn has_children(&self) -> bool {
        self.literals > 0 || self.captures > 0 || self.has_rest
    }
}

/// The tree before its nodes are made: what sorting the routes tells.
#[derive(Debug)]
pub struct Tree<const N: usize> {
    sorted: Sorted<N>,
    /// How many nodes there are at each depth.
    counts: [usize; MAX_SEGMENTS + 1],
    /// Whether any address has a capture.
    pub(super) has_captures: bool,
}

/// Returns the tree of all routes.
pub const fn tree<const N: usize>(endpoints: &[EndpointInfo]) -> Tree<N> {
    assert!(N < NONE as usize, "a router has at most 65534 routes");
    let sorted = Sorted::of(endpoints);
    let mut counts = [0; MAX_SEGMENTS + 1];
    counts[0] = 1;
    let mut has_captures = false;
    let mut at = 0;
    while at < N {
        let endpoint = &endpoints[sorted.routes[at] as usize];
        has_captures = has_captures || endpoint.has_captures;
        let mut depth = depth(endpoint);
        let shared = sorted.shared[at] as usize;
        while depth > shared {
            counts[depth] += 1;
            depth -= 1;
        }
        at += 1;
    }
    Tree { sorted, counts, has_captures }
}

impl<const N: usize> Tree<N> {
    /// How many nodes it has.
    pub const fn count(&self) -> usize {
        let mut count = 0;
        let mut depth = 0;
        while depth <= MAX_SEGMENTS {
            count += self.counts[depth];
            depth += 1;
        }
        count
    }

    /// How many segments the longest address has.
    pub(super) const fn depth(&self) -> usize {
        let mut depth = MAX_SEGMENTS;
        while self.counts[depth] == 0 {
            depth -= 1;
        }
        depth
    }

    /// Returns them, level by level, the root first: so the children of a node stand in a row.
    pub const fn nodes<const COUNT: usize>(&self, endpoints: &[EndpointInfo]) -> [Node; COUNT] {
        let mut nodes = [Node::ROOT; COUNT];
        // Where the next node of each depth comes to stand, and the last one that did.
        let mut next = [0; MAX_SEGMENTS + 2];
        let mut depth = 0;
        while depth <= MAX_SEGMENTS {
            next[depth + 1] = next[depth] + self.counts[depth];
            depth += 1;
        }
        nodes[0].children = 1;
        let mut way = [0; MAX_SEGMENTS + 1];
        let mut at = 0;
        while at < N {
            let route = self.sorted.routes[at];
            let endpoint = &endpoints[route as usize];
            let last = self::depth(endpoint);
            let mut depth = self.sorted.shared[at] as usize;
            while depth < last {
                let segment = endpoint.segments[depth];
                let parent = &mut nodes[way[depth]];
                match segment {
                    Segment::Literal(_) => parent.literals += 1,
                    Segment::Capture { .. } => parent.captures += 1,
                    Segment::Rest { .. } => parent.has_rest = true,
                }
                if depth > 0 {
                    nodes[way[depth - 1]].is_deep = true;
                }
                depth += 1;
                let node = next[depth];
                let children = next[depth + 1] as u32;
                nodes[node].segment = segment;
                nodes[node].children = children;
                way[depth] = node;
                next[depth] += 1;
            }
            let node = &mut nodes[way[last]];
            if node.route == NONE {
                node.route = route;
            }
            at += 1;
        }
        number_lists(&mut nodes);
        nodes
    }

    /// Returns, for each route, the first before it whose address is equal, or [`NONE`]; nothing if
    /// no addresses are.
    pub(super) const fn equals(&self, endpoints: &[EndpointInfo]) -> Option<[u16; N]> {
        let Sorted { routes, shared, has_equals } = &self.sorted;
        if !*has_equals {
            return None;
        }
        let mut equals = [NONE; N];
        let mut at = 1;
        while at < N {
            let (before, route) = (routes[at - 1] as usize, routes[at] as usize);
            let shared = shared[at] as usize;
            if shared == endpoints[route].segments.len()
                && shared == endpoints[before].segments.len()
            {
                let first = equals[before];
                equals[route] = if first == NONE { before as u16 } else { first };
            }
            at += 1;
        }
        Some(equals)
    }
}

/// Gives equal lists of literals the same number.
const fn number_lists<const COUNT: usize>(nodes: &mut [Node; COUNT]) {
    // Of each literal its last sixteen bytes, mostly all of it: compared in one step.
    let mut names = [0; COUNT];
    // The first node with each list, at the slot of the list's hash or in the next that is free.
    // There is one, since not all nodes have children.
    let mut firsts = [0; COUNT];
    let mut numbers = 0;
    let mut at = 0;
    while at < COUNT {
        let node = nodes[at];
        if node.literals > 0 {
            let mut hash = AddressHash::START;
            let mut child = node.children as usize;
            let end = child + node.literals as usize;
            while child < end {
                if let Segment::Literal(name) = nodes[child].segment {
                    let mut left = name.as_bytes();
                    let mut bytes = 0;
                    while let [byte, after @ ..] = left {
                        bytes = bytes << 8 | *byte as u128;
                        left = after;
                    }
                    names[child] = bytes;
                    let half = bytes >> 64 ^ bytes;
                    hash = hash.then((half >> 32 ^ half) as u32);
                }
                child += 1;
            }
            let mut slot = (hash.get() ^ hash.get() >> 16) as usize % COUNT;
            while firsts[slot] > 0 && !have_same_literals(nodes, &names, firsts[slot] - 1, at) {
                slot = (slot + 1) % COUNT;
            }
            if firsts[slot] == 0 {
                firsts[slot] = at + 1;
                nodes[at].list = numbers;
                // What has no number is not recognised, and so only looked at again.
                numbers += (numbers < NONE) as u16;
            } else {
                nodes[at].list = nodes[firsts[slot] - 1].list;
            }
        }
        at += 1;
    }
}

/// Whether two nodes have the same list of literals, of which these are the last bytes.
const fn have_same_literals(nodes: &[Node], names: &[u128], left: usize, right: usize) -> bool {
    let (left, right) = (&nodes[left], &nodes[right]);
    if left.literals != right.literals {
        return false;
    }
    let (mut one, mut other) = (left.children as usize, right.children as usize);
    let end = one + left.literals as usize;
    while one < end {
        if names[one] != names[other] {
            return false;
        }
        if names[one] >> 120 != 0 && !is_same_literal(&nodes[one], &nodes[other]) {
            return false;
        }
        one += 1;
        other += 1;
    }
    true
}

const fn is_same_literal(left: &Node, right: &Node) -> bool {
    match (left.segment, right.segment) {
        (Segment::Literal(left), Segment::Literal(right)) => compare_text(left, right) == 0,
        _ => false,
    }
}

/// How deep in the tree the address of a route ends. What is deeper than an address may be does not
/// compile, which is said elsewhere.
const fn depth(endpoint: &EndpointInfo) -> usize {
    let depth = endpoint.segments.len();
    if depth < MAX_SEGMENTS { depth } else { MAX_SEGMENTS }
}

/// Returns the size of the hash table, at most half of which is used.
pub const fn slot_count(routes: usize) -> usize {
    (routes * 2).next_power_of_two()
}

/// A place of the hash table.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Other bits of the hash than tell the place, so that few addresses are compared in vain.
    pub(super) fingerprint: u16,
    /// [`NONE`] if it is free.
    pub(super) route: u16,
}

impl Slot {
    const FREE: Self = Self { fingerprint: 0, route: NONE };
}

/// Returns the hash table: the routes without captures, each at the place that its address's hash
/// tells or at the next that is free.
pub const fn slots<const COUNT: usize>(endpoints: &[EndpointInfo]) -> [Slot; COUNT] {
    let mut slots = [Slot::FREE; COUNT];
    let mut index = 0;
    while index < endpoints.len() {
        if !endpoints[index].has_captures {
            let hash = AddressHash::of(endpoints[index].address.as_bytes());
            let mut place = place(hash, COUNT);
            while slots[place].route != NONE {
                place = (place + 1) % COUNT;
            }
            slots[place] = Slot { fingerprint: fingerprint(hash), route: index as u16 };
        }
        index += 1;
    }
    slots
}

/// Returns the place of an address's hash among so many, by the bits that are mixed best.
#[inline]
pub(super) const fn place(hash: AddressHash, count: usize) -> usize {
    ((hash.get() as u64 * count as u64) >> 32) as usize
}

#[inline]
pub(super) const fn fingerprint(hash: AddressHash) -> u16 {
    (hash.get() >> 8) as u16
}

/// Whether an address has a capture.
pub(super) const fn has_capture(segments: &[Segment]) -> bool {
    let mut left = segments;
    while let [segment, after @ ..] = left {
        if !matches!(segment, Segment::Literal(_)) {
            return true;
        }
        left = after;
    }
    false
}
