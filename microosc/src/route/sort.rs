//! Sorting routes by one segment of their addresses, as cheaply as const evaluation can.
//!
//! The compiler takes about a fifth of a microsecond for each step of const evaluation, however
//! wide its operands, and more for a call. So segments are compared as numbers of sixteen bytes,
//! made once for each segment that routes must be told apart by; and equal numbers are the same
//! segment unless they say otherwise.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "const evaluation has no iterators; a fault is a compile error, not a panic"
)]

use super::{EndpointInfo, Segment, Values};

/// What segments are sorted by.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// What they stand for, whatever the names of captures: literals first, as strings are
    /// sorted, then captures, then the rest.
    Segments,
    /// The same, but captures are alike if some segment might meet both: if what stands before the
    /// one begins with what stands before the other.
    Overlap,
}

/// Routes on their way to being sorted.
pub(super) struct Sorter<'r> {
    /// Each route below the [`key`] of one of its segments: so a comparison of two numbers tells
    /// which comes first, and of two that are equal, which was declared first.
    items: &'r mut [u128],
    len: usize,
    /// One half of what is being merged.
    left: &'r mut [u128],
}

impl<'r> Sorter<'r> {
    /// Starts with no routes, and room for as many as both slices are long.
    pub(super) const fn new(items: &'r mut [u128], left: &'r mut [u128]) -> Self {
        Self { items, len: 0, left }
    }

    /// Adds a route at the end.
    pub(super) const fn push(&mut self, route: u16) {
        self.items[self.len] = route as u128;
        self.len += 1;
    }

    /// How many routes there are.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The route that stands at a place.
    pub(super) const fn route(&self, at: usize) -> u16 {
        self.items[at] as u16
    }

    /// Sorts the routes from `start` to before `end` by their segment at `depth`; those that end
    /// before it come first, and those that are equal stay as they were.
    pub(super) const fn sort(
        &mut self,
        endpoints: &[EndpointInfo],
        start: usize,
        end: usize,
        depth: usize,
        by: Order,
    ) {
        let mut is_sorted = true;
        let mut before = 0;
        let mut at = start;
        while at < end {
            let route = self.items[at] as u16;
            let segments = endpoints[route as usize].segments;
            let mut item = route as u128;
            if depth < segments.len() {
                item |= key(&segments[depth], by);
            }
            self.items[at] = item;
            if before ^ item <= ROUTE && item & MORE != 0 {
                is_sorted = is_sorted && compare_at(endpoints, depth, before, item) <= 0;
            } else {
                is_sorted = is_sorted && before <= item;
            }
            before = item;
            at += 1;
        }
        let mut width = if is_sorted { end - start } else { 1 };
        while width < end - start {
            let mut middle = start + width;
            while middle < end {
                let stop = if middle + width < end { middle + width } else { end };
                merge(endpoints, self.items, self.left, [middle - width, middle, stop], depth);
                middle += 2 * width;
            }
            width *= 2;
        }
    }

    /// Returns where the routes end that have the same segment, at the depth that they have just
    /// been sorted by, as the one at `start`.
    pub(super) const fn end_of_same(
        &self,
        endpoints: &[EndpointInfo],
        start: usize,
        end: usize,
        depth: usize,
        by: Order,
    ) -> usize {
        let first = self.items[start];
        let segment = &endpoints[first as u16 as usize].segments[depth];
        let mut at = start + 1;
        while at < end {
            let item = self.items[at];
            let is_same = match (by, segment) {
                // The shortest of those that are alike comes first.
                (Order::Overlap, Segment::Capture { prefix, .. }) => {
                    match &endpoints[item as u16 as usize].segments[depth] {
                        Segment::Capture { prefix: longer, .. } => starts_with(longer, prefix),
                        _ => false,
                    }
                }
                _ if first & MORE == 0 => item ^ first <= ROUTE,
                _ => item ^ first <= ROUTE && compare_at(endpoints, depth, first, item) == 0,
            };
            if !is_same {
                break;
            }
            at += 1;
        }
        at
    }
}

/// Merges two sorted runs that stand one after the other: from `start`, and from `middle` to before
/// `end`.
const fn merge(
    endpoints: &[EndpointInfo],
    items: &mut [u128],
    left_items: &mut [u128],
    [start, middle, end]: [usize; 3],
    depth: usize,
) {
    let mut at = start;
    while at < middle {
        left_items[at] = items[at];
        at += 1;
    }
    let (mut left, mut right, mut at) = (start, middle, start);
    let mut first = left_items[left];
    while right < end {
        let second = items[right];
        let second_goes_first = if first ^ second <= ROUTE && first & MORE != 0 {
            compare_at(endpoints, depth, second, first) < 0
        } else {
            second < first
        };
        if second_goes_first {
            items[at] = second;
            right += 1;
        } else {
            items[at] = first;
            left += 1;
            if left == middle {
                // The others stand where they should.
                return;
            }
            first = left_items[left];
        }
        at += 1;
    }
    while left < middle {
        items[at] = left_items[left];
        left += 1;
        at += 1;
    }
}

/// In a key: room for the route.
const ROUTE: u128 = 0xFFFF;

/// In a key: the segment has more than the key tells.
const MORE: u128 = 1 << 16;

/// How many bytes of a segment its key tells.
const MOST_TOLD: usize = 13;

