//! The end that counts what arrives: a server like any other.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use microosc::{Message, Peer, Router, osc_router, tcp, udp};

use super::settle;
use crate::faults;
use crate::limits;
use crate::output::Stop;

static ROUTER: Router<Arc<AtomicU64>> = osc_router![observe = count];

fn count(messages: &mut Arc<AtomicU64>, _: &Message<'_>, _: Peer) {
    messages.fetch_add(1, Ordering::Relaxed);
}

pub(super) struct Receiver {
    address: SocketAddr,
    messages: Arc<AtomicU64>,
    stop: Box<dyn Fn()>,
    thread: JoinHandle<Result<(), String>>,
}

impl Receiver {
    /// Counts messages in a thread of its own, over TCP from as many connections.
    pub(super) fn start(at: SocketAddr, connections: Option<u8>) -> Result<Self, Stop> {
        let messages = Arc::default();
        let mut state = Arc::clone(&messages);
        let text = |error: &dyn ToString| error.to_string();
        if let Some(connections) = connections {
            let options = tcp::Options::new().max_packet(limits::PACKET);
            let server = options.max_connections(connections.into()).bind(at, &ROUTER);
            let mut server = server.map_err(|error| faults::open(&error))?;
            let (address, stop) = (server.local_addr(), server.stop_handle());
            let thread = thread::spawn(move || server.serve(&mut state).map_err(|e| text(&e)));
            Ok(Self { address, messages, stop: Box::new(move || stop.stop()), thread })
        } else {
            let mut server =
                udp::Server::bind(at, &ROUTER).map_err(|error| faults::open(&error))?;
            let (address, stop) = (server.local_addr(), server.stop_handle());
            let thread = thread::spawn(move || server.serve(&mut state).map_err(|e| text(&e)));
            Ok(Self { address, messages, stop: Box::new(move || stop.stop()), thread })
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for what is still under way, and returns how many messages have come.
    pub(super) fn finish(self, expected: u64) -> Result<u64, Stop> {
        settle(expected, || self.messages.load(Ordering::Relaxed));
        (self.stop)();
        match self.thread.join() {
            Ok(Ok(())) => Ok(self.messages.load(Ordering::Relaxed)),
            Ok(Err(error)) => Err(Stop::Fault(error)),
            Err(_) => Err(Stop::Fault("the receiving thread has failed".to_owned())),
        }
    }
}
