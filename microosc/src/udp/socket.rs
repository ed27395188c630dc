//! A bound socket that receives within a given time, for clients and receivers.

use super::faults::{self, Fault};
use crate::net::{self, Wait};
use core::net::SocketAddr;
use core::time::Duration;
use socket2::SockRef;
use std::io;
use std::net::UdpSocket;
use std::time::Instant;

/// The longest payload that the length field of UDP can express.
pub(crate) const MAX_DATAGRAM: usize = 65_535;

/// A full send buffer (a radio that is busy) delays a sender no longer than this.
const SEND_TIMEOUT: Duration = Duration::from_millis(100);

/// How long a receive call rests when the system lacks something, so that such errors do not make a
/// busy loop.
pub(super) const REST: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(super) struct Socket {
    socket: UdpSocket,
    local: SocketAddr,
    wait: Wait,
}

impl Socket {
    pub(super) fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_write_timeout(Some(SEND_TIMEOUT))?;
        let local = socket.local_addr()?;
        Ok(Self { socket, local, wait: Wait::default() })
    }

    pub(super) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Receives one datagram, its length and its sender, and goes on waiting after what is none.
    /// Zero looks only for what is there.
    pub(super) fn receive(
        &mut self,
        buffer: &mut [u8],
        timeout: Duration,
    ) -> io::Result<Option<(usize, SocketAddr)>> {
        let start = Instant::now();
        let mut left = timeout;
        loop {
            self.wait.set(&SockRef::from(&self.socket), left)?;
            match self.socket.recv_from(buffer) {
                Ok((length, from)) => return Ok(Some((length, net::shown(from)))),
                Err(error) => match faults::of_receiving(&error) {
                    Fault::Fatal => return Err(error),
                    Fault::Busy => std::thread::sleep(REST),
                    Fault::Empty | Fault::Interrupted | Fault::Undelivered => {}
                },
            }
            left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(None);
            }
        }
    }

    /// Sends a datagram for every `length` bytes in one system call, if the system can.
    #[cfg(feature = "gro")]
    pub(super) fn send_together(
        &self,
        packets: &[u8],
        length: usize,
        to: SocketAddr,
    ) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if let Ok(length) = u16::try_from(length) {
            return faults::send(|| super::segments::send(&self.socket, packets, length, to));
        }
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Sends one datagram.
    pub(super) fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        faults::send(|| self.socket.send_to(packet, to))
    }
}
