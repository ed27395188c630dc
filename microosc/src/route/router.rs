//! The table that `osc_router!` makes, and how a message finds its handlers in it.

use core::fmt;

use super::hooks::{Failed, OnFailed, Rejected, Told};
use super::resolve::{Names, resolve};
use super::table::{MAX_SEGMENTS, NONE, Node, Slot, Tree, fingerprint, place};
use super::tally::{End, Reached, RouteCounters, Tally};
use super::visit::{Work, visit};
use super::{EndpointInfo, Route};
use crate::address::is_pattern;
use crate::events;
use crate::extract::{Origin, Peer, Rejection, Request};
use crate::wire::Message;

/// A routing table for handlers whose state is `S`; made by `osc_router!`, usually in a `static`.
///
/// # Examples
///
/// ```
/// use microosc::{Router, osc_handler, osc_router};
///
/// #[osc_handler("/tempo")]
/// fn tempo(bpm: &mut f32, value: f32) { *bpm = value; }
///
/// static ROUTER: Router<f32> = osc_router![tempo];
///
/// assert_eq!(ROUTER.routes().map(|route| route.address()).collect::<Vec<_>>(), ["/tempo"]);
/// ```
pub struct Router<S: ?Sized + 'static = ()> {
    pub(crate) infos: &'static [EndpointInfo],
    pub(crate) table: &'static Table<S>,
}

/// What finds and calls the handlers: all of a router that messages need.
///
/// It lies apart from what tells of the routes, so that a program has their names, parameters and
/// descriptions in it only if something in the program asks for them.
pub struct Table<S: ?Sized + 'static> {
    /// As many as there are facts, in the same order.
    pub(super) routes: &'static [Route<S>],
    pub(super) nodes: &'static [Node],
    slots: &'static [Slot],
    /// [`call_by_capture`](Self::call_by_capture) for a tree as deep as this, if any route has captures.
    by_capture: Option<ByCapture<S>>,
    /// [`call_by_pattern`](Self::call_by_pattern) for a tree as deep as this.
    by_pattern: ByPattern<S>,
    observe: Option<Onlooker<S>>,
    fallback: Option<Onlooker<S>>,
    rejected: Option<Told<OnRejected<S>>>,
    pub(crate) failed: Option<Told<OnFailed>>,
}

