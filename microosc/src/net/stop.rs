//! Ending a server from another thread.

use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

/// Whether a server has been told to stop: the server's side of a [`StopHandle`].
#[derive(Clone, Debug, Default)]
pub(super) struct Stopped(Arc<AtomicBool>);

impl Stopped {
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Makes a handle. `wake` ends the wait of the server's thread; it is called after `get` has
    /// become true, and must not keep the server's port.
    pub(super) fn handle(&self, wake: impl Fn() + Send + Sync + 'static) -> StopHandle {
        StopHandle { stopped: self.clone(), wake: Arc::new(wake) }
    }
}

/// Ends `Server::serve` from another thread; see
/// [`udp::Server::stop_handle`](crate::udp::Server::stop_handle).
#[derive(Clone)]
pub struct StopHandle {
    stopped: Stopped,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl StopHandle {
    /// Stops the server: `serve` returns after the handler that is running, and the server
    /// receives nothing more. Calling it again does nothing.
    pub fn stop(&self) {
        self.stopped.0.store(true, Ordering::Release);
        (self.wake)();
    }
}

impl fmt::Debug for StopHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopHandle").field("stopped", &self.stopped.get()).finish_non_exhaustive()
    }
}
