//! What cannot be declared of a parameter: compile errors with a text of our own.
//!
//! The assertions are evaluated where the macros put them, so that the compiler points at the
//! user's token; `#[track_caller]` keeps it from pointing here.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "evaluated in the compiler, where a panic is the message to the user"
)]

use super::text::Text;
use super::{EndpointInfo, Parameter, Source};
use crate::extract::{Number, Range, Takes};

/// Returns the range of the parameter with this index, which has one.
pub const fn range(info: &EndpointInfo, index: usize) -> &'static Range {
    match info.parameters[index].range {
        Some(range) => range,
        None => panic!("the parameter has no range"),
    }
}

/// Fails to compile if the parameter with this index, which `#[osc(…)]` describes, takes
/// no argument.
#[track_caller]
pub const fn assert_argument(info: &EndpointInfo, index: usize) {
    let Parameter { name, source, .. } = &info.parameters[index];
    if matches!(source, Source::Message(Takes::Nothing)) {
        let mut text = Text::new();
        text.push("`#[osc(…)]` describes an argument, and `");
        text.push(name);
        text.push("` is an extractor, which takes none; leave it out");
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if no number is in the range of the parameter with this index.
#[track_caller]
pub const fn assert_range(info: &EndpointInfo, index: usize) {
    if !range(info, index).is_sound() {
        let mut text = Text::new();
        text.push("no number is in the range of `");
        text.push(info.parameters[index].name);
        text.push("`; write the lower bound first");
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the parameter with this index is clipped where it stands.
#[track_caller]
pub const fn assert_clip(info: &EndpointInfo, index: usize) {
    let Parameter { name, source, .. } = &info.parameters[index];
    let Source::Message(takes) = source else { return };
    if takes.has_run() {
        let mut text = Text::new();
        text.push("the numbers of `");
        text.push(name);
        text.push(
            "` stay in the message and cannot be clipped; write `clip = \"none\"` to reject \
                   what is outside, or take an array, `[f32; 16]`",
        );
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the parameter with this index, which takes `takes` without its default,
/// never needs one.
#[track_caller]
pub const fn assert_default(info: &EndpointInfo, index: usize, takes: &Takes) {
    if !matches!(takes, Takes::Nothing) && !takes.is_required() {
        let mut text = Text::new();
        text.push("`");
        text.push(info.parameters[index].name);
        text.push(
            "` may be absent as it is and takes no default; leave the default out, or write \
                   the type without `Option`",
        );
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the default of the parameter with this index is outside its range.
#[track_caller]
pub const fn assert_default_within(info: &EndpointInfo, index: usize, default: Number) {
    if !range(info, index).includes(default) {
        let mut text = Text::new();
        text.push("the default of `");
        text.push(info.parameters[index].name);
        text.push("` is outside its range; write one that is in it");
        panic!("{}", text.as_str());
    }
}
