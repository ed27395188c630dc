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
//! the left, a literal is more specific than a capture, and a capture than `{*rest}`. Two routes
//! that are equally specific and meet one address do not compile.
//!
//! A pattern is answered by every route that it meets, once for each address that it stands for.
//! A capture with declared values stands for these: `/ch/[1-3]/level` and `//level` reach
//! `/ch/{ch: 1..=8}/level` three times and eight times. There is no end to what a capture without
//! them could stand for, so it meets only parts of the pattern that are plain: `/ch/3/*` reaches
//! `/ch/{ch}/level` with 3, `/ch/*/level` does not reach it. So does `{*rest}`.
//!
//! # Routers in routers
//!
//! The routes of a nested router stand in the outer table under their full addresses, so all of
//! this holds across the borders. A route remembers how many segments of its address are prefixes,
//! and, where the nested router works on a part of the state, which function finds the part.
//!
//! Nothing here allocates, recurses or panics at run time. Finding the route of an address costs at
//! most a step for each node of the tree; the patterns of one datagram together are followed until
//! [`MAX_PATTERN_WORK`] is used up, about a hundredth of a second on a desktop, and cut then.

#[cfg(feature = "query")]
mod browse;
mod captures;
mod conflict;
mod endpoint;
mod hooks;
mod longest;
mod mount;
mod nearest;
mod nest;
mod order;
mod pattern;
mod resolve;
mod router;
mod rules;
mod sort;
mod table;
mod tally;
mod text;
mod visit;

#[cfg(feature = "query")]
pub(crate) use browse::Space;
pub use endpoint::{Endpoint, EndpointInfo, Handler, Segment, Values};
pub use hooks::{Failed, Rejected};
pub(crate) use hooks::{OnFailed, Told};
pub use mount::Route;
pub use router::Router;
pub use table::MAX_SEGMENTS;
pub use tally::RouteCounters;
pub(crate) use tally::{End, Reached, Tally};
pub use visit::MAX_PATTERN_WORK;

#[doc(hidden)]
pub use captures::assert_values;
#[doc(hidden)]
pub use conflict::{assert_no_conflict, conflicts};
#[doc(hidden)]
pub use mount::{Mount, Nestable, PartState, infos_of, routes, routes_with_getters};
#[doc(hidden)]
pub use nest::{
    Prefix, assert_depth, assert_no_options, count, joined, nested, segment_count, segments, text,
    text_len, with_getters,
};
#[doc(hidden)]
pub use order::{assert_field, assert_parameter, assert_parameter_order};
#[doc(hidden)]
pub use router::Table;
#[doc(hidden)]
pub use rules::{
    assert_argument, assert_clip, assert_default, assert_default_within, assert_range, fields,
    range,
};
#[doc(hidden)]
pub use table::{Node, Slot, Tree, slot_count, slots, tree};
pub(crate) use visit::Work;
