//! Sorting routes by the segments of their addresses, as cheaply as const evaluation can.
//!
//! The compiler takes about a fifth of a microsecond for each step of const evaluation, however
//! wide its operands, and ten times that for a call. So an address is read as numbers of fourteen
//! bytes, whatever segments these belong to; the first one tells most addresses apart, and only
//! where it does not, the next is made.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "const evaluation has no iterators; a fault is a compile error, not a panic"
)]

use super::{EndpointInfo, Segment, Values};

/// Routes in the order of their addresses, segment by segment: first what ends there, then
/// literals, sorted, then captures by what stands before them, whatever their names, then the rest.
/// Those with equal addresses are in the order of declaration.
#[derive(Debug)]
pub(super) struct Sorted<const N: usize> {
    pub(super) routes: [u16; N],
    /// For each of them, how many segments it begins with as the one before it does.
    pub(super) shared: [u16; N],
    /// Whether two of them have equal addresses.
    pub(super) has_equals: bool,
}

impl<const N: usize> Sorted<N> {
    pub(super) const fn of(endpoints: &[EndpointInfo]) -> Self {
        let mut items = [0; N];
        // How they stood before they are merged, and which routes began as those before them in all
        // that was read.
        let mut before = [0; N];
        let mut is_alike = [true; N];
        let mut shared = [0; N];
        let mut at = 0;
        while at < N {
            items[at] = at as u128;
            at += 1;
        }
        let mut has_equals = false;
        let mut read = 0;
        let mut is_done = false;
        while !is_done {
            is_done = true;
            let mut start = 0;
            while start < N {
                let mut end = start + 1;
                while end < N && is_alike[end] {
                    end += 1;
                }
                if end - start > 1 {
                    sort(endpoints, &mut items, &mut before, start, end, read);
                    let mut at = start + 1;
                    while at < end {
                        let (item, differs) = (items[at], items[at] ^ items[at - 1]);
                        shared[at] += segments_before(item, differs);
                        is_alike[at] = differs <= ROUTE;
                        if is_alike[at] {
                            if item & LAST == 0 {
                                (is_alike[at], has_equals) = (false, true);
                            } else {
                                is_done = false;
                            }
                        }
                        at += 1;
                    }
                }
                start = end;
            }
            read += TOLD;
        }
        let mut routes = [0; N];
        let mut at = 0;
        while at < N {
            routes[at] = items[at] as u16;
            at += 1;
        }
        Self { routes, shared, has_equals }
    }
}

/// Sorts the routes from `start` to before `end` by what their addresses tell after so many bytes.
const fn sort<const N: usize>(
    endpoints: &[EndpointInfo],
    items: &mut [u128; N],
    before: &mut [u128; N],
    start: usize,
    end: usize,
    read: usize,
) {
    // Short runs are put in order as they come, which takes fewer steps than to merge them.
    let mut run = start;
    let mut at = start;
    while at < end {
        let route = items[at] & ROUTE;
        let item = key(&endpoints[route as usize], read) | route;
        if at == run + RUN {
            run = at;
        }
        let mut place = at;
        while place > run {
            let other = items[place - 1];
            if other <= item {
                break;
            }
            items[place] = other;
            place -= 1;
        }
        items[place] = item;
        at += 1;
    }
    let mut width = RUN;
    while width < end - start {
        // One step, however long they are.
        *before = *items;
        let mut middle = start + width;
        while middle < end {
            let stop = if middle + width < end { middle + width } else { end };
            merge(items, before, middle - width, middle, stop);
            middle += 2 * width;
        }
        width *= 2;
    }
}

/// Merges two sorted runs that stand one after the other: from `start`, and from `middle` to before
/// `end`; `before` is a copy of the items.
const fn merge<const N: usize>(
    items: &mut [u128; N],
    before: &[u128; N],
    start: usize,
    middle: usize,
    end: usize,
) {
    let mut second = items[middle];
    if items[middle - 1] < second {
        return;
    }
    let (mut left, mut right, mut at) = (start, middle, start);
    let mut first = before[left];
    loop {
        if second < first {
            items[at] = second;
            right += 1;
            if right == end {
                break;
            }
            second = items[right];
        } else {
            items[at] = first;
            left += 1;
            if left == middle {
                // The others stand where they should.
                return;
            }
            first = before[left];
        }
        at += 1;
    }
    while left < middle {
        at += 1;
        items[at] = before[left];
        left += 1;
    }
}

/// How many routes are sorted before they are merged with others.
const RUN: usize = 8;

/// In an item: room for the route.
const ROUTE: u128 = 0xFFFF;

