//! The facts of nested routes, in stages of const evaluation.
//!
//! A nested route stands in the outer table as any other, under its full address. Its facts are
//! those of the inner table with longer addresses, for which there has to be room in read-only
//! memory: [`segment_count`] and [`text_len`] measure it, [`segments`] and [`text`] fill it,
//! [`nested`] puts the facts together, and [`joined`] makes one list of those of a whole router.
//!
//! The stages run in the compiler. There an index out of bounds or an overflow is a compile error.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "const evaluation has no iterators; a fault is a compile error, not a panic"
)]

use super::table::{MAX_SEGMENTS, has_capture};
use super::text::Text;
use super::{EndpointInfo, Router, Segment};

/// What stands before the addresses of a nested router.
#[derive(Debug, Clone, Copy)]
pub struct Prefix {
    /// As it was declared; empty if it has no segments.
    pub address: &'static str,
    /// Its parts.
    pub segments: &'static [Segment],
}

/// Returns how many segments the nested routes have together.
pub const fn segment_count(prefix: &Prefix, routes: &[EndpointInfo]) -> usize {
    let mut count = 0;
    let mut index = 0;
    while index < routes.len() {
        count += prefix.segments.len() + routes[index].segments.len();
        index += 1;
    }
    count
}

/// Returns the segments of the nested routes, one route after another.
pub const fn segments<const COUNT: usize>(
    prefix: &Prefix,
    routes: &[EndpointInfo],
) -> [Segment; COUNT] {
    let mut all = [Segment::Literal(""); COUNT];
    let mut at = 0;
    let mut index = 0;
    while index < routes.len() {
        at = copy(prefix.segments, &mut all, at);
        at = copy(routes[index].segments, &mut all, at);
        index += 1;
    }
    all
}

/// Returns how many bytes the addresses of the nested routes, and of their replies, have together.
pub const fn text_len(prefix: &Prefix, routes: &[EndpointInfo]) -> usize {
    let mut len = 0;
    let mut index = 0;
    while index < routes.len() {
        len += prefix.address.len() + routes[index].address.len();
        if let Some(reply) = routes[index].reply {
            len += prefix.address.len() + reply.len();
        }
        index += 1;
    }
    len
}

/// Returns the addresses of the nested routes, each with that of its reply after it.
pub const fn text<const LEN: usize>(prefix: &Prefix, routes: &[EndpointInfo]) -> [u8; LEN] {
    let mut all = [0; LEN];
    let mut at = 0;
    let mut index = 0;
    while index < routes.len() {
        at = copy(prefix.address.as_bytes(), &mut all, at);
        at = copy(routes[index].address.as_bytes(), &mut all, at);
        if let Some(reply) = routes[index].reply {
            at = copy(prefix.address.as_bytes(), &mut all, at);
            at = copy(reply.as_bytes(), &mut all, at);
        }
        index += 1;
    }
    all
}

/// Returns the facts of the nested routes.
pub const fn nested<const COUNT: usize>(
    prefix: &Prefix,
    routes: &[EndpointInfo],
    mut segments: &'static [Segment],
    mut text: &'static [u8],
) -> [EndpointInfo; COUNT] {
    let has_captures = has_capture(prefix.segments);
    let mut nested = [EndpointInfo::VACANT; COUNT];
    let mut index = 0;
    while index < COUNT {
        let mut info = routes[index];
        (info.segments, segments) = segments.split_at(prefix.segments.len() + info.segments.len());
        (info.address, text) = split_text(text, prefix.address.len() + info.address.len());
        if let Some(reply) = info.reply {
            let (full, rest) = split_text(text, prefix.address.len() + reply.len());
            (info.reply, text) = (Some(full), rest);
        }
        info.has_captures = info.has_captures || has_captures;
        // It is among the routes already.
        info.getter = None;
        nested[index] = info;
        index += 1;
    }
    nested
}

/// Fails to compile if a nested route has more segments than an address can have.
#[track_caller]
pub const fn assert_depth(nested: &[EndpointInfo]) {
    let mut index = 0;
    while index < nested.len() {
        if nested[index].segments.len() > MAX_SEGMENTS {
            let mut text = Text::new();
            text.push("below this prefix, handler `");
            text.push(nested[index].name);
            text.push("` has more than 32 segments in its address \"");
            text.push(nested[index].address);
            text.push("\"");
            panic!("{}", text.as_str());
        }
        index += 1;
    }
}

/// Fails to compile if a nested router has options, which nobody would ask.
#[track_caller]
pub const fn assert_no_options<S: ?Sized>(router: &Router<S>) {
    if let Some(option) = router.option() {
        let mut text = Text::new();
        text.push("a nested router cannot have `");
        text.push(option);
        text.push("`, which would never be called; move it to the router that is served");
        panic!("{}", text.as_str());
    }
}

/// Returns the facts of all routes of a router.
pub const fn joined<const COUNT: usize>(lists: &[&[EndpointInfo]]) -> [EndpointInfo; COUNT] {
    let mut all = [EndpointInfo::VACANT; COUNT];
    let mut at = 0;
    let mut index = 0;
    while index < lists.len() {
        at = copy(lists[index], &mut all, at);
        index += 1;
    }
    all
}

/// Returns how many routes the handlers have: those that tell their values are routes, too.
pub const fn count(handlers: &[EndpointInfo]) -> usize {
    let mut count = handlers.len();
    let mut left = handlers;
    while let [handler, after @ ..] = left {
        count += handler.getter.is_some() as usize;
        left = after;
    }
    count
}

/// Returns the facts of all handlers, and after them those of the routes that tell their values.
pub const fn with_getters<const COUNT: usize>(handlers: &[EndpointInfo]) -> [EndpointInfo; COUNT] {
    let mut all = [EndpointInfo::VACANT; COUNT];
    let mut at = copy(handlers, &mut all, 0);
    let mut index = 0;
    while index < handlers.len() {
        if let Some(getter) = handlers[index].getter {
            all[at] = *getter;
            at += 1;
        }
        index += 1;
    }
    all
}

/// Copies a list to a place in another; returns the place behind it.
const fn copy<T: Copy>(from: &[T], to: &mut [T], at: usize) -> usize {
    let (mut from, mut at) = (from, at);
    while let [first, after @ ..] = from {
        to[at] = *first;
        at += 1;
        from = after;
    }
    at
}

const fn split_text(text: &'static [u8], len: usize) -> (&'static str, &'static [u8]) {
    let (text, rest) = text.split_at(len);
    match core::str::from_utf8(text) {
        Ok(text) => (text, rest),
        Err(_) => panic!("addresses are ASCII"),
    }
}
