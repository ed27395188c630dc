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

use super::sort::{compare_text, starts_with};
use super::table::{NONE, Node, Tree};
use super::text::Text;
use super::{EndpointInfo, Segment, Values};

/// Returns, for each route, the first before it that meets an address that it meets, too, and is
/// as specific, if there is one.
pub const fn conflicts<const N: usize>(
    endpoints: &[EndpointInfo],
    tree: &Tree<N>,
    nodes: &[Node],
) -> [Option<u16>; N] {
    let equals = tree.equals(endpoints);
    let mut conflicts = [None; N];
    if let Some(equals) = &equals {
        let mut index = 0;
        while index < N {
            if equals[index] != NONE {
                conflicts[index] = Some(equals[index]);
            }
            index += 1;
        }
    }
    // Routes whose addresses differ meet only by captures.
    let mut index = 0;
    while index < nodes.len() {
        if nodes[index].captures > 1 {
            captures(nodes, &nodes[index], &nodes[index], &mut conflicts);
        }
        index += 1;
    }
    // Who is equal to a route meets what that meets.
    if let Some(equals) = &equals {
        let mut index = 0;
        while index < N {
            if equals[index] != NONE {
                if let Some(first) = conflicts[equals[index] as usize] {
                    conflicts[index] = Some(first);
                }
            }
            index += 1;
        }
    }
    conflicts
}

/// Notes the routes in conflict below two captures: children of these nodes, which are the same, or
/// of which some address meets both.
const fn captures(nodes: &[Node], left: &Node, right: &Node, conflicts: &mut [Option<u16>]) {
    let is_same = left.children == right.children;
    let mut one = 0;
    while one < left.captures as usize {
        let child = &nodes[left.children as usize + left.literals as usize + one];
        let mut other = if is_same { one + 1 } else { 0 };
        while other < right.captures as usize {
            let against = &nodes[right.children as usize + right.literals as usize + other];
            // They are sorted by what stands before them: no other goes on as this one does.
            if is_same && !goes_on(&against.segment, &child.segment) {
                break;
            }
            if captures_overlap(&child.segment, &against.segment) {
                below(nodes, child, against, conflicts);
            }
            other += 1;
        }
        one += 1;
    }
}

/// Notes the routes in conflict that end at two nodes, of which some address meets both, or below.
const fn below(nodes: &[Node], left: &Node, right: &Node, conflicts: &mut [Option<u16>]) {
    note(left.route, right.route, conflicts);
    let (mut one, mut other) = (left.children as usize, right.children as usize);
    let (left_end, right_end) = (one + left.literals as usize, other + right.literals as usize);
    while one < left_end && other < right_end {
        if let (Segment::Literal(text), Segment::Literal(other_text)) =
            (&nodes[one].segment, &nodes[other].segment)
        {
            let order = compare_text(text, other_text);
            if order == 0 {
                below(nodes, &nodes[one], &nodes[other], conflicts);
            }
            one += (order <= 0) as usize;
            other += (order >= 0) as usize;
        }
    }
    captures(nodes, left, right, conflicts);
    if left.has_rest && right.has_rest {
        let one = &nodes[left_end + left.captures as usize];
        note(one.route, nodes[right_end + right.captures as usize].route, conflicts);
    }
}

/// Notes that the later of two routes is in conflict with the earlier.
const fn note(left: u16, right: u16, conflicts: &mut [Option<u16>]) {
    if left == NONE || right == NONE {
        return;
    }
    let (first, second) = if left < right { (left, right) } else { (right, left) };
    match conflicts[second as usize] {
        Some(before) if before < first => {}
        _ => conflicts[second as usize] = Some(first),
    }
}

/// Whether what stands before a capture begins with what stands before another.
const fn goes_on(longer: &Segment, shorter: &Segment) -> bool {
    match (longer, shorter) {
        (Segment::Capture { prefix: longer, .. }, Segment::Capture { prefix: shorter, .. }) => {
            starts_with(longer, shorter)
        }
        _ => false,
    }
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
    } else if second.has_captures {
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
    use super::super::table::tree;
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
            const TREE: Tree<COUNT> = tree(&ROUTES);
            conflicts(&ROUTES, &TREE, &TREE.nodes::<{ TREE.count() }>(&ROUTES))
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
        let tree = tree::<10>(&routes);
        assert_eq!(tree.count(), 9);
        let conflicts = conflicts(&routes, &tree, &tree.nodes::<9>(&routes));
        let expected =
            [None, None, None, Some(0), Some(2), Some(1), Some(0), None, Some(1), Some(1)];
        assert_eq!(conflicts, expected);
    }
}