/// In an item: the last byte that it tells of the address; zero if the address has ended.
const LAST: u128 = 0xFF << 16;

/// How many bytes of an address an item tells.
const TOLD: usize = 14;

/// The lowest bit of each byte.
const EACH: u128 = u128::MAX / 0xFF;

// What stands for segments: less than all bytes of addresses, or more.
const END: u8 = 1;
const PREFIX_END: u8 = 2;
const NEXT: u8 = 3;
const CAPTURE: u8 = 0xFC;
const RANGE: u8 = 0xFD;
const ONE_OF: u8 = 0xFE;
const REST: u8 = 0xFF;

/// Returns how many segments end in what two items have in common: one of them, and in which bits
/// they differ.
const fn segments_before(item: u128, differs: u128) -> u16 {
    let same = differs.leading_zeros() / 8 * 8;
    if same == 0 {
        return 0;
    }
    let told = if differs <= ROUTE { 8 * TOLD as u32 } else { same };
    (bytes_that_are(END, item) >> (128 - told)).count_ones() as u16
}

/// Returns the highest bit of each byte of the item that is this one, and of no other.
const fn bytes_that_are(byte: u8, item: u128) -> u128 {
    const LOW: u128 = EACH * 0x7F;
    let others = item ^ (EACH * byte as u128);
    !(((others & LOW) + LOW) | others | LOW)
}

/// Returns a number by which routes are sorted that begin with the same so many bytes: the bytes
/// after these, then room for the route.
const fn key(endpoint: &EndpointInfo, read: usize) -> u128 {
    let address = endpoint.address.as_bytes();
    let [b'/', text @ ..] = address else {
        return key_of_segments(endpoint.segments, read);
    };
    if endpoint.has_captures {
        return key_of_segments(endpoint.segments, read);
    }
    let mut text = text;
    let mut skip = read;
    while skip > 0 {
        let [_, _, _, _, _, _, _, _, _, _, _, _, _, _, after @ ..] = text else { return 0 };
        text = after;
        skip -= TOLD;
    }
    let mut bytes = 0;
    if let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, ..] = text {
        bytes = u128::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h, *i, *j, *k, *l, *m, *n, 0, 0]);
    } else {
        let end = 8 * (TOLD - text.len()) as u32;
        if let [.., a, b, c, d, e, f, g, h, i, j, k, l, m, n] = address {
            bytes =
                u128::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h, *i, *j, *k, *l, *m, *n, 0, 0])
                    << end;
        } else {
            while let [byte, after @ ..] = text {
                bytes = bytes << 8 | *byte as u128;
                text = after;
            }
            bytes = (bytes << 16) << end;
        }
        bytes |= (END as u128) << (end + 8);
    }
    bytes ^ ((bytes_that_are(b'/', bytes) >> 7) * (b'/' ^ END) as u128)
}

/// The same of any address.
const fn key_of_segments(segments: &[Segment], read: usize) -> u128 {
    let mut key = Key { bytes: 0, skip: read, room: TOLD };
    let mut segments = segments;
    while let [segment, after @ ..] = segments {
        match segment {
            Segment::Literal(text) => key.push_text(text),
            Segment::Rest { .. } => key.push(REST),
            Segment::Capture { prefix, values, .. } => {
                key.push(CAPTURE);
                key.push_text(prefix);
                key.push(PREFIX_END);
                match values {
                    Values::Any => {}
                    Values::Range { first, last } => {
                        key.push(RANGE);
                        key.push_number(*first);
                        key.push_number(*last);
                    }
                    Values::OneOf(texts) => {
                        key.push(ONE_OF);
                        let mut texts = *texts;
                        while let [text, after @ ..] = texts {
                            key.push_text(text);
                            key.push(NEXT);
                            texts = after;
                        }
                    }
                }
            }
        }
        key.push(END);
        if key.room == 0 {
            break;
        }
        segments = after;
    }
    if key.room == TOLD { 0 } else { key.bytes << (8 * key.room + 16) }
}

/// A key in the making.
struct Key {
    /// The last the lowest.
    bytes: u128,
    /// How many are to be left out before them.
    skip: usize,
    /// How many more there are to be.
    room: usize,
}

impl Key {
    const fn push(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.room > 0 {
            self.bytes = self.bytes << 8 | byte as u128;
            self.room -= 1;
        }
    }

    const fn push_text(&mut self, text: &str) {
        let mut text = text.as_bytes();
        if self.skip >= text.len() {
            self.skip -= text.len();
            return;
        }
        while self.skip > 0 {
            let [_, after @ ..] = text else { break };
            text = after;
            self.skip -= 1;
        }
        let (mut bytes, mut room) = (self.bytes, self.room);
        while let [byte, after @ ..] = text {
            if room == 0 {
                break;
            }
            bytes = bytes << 8 | *byte as u128;
            room -= 1;
            text = after;
        }
        (self.bytes, self.room) = (bytes, room);
    }

