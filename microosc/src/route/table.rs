//! The table, in stages of const evaluation.
//!
//! 1. [`sorted`]: the routes in the order of their segments, so that routes that share their first
//!    segments stand together; literals come before captures, shorter before longer.
//! 2. [`node_count`] and [`nodes`]: the tree of segments, a run of children for every node.
//! 3. [`slot_count`] and [`slots`]: the hash table over plain addresses.
//!
//! The stages run in the compiler. There an index out of bounds or an overflow is a compile error.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "const evaluation has no iterators; a fault is a compile error, not a panic"
)]

use super::{EndpointInfo, Segment, Values};

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

/// Returns the indices of the routes in the order of their segments.
pub const fn sorted<const N: usize>(endpoints: &[EndpointInfo]) -> [u16; N] {
    sorted_by(endpoints, Order::Segments)
}

/// Returns the indices of the routes in an order, those that are equal as they were declared (a
/// merge sort).
pub(super) const fn sorted_by<const N: usize>(endpoints: &[EndpointInfo], by: Order) -> [u16; N] {
    assert!(N < NONE as usize, "a router has at most 65534 routes");
    let mut order = [0; N];
    let mut index = 0;
    while index < N {
        order[index] = index as u16;
        index += 1;
    }
    let mut width = 1;
    while width < N {
        let mut merged = [0; N];
        let mut start = 0;
        while start < N {
            let middle = min(start + width, N);
            let end = min(middle + width, N);
            let (mut left, mut right, mut at) = (start, middle, start);
            while at < end {
                let from_left = right == end
                    || (left < middle
                        && by.compare(
                            endpoints[order[left] as usize].segments,
                            endpoints[order[right] as usize].segments,
                        ) <= 0);
                if from_left {
                    merged[at] = order[left];
                    left += 1;
                } else {
                    merged[at] = order[right];
                    right += 1;
                }
                at += 1;
            }
            start = end;
        }
        order = merged;
        width *= 2;
    }
    order
}

/// Returns how many nodes the tree has: the root, and one for each segment in which a route
/// differs from the one before it.
pub const fn node_count(endpoints: &[EndpointInfo], order: &[u16]) -> usize {
    let mut count = 1;
    let mut index = 0;
    while index < order.len() {
        let segments = endpoints[order[index] as usize].segments;
        let shared = match index {
            0 => 0,
            _ => shared_len(endpoints[order[index - 1] as usize].segments, segments),
        };
        count += segments.len() - shared;
        index += 1;
    }
    count
}

/// Returns the tree, level by level, the root first.
pub const fn nodes<const COUNT: usize>(endpoints: &[EndpointInfo], order: &[u16]) -> [Node; COUNT] {
    let mut nodes = [Node::ROOT; COUNT];
    // Which of the sorted routes pass through each node, and how many segments lead to it.
    let mut passing = [(0, 0, 0); COUNT];
    passing[0] = (0, order.len(), 0);
    let mut made = 1;
    let mut at = 0;
    while at < made {
        let (mut next, end, depth) = passing[at];
        nodes[at].children = made as u32;
        while next < end {
            let segments = endpoints[order[next] as usize].segments;
            let first = next;
            next += 1;
            if segments.len() == depth {
                if nodes[at].route == NONE {
                    nodes[at].route = order[first];
                }
                continue;
            }
            let segment = &segments[depth];
            while next < end
                && compare_segment(segment, &endpoints[order[next] as usize].segments[depth]) == 0
            {
                next += 1;
            }
            nodes[made].segment = *segment;
            passing[made] = (first, next, depth + 1);
            made += 1;
            match segment {
                Segment::Literal(_) => nodes[at].literals += 1,
                Segment::Capture { .. } => nodes[at].captures += 1,
                Segment::Rest { .. } => nodes[at].has_rest = true,
            }
        }
        at += 1;
    }
    nodes
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

/// Hashes an address, four bytes at a time.
pub(super) const fn hash(address: &[u8]) -> u32 {
    let mut hash = 0;
    let mut rest = address;
    while let Some((word, after)) = rest.split_first_chunk::<4>() {
        hash = mix(hash, u32::from_le_bytes(*word));
        rest = after;
    }
    let mut word = [0; 4];
    let mut index = 0;
    while index < rest.len() {
        word[index] = rest[index];
        index += 1;
    }
    hash = mix(hash, u32::from_le_bytes(word));
    // The multiplications carry upwards only: bring the well-mixed bits down.
    hash ^ hash >> 15
}

const fn mix(hash: u32, word: u32) -> u32 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B1)
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

