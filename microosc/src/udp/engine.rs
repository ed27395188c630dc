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
use crate::{Heap, Router, TimeTag, Transmit};
use core::net::SocketAddr;
use std::io;
use std::net::UdpSocket;

/// How many datagrams of one socket are handled before others have their turn.
const TURN: usize = 64;

/// A socket that does not wait.
pub(crate) trait Datagrams: Sized {
    /// Takes a socket that has been set not to wait.
    fn of(socket: UdpSocket) -> io::Result<Self>;
    fn receive(&self, buffer: &mut [u8]) -> io::Result<Received>;
    /// Does the same, or takes several datagrams of one sender that the system has joined.
    fn receive_joined(&self, buffer: &mut [u8]) -> io::Result<Received> {
        self.receive(buffer)
    }
    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<usize>;
}

/// Datagrams in a buffer, each of `segment` bytes; the last may be shorter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Received {
    pub(crate) len: usize,
    pub(crate) segment: usize,
    pub(crate) from: SocketAddr,
}

impl Received {
    pub(crate) fn one((len, from): (usize, SocketAddr)) -> Self {
        Self { len, segment: len, from }
    }
}

/// A socket and what is known of it.
#[derive(Debug)]
pub(crate) struct Port<D> {
    pub(crate) datagrams: D,
    pub(crate) local: SocketAddr,
    /// Whether there may be a datagram.
    pub(crate) is_readable: bool,
    /// Whether the system joins datagrams.
    is_joined: bool,
}

/// Sends what leaves by none of the sockets, and tells whether it could.
pub(crate) type Away<'a> = dyn FnMut(Transmit, &[u8]) -> bool + 'a;

/// What a receive call brought.
enum Arrival {
    Datagrams(Received),
    Undelivered,
    Busy,
    Nothing,
}

