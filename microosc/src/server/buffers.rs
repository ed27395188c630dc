//! Where a server keeps what has to wait, and how much of it.

use core::fmt;

use super::rate::Bucket;
use crate::route::RouteCounters;

/// The memory of a [`Server`](crate::Server): [`Inline`], or `Heap` with the feature `std`.
pub trait Buffers {
    #[doc(hidden)]
    fn memory(&mut self) -> Memory<'_>;

    #[doc(hidden)]
    fn waiting(&self) -> &[u8];

    #[doc(hidden)]
    fn routes(&self) -> &[RouteCounters];
}

/// The parts of a server's memory. Nobody else can name it, so the trait is sealed.
#[allow(unnameable_types, reason = "seals the trait")]
#[derive(Debug)]
pub struct Memory<'m> {
    pub(super) replies: &'m mut [u8],
    pub(super) waiting: &'m mut [u8],
    pub(super) peers: &'m mut [Bucket],
    pub(super) routes: &'m mut [RouteCounters],
}

/// Memory inside the server, for `static`s and devices without a heap. It takes what its numbers
/// say and nothing more:
///
/// * `REPLIES`: bytes for packets that have not been fetched by
///   [`poll_transmit`](crate::Server::poll_transmit); each takes 32 bytes beside its own.
/// * `WAITING`: bytes for bundles that wait for their time; each takes 44 bytes beside its own, and
///   one sender gets at most half of them.
/// * `PEERS`: how many senders a [rate limit](crate::Settings::rate) tells apart; 32 bytes each.
/// * `ROUTES`: how many routes are [counted by themselves](crate::Server::route_counters), the
///   first ones; 24 bytes each.
///
/// # Examples
///
/// ```
/// use microosc::{Inline, Router, Server, osc_router};
///
/// static ROUTER: Router = osc_router![];
///
/// // A device that runs bundles when they come, and answers little.
/// let server = Server::<(), Inline<256, 0>>::with_buffers(&ROUTER);
/// assert!(size_of_val(&server) < 1024);
/// ```
pub struct Inline<
    const REPLIES: usize = 2048,
    const WAITING: usize = 8192,
    const PEERS: usize = 0,
    const ROUTES: usize = 0,
> {
    replies: [u8; REPLIES],
    waiting: [u8; WAITING],
    peers: [Bucket; PEERS],
    routes: [RouteCounters; ROUTES],
}

impl<const REPLIES: usize, const WAITING: usize, const PEERS: usize, const ROUTES: usize>
    Inline<REPLIES, WAITING, PEERS, ROUTES>
{
    pub(super) const EMPTY: Self = Self {
        replies: [0; REPLIES],
        waiting: [0; WAITING],
        peers: [Bucket::EMPTY; PEERS],
        routes: [RouteCounters::ZERO; ROUTES],
    };
}

impl<const REPLIES: usize, const WAITING: usize, const PEERS: usize, const ROUTES: usize> Buffers
    for Inline<REPLIES, WAITING, PEERS, ROUTES>
{
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

impl<const REPLIES: usize, const WAITING: usize, const PEERS: usize, const ROUTES: usize> fmt::Debug
    for Inline<REPLIES, WAITING, PEERS, ROUTES>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inline").finish_non_exhaustive()
    }
}
