//! What is known of a handler once its declaration has been found correct.
//!
//! It is complete and consistent: expansion prints it and cannot fail.

use syn::{Expr, LitStr, PatType, Type};

use crate::address::Segment;
use crate::limits::{Default, Limits};

/// A handler without mistakes.
pub(super) struct Handler<'f> {
    /// The doc comment.
    pub(super) description: String,
    pub(super) address: &'f LitStr,
    pub(super) segments: Vec<Segment>,
    /// As the function declares them; one at most is the state.
    pub(super) parameters: Vec<Parameter<'f>>,
    /// Whether arguments are taken by their exact types only.
    pub(super) strict: bool,
    /// Whether surplus arguments are ignored.
    pub(super) ignore_surplus: bool,
    pub(super) reply: Option<Reply<'f>>,
    pub(super) get: Option<Get<'f>>,
    pub(super) tags: &'f [LitStr],
    pub(super) critical: bool,
    /// What the function returns, unless that is nothing.
    pub(super) output: Option<&'f Type>,
    /// Whether the function is deprecated: not for the impl that stands for it.
    pub(super) deprecated: bool,
}

/// A parameter of the function.
pub(super) struct Parameter<'f> {
    /// The name, or `_` for a pattern.
    pub(super) name: String,
    pub(super) typed: &'f PatType,
    /// Its type; of the state what `&mut` refers to.
    pub(super) ty: &'f Type,
    pub(super) source: Source,
    pub(super) description: String,
    /// What is declared of it, if it is not from the state or the address.
    pub(super) limits: Option<Limits>,
}

impl Parameter<'_> {
    /// What is declared as its value when the argument is absent.
    pub(super) fn default(&self) -> Option<&Default> {
        self.limits.as_ref().and_then(|limits| limits.default.as_ref())
    }
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The application's state.
    State,
    /// The segment of the message's address at this index, after so many bytes.
    Capture { segment: usize, prefix: usize },
    /// The message: an argument type, or an extractor, which only the compiler can tell apart.
    Message,
}

/// How the value is told that the handler sets.
pub(super) struct Get<'f> {
    /// Takes a reference to the state and the captures.
    pub(super) function: &'f Expr,
    /// The handler's address, captures bound: where the value is sent to.
    pub(super) address: Vec<Piece>,
}

/// The message that answers.
pub(super) struct Reply<'f> {
    /// Its address as it was written.
    pub(super) literal: &'f LitStr,
    /// The same in pieces, captures bound.
    pub(super) address: Vec<Piece>,
}

/// A part of the reply's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// What stands in the segment of the message's address at this index, after so many bytes.
    Capture {
        segment: usize,
        prefix: usize,
    },
}
