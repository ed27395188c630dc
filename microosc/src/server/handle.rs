//! Counters that other threads read while a server runs.

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Buffers, Counters, RouteCounters, Server};

/// Reads the counters of a server that runs in another thread; made by
/// [`udp::Server::counters_handle`](crate::udp::Server::counters_handle) and its like.
///
/// The server publishes before it waits, and now and then while it is busy, so what is read is
/// consistent and a moment old. A reader holds it up for no longer than it takes to copy them.
#[derive(Clone)]
pub struct CountersHandle(Arc<Mutex<Published>>);

#[derive(Debug, Clone, Default)]
struct Published {
    counters: Counters,
    routes: Box<[RouteCounters]>,
}

impl CountersHandle {
    /// Returns what had been counted when the server published last.
    pub fn get(&self) -> Counters {
        self.lock().counters
    }

    /// Returns the same for each route, in the order of [`Router::routes`](crate::Router::routes);
    /// nothing unless [`Sizes::count_routes`](crate::Sizes::count_routes) is set.
    pub fn routes(&self) -> Vec<RouteCounters> {
        self.lock().routes.to_vec()
    }

    fn lock(&self) -> MutexGuard<'_, Published> {
        // Who panics while it is locked leaves numbers at worst that are of two moments.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CountersHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CountersHandle").field(&self.get()).finish()
    }
}

/// A runtime's side of its [`CountersHandle`]s: costs nothing until one is asked for.
#[derive(Debug, Default)]
pub(crate) struct Publisher {
    handle: Option<CountersHandle>,
}

impl Publisher {
    /// Returns the handle, which knows what has been counted so far.
    pub(crate) fn handle<S: ?Sized, B: Buffers>(
        &mut self,
        server: &Server<S, B>,
    ) -> CountersHandle {
        let handle = self.handle.get_or_insert_with(|| {
            let routes = server.route_counters().into();
            CountersHandle(Arc::new(Mutex::new(Published { counters: *server.counters(), routes })))
        });
        handle.clone()
    }

    /// Publishes what has been counted: before the server waits, and now and then while it is busy.
    pub(crate) fn publish<S: ?Sized, B: Buffers>(&self, server: &Server<S, B>) {
        let Some(handle) = &self.handle else { return };
        let mut published = handle.lock();
        published.counters = *server.counters();
        if published.routes.len() == server.route_counters().len() {
            published.routes.copy_from_slice(server.route_counters());
        }
    }
}