impl<D: Datagrams> Port<D> {
    fn new(socket: UdpSocket, is_joined: bool) -> io::Result<Self> {
        #[cfg(all(feature = "gro", any(target_os = "linux", target_os = "android")))]
        if is_joined {
            super::segments::join(&socket)?;
        }
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        Ok(Self { datagrams: D::of(socket)?, local, is_readable: true, is_joined })
    }

    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<Arrival> {
        let received = if self.is_joined {
            self.datagrams.receive_joined(buffer)
        } else {
            self.datagrams.receive(buffer)
        };
        let error = match received {
            Ok(mut received) => {
                received.from = net::shown(received.from);
                return Ok(Arrival::Datagrams(received));
            }
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
    /// Holds datagrams while handlers run.
    buffer: Box<[u8]>,
    /// Holds each of their replies while it is sent.
    reply: Box<[u8]>,
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
        let port = |socket| Port::new(socket, options.join_datagrams);
        let ports: io::Result<_> = sockets.into_iter().map(port).collect();
        Ok(Self {
            ports: ports.map_err(|source| BindError::system("set up the socket", source))?,
            core,
            publisher: Publisher::default(),
            buffer: vec![0; MAX_DATAGRAM].into(),
            reply: vec![0; MAX_DATAGRAM].into(),
        })
    }

    /// Handles what is due and what has arrived, until `is_over` or every socket had its turn, and
    /// returns how many datagrams there were.
    pub(crate) fn turn(
        &mut self,
        state: &mut S,
        is_over: impl FnMut() -> bool,
        away: &mut Away<'_>,
    ) -> io::Result<usize> {
        let handled = self.drain(state, is_over, away);
        self.publisher.publish(&self.core);
        handled
    }

    /// Handles a packet that has not come by one of the sockets.
    #[cfg(feature = "query-server")]
    pub(crate) fn handle_from(
        &mut self,
        (link, from): (u8, SocketAddr),
        packet: &[u8],
        state: &mut S,
        away: &mut Away<'_>,
    ) {
        self.core.handle_datagram_on(link, TimeTag::now(), from, packet, state);
        self.transmit(away);
    }

    /// Sends what is no reply by one of the sockets. If it cannot be sent, that is counted.
    #[cfg(feature = "query-server")]
    pub(crate) fn send(&mut self, port: usize, packet: &[u8], to: SocketAddr) {
        if self.ports.get(port).is_none_or(|port| port.send(packet, to).is_err()) {
            self.core.transmit_failed();
        }
    }

    fn drain(
        &mut self,
        state: &mut S,
        mut is_over: impl FnMut() -> bool,
        away: &mut Away<'_>,
    ) -> io::Result<usize> {
        let mut handled = 0_usize;
        self.handle_due(state, away);
        for (index, link) in (0..self.ports.len()).zip(0..=u8::MAX) {
            let mut left = TURN;
            while left > 0 {
                if is_over() {
                    return Ok(handled);
                }
                self.handle_due(state, away);
                let Some(port) = self.ports.get_mut(index).filter(|port| port.is_readable) else {
                    break;
                };
                let mut arrived = 1;
                match port.receive(&mut self.buffer)? {
                    Arrival::Datagrams(received) => {
                        arrived = self.handle(link, received, state, away);
                        handled = handled.saturating_add(arrived);
                    }
                    Arrival::Undelivered => self.core.transmit_failed(),
                    Arrival::Busy => {
                        self.core.receive_failed();
                        std::thread::sleep(REST);
                    }
                    Arrival::Nothing => {}
                }
                left = left.saturating_sub(arrived);
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

    /// Handles what one call has received, and returns how many datagrams that were.
    fn handle(
        &mut self,
        link: u8,
        received: Received,
        state: &mut S,
        away: &mut Away<'_>,
    ) -> usize {
        let Received { len, segment, from } = received;
        let (mut start, mut handled, mut clock) = (0_usize, 0_usize, None);
        loop {
            let end = start.saturating_add(segment).min(len);
            let datagram = self.buffer.get(start..end).unwrap_or_default();
            // To look at the clock takes as long as to handle a message, to which it makes no
            // difference what time it is.
            let is_timed = datagram.first() == Some(&b'#') || self.core.settings().rate.is_some();
            let now =
                if is_timed { *clock.get_or_insert_with(TimeTag::now) } else { TimeTag::IMMEDIATE };
            self.core.handle_datagram_on(link, now, from, datagram, state);
            self.transmit(away);
            handled = handled.saturating_add(1);
            // An empty datagram is one, too.
            if end >= len || segment == 0 {
                return handled;
            }
            start = end;
        }
    }

    fn handle_due(&mut self, state: &mut S, away: &mut Away<'_>) {
        if self.core.poll_timeout().is_some() {
            self.core.handle_timeout(TimeTag::now(), state);
            self.transmit(away);
        }
    }

    /// Sends the replies. One that cannot be sent is counted; its peer may ask again.
    fn transmit(&mut self, away: &mut Away<'_>) {
        while let Some(transmit) = self.core.poll_transmit(&mut self.reply) {
            let packet = self.reply.get(..transmit.len).unwrap_or_default();
            let is_sent = match self.ports.get(usize::from(transmit.link)) {
                Some(port) => port.send(packet, transmit.to).is_ok(),
                None => away(transmit, packet),
            };
            if !is_sent {
                self.core.transmit_failed();
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use crate::{Router, encode_message, osc_handler, osc_router};
    use core::cell::RefCell;
    use std::collections::VecDeque;
    use std::io::ErrorKind;

    #[osc_handler("/ask", reply = "/told", crate = crate)]
    fn ask(calls: &mut i32) -> i32 {
        *calls = calls.wrapping_add(1);
        *calls
    }

    static ROUTER: Router<i32> = osc_router![ask, crate = crate];

    /// A socket that answers each call to receive with the next of a list, and can send nothing.
    #[derive(Default)]
    struct Failing(RefCell<VecDeque<Option<io::Error>>>);

    impl Datagrams for Failing {
        fn of(_: UdpSocket) -> io::Result<Self> {
            Ok(Self::default())
        }

        fn receive(&self, buffer: &mut [u8]) -> io::Result<Received> {
            match self.0.borrow_mut().pop_front() {
                Some(Some(error)) => Err(error),
                Some(None) => {
                    let len = encode_message(buffer, "/ask", ()).unwrap().len();
                    Ok(Received::one((len, SocketAddr::from(([127, 0, 0, 1], 9)))))
                }
                None => Err(ErrorKind::WouldBlock.into()),
            }
        }

        fn send(&self, _: &[u8], _: SocketAddr) -> io::Result<usize> {
            Err(no_buffers())
        }
    }

    fn no_buffers() -> io::Error {
        io::Error::from_raw_os_error(faults::NO_BUFFERS)
    }

    #[test]
    fn what_passes_is_counted_and_survived_and_what_stays_is_returned() {
        let local = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut engine = Engine::<i32, Failing>::open(&[local], &Options::new(), &ROUTER).unwrap();
        let mut turn = |list: Vec<Option<io::Error>>| {
            let port = engine.ports.first_mut().unwrap();
            port.is_readable = true;
            port.datagrams.0 = RefCell::new(list.into());
            let mut calls = 0;
            let turned = engine.turn(&mut calls, || false, &mut |_, _| false);
            (turned, calls, *engine.core.counters(), engine.is_idle())
        };
        let passing = [
            ErrorKind::Interrupted,
            ErrorKind::ConnectionRefused,
            ErrorKind::HostUnreachable,
            ErrorKind::NetworkDown,
        ];
        let mut list = vec![Some(no_buffers()), None];
        list.extend(passing.map(|kind| Some(kind.into())));
        list.push(None);
        let (turned, calls, counters, is_idle) = turn(list);
        assert_eq!((turned.unwrap(), calls, is_idle), (2, 2, true));
        assert_eq!((counters.datagrams, counters.receive_failed), (2, 2), "ENOBUFS, ENETDOWN");
        assert_eq!(counters.send_failed, 4, "two by ICMP, and two replies for ENOBUFS");

        let (turned, calls, ..) = turn(vec![None, Some(ErrorKind::NotConnected.into()), None]);
        assert_eq!((turned.unwrap_err().kind(), calls), (ErrorKind::NotConnected, 1));
    }
}
