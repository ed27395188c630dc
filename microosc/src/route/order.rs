//! A parameter that no message could fill, or that would never get anything: a compile error.
//!
//! The rules are those of [`crate::extract`]; here is what is said.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "evaluated in the compiler, where a panic is the message to the user"
)]

use super::text::Text;
use crate::extract::{Malformed, Misplaced, Parameter, malformed, misplaced};

/// Fails to compile if the parameter with this index cannot be what it is or stand where it
/// stands.
#[track_caller]
pub const fn assert_parameter(parameters: &[Parameter], index: usize) {
    assert_form("parameter", &parameters[index]);
    assert_order("parameter", parameters, index);
}

/// Fails to compile if the parameter with this index cannot stand where it stands.
#[track_caller]
pub const fn assert_parameter_order(parameters: &[Parameter], index: usize) {
    assert_order("parameter", parameters, index);
}

/// Fails to compile if the field with this index, of an argument type, cannot be what it is or
/// stand where it stands.
#[track_caller]
pub const fn assert_field(fields: &[Parameter], index: usize) {
    assert_form("field", &fields[index]);
    assert_order("field", fields, index);
}

#[track_caller]
const fn assert_form(what: &str, parameter: &Parameter) {
    if let Some(fault) = malformed(parameter.takes()) {
        panic!("{}", malformation(what, parameter.name(), fault).as_str());
    }
}

#[track_caller]
const fn assert_order(what: &str, parameters: &[Parameter], index: usize) {
    let this = &parameters[index];
    let mut is_next = true;
    let mut before = index;
    while before > 0 {
        before -= 1;
        let earlier = &parameters[before];
        if let Some(fault) = misplaced(earlier.takes(), this.takes(), is_next) {
            panic!("{}", misplacement(what, this.name(), earlier.name(), fault).as_str());
        }
        is_next = is_next && earlier.takes().is_nothing();
    }
}

const fn malformation(what: &str, name: &str, fault: Malformed) -> Text {
    let mut text = Text::new();
    if let Malformed::Part(_) = fault {
        text.push("within ");
    }
    text.push(what);
    text.push(" `");
    text.push(name);
    text.push("` ");
    text.push(match fault {
        Malformed::Part(Misplaced::NothingLeft) => {
            "something comes after what takes all arguments that are left; move it before"
        }
        Malformed::Part(Misplaced::AfterOptional) => {
            "a required part comes after an optional one; move optional parts to the end"
        }
        Malformed::Part(Misplaced::AfterRun(_)) => {
            "a part comes after a run of its own type, which leaves none for it; take one of the two"
        }
        Malformed::AlwaysThere => {
            "takes no argument and so is always there; write its type without `Option`"
        }
        Malformed::Empty => "is an array of no elements; write how many it takes, or leave it out",
        Malformed::ArrayOfNothing => {
            "is an array of what takes no argument; write its type without the array"
        }
    });
    text
}

const fn misplacement(what: &str, name: &str, earlier: &str, fault: Misplaced) -> Text {
    let mut text = Text::new();
    text.push(if let Misplaced::AfterOptional = fault { "required " } else { "" });
    text.push(what);
    text.push(" `");
    text.push(name);
    text.push("` comes after ");
    if let Misplaced::AfterOptional = fault {
        text.push("the optional ");
        text.push(what);
        text.push(" ");
    }
    text.push("`");
    text.push(earlier);
    match fault {
        Misplaced::NothingLeft => {
            text.push("`, which takes all arguments that are left; move it before `");
            text.push(earlier);
            text.push("`");
        }
        Misplaced::AfterOptional => {
            text.push("`; move optional ");
            text.push(what);
            text.push("s to the end");
        }
        Misplaced::AfterRun(tag) => {
            text.push("`, which takes all `");
            text.push_byte(tag.to_byte());
            text.push("` in a row and leaves none for it; take it from `");
            text.push(earlier);
            text.push("` in the body");
        }
    }
    text
}