/// What addresses are compared by.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// Their segments, whatever the names of captures.
    Segments,
    /// What makes one more specific than another: literals, and all captures alike.
    Specificity,
}

impl Order {
    /// Returns a negative number, zero or a positive one.
    pub(super) const fn compare(self, left: &[Segment], right: &[Segment]) -> i32 {
        let mut index = 0;
        while index < left.len() && index < right.len() {
            let order = match self {
                Self::Specificity if rank(&left[index]) == 1 => {
                    rank(&left[index]) - rank(&right[index])
                }
                _ => compare_segment(&left[index], &right[index]),
            };
            if order != 0 {
                return order;
            }
            index += 1;
        }
        left.len() as i32 - right.len() as i32
    }
}

/// Returns how many segments two addresses share from their start.
const fn shared_len(left: &[Segment], right: &[Segment]) -> usize {
    let mut index = 0;
    while index < left.len()
        && index < right.len()
        && compare_segment(&left[index], &right[index]) == 0
    {
        index += 1;
    }
    index
}

const fn compare_segment(left: &Segment, right: &Segment) -> i32 {
    match (left, right) {
        (Segment::Literal(left), Segment::Literal(right)) => compare_text(left, right),
        (
            Segment::Capture { prefix: left, values: these, .. },
            Segment::Capture { prefix: right, values: those, .. },
        ) => match compare_text(left, right) {
            0 => compare_values(these, those),
            order => order,
        },
        _ => rank(left) - rank(right),
    }
}

/// Literals come before captures, captures before the rest.
const fn rank(segment: &Segment) -> i32 {
    match segment {
        Segment::Literal(_) => 0,
        Segment::Capture { .. } => 1,
        Segment::Rest { .. } => 2,
    }
}

const fn compare_values(left: &Values, right: &Values) -> i32 {
    match (left, right) {
        (
            Values::Range { first: left, last: left_last },
            Values::Range { first: right, last: right_last },
        ) => match compare_numbers(*left, *right) {
            0 => compare_numbers(*left_last, *right_last),
            order => order,
        },
        (Values::OneOf(left), Values::OneOf(right)) => {
            let mut index = 0;
            while index < left.len() && index < right.len() {
                let order = compare_text(left[index], right[index]);
                if order != 0 {
                    return order;
                }
                index += 1;
            }
            left.len() as i32 - right.len() as i32
        }
        (Values::Any, Values::Any) => 0,
        (Values::Range { .. }, _) | (Values::OneOf(_), Values::Any) => -1,
        _ => 1,
    }
}

const fn compare_numbers(left: u32, right: u32) -> i32 {
    (left > right) as i32 - (left < right) as i32
}

pub(super) const fn compare_text(left: &str, right: &str) -> i32 {
    compare_bytes(left.as_bytes(), right.as_bytes())
}

const fn compare_bytes(left: &[u8], right: &[u8]) -> i32 {
    let mut index = 0;
    while index < left.len() && index < right.len() {
        if left[index] != right[index] {
            return left[index] as i32 - right[index] as i32;
        }
        index += 1;
    }
    left.len() as i32 - right.len() as i32
}

const fn min(left: usize, right: usize) -> usize {
    if left < right { left } else { right }
}
