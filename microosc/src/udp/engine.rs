//! A server's sockets around the sans-IO server, without the waiting: what is there is received and
//! handled, and replies leave by the socket on which the request came.
//!
//! The sockets take turns of a bounded number of datagrams, so that none starves another, and
//! before each datagram is received the bundles run that are due. Nothing is allocated after it is made.

use super::bind;
use super::faults::{self, Fault};
use super::options::Options;
use super::socket::{MAX_DATAGRAM, REST};
use crate::net::{self, BindError};
use crate::server::Publisher;
use crate::{Heap, Router, TimeTag};
use core::net::SocketAddr;
use std::io;
use std::net::UdpSocket;

/// How many datagrams of one socket are handled before others have their turn.
const TURN: usize = 64;

/// A socket that does not wait.
pub(crate) trait Datagrams: Sized {
    /// Takes a socket that has been set not to wait.
    fn of(socket: UdpSocket) -> io::Result<Self>;
    fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)>;
    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<usize>;
}

/// A socket and what is known of it.
#[derive(Debug)]
pub(crate) struct Port<D> {
    pub(crate) datagrams: D,
    pub(crate) local: SocketAddr,
    /// Whether there may be a datagram.
    pub(crate) is_readable: bool,
}

/// What a receive call brought.
enum Arrival {
    Datagram { length: usize, peer: SocketAddr },
    Undelivered,
    Busy,
    Nothing,
}

impl<D: Datagrams> Port<D> {
    fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        Ok(Self { datagrams: D::of(socket)?, local, is_readable: true })
    }

    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<Arrival> {
        let error = match self.datagrams.receive(buffer) {
            Ok((length, from)) => return Ok(Arrival::Datagram { length, peer: net::shown(from) }),
            Err(error) => error,
        };
        match faults::of_receiving(&error) {
            Fault::Fatal => return Err(error),
            Fault::Undelivered => return Ok(Arrival::Undelivered),
            Fault::Empty => self.is_readable = false,
            Fault::Busy => return Ok(Arrival::Busy),
            Fault::Interrupted => {}
        }
        Ok(Arrival::Nothing)
    }

    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        let to = net::reached(to, self.local.is_ipv6());
        faults::send(|| self.datagrams.send(packet, to))
    }
}

pub(crate) struct Engine<S: ?Sized + 'static, D> {
    pub(crate) ports: Box<[Port<D>]>,
    pub(crate) core: crate::Server<S, Heap>,
    pub(crate) publisher: Publisher,
    /// Holds the datagram while handlers run, then each of their replies.
    buffer: Box<[u8]>,
}

impl<S: ?Sized, D: Datagrams> Engine<S, D> {
    pub(crate) fn open(
        addresses: &[SocketAddr],
        options: &Options,
        router: &Router<S>,
    ) -> Result<Self, BindError> {
        let mut core = crate::Server::with_sizes(router, options.sizes);
        *core.settings_mut() = options.settings.clone();
        let sockets = bind::servers(addresses, options)?;
        let ports: io::Result<_> = sockets.into_iter().map(Port::new).collect();
        Ok(Self {
            ports: ports.map_err(|source| BindError::system("set up the socket", source))?,
            core,
            publisher: Publisher::default(),
            buffer: vec![0; MAX_DATAGRAM].into(),
        })
    }

    /// Handles what is due and what has arrived, until `is_over` or every socket had its turn, and
    /// returns how many datagrams there were.
    pub(crate) fn turn(
        &mut self,
        state: &mut S,
        is_over: impl FnMut() -> bool,
    ) -> io::Result<usize> {
        let handled = self.drain(state, is_over);
        self.publisher.publish(&self.core);
        handled
    }

    fn drain(&mut self, state: &mut S, mut is_over: impl FnMut() -> bool) -> io::Result<usize> {
        let mut handled = 0_usize;
        self.handle_due(state);
        for (index, link) in (0..self.ports.len()).zip(0..=u8::MAX) {
            for _ in 0..TURN {
                if is_over() {
                    return Ok(handled);
                }
                // Before there is a datagram in the buffer, which replies are going to take.
                self.handle_due(state);
                let Some(port) = self.ports.get_mut(index).filter(|port| port.is_readable) else {
                    break;
                };
                match port.receive(&mut self.buffer)? {
                    Arrival::Datagram { length, peer } => {
                        handled = handled.saturating_add(1);
                        self.handle(link, length, peer, state);
                    }
                    Arrival::Undelivered => self.core.transmit_failed(),
                    Arrival::Busy => {
                        self.core.receive_failed();
                        std::thread::sleep(REST);
                    }
                    Arrival::Nothing => {}
                }
            }
        }
        Ok(handled)
    }

    pub(crate) fn local_addr(&self) -> SocketAddr {
        let unspecified = SocketAddr::from(([0, 0, 0, 0], 0));
        self.local_addrs().next().unwrap_or(unspecified)
    }

    pub(crate) fn local_addrs(&self) -> impl Iterator<Item = SocketAddr> {
        self.ports.iter().map(|port| port.local)
    }

    /// Whether no socket is known to have a datagram.
    pub(crate) fn is_idle(&self) -> bool {
        !self.ports.iter().any(|port| port.is_readable)
    }

    fn handle(&mut self, link: u8, length: usize, peer: SocketAddr, state: &mut S) {
        let datagram = self.buffer.get(..length).unwrap_or_default();
        self.core.handle_datagram_on(link, TimeTag::now(), peer, datagram, state);
        self.transmit();
    }

    fn handle_due(&mut self, state: &mut S) {
        if self.core.poll_timeout().is_some() {
            self.core.handle_timeout(TimeTag::now(), state);
            self.transmit();
        }
    }

    /// Sends the replies. One that cannot be sent is counted; its peer may ask again.
    fn transmit(&mut self) {
        while let Some(transmit) = self.core.poll_transmit(&mut self.buffer) {
            let packet = self.buffer.get(..transmit.len).unwrap_or_default();
            let is_sent = self
                .ports
                .get(usize::from(transmit.link))
                .is_some_and(|port| port.send(packet, transmit.to).is_ok());
            if !is_sent {
                self.core.transmit_failed();
            }
        }
    }
}
