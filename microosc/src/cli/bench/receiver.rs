//! The end that counts what arrives: a server like any other.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use microosc::udp::{ServeError, Server, StopHandle};
use microosc::{Message, Peer, Router, osc_router};

use super::settle;
use crate::output::Stop;

static ROUTER: Router<Arc<AtomicU64>> = osc_router![observe = count];

fn count(messages: &mut Arc<AtomicU64>, _: &Message<'_>, _: Peer) {
    messages.fetch_add(1, Ordering::Relaxed);
}

pub(super) struct Receiver {
    address: SocketAddr,
    messages: Arc<AtomicU64>,
    stop: StopHandle,
    thread: JoinHandle<Result<(), ServeError>>,
}

impl Receiver {
    /// Counts messages in a thread of its own.
    pub(super) fn start(at: SocketAddr) -> Result<Self, Stop> {
        let server = Server::bind(at, &ROUTER);
        let mut server = server.map_err(|error| Stop::Fault(error.to_string()))?;
        let (address, stop) = (server.local_addr(), server.stop_handle());
        let messages = Arc::default();
        let mut state = Arc::clone(&messages);
        let thread = thread::spawn(move || server.serve(&mut state));
        Ok(Self { address, messages, stop, thread })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for what is still under way, and returns how many messages have come.
    pub(super) fn finish(self, expected: u64) -> Result<u64, Stop> {
        settle(expected, || self.messages.load(Ordering::Relaxed));
        self.stop.stop();
        match self.thread.join() {
            Ok(Ok(())) => Ok(self.messages.load(Ordering::Relaxed)),
            Ok(Err(error)) => Err(Stop::Fault(error.to_string())),
            Err(_) => Err(Stop::Fault("the receiving thread has failed".to_owned())),
        }
    }
}
