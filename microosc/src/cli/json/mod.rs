//! Packets as JSON, one object on one line.
//!
//! ```text
//! packet   = {"address": "/a", "args": [argument, ...]}
//!          | {"bundle": {"timetag": [seconds, fraction], "elements": [packet, ...]}}
//! argument = ["i", 1]  ["h", 1]  ["f", 0.5]  ["d", 0.5]  ["s", "text"]  ["S", "symbol"]
//!          | ["b", "00ff"]  ["t", [seconds, fraction]]  ["c", "a"]  ["r", [r, g, b, a]]
//!          | ["m", [port, status, data1, data2]]  ["T"]  ["F"]  ["N"]  ["I"]  ["[", [argument, ...]]
//! ```
//!
//! Around a packet may also stand when it came and from whom, `"time"` and `"from"`, which do not
//! count when it is read.
//!
//! Nothing is lost on the way there and back: the number of an `f` is the shortest that rounds to
//! it, and what JSON cannot say stands as `{"bits": "7fc00000"}` (a float that is no number),
//! `{"u32": 7}` (a character that is not printable ASCII) or `{"hex": "ff"}` (a string that is not
//! UTF-8).
//!
//! Both directions recurse, at most [`MAX_NESTING`](microosc::wire::MAX_NESTING) bundles and as
//! many arrays deep.

mod read;
mod write;

pub(crate) use write::{Refusal, element_refusal, offset_within, write_packet, write_refusal};