/// Returns a number by which segments are sorted: their first bytes, then [`MORE`] or nothing,
/// then room for the route. No segment's is zero.
const fn key(segment: &Segment, by: Order) -> u128 {
    // No UTF-8 holds these bytes, and all that it holds is less.
    const ANY: u128 = 0xFC;
    const RANGE: u128 = 0xFD;
    const ONE_OF: u128 = 0xFE;
    const REST: u128 = 0xFF;
    let key = Key { bytes: 0, len: 0 };
    let key = match (segment, by) {
        (Segment::Literal(text), _) => key.and(text),
        (Segment::Rest { .. }, _) => Key { bytes: REST, len: 1 },
        (Segment::Capture { prefix, .. }, Order::Overlap) => Key { bytes: ANY, len: 1 }.and(prefix),
        (Segment::Capture { prefix, values, .. }, Order::Segments) => match values {
            Values::Any => Key { bytes: ANY, len: 1 }.and(prefix),
            Values::Range { first, last } => {
                let range = (*first as u128) << 32 | *last as u128;
                Key { bytes: RANGE << 64 | range, len: 9 }.and(prefix)
            }
            Values::OneOf(texts) => {
                let mut key = Key { bytes: ONE_OF, len: 1 }.and(prefix);
                let mut index = 0;
                while index < texts.len() {
                    key = key.and("|").and(texts[index]);
                    index += 1;
                }
                key
            }
        },
    };
    if key.len <= MOST_TOLD { key.bytes << (8 * (16 - key.len)) } else { key.bytes << 24 | MORE }
}

/// A key in the making: so many bytes, the last the lowest; of too many the first.
#[derive(Clone, Copy)]
struct Key {
    bytes: u128,
    len: usize,
}

impl Key {
    const fn and(self, text: &str) -> Self {
        let Self { mut bytes, len } = self;
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() && len + index < MOST_TOLD {
            bytes = bytes << 8 | text[index] as u128;
            index += 1;
        }
        Self { bytes, len: len + text.len() }
    }
}

/// Compares the segments of two items; a negative number, zero or a positive one.
const fn compare_at(endpoints: &[EndpointInfo], depth: usize, left: u128, right: u128) -> i32 {
    let (left, right) = (&endpoints[left as u16 as usize], &endpoints[right as u16 as usize]);
    compare_segment(&left.segments[depth], &right.segments[depth])
}

/// Compares segments whose keys are equal; only then does its order mean anything.
const fn compare_segment(left: &Segment, right: &Segment) -> i32 {
    match (left, right) {
        (Segment::Literal(left), Segment::Literal(right)) => compare_text(left, right),
        (
            Segment::Capture { prefix: left, values: these, .. },
            Segment::Capture { prefix: right, values: those, .. },
        ) => match (compare_text(left, right), these, those) {
            (0, Values::OneOf(these), Values::OneOf(those)) => compare_texts(these, those),
            // The key tells what range it is.
            (order, _, _) => order,
        },
        _ => 0,
    }
}

const fn compare_texts(left: &[&str], right: &[&str]) -> i32 {
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

/// Compares strings byte by byte; a negative number, zero or a positive one.
pub(super) const fn compare_text(left: &str, right: &str) -> i32 {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut index = 0;
    while index < left.len() && index < right.len() {
        if left[index] != right[index] {
            return left[index] as i32 - right[index] as i32;
        }
        index += 1;
    }
    left.len() as i32 - right.len() as i32
}

pub(super) const fn starts_with(text: &str, prefix: &str) -> bool {
    let (text, prefix) = (text.as_bytes(), prefix.as_bytes());
    let mut index = 0;
    while index < prefix.len() {
        if index == text.len() || text[index] != prefix[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &'static str) -> u128 {
        key(&Segment::Literal(text), Order::Segments)
    }

    fn capture(prefix: &'static str, values: Values) -> u128 {
        let capture = Segment::Capture { name: "n", prefix, values, segments: &[] };
        key(&capture, Order::Segments)
    }

    #[test]
    fn keys_of_literals_are_ordered_as_strings_are() {
        let texts = ["!", "a", "a!", "ab", "b", "thirteen_char", "thirteen_more", "~"];
        for (left, right) in texts.iter().zip(&texts[1..]) {
            assert!(left < right && literal(left) < literal(right), "{left} {right}");
        }
    }

    #[test]
    fn a_key_says_whether_the_segment_has_more() {
        assert_eq!(literal("thirteen_char") & MORE, 0);
        assert_eq!(literal("sixteen_letters_") & MORE, MORE);
        assert_eq!(literal("sixteen_letters_"), literal("sixteen_letters!"));
        assert_eq!(capture("knob", Values::Range { first: 1, last: 8 }) & MORE, 0);
        assert_eq!(capture("fader", Values::Range { first: 1, last: 8 }) & MORE, MORE);
    }

    #[test]
    fn captures_come_after_literals_and_before_the_rest() {
        let range = |first, last| capture("", Values::Range { first, last });
        let captures = [
            capture("", Values::Any),
            capture("a", Values::Any),
            range(1, 8),
            range(1, 9),
            range(0, u32::MAX),
            capture("", Values::OneOf(&["a", "b"])),
            capture("", Values::OneOf(&["ab"])),
            capture("a", Values::OneOf(&["b"])),
        ];
        let rest = key(&Segment::Rest { name: "n" }, Order::Segments);
        for (index, key) in captures.iter().enumerate() {
            assert!(literal("~") < *key && *key < rest, "{index}");
            assert!(!captures[..index].contains(key), "{index}");
        }
    }
}
