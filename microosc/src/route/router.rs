//! The table that `osc_router!` makes, and how a message finds its handlers in it.

use core::fmt;

use super::table::{Node, hash};
use super::visit::{Names, Work, resolve, visit};
use super::{Endpoint, EndpointInfo, Handler};
use crate::address::is_pattern;
use crate::extract::{Origin, Outlet, Peer, Rejection, Request};
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
    routes: &'static [Route<S>],
    nodes: &'static [Node],
    slots: &'static [u16],
    observe: Option<fn(&mut S, &Message<'_>, Peer)>,
    fallback: Option<fn(&mut S, &Message<'_>, Peer)>,
}

/// An entry of a [`Router`].
pub struct Route<S: ?Sized + 'static> {
    info: &'static EndpointInfo,
    call: fn(&mut S, &mut Request<'_>) -> Result<(), Rejection>,
}

/// What became of a message.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// How many handlers were called.
    pub(crate) handled: u32,
    /// How many routes it met whose parameters it did not fit.
    pub(crate) rejected: u32,
    /// A pattern that would have cost too much was not followed to its end.
    pub(crate) cut: bool,
}

impl Tally {
    /// Whether no route has been met, and none would have been.
    pub(crate) const fn is_unmatched(&self) -> bool {
        self.handled == 0 && self.rejected == 0 && !self.cut
    }
}

impl<S: ?Sized> Route<S> {
    #[doc(hidden)]
    pub const fn new<H: Handler<S>>() -> Self {
        Self { info: const { &<H as Endpoint>::INFO }, call: H::call }
    }

    #[inline]
    fn call(
        &self,
        state: &mut S,
        message: &Message<'_>,
        names: &[&str],
        origin: &Origin,
        outlet: &dyn Outlet,
        tally: &mut Tally,
    ) {
        let count = match (self.call)(state, &mut Request::new(*message, names, origin, outlet)) {
            Ok(()) => &mut tally.handled,
            Err(_) => &mut tally.rejected,
        };
        *count = count.wrapping_add(1);
    }
}

impl<S: ?Sized> Router<S> {
    #[doc(hidden)]
    pub const fn new(
        routes: &'static [Route<S>],
        nodes: &'static [Node],
        slots: &'static [u16],
    ) -> Self {
        Self { routes, nodes, slots, observe: None, fallback: None }
    }

    /// Returns the same table with a function that sees every message first.
    ///
    /// `osc_router![…, observe = f]` calls it.
    #[must_use]
    pub const fn observe(self, observe: fn(&mut S, &Message<'_>, Peer)) -> Self {
        Self { observe: Some(observe), ..self }
    }

    /// Returns the same table with a function that sees the messages that no route meets.
    ///
    /// `osc_router![…, fallback = f]` calls it.
    #[must_use]
    pub const fn fallback(self, fallback: fn(&mut S, &Message<'_>, Peer)) -> Self {
        Self { fallback: Some(fallback), ..self }
    }

    /// Iterates over what is known of the routes, in the order of declaration.
    pub fn routes(&self) -> impl ExactSizeIterator<Item = &'static EndpointInfo> + use<S> {
        self.routes.iter().map(|route| route.info)
    }

    /// Calls every handler that the message reaches.
    #[inline]
    pub(crate) fn dispatch(
        &self,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin,
        outlet: &dyn Outlet,
        work: &mut Work,
    ) -> Tally {
        if let Some(observe) = self.observe {
            observe(state, message, Peer(origin.peer));
        }
        let mut tally = Tally::default();
        if let Some(route) = self.plain_route(message.address()) {
            route.call(state, message, &[], origin, outlet, &mut tally);
            return tally;
        }
        self.dispatch_by_tree(state, message, origin, outlet, work, &mut tally);
        if tally.is_unmatched() {
            if let Some(fallback) = self.fallback {
                fallback(state, message, Peer(origin.peer));
            }
        }
        tally
    }

    /// Finds the route whose address is this very string.
    #[inline]
    fn plain_route(&self, address: &str) -> Option<&Route<S>> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = usize::try_from(hash(address.as_bytes())).unwrap_or_default() & mask;
        // At least half of the slots are free, so the search ends.
        while let Some(route) = self.slots.get(slot).and_then(|index| self.route(*index)) {
            if route.info.address == address {
                return Some(route);
            }
            slot = slot.wrapping_add(1) & mask;
        }
        None
    }

    /// Calls the handlers that are reached through a capture or by a pattern.
    fn dispatch_by_tree(
        &self,
        state: &mut S,
        message: &Message<'_>,
        origin: &Origin,
        outlet: &dyn Outlet,
        work: &mut Work,
        tally: &mut Tally,
    ) {
        let address = message.address();
        if is_pattern(address) {
            let whole = visit(self.nodes, address, work, |index, names| {
                if let Some(route) = self.route(index) {
                    route.call(state, message, names, origin, outlet, tally);
                }
            });
            tally.cut = !whole;
        } else if let Some(mut names) = Names::of(address) {
            let Some(met) = resolve(self.nodes, names.as_slice()) else { return };
            if met.depth < names.as_slice().len() {
                names.join(met.depth, address);
            }
            if let Some(route) = self.route(met.route) {
                route.call(state, message, names.as_slice(), origin, outlet, tally);
            }
        }
    }

    fn route(&self, index: u16) -> Option<&Route<S>> {
        self.routes.get(usize::from(index))
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
        f.debug_list().entries(self.routes().map(EndpointInfo::address)).finish()
    }
}

impl<S: ?Sized> fmt::Debug for Route<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").field("info", self.info).finish_non_exhaustive()
    }
}
