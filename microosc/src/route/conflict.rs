//! Declarations that contradict each other: compile errors with a text of our own.
//!
//! The assertions are evaluated where the macros put them, so that the compiler points at the
//! user's token; `#[track_caller]` keeps it from pointing here.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "evaluated in the compiler, where a panic is the message to the user"
)]

use super::sort::{Order, Sorter, compare_text};
use super::table::{NONE, Tree, has_capture};
use super::text::Text;
use super::{EndpointInfo, Segment, Values};

/// Returns, for each route, a route before it that meets an address that it meets, too, and is
/// as specific, if there is one.
pub const fn conflicts<const N: usize, const MOST: usize>(
    endpoints: &[EndpointInfo],
    tree: &Tree<N, MOST>,
) -> [Option<u16>; N] {
    // Without captures, only equal addresses conflict; with captures, those of the same shape may.
    let (mut items, mut left) = ([0; N], [0; N]);
    let mut captures = Sorter::new(&mut items, &mut left);
    let mut index = 0;
    while index < N {
        if has_capture(endpoints[index].segments) {
            captures.push(index as u16);
        }
        index += 1;
    }
    let shapes: Tree<N, MOST> = Tree::grow(endpoints, captures, Order::Specificity);
    let mut conflicts = [None; N];
    let mut index = 0;
    while index < N {
        if tree.equals[index] != NONE {
            conflicts[index] = Some(tree.equals[index]);
        }
        let mut other = shapes.equals[index];
        while other != NONE {
            if overlap(endpoints[other as usize].segments, endpoints[index].segments) {
                conflicts[index] = Some(other);
            }
            other = shapes.equals[other as usize];
        }
        index += 1;
    }
    conflicts
}

/// Whether some address meets both of two addresses of the same shape.
const fn overlap(left: &[Segment], right: &[Segment]) -> bool {
    let mut index = 0;
    while index < left.len() {
        if !captures_overlap(&left[index], &right[index]) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether some segment meets both, if they are captures; else they are the same.
const fn captures_overlap(left: &Segment, right: &Segment) -> bool {
    let (
        Segment::Capture { prefix: left_prefix, values: left_values, segments: left, .. },
        Segment::Capture { prefix: right_prefix, values: right_values, segments: right, .. },
    ) = (left, right)
    else {
        return true;
    };
    match (left_values, right_values) {
        (Values::Any, Values::Any) => {
            starts_with(left_prefix, right_prefix) || starts_with(right_prefix, left_prefix)
        }
        (Values::Any, _) => any_goes_on(right, left_prefix),
        (_, Values::Any) => any_goes_on(left, right_prefix),
        (Values::Range { first, last }, Values::Range { first: other_first, last: other_last })
            if same(left_prefix, right_prefix) =>
        {
            *first <= *other_last && *other_first <= *last
        }
        _ => share_one(left, right),
    }
}

/// Whether one of the segments starts with the prefix and has more.
const fn any_goes_on(segments: &[&str], prefix: &str) -> bool {
    let mut index = 0;
    while index < segments.len() {
        if segments[index].len() > prefix.len() && starts_with(segments[index], prefix) {
            return true;
        }
        index += 1;
    }
    false
}

const fn share_one(left: &[&str], right: &[&str]) -> bool {
    let mut index = 0;
    while index < left.len() {
        let mut other = 0;
        while other < right.len() {
            if same(left[index], right[other]) {
                return true;
            }
            other += 1;
        }
        index += 1;
    }
    false
}

const fn starts_with(text: &str, prefix: &str) -> bool {
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

/// Fails to compile if one of so many routes from this index on meets the same addresses as one
/// before it.
#[track_caller]
pub const fn assert_no_conflict(
    endpoints: &[EndpointInfo],
    conflicts: &[Option<u16>],
    start: usize,
    count: usize,
) {
    let mut index = start;
    while index < start + count {
        if let Some(first) = conflicts[index] {
            let text = conflict(&endpoints[first as usize], &endpoints[index]);
            panic!("{}", text.as_str());
        }
        index += 1;
    }
}

const fn conflict(first: &EndpointInfo, second: &EndpointInfo) -> Text {
    let mut text = Text::new();
    text.push("handler `");
    text.push(second.name);
    if same_declaration(first, second) && same(first.address, second.address) {
        text.push("` is listed twice");
    } else if has_capture(second.segments) {
        text.push("` at \"");
        text.push(second.address);
        text.push("\" meets the same addresses as handler `");
        text.push(first.name);
        text.push("` at \"");
        text.push(first.address);
        text.push("\"");
        text.push_location(first);
    } else {
        text.push("` has the same address \"");
        text.push(second.address);
        text.push("\" as handler `");
        text.push(first.name);
        text.push("`");
        text.push_location(first);
    }
    text
}

const fn same_declaration(left: &EndpointInfo, right: &EndpointInfo) -> bool {
    left.line == right.line && same(left.file, right.file) && same(left.name, right.name)
}

const fn same(left: &str, right: &str) -> bool {
    compare_text(left, right) == 0
}