    /// Adds a number in bytes that mean nothing else, the lowest first, and what ends it.
    const fn push_number(&mut self, number: u32) {
        let mut left = number;
        while left > 0 {
            self.push(left as u8 | 0x80);
            left >>= 7;
        }
        self.push(NEXT);
    }
}

pub(super) const fn starts_with(text: &str, prefix: &str) -> bool {
    let (mut text, mut prefix) = (text.as_bytes(), prefix.as_bytes());
    while let ([first, after @ ..], [wanted, wanted_after @ ..]) = (text, prefix) {
        if *first != *wanted {
            return false;
        }
        (text, prefix) = (after, wanted_after);
    }
    prefix.is_empty()
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn capture(prefix: &'static str, values: Values) -> Segment {
        Segment::Capture { name: "n", prefix, values, segments: &[] }
    }

    const fn range(first: u32, last: u32) -> Segment {
        capture("", Values::Range { first, last })
    }

    const fn route(address: &'static str, segments: &'static [Segment]) -> EndpointInfo {
        EndpointInfo::__new("", "", address, segments, &[], "", 0)
    }

    const A: Segment = Segment::Literal("a");
    const LONG: Segment = Segment::Literal("fourteen_bytes");
    const LONGER: Segment = Segment::Literal("fourteen_bytes!");

    /// As they are sorted, with how many segments each shares with the one before it.
    const ROUTES: [(EndpointInfo, u16); 23] = [
        (route("/a", &[A]), 0),
        (route("/a/!", &[A, Segment::Literal("!")]), 1),
        (route("/a/a", &[A, A]), 1),
        (route("/a/a", &[A, A]), 2),
        (route("/a/{n}", &[A, capture("", Values::Any)]), 1),
        (route("/a!", &[Segment::Literal("a!")]), 0),
        (route("/fourteen_byte", &[Segment::Literal("fourteen_byte")]), 0),
        (route("/fourteen_bytes", &[LONG]), 0),
        (route("/fourteen_bytes", &[LONG]), 1),
        (route("/fourteen_bytes/a", &[LONG, A]), 1),
        (route("/fourteen_bytes!/a", &[LONGER, A]), 0),
        (route("/fourteen_bytes!/{*n}", &[LONGER, Segment::Rest { name: "n" }]), 1),
        (route("/{n}/a", &[capture("", Values::Any), A]), 0),
        (route("/{n: 1..=8}/a", &[range(1, 8), A]), 0),
        (route("/{m: 1..=8}/{n}", &[range(1, 8), capture("", Values::Any)]), 1),
        (route("/{n: 1..=300}", &[range(1, 300)]), 0),
        (route("/{n: 300..=300}", &[range(300, 300)]), 0),
        (route("/{n: a|b}", &[capture("", Values::OneOf(&["a", "b"]))]), 0),
        (route("/{n: ab}", &[capture("", Values::OneOf(&["ab"]))]), 0),
        (route("/a{n}", &[capture("a", Values::Any)]), 0),
        (route("/fourteen_bytes{n}", &[capture("fourteen_bytes", Values::Any)]), 0),
        (route("/fourteen_bytes!{n}", &[capture("fourteen_bytes!", Values::Any)]), 0),
        (route("/fourteen_bytes!{n}/a", &[capture("fourteen_bytes!", Values::Any), A]), 1),
    ];

    #[test]
    fn routes_are_sorted_segment_by_segment() {
        let shared = ROUTES.map(|(_, shared)| shared);
        let ordered = ROUTES.map(|(route, _)| route);
        let sorted = Sorted::<23>::of(&ordered);
        assert_eq!(sorted.routes.map(usize::from), core::array::from_fn(|index| index));
        assert_eq!(sorted.shared, shared);
        // In any order, but for those whose addresses are equal.
        for step in [3, 7, 9, 11, 13, 17, 19] {
            let order: [usize; 23] = core::array::from_fn(|index| index * step % 23);
            let sorted = Sorted::<23>::of(&order.map(|index| ordered[index]));
            let found = sorted.routes.map(|at| ordered[order[usize::from(at)]].address);
            assert_eq!(found, ordered.map(|route| route.address), "{step}");
            assert_eq!(sorted.shared, shared, "{step}");
        }
    }

    #[test]
    fn no_routes_are_sorted_at_once() {
        assert_eq!(Sorted::<0>::of(&[]).routes, [0; 0]);
    }
}
