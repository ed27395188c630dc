//! How the handlers in a table are called: those that it lists, and those of nested routers.
//!
//! A nested router is taken apart: its routes stand in the outer table as all others, so one
//! lookup finds a handler however deep it is nested, and precedence, conflicts and patterns know
//! no borders. What is left of the nesting is in [`Route`]: the call of a handler whose router
//! works on a part of the state goes through a function that finds the part, one for each entry.

use core::fmt;

use super::{EndpointInfo, Handler, Router};
use crate::extract::{Rejection, Request};

type Call<S> = fn(&mut S, &mut Request<'_>, u16) -> Result<(), Rejection>;

/// Asks a handler not to run but to tell the value.
const GETTER: u16 = 1;

/// How a handler in a [`Router`] is called.
pub struct Route<S: ?Sized + 'static> {
    call: Call<S>,
    /// What `call` is given: which route of a nested router it is to call, or of a handler
    /// [`GETTER`].
    index: u16,
    /// How many segments of the address are prefixes that `call` knows nothing of.
    depth: u16,
    /// The whole address, as the endpoint tells it.
    pub(super) address: &'static str,
}

impl<S: ?Sized> Route<S> {
    const VACANT: Self = Self::through(|_, _, _| Ok(()), 0);

    #[doc(hidden)]
    pub const fn __new<H: Handler<S>>() -> Self {
        Self::through(
            |state, request, index| match index {
                GETTER if const { H::INFO.getter.is_some() } => H::read(state, request),
                _ => H::call(state, request),
            },
            0,
        )
    }

    const fn through(call: Call<S>, index: u16) -> Self {
        Self { call, index, depth: 0, address: "" }
    }

    #[inline]
    pub(super) fn call(&self, state: &mut S, request: &mut Request<'_>) -> Result<(), Rejection> {
        request.descend(self.depth);
        (self.call)(state, request, self.index)
    }
}

impl<S: ?Sized> Clone for Route<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ?Sized> Copy for Route<S> {}

impl<S: ?Sized> fmt::Debug for Route<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").finish_non_exhaustive()
    }
}

/// An entry of the list of a router.
#[derive(Debug)]
pub enum Mount<'r, S: ?Sized + 'static> {
    /// A handler.
    Handler(Route<S>),
    /// A router that works on the whole state.
    Whole {
        /// The router.
        router: &'r Router<S>,
        /// How many segments its prefix has.
        depth: u16,
    },
    /// So many routes that work on a part of it, which this function finds.
    Part(usize, Call<S>),
}

/// Returns the routes of all entries.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "evaluated in the compiler, where a fault is a compile error"
)]
pub const fn routes<S: ?Sized, const COUNT: usize>(mounts: &[Mount<'_, S>]) -> [Route<S>; COUNT] {
    let mut all = [Route::VACANT; COUNT];
    let mut at = 0;
    let mut mount = 0;
    while mount < mounts.len() {
        let count = match mounts[mount] {
            Mount::Handler(_) => 1,
            Mount::Whole { router, .. } => router.table.routes.len(),
            Mount::Part(count, _) => count,
        };
        let mut index = 0;
        while index < count {
            all[at] = match mounts[mount] {
                Mount::Handler(route) => route,
                Mount::Whole { router, depth } => {
                    let route = router.table.routes[index];
                    Route { depth: route.depth + depth, ..route }
                }
                Mount::Part(_, call) => Route::through(call, index as u16),
            };
            at += 1;
            index += 1;
        }
        mount += 1;
    }
    all
}

/// Returns the routes of all that is listed, and after them those that tell the values of handlers,
/// all with their addresses.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "evaluated in the compiler, where a fault is a compile error"
)]
pub const fn routes_with_getters<S: ?Sized, const LISTED: usize, const COUNT: usize>(
    handlers: &[EndpointInfo],
    routes: [Route<S>; LISTED],
) -> [Route<S>; COUNT] {
    let mut all = [Route::VACANT; COUNT];
    let (mut index, mut at) = (0, LISTED);
    while index < LISTED {
        all[index] = Route { address: handlers[index].address, ..routes[index] };
        if let Some(getter) = handlers[index].getter {
            all[at] = Route { index: GETTER, address: getter.address, ..routes[index] };
            at += 1;
        }
        index += 1;
    }
    all
}

/// A router that is to be nested; says to rustc that it has to be one.
#[derive(Debug)]
pub struct Nestable<'r, S: ?Sized + 'static> {
    /// The router.
    pub router: &'r Router<S>,
}

/// Returns the facts of the routes of a nested router.
pub const fn infos_of<S: ?Sized>(router: &Router<S>) -> &'static [EndpointInfo] {
    router.infos
}

/// The state of a nested router, of which `P` is what the function after `in` returns: the state, or
/// `None` if the address names no part.
///
/// It is the state that implements it and not what the function returns, of which rustc would
/// advise to borrow the function where it returns the state by value.
#[diagnostic::on_unimplemented(
    message = "the nested router needs `&mut {Self}`, and the function after `in` returns `{P}`",
    label = "does not return the state of the nested router",
    note = "it returns `&mut {Self}`, or `Option<&mut {Self}>`, of which `None` rejects the message"
)]
pub trait PartState<P> {
    /// Returns the state.
    fn get(part: &mut P) -> Option<&mut Self>;

    /// Calls a route of a nested router with its part of the state; the router's addresses begin
    /// after so many segments.
    fn enter(
        router: &Router<Self>,
        mut part: P,
        request: &mut Request<'_>,
        index: u16,
        depth: u16,
    ) -> Result<(), Rejection> {
        let part = Self::get(&mut part).ok_or(Rejection::NoPart)?;
        let Some(route) = router.table.routes.get(usize::from(index)) else { return Ok(()) };
        request.descend(depth);
        route.call(part, request)
    }
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized> PartState<&mut S> for S {
    fn get<'s>(part: &'s mut &mut S) -> Option<&'s mut S> {
        Some(part)
    }
}

#[diagnostic::do_not_recommend]
impl<S: ?Sized> PartState<Option<&mut S>> for S {
    fn get<'s>(part: &'s mut Option<&mut S>) -> Option<&'s mut S> {
        part.as_deref_mut()
    }
}
