//! Why a handler was not called.

use core::fmt;

use super::{Range, Takes};
use crate::wire::TypeTag;

/// Why a message that met a handler's address did not reach the handler.
///
/// `index` counts the message's arguments from 0; an array counts as one.
///
/// # Examples
///
/// ```
/// use microosc::{Rejection, TypeTag};
///
/// let rejection = Rejection::WrongType { index: 1, expected: TypeTag::Float32, found: TypeTag::String };
/// assert_eq!(rejection.to_string(), "argument 1 is `s`, where `f` is expected");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// The message has too few arguments.
    MissingArgument {
        /// Which is missing.
        index: usize,
    },
    /// The message, or an array in it, has more arguments than the handler takes.
    SurplusArguments {
        /// The first that is too many.
        index: usize,
    },
    /// An argument is of a type that the parameter does not take.
    WrongType {
        /// Which argument.
        index: usize,
        /// The type that needs no conversion.
        expected: TypeTag,
        /// The type it has.
        found: TypeTag,
    },
    /// A number cannot be had in the parameter's type: too large, not whole, not a number.
    OutOfRange {
        /// Which argument.
        index: usize,
    },
    /// A number is outside the range that the parameter, or a field of it, declares.
    OutsideRange {
        /// Which argument.
        index: usize,
        /// The range.
        range: &'static Range,
    },
    /// A string is not UTF-8, or a character is not one of Unicode's.
    NotText {
        /// Which argument.
        index: usize,
    },
    /// The arguments fit none of the variants of a `#[derive(OscArguments)]` enum.
    NoSignature {
        /// From which argument on.
        index: usize,
        /// What would have fitted.
        expected: &'static Takes,
    },
    /// A part of the address cannot be had as the type of the parameter that captures it.
    Capture {
        /// The name of the capture.
        name: &'static str,
    },
    /// The state has no such part as the router's prefix names: the function after `in` returned
    /// `None`.
    NoPart,
}

impl Rejection {
    /// The rejection of an argument that does not fit what is taken.
    pub(super) const fn of_type(index: usize, takes: Takes, found: TypeTag) -> Self {
        match takes {
            Takes::One(expected) => Self::WrongType { index, expected, found },
            _ => Self::OutOfRange { index },
        }
    }
}

impl Rejection {
    /// The same, of an element of the array that is the argument with this index.
    pub(super) const fn within(mut self, array: usize) -> Self {
        match &mut self {
            Self::MissingArgument { index }
            | Self::SurplusArguments { index }
            | Self::WrongType { index, .. }
            | Self::OutOfRange { index }
            | Self::OutsideRange { index, .. }
            | Self::NotText { index }
            | Self::NoSignature { index, .. } => *index = array,
            Self::Capture { .. } | Self::NoPart => {}
        }
        self
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingArgument { index } => write!(f, "argument {index} is missing"),
            Self::SurplusArguments { index } => {
                write!(f, "the message has more arguments than expected, from {index} on")
            }
            Self::WrongType { index, expected, found } => {
                write!(f, "argument {index} is `{found}`, where `{expected}` is expected")
            }
            Self::OutOfRange { index } => {
                write!(f, "argument {index} is a number that the parameter's type cannot hold")
            }
            Self::OutsideRange { index, range } => {
                write!(f, "argument {index} is a number outside the range {range}")
            }
            Self::NotText { index } => write!(f, "argument {index} is not text"),
            Self::NoSignature { index, expected } => {
                write!(f, "the arguments from {index} on do not fit `{expected}`")
            }
            Self::Capture { name } => {
                write!(f, "the part of the address captured as `{name}` does not fit its type")
            }
            Self::NoPart => f.write_str("the state has no such part as the address names"),
        }
    }
}

impl core::error::Error for Rejection {}
