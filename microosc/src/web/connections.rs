//! All connections of a server, and how many there may be.

use super::connection::{Connection, Event};
use super::counters::{ConnectionCounters, bump};
use super::listeners::Listeners;
use super::options::Options;
use crate::net::Waiting;
use crate::tcp::listener;
use core::net::SocketAddr;
use mio::Interest;
use mio::net::TcpStream;
use socket2::SockRef;
use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

/// The numbers of connections start where those of the listening sockets end.
pub(super) const FIRST: usize = 257;

/// How many more connections are told that there are too many.
const SURPLUS: usize = 8;

#[derive(Debug)]
pub(super) struct Connections {
    by_number: BTreeMap<usize, Connection>,
    next: usize,
    pub(super) options: Options,
    pub(super) counters: ConnectionCounters,
}

impl Connections {
    pub(super) fn new(options: Options) -> Self {
        let counters = ConnectionCounters::default();
        Self { by_number: BTreeMap::new(), next: FIRST, options, counters }
    }

    /// How many there are, without those that are turned away.
    pub(super) fn len(&self) -> usize {
        self.by_number.values().filter(|connection| !connection.is_surplus).count()
    }

    /// Takes a new connection, or turns it away.
    pub(super) fn add(&mut self, peer: SocketAddr, stream: TcpStream, to: &Waiting) {
        let is_surplus = self.len() >= self.options.max_connections;
        bump(if is_surplus { &mut self.counters.refused } else { &mut self.counters.accepted });
        let most = self.options.max_connections.saturating_add(SURPLUS);
        if self.by_number.len() < most {
            // One that cannot be set up is closed.
            let _ = self.set_up(peer, stream, is_surplus, to);
        }
    }

    fn set_up(
        &mut self,
        peer: SocketAddr,
        mut stream: TcpStream,
        is_surplus: bool,
        to: &Waiting,
    ) -> io::Result<()> {
        let number = self.next;
        listener::set_up(&SockRef::from(&stream))?;
        to.add(&mut stream, number, Interest::READABLE | Interest::WRITABLE)?;
        let new = if is_surplus { Connection::surplus } else { Connection::new };
        self.by_number.insert(number, new(peer, stream));
        self.next = number.wrapping_add(1).max(FIRST);
        Ok(())
    }

    /// Takes note that a connection may have something to read, or room to write.
    pub(super) fn wake(&mut self, number: usize) {
        if let Some(connection) = self.by_number.get_mut(&number) {
            connection.is_ready = true;
        }
    }

    /// Returns those that may have something to read, or room to write.
    pub(super) fn ready(&self) -> Vec<usize> {
        let ready = self.by_number.iter().filter(|(_, connection)| connection.is_ready);
        ready.map(|(number, _)| *number).collect()
    }

    /// Whether there is none of these.
    pub(super) fn is_idle(&self) -> bool {
        !self.by_number.values().any(|connection| connection.is_ready)
    }

    pub(super) fn get(&mut self, number: usize) -> Option<&mut Connection> {
        self.by_number.get_mut(&number)
    }

    pub(super) fn step(&mut self, number: usize) -> Event {
        match self.by_number.get_mut(&number) {
            Some(connection) => connection.step(&self.options),
            None => Event::Nothing,
        }
    }

    /// Sends a packet to the client there, and tells whether there is one that takes it.
    pub(super) fn send(&mut self, to: SocketAddr, packet: &[u8]) -> bool {
        let mut there = self.by_number.values_mut().filter(|connection| connection.peer == to);
        let socket = there.find_map(Connection::socket);
        socket.is_some_and(|(socket, stream)| socket.send(stream, packet))
    }

    /// Sends everybody the values that are new to them.
    pub(super) fn push(&mut self, listeners: &Listeners, is_news: bool) {
        for (socket, stream) in self.by_number.values_mut().filter_map(Connection::socket) {
            socket.push(stream, listeners, is_news);
        }
    }

    /// Returns when something is to be done by the clock.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let connections = self.by_number.values();
        connections.filter_map(|connection| connection.deadline(&self.options)).min()
    }

    /// Cuts off those whose time is up.
    pub(super) fn cut_late(&mut self, listeners: &mut Listeners) {
        let options = &self.options;
        let late = self.by_number.iter_mut().filter_map(|(number, connection)| {
            let is_late = !connection.keep(options);
            is_late.then_some(*number)
        });
        let late: Vec<_> = late.collect();
        for number in late {
            bump(&mut self.counters.cut_late);
            self.close(number, listeners);
        }
    }

    pub(super) fn close(&mut self, number: usize, listeners: &mut Listeners) {
        if let Some(connection) = self.by_number.remove(&number) {
            connection.into_listened().for_each(|address| listeners.remove(&address));
        }
    }
}
