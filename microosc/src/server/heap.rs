//! Memory of sizes that are known at run time only.

use core::fmt;

use super::buffers::{Buffers, Memory};
use super::rate::Bucket;
use crate::route::RouteCounters;

/// How much memory a server gets when it is made; it does not grow. [`Inline`](crate::Inline) tells
/// what each number means.
///
/// # Examples
///
/// ```
/// let mut sizes = microosc::Sizes::new();
/// sizes.waiting = 1 << 20;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sizes {
    /// Bytes for replies: 64 KiB unless set.
    pub replies: usize,
    /// Bytes for bundles that wait: 128 KiB unless set, so that one of 64 KB can wait.
    pub waiting: usize,
    /// How many senders a rate limit tells apart: 64 unless set.
    pub peers: usize,
    /// Whether each route is [counted by itself](crate::Server::route_counters): not unless set.
    pub count_routes: bool,
}

impl Sizes {
    /// Starts with the defaults.
    pub const fn new() -> Self {
        Self { replies: 64 << 10, waiting: 128 << 10, peers: 64, count_routes: false }
    }
}

impl Default for Sizes {
    fn default() -> Self {
        Self::new()
    }
}

/// Memory on the heap, taken when the server is made.
///
/// # Examples
///
/// ```
/// use microosc::{Heap, Router, Server, Sizes, osc_router};
///
/// static ROUTER: Router = osc_router![];
///
/// let server = Server::<(), Heap>::with_sizes(&ROUTER, Sizes::new());
/// ```
pub struct Heap {
    replies: Box<[u8]>,
    waiting: Box<[u8]>,
    peers: Box<[Bucket]>,
    routes: Box<[RouteCounters]>,
}

impl Heap {
    pub(super) fn new(sizes: Sizes, routes: usize) -> Self {
        let routes = if sizes.count_routes { routes } else { 0 };
        Self {
            replies: vec![0; sizes.replies].into(),
            waiting: vec![0; sizes.waiting].into(),
            peers: vec![Bucket::EMPTY; sizes.peers].into(),
            routes: vec![RouteCounters::ZERO; routes].into(),
        }
    }
}

impl Buffers for Heap {
    fn memory(&mut self) -> Memory<'_> {
        let Self { replies, waiting, peers, routes } = self;
        Memory { replies, waiting, peers, routes }
    }

    fn waiting(&self) -> &[u8] {
        &self.waiting
    }

    fn routes(&self) -> &[RouteCounters] {
        &self.routes
    }
}

impl fmt::Debug for Heap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heap").finish_non_exhaustive()
    }
}
