//! The table as those see it who publish it: which endpoint a path has, and what it answers.

use super::resolve::{literal_child, resolve};
use super::table::{MAX_SEGMENTS, Node};
use super::{EndpointInfo, Router};
use crate::extract::{Origin, Outlet, Request};
use crate::wire::Message;

/// The addresses of a router, whatever its state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    /// The facts of the routes.
    pub(crate) infos: &'static [EndpointInfo],
    nodes: &'static [Node],
}

impl Space {
    /// Returns the index and the facts of the route that a message with these names would reach.
    pub(crate) fn endpoint(&self, names: &[&str]) -> Option<(u16, &'static EndpointInfo)> {
        let met = resolve::<MAX_SEGMENTS, true>(self.nodes, names)
            .filter(|met| met.depth >= names.len())?;
        Some((met.route, self.infos.get(usize::from(met.route))?))
    }

    /// Returns how many names lie below these, which takes no look at the routes; `None` if there are
    /// captures on the way, so that names meet several nodes.
    pub(crate) fn count_below(&self, names: &[&str]) -> Option<usize> {
        let is_plain = |node: &&Node| node.captures == 0 && !node.has_rest;
        let mut node = self.nodes.first().filter(is_plain)?;
        for name in names {
            node = literal_child(self.nodes, node, name).filter(is_plain)?;
        }
        Some(node.literals.into())
    }
}

impl<S: ?Sized> Router<S> {
    /// Returns its addresses.
    pub(crate) const fn space(&self) -> Space {
        Space { infos: self.infos, nodes: self.table.nodes }
    }

    /// Calls the handler of a route past all hooks and counters: what answers goes to `outlet`.
    pub(crate) fn ask(
        &self,
        route: u16,
        message: Message<'_>,
        names: &[&str],
        state: &mut S,
        outlet: &dyn Outlet,
    ) {
        let index = usize::from(route);
        let Some(route) = self.table.routes.get(index) else { return };
        let nobody = Origin::nobody(outlet);
        let mut request = Request::new(&message, names, &nobody, (index, route.address));
        // A getter that rejects or fails answers nothing.
        let _ = route.call(state, &mut request);
    }
}
