//! All connections of a server, and their limits.

use super::counters::{ConnectionCounters, ConnectionCountersHandle, bump};
use super::listener;
use super::options::Options;
use super::peer::{Cut, Input, Peer};
use crate::net::{NAP, Waiting};
use core::net::SocketAddr;
use mio::Interest;
use mio::net::TcpStream;
use socket2::SockRef;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::thread;
use std::time::Instant;

/// The numbers of connections start where those of a server's listening sockets end.
const FIRST: usize = 256;

#[derive(Debug)]
pub(super) struct Peers {
    /// By number, so the latest one is the last.
    connections: BTreeMap<usize, Peer>,
    next: usize,
    /// Whose turn it is, one after the other: those that may have something to read. A number may
    /// be here whose connection is gone.
    turns: VecDeque<usize>,
    options: Options,
    pub(super) counters: ConnectionCounters,
    /// Who reads the counters in other threads, if anybody.
    readers: Option<ConnectionCountersHandle>,
}

impl Peers {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            connections: BTreeMap::new(),
            next: FIRST,
            turns: VecDeque::new(),
            options: options.clone(),
            counters: ConnectionCounters::default(),
            readers: None,
        }
    }

    pub(super) fn counters_handle(&mut self) -> ConnectionCountersHandle {
        self.readers.get_or_insert_with(|| ConnectionCountersHandle::new(self.counters)).clone()
    }

    /// Shows other threads what has been counted.
    pub(super) fn publish(&self) {
        if let Some(readers) = &self.readers {
            readers.publish(self.counters);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.connections.len()
    }

    /// Whether no connection is known to have something to read.
    pub(super) fn is_idle(&self) -> bool {
        self.turns.is_empty()
    }

    /// How many connections have their turn now.
    pub(super) fn turns(&self) -> usize {
        self.turns.len()
    }

    /// Takes a new connection, or closes it.
    pub(super) fn add(&mut self, link: u8, address: SocketAddr, stream: TcpStream, to: &Waiting) {
        if self.connections.len() >= self.options.max_connections {
            return bump(&mut self.counters.refused);
        }
        let number = self.next;
        match self.set_up(number, (link, address), stream, to) {
            Ok(()) => bump(&mut self.counters.accepted),
            Err(_gone_or_no_means) => bump(&mut self.counters.refused),
        }
        self.next = number.wrapping_add(1).max(FIRST);
    }

    fn set_up(
        &mut self,
        number: usize,
        origin: (u8, SocketAddr),
        mut stream: TcpStream,
        to: &Waiting,
    ) -> io::Result<()> {
        listener::set_up(&SockRef::from(&stream))?;
        to.add(&mut stream, number, Interest::READABLE | Interest::WRITABLE)?;
        self.connections.insert(number, Peer::new(origin, stream, &self.options));
        self.turns.push_back(number);
        Ok(())
    }

    /// Takes note that a connection may have something to read, or room to write.
    pub(super) fn wake(&mut self, number: usize) {
        if let Some(peer) = self.connections.get_mut(&number).filter(|peer| !peer.is_ready) {
            peer.is_ready = true;
            self.turns.push_back(number);
        }
    }

    /// Gives the next connection its turn: sends what waits, and reads a piece. Returns which it
    /// is, and how many bytes there are.
    pub(super) fn next_turn(&mut self, buffer: &mut [u8]) -> Option<(usize, usize)> {
        let number = self.turns.pop_front()?;
        let peer = self.connections.get_mut(&number)?;
        match peer.go_on(buffer) {
            Input::Bytes(length) => {
                self.turns.push_back(number);
                Some((number, length))
            }
            Input::Nothing => None,
            Input::End => {
                self.close(number);
                None
            }
        }
    }

    /// Returns where a connection comes from, unless it is gone.
    pub(super) fn origin(&self, number: usize) -> Option<(u8, SocketAddr)> {
        self.connections.get(&number).map(|peer| peer.origin)
    }

    /// Takes the next packet out of what a peer has sent.
    pub(super) fn next_packet(&mut self, number: usize, input: &mut &[u8]) -> Option<&[u8]> {
        self.connections.get_mut(&number)?.next_packet(input, &mut self.counters)
    }

    /// Takes note that all packets have been taken out of a piece.
    pub(super) fn end_of_piece(&mut self, number: usize) {
        if self.connections.get_mut(&number).is_some_and(Peer::end_of_piece) {
            self.cut(number, Cut::Unreadable);
        }
    }

    /// Sends a packet to the peer there, and tells whether there is one that takes it.
    pub(super) fn send(&mut self, to: (u8, SocketAddr), packet: &[u8]) -> bool {
        let mut latest_first = self.connections.iter_mut().rev();
        let Some((&number, peer)) = latest_first.find(|(_, peer)| peer.is_at(to)) else {
            return false;
        };
        peer.send(packet, &self.options).unwrap_or_else(|why| {
            self.cut(number, why);
            false
        })
    }

    /// Returns when the next connection is to be cut off, unless something happens before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let deadlines = self.connections.values().filter_map(|peer| peer.deadline(&self.options));
        deadlines.map(|(at, _)| at).min()
    }

    /// Cuts off the peers whose time is up.
    pub(super) fn cut_late(&mut self) {
        let now = Instant::now();
        let late = self.connections.iter().filter_map(|(&number, peer)| {
            let (at, why) = peer.deadline(&self.options)?;
            (at <= now).then_some((number, why))
        });
        let late: Vec<_> = late.collect();
        late.into_iter().for_each(|(number, why)| self.cut(number, why));
    }

    /// Lets go of a connection that is over.
    fn close(&mut self, number: usize) {
        if let Some(peer) = self.take(number) {
            bump(&mut self.counters.closed);
            if peer.is_partial() {
                bump(&mut self.counters.closed_within_frame);
            }
        }
    }

    fn cut(&mut self, number: usize, why: Cut) {
        if self.take(number).is_some() {
            bump(match why {
                Cut::Slow => &mut self.counters.cut_slow,
                Cut::Stalled => &mut self.counters.cut_stalled,
                Cut::Idle => &mut self.counters.cut_idle,
                Cut::Unreadable => &mut self.counters.cut_unreadable,
            });
        }
    }

    /// Removes a connection and counts the replies that it does not get.
    fn take(&mut self, number: usize) -> Option<Peer> {
        let peer = self.connections.remove(&number)?;
        let lost = u64::try_from(peer.waiting()).unwrap_or(u64::MAX);
        self.counters.replies_lost = self.counters.replies_lost.wrapping_add(lost);
        Some(peer)
    }
}

/// What peers have asked for is still sent to those that take it in time, by a thread of its own if
/// they do not take it at once: whoever ends a server does not wait for them.
impl Drop for Peers {
    fn drop(&mut self) {
        let mut connections = core::mem::take(&mut self.connections);
        let mut flush = move || {
            connections.retain(|_, peer| peer.flush().is_ok() && peer.waiting() > 0);
            !connections.is_empty()
        };
        if !flush() {
            return;
        }
        let end = Instant::now().checked_add(self.options.write_timeout);
        let thread = thread::Builder::new().name("microosc-tcp".into());
        let _no_thread_left = thread.spawn(move || {
            while end.is_some_and(|end| Instant::now() < end) && flush() {
                thread::sleep(NAP);
            }
        });
    }
}
