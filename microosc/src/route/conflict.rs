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

use super::table::{NONE, compare, has_capture};
use super::{EndpointInfo, Parameter};
use crate::extract::{Takes, misplaced};

/// Returns, for each route, the first route before it that meets the same addresses, if any.
pub const fn conflicts<const N: usize>(
    endpoints: &[&EndpointInfo],
    order: &[u16],
) -> [Option<u16>; N] {
    let mut conflicts = [None; N];
    // The sort is stable: of routes that are equal, the first declared comes first.
    let mut first = NONE;
    let mut at = 0;
    while at < order.len() {
        let this = order[at];
        if first != NONE
            && compare(endpoints[first as usize].segments, endpoints[this as usize].segments) == 0
        {
            conflicts[this as usize] = Some(first);
        } else {
            first = this;
        }
        at += 1;
    }
    conflicts
}

/// Fails to compile if the route with this index meets the same addresses as one before it.
#[track_caller]
pub const fn assert_no_conflict(
    endpoints: &[&EndpointInfo],
    conflicts: &[Option<u16>],
    index: usize,
) {
    let Some(first) = conflicts[index] else { return };
    let (first, second) = (endpoints[first as usize], endpoints[index]);
    let mut text = Text::new();
    text.push("handler `");
    text.push(second.name);
    if same_declaration(first, second) {
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
    panic!("{}", text.as_str());
}

/// Fails to compile if the parameter with this index can never be had after those before it.
#[track_caller]
pub const fn assert_parameter_order(info: &EndpointInfo, index: usize) {
    let Parameter::Message { name, takes } = &info.parameters[index] else { return };
    let mut before = 0;
    while before < index {
        if let Parameter::Message { name: earlier, takes: taken } = &info.parameters[before] {
            if misplaced(taken, takes) {
                panic!("{}", misplacement(name, earlier, taken).as_str());
            }
        }
        before += 1;
    }
}

const fn misplacement(name: &str, earlier: &str, taken: &Takes) -> Text {
    let mut text = Text::new();
    if matches!(taken, Takes::Rest) {
        text.push("parameter `");
        text.push(name);
        text.push("` comes after `");
        text.push(earlier);
        text.push("`, which takes all arguments that are left; move it before `");
        text.push(earlier);
        text.push("`");
    } else {
        text.push("required parameter `");
        text.push(name);
        text.push("` comes after the optional parameter `");
        text.push(earlier);
        text.push("`; move optional parameters to the end");
    }
    text
}

const fn same_declaration(left: &EndpointInfo, right: &EndpointInfo) -> bool {
    left.line == right.line && same(left.file, right.file) && same(left.name, right.name)
}

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut index = 0;
    while index < left.len() && index < right.len() && left[index] == right[index] {
        index += 1;
    }
    index == left.len() && index == right.len()
}

/// A text put together in const evaluation; what is too long is cut.
struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 1024], len: 0 }
    }

    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() {
            self.push_byte(text[index]);
            index += 1;
        }
    }

    const fn push_byte(&mut self, byte: u8) {
        if self.len < self.bytes.len() {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    const fn push_location(&mut self, info: &EndpointInfo) {
        self.push(" (");
        self.push(info.file);
        self.push(":");
        self.push_number(info.line);
        self.push(")");
    }

    const fn push_number(&mut self, number: u32) {
        if number > 9 {
            self.push_number(number / 10);
        }
        self.push_byte(b'0' + (number % 10) as u8);
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "two declarations contradict each other",
        }
    }
}
