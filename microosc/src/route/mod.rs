//! The routing table: which handler answers which address.
//!
//! `osc_router!` builds the whole table in const evaluation, so that it lies in read-only memory
//! and costs nothing at start-up. A table holds:
//!
//! * the routes, in the order of declaration;
//! * a hash table from plain addresses to routes: what nearly every message needs, at a cost that
//!   does not depend on the number of routes;
//! * a tree of the segments of all routes: it finds routes with captures, and meets address
//!   patterns with every segment only once, however many routes share it.
//!
//! # Which route answers
//!
//! An address is answered by the most specific of the routes that meet it: segment by segment from
//! the left, a literal is more specific than a capture. Two routes that are equally specific and
//! meet the same addresses do not compile.
//!
//! A pattern is answered by every route that it meets, once for each address that it stands for.
//! A capture meets only parts of the pattern that are plain: `/ch/3/*` reaches `/ch/{ch}/level`
//! with 3, `/ch/*/level` does not reach it, for there is no end to what `*` could stand for.
//!
//! Nothing here allocates, recurses or panics at run time; the work per message is bounded by the
//! table's size times the number of the pattern's parts.

mod conflict;
mod endpoint;
mod router;
mod table;
mod visit;

pub use endpoint::{Endpoint, EndpointInfo, Handler, Parameter, Segment};
pub use router::{Route, Router};
pub use table::MAX_SEGMENTS;

#[doc(hidden)]
pub use conflict::{assert_no_conflict, assert_parameter_order, conflicts};
#[doc(hidden)]
pub use table::{Node, node_count, nodes, slot_count, slots, sorted};
