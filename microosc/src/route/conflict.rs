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

use super::sort::{Order, Sorter, compare_text, starts_with};
use super::table::{NONE, Tree, has_capture};
use super::text::Text;
use super::{EndpointInfo, Segment, Values};

/// Returns, for each route, the first before it that meets an address that it meets, too, and is
/// as specific, if there is one.
pub const fn conflicts<const N: usize, const MOST: usize>(
    endpoints: &[EndpointInfo],
    tree: &Tree<N, MOST>,
) -> [Option<u16>; N] {
    // Without captures, only equal addresses conflict; with captures, those that are alike may.
    let (mut items, mut left) = ([0; N], [0; N]);
    let mut captures = Sorter::new(&mut items, &mut left);
    let mut conflicts = [None; N];
    let mut index = 0;
    while index < N {
        if has_capture(endpoints[index].segments) {
            captures.push(index as u16);
        } else if tree.equals[index] != NONE {
            let before = tree.equals[index];
            conflicts[index] = match conflicts[before as usize] {
                None => Some(before),
                first => first,
            };
        }
        index += 1;
    }
    let alike: Tree<N, MOST> = Tree::grow(endpoints, captures, Order::Overlap);
    let mut index = 0;
    while index < N {
        let mut other = alike.equals[index];
        while other != NONE {
            if overlap(endpoints[other as usize].segments, endpoints[index].segments) {
                conflicts[index] = Some(other);
            }
            other = alike.equals[other as usize];
        }
        index += 1;
    }
    conflicts
}

/// Whether some address meets both of two addresses that are alike.
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

/// Fails to compile if one of so many routes from this index on meets the same addresses as one
/// before this index. Those that meet within a nested router are told where that is made.
#[track_caller]
pub const fn assert_no_conflict(
    endpoints: &[EndpointInfo],
    conflicts: &[Option<u16>],
    start: usize,
    count: usize,
) {
    let mut index = start;
    while index < start + count {
        match conflicts[index] {
            Some(first) if (first as usize) < start => {
                let text = conflict(&endpoints[first as usize], &endpoints[index]);
                panic!("{}", text.as_str());
            }
            _ => {}
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

#[cfg(test)]
mod tests {
    use super::super::table::{most_nodes, tree};
    use super::*;

    const COUNT: usize = 2000;

    /// `0000` to `1999`, one after another.
    const DIGITS: [u8; COUNT * 4] = {
        let mut digits = [0; COUNT * 4];
        let mut index = 0;
        while index < digits.len() {
            let of_thousand = [1000, 100, 10, 1][index % 4];
            digits[index] = b'0' + (index / 4 / of_thousand % 10) as u8;
            index += 1;
        }
        digits
    };

    const fn prefix(number: usize) -> &'static str {
        let (_, from) = DIGITS.split_at(number * 4);
        match core::str::from_utf8(from.split_at(4).0) {
            Ok(digits) => digits,
            Err(_) => panic!("digits are text"),
        }
    }

    const fn capture(prefix: &'static str) -> Segment {
        Segment::Capture { name: "n", prefix, values: Values::Any, segments: &[] }
    }

    /// `/1/0000{n}/a{m}` to `/1/1999{n}/a{m}`, the later first.
    static MANY: [[Segment; 3]; COUNT] = {
        let mut many = [[Segment::Literal("1"), capture("0"), capture("a")]; COUNT];
        let mut index = 0;
        while index < COUNT {
            many[index][1] = capture(prefix(COUNT - 1 - index));
            index += 1;
        }
        many
    };

    const fn routes<const N: usize, const DEPTH: usize>(
        addresses: &'static [[Segment; DEPTH]; N],
    ) -> [EndpointInfo; N] {
        let mut routes = [EndpointInfo::VACANT; N];
        let mut index = 0;
        while index < N {
            routes[index].segments = &addresses[index];
            index += 1;
        }
        routes
    }

    #[test]
    #[allow(long_running_const_eval, reason = "this asks whether it ends")]
    fn thousands_of_captures_with_prefixes_are_not_compared_pairwise() {
        static ROUTES: [EndpointInfo; COUNT] = routes(&MANY);
        static CONFLICTS: [Option<u16>; COUNT] = {
            const MOST: usize = most_nodes(&ROUTES);
            conflicts(&ROUTES, &tree::<COUNT, MOST>(&ROUTES))
        };
        assert_eq!(CONFLICTS, [None; COUNT]);
    }

    #[test]
    fn the_first_that_overlaps_is_told() {
        static ADDRESSES: [[Segment; 1]; 10] = [
            [Segment::Literal("a")],
            [capture("fader")],
            [capture("sixteen_letters_")],
            [Segment::Literal("a")],
            [capture("sixteen_letters_and_more")],
            [capture("fade")],
            [Segment::Literal("a")],
            [capture("b")],
            [capture("fader_a")],
            [capture("f")],
        ];
        let routes = routes(&ADDRESSES);
        let conflicts = conflicts(&routes, &tree::<10, 11>(&routes));
        let expected =
            [None, None, None, Some(0), Some(2), Some(1), Some(0), None, Some(1), Some(1)];
        assert_eq!(conflicts, expected);
    }
}
