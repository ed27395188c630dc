//! All connections of a server, and their limits.

use super::counters::{ConnectionCounters, bump};
use super::options::Options;
use super::peer::{Cut, Event, Peer};
use core::net::SocketAddr;
use core::time::Duration;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

#[derive(Debug)]
pub(super) struct Peers {
    list: Vec<Peer>,
    next_id: u64,
    options: Options,
    pub(super) counters: ConnectionCounters,
    sender: Sender<Event>,
    events: Receiver<Event>,
    /// Held once more by each connection that has a thread.
    slots: Arc<()>,
}

impl Peers {
    pub(super) fn new(options: &Options) -> Self {
        let (sender, events) = channel();
        Self {
            list: Vec::new(),
            next_id: 0,
            options: options.clone(),
            counters: ConnectionCounters::default(),
            sender,
            events,
            slots: Arc::new(()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns what wakes the server's thread.
    pub(super) fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Waits for the next event; zero looks only for what is there.
    pub(super) fn event(&self, wait: Duration) -> Option<Event> {
        if wait.is_zero() {
            self.events.try_recv().ok()
        } else {
            self.events.recv_timeout(wait).ok()
        }
    }

    /// Takes a new connection, or closes it.
    pub(super) fn add(&mut self, stream: TcpStream, address: SocketAddr) {
        let connections = Arc::strong_count(&self.slots).saturating_sub(1);
        let slot = Arc::clone(&self.slots);
        if connections >= self.options.max_connections {
            return bump(&mut self.counters.refused);
        }
        self.next_id = self.next_id.wrapping_add(1);
        match Peer::start(self.next_id, stream, address, slot, &self.sender, &self.options) {
            Ok(peer) => {
                bump(&mut self.counters.accepted);
                self.list.push(peer);
            }
            Err(_no_thread_left) => bump(&mut self.counters.refused),
        }
    }

    /// Returns the address of a peer that is still connected.
    pub(super) fn address(&self, id: u64) -> Option<SocketAddr> {
        self.list.iter().find(|peer| peer.id == id).map(|peer| peer.address)
    }

    /// Takes the next packet out of what a peer has sent.
    pub(super) fn next_packet(&mut self, id: u64, input: &mut &[u8]) -> Option<&[u8]> {
        let peer = self.list.iter_mut().find(|peer| peer.id == id)?;
        peer.next_packet(input, &mut self.counters)
    }

    /// Gives a buffer back to the thread that reads the peer.
    pub(super) fn return_buffer(&mut self, id: u64, buffer: Box<[u8]>) {
        if let Some(peer) = self.list.iter_mut().find(|peer| peer.id == id) {
            peer.return_buffer(buffer);
            if let Some(cut) = peer.fault(Instant::now(), &self.options) {
                self.cut(id, cut);
            }
        }
    }

    /// Sends a packet to the peer at this address, and tells whether there is one that takes it.
    pub(super) fn send(&mut self, to: SocketAddr, packet: &[u8]) -> bool {
        let Some(peer) = self.list.iter_mut().rfind(|peer| peer.address == to) else {
            return false;
        };
        let id = peer.id;
        peer.send(packet, &self.sender, &self.options).unwrap_or_else(|cut| {
            self.cut(id, cut);
            false
        })
    }

    /// Lets go of a peer that has closed the connection; what it has not read yet is still sent.
    pub(super) fn close(&mut self, id: u64) {
        if let Some(peer) = self.take(id) {
            bump(&mut self.counters.closed);
            if peer.is_partial() {
                bump(&mut self.counters.closed_within_frame);
            }
        }
    }

    /// Cuts a peer off.
    pub(super) fn cut(&mut self, id: u64, why: Cut) {
        if let Some(peer) = self.take(id) {
            let lost = u64::try_from(peer.cut()).unwrap_or(u64::MAX);
            self.counters.replies_lost = self.counters.replies_lost.wrapping_add(lost);
            bump(match why {
                Cut::Slow => &mut self.counters.cut_slow,
                Cut::Stalled => &mut self.counters.cut_stalled,
                Cut::Idle => &mut self.counters.cut_idle,
                Cut::Unreadable => &mut self.counters.cut_unreadable,
            });
        }
    }

    /// Cuts off the peers whose time is up.
    pub(super) fn cut_late(&mut self) {
        let now = Instant::now();
        loop {
            let late = |peer: &Peer| Some((peer.id, peer.fault(now, &self.options)?));
            let Some((id, why)) = self.list.iter().find_map(late) else { return };
            self.cut(id, why);
        }
    }

    fn take(&mut self, id: u64) -> Option<Peer> {
        let at = self.list.iter().position(|peer| peer.id == id)?;
        Some(self.list.swap_remove(at))
    }
}