type Onlooker<S> = fn(&mut S, &Message<'_>, Peer);
type OnRejected<S> = fn(&mut S, &Rejected<'_>);
type ByCapture<S> =
    fn(&Table<S>, &mut S, &Message<'_>, &Origin<'_>, &mut [RouteCounters]) -> Option<End>;
type ByPattern<S> =
    fn(&Table<S>, &mut S, &Message<'_>, &Origin<'_>, &mut Work, &mut [RouteCounters]) -> Tally;
type Infos = &'static [EndpointInfo];
/// A route and its index.
type Numbered<S> = (usize, &'static Route<S>);

impl<S: ?Sized> Router<S> {
    #[doc(hidden)]
    pub const fn __new(infos: &'static [EndpointInfo], table: &'static Table<S>) -> Self {
        Self { infos, table }
    }

    /// Returns the name of an option that it has, if it has one.
    pub(super) const fn option(&self) -> Option<&'static str> {
        let Table { observe, fallback, rejected, failed, .. } = self.table;
        match (observe, fallback, rejected, failed) {
            (Some(_), ..) => Some("observe"),
            (_, Some(_), ..) => Some("fallback"),
            (_, _, Some(_), _) => Some("rejected"),
            (.., Some(_)) => Some("failed"),
            (None, None, None, None) => None,
        }
    }

    /// Iterates over what is known of the routes, in the order of declaration;
    /// those of nested routers with their full addresses.
    pub fn routes(&self) -> impl ExactSizeIterator<Item = &'static EndpointInfo> + use<S> {
        self.infos.iter()
    }
}

impl<S: ?Sized> Table<S> {
    /// Makes the table of the routes.
    pub const fn new<const COUNT: usize>(
        tree: &Tree<COUNT>,
        // An array, so that rustc takes the type that is expected of each of them from here.
        routes: &'static [Route<S>; COUNT],
        nodes: &'static [Node],
        slots: &'static [Slot],
    ) -> Self {
        let (observe, fallback, rejected, failed) = (None, None, None, None);
        // Only those that are named here come into the program.
        let (by_capture, by_pattern): (ByCapture<S>, ByPattern<S>) = match tree.depth() {
            0..=4 => (Self::call_by_capture::<4>, Self::call_by_pattern::<4>),
            5..=8 => (Self::call_by_capture::<8>, Self::call_by_pattern::<8>),
            9..=16 => (Self::call_by_capture::<16>, Self::call_by_pattern::<16>),
            _ => (Self::call_by_capture::<MAX_SEGMENTS>, Self::call_by_pattern::<MAX_SEGMENTS>),
        };
        let by_capture = if tree.has_captures { Some(by_capture) } else { None };
        Self { routes, nodes, slots, by_capture, by_pattern, observe, fallback, rejected, failed }
    }

    /// Adds a function that sees every message first.
    #[must_use]
    pub const fn observe(self, observe: fn(&mut S, &Message<'_>, Peer)) -> Self {
        Self { observe: Some(observe), ..self }
    }

    /// Adds a function that sees the messages that no route meets.
    #[must_use]
    pub const fn fallback(self, fallback: fn(&mut S, &Message<'_>, Peer)) -> Self {
        Self { fallback: Some(fallback), ..self }
    }

    /// Adds a function that sees the messages that do not fit the parameters of a handler whose
    /// address they meet, once for each such handler.
    #[must_use]
    pub const fn rejected(self, rejected: fn(&mut S, &Rejected<'_>), infos: Infos) -> Self {
        Self { rejected: Some(Told { function: rejected, infos }), ..self }
    }

    /// Adds a function that sees the errors that handlers return. It does not see the state, from
    /// which an error may borrow.
    #[must_use]
    pub const fn failed(self, failed: fn(&Failed<'_>), infos: Infos) -> Self {
        Self { failed: Some(Told { function: failed, infos }), ..self }
    }

    /// Calls every handler that the message reaches. `routes` are the counters of the first routes;
    /// none if they are not counted by themselves.
    #[inline]
    pub(crate) fn dispatch(
        &self,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin<'_>,
        work: &mut Work,
        routes: &mut [RouteCounters],
    ) -> Reached {
        if let Some(observe) = self.observe {
            show(observe, state, message, origin);
        }
        if let Some(route) = self.plain_route(message) {
            return Reached::One(self.call(route, state, message, origin, &[], routes));
        }
        // No capture meets a pattern, so what one meets need not be searched for wildcards.
        let end = self.by_capture.and_then(|call| call(self, state, message, origin, routes));
        if let Some(end) = end {
            return Reached::One(end);
        }
        let tally = if is_pattern(message.address_bytes()) {
            (self.by_pattern)(self, state, message, origin, work, routes)
        } else {
            Tally::default()
        };
        if tally.is_unmatched() {
            if let Some(fallback) = self.fallback {
                show(fallback, state, message, origin);
            }
        }
        Reached::Some(tally)
    }

    /// Finds the route whose address is the message's very string.
    #[inline]
    fn plain_route(&self, message: &Message<'_>) -> Option<Numbered<S>> {
        let (address, hash) = (message.address_bytes(), message.address_hash());
        let mut place = place(hash, self.slots.len());
        // At least half of the places are free, so the search ends.
        loop {
            let slot = self.slots.get(place)?;
            if slot.fingerprint == fingerprint(hash) {
                let (index, route) = self.route(slot.route)?;
                if is_same(route.address.as_bytes(), address) {
                    return Some((index, route));
                }
            } else if slot.route == NONE {
                return None;
            }
            place = place.wrapping_add(1);
            if place == self.slots.len() {
                place = 0;
            }
        }
    }

    #[inline]
    fn route(&self, index: u16) -> Option<Numbered<S>> {
        let index = usize::from(index);
        Some((index, self.routes.get(index)?))
    }

    /// Calls the handlers that a pattern meets, in a tree of at most `DEPTH` segments: the memory for the
    /// way through it lies on the stack. Apart, so that nothing else needs that.
    #[inline(never)]
    fn call_by_pattern<const DEPTH: usize>(
        &self,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin<'_>,
        work: &mut Work,
        routes: &mut [RouteCounters],
    ) -> Tally {
        let mut tally = Tally::default();
        let whole = visit::<DEPTH>(self.nodes, message.address(), work, |route, names| {
            if let Some(route) = self.route(route) {
                tally.add(self.call(route, state, message, origin, names, routes));
            }
        });
        tally.cut = !whole;
        tally
    }

    /// Calls the handler that is reached through a capture, in a tree of at most `DEPTH` segments.
    /// Returns `None` if no route meets the address, as with every pattern.
    #[inline(never)]
    fn call_by_capture<const DEPTH: usize>(
        &self,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin<'_>,
        routes: &mut [RouteCounters],
    ) -> Option<End> {
        let address = message.address();
        let mut names = Names::<DEPTH>::of(address)?;
        let met = resolve::<DEPTH, false>(self.nodes, names.as_slice())?;
        if met.depth < names.as_slice().len() {
            let rest = names.join(met.depth, address);
            if is_pattern(rest.as_bytes()) {
                return None;
            }
        }
        let route = self.route(met.route)?;
        Some(self.call(route, state, message, origin, names.as_slice(), routes))
    }

    /// Calls a handler. On a chip this is apart, since it is called from several places.
    #[cfg_attr(feature = "std", inline)]
    #[cfg_attr(not(feature = "std"), inline(never))]
    fn call(
        &self,
        (index, route): Numbered<S>,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin<'_>,
        names: &[&str],
        routes: &mut [RouteCounters],
    ) -> End {
        let mut request = Request::new(message, names, origin, (index, route.address));
        let end = match route.call(state, &mut request) {
            Ok(()) if request.has_failed() => End::Failed,
            Ok(()) => End::Handled,
            Err(rejection) => {
                self.reject((index, route), state, message, origin, rejection);
                End::Rejected
            }
        };
        if let Some(counters) = routes.get_mut(index) {
            counters.add(end);
        }
        end
    }

    /// Tells who wants to know of a message that does not fit its handler.
    #[cold]
    #[inline(never)]
    fn reject(
        &self,
        (index, route): Numbered<S>,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin<'_>,
        rejection: Rejection,
    ) {
        let peer = Peer(*origin.peer);
        events::rejected(peer.0, route.address, rejection);
        if let Some((rejected, route)) = self.rejected.and_then(|told| told.of(index)) {
            rejected(state, &Rejected { route, message, peer, rejection });
        }
    }
}

/// Shows a message to who looks on. Apart, since the sender is copied for it.
#[inline(never)]
fn show<S: ?Sized>(
    onlooker: Onlooker<S>,
    state: &mut S,
    message: &Message<'_>,
    origin: &Origin<'_>,
) {
    onlooker(state, message, Peer(*origin.peer));
}

/// Whether two addresses are equal. Most are too short for a function that compares faster: the
/// first and the last bytes are all of them.
#[inline]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    const STEP: usize = size_of::<usize>();
    if left.len() != right.len() {
        return false;
    }
    match (left.first_chunk::<STEP>(), right.first_chunk()) {
        (Some(left_first), Some(right_first)) if left.len() <= 2 * STEP => {
            left_first == right_first && left.last_chunk::<STEP>() == right.last_chunk()
        }
        _ => left == right,
    }
}

impl<S: ?Sized> Clone for Router<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ?Sized> Copy for Router<S> {}

impl<S: ?Sized> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table.fmt(f)
    }
}

impl<S: ?Sized> fmt::Debug for Table<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.routes.iter().map(|route| route.address)).finish()
    }
}
