//! What a router lists, as far as it could be read.

use syn::{Expr, ExprPath, LitStr, Path};

use crate::address::Segment;

/// What the router lists. What was wrong is reported and left out.
#[derive(Default)]
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    pub(super) observe: Option<Expr>,
    pub(super) fallback: Option<Expr>,
    pub(super) rejected: Option<Expr>,
    pub(super) failed: Option<Expr>,
    pub(super) krate: Option<Path>,
}

pub(super) enum Entry {
    /// A handler, by its path.
    Handler(Path),
    /// `"/prefix" => ROUTER in part`
    Nested(Box<Nested>),
}

/// A router below a prefix.
pub(super) struct Nested {
    pub(super) literal: LitStr,
    /// The parts of the prefix; none for `"/"`.
    pub(super) prefix: Vec<Segment>,
    pub(super) router: ExprPath,
    /// What makes of the state that of the router.
    pub(super) part: Option<Expr>,
}
