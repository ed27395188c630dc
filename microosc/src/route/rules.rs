//! What cannot be declared of a parameter or a field: compile errors with a text of our own.
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
use crate::extract::{Number, Parameter, Range, Source, Takes};

/// Returns the fields of an argument type that takes `takes`: of its variant with this index, if
/// it has several, or of itself.
pub const fn fields(takes: &Takes, variant: usize) -> &'static [Parameter] {
    let fields = match takes {
        Takes::OneOf(variants) => &variants[variant],
        fields => fields,
    };
    match fields {
        Takes::Fields(fields) => fields,
        _ => panic!("the type has no fields"),
    }
}

/// Returns the range of the parameter with this index, which has one.
pub const fn range(parameters: &[Parameter], index: usize) -> &'static Range {
    match parameters[index].range() {
        Some(range) => range,
        None => panic!("the parameter has no range"),
    }
}

/// Fails to compile if the parameter with this index, which `#[osc(…)]` describes, takes
/// no argument.
#[track_caller]
pub const fn assert_argument(parameters: &[Parameter], index: usize) {
    if matches!(parameters[index].source(), Source::Message(Takes::Nothing)) {
        let mut text = Text::new();
        text.push("`#[osc(…)]` describes an argument, and `");
        text.push(parameters[index].name());
        text.push("` is an extractor, which takes none; leave it out");
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if no number is in the range of the parameter with this index.
#[track_caller]
pub const fn assert_range(parameters: &[Parameter], index: usize) {
    if !range(parameters, index).is_sound() {
        let mut text = Text::new();
        text.push("no number is in the range of `");
        text.push(parameters[index].name());
        text.push("`; write the lower bound first");
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the parameter with this index is clipped where it stands.
#[track_caller]
pub const fn assert_clip(parameters: &[Parameter], index: usize) {
    if parameters[index].takes().has_run() {
        let mut text = Text::new();
        text.push("the numbers of `");
        text.push(parameters[index].name());
        text.push(
            "` stay in the message and cannot be clipped; write `clip = \"none\"` to reject \
                   what is outside, or take an array, `[f32; 16]`",
        );
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the parameter with this index, which has a default, never needs one.
#[track_caller]
pub const fn assert_default(parameters: &[Parameter], index: usize) {
    let Takes::Optional(takes) = parameters[index].takes() else { return };
    if !matches!(takes, Takes::Nothing) && !takes.is_required() {
        let mut text = Text::new();
        text.push("`");
        text.push(parameters[index].name());
        text.push(
            "` may be absent as it is and takes no default; leave the default out, or write \
                   the type without `Option`",
        );
        panic!("{}", text.as_str());
    }
}

/// Fails to compile if the default of the parameter with this index is outside its range.
#[track_caller]
pub const fn assert_default_within(parameters: &[Parameter], index: usize, default: Number) {
    if !range(parameters, index).includes(default) {
        let mut text = Text::new();
        text.push("the default of `");
        text.push(parameters[index].name());
        text.push("` is outside its range; write one that is in it");
        panic!("{}", text.as_str());
    }
}
