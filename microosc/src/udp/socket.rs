//! A bound socket that receives within a given time and that another thread can stop.
//!
//! Errors that pass by themselves come back as [`Arrival::Nothing`] or [`Arrival::Refused`]; only
//! an error after which receiving makes no sense is returned as one.

use crate::net::{StopHandle, Stopped, Wait};
use core::net::SocketAddr;
use core::time::Duration;
use socket2::SockRef;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

/// The longest payload that the length field of UDP can express.
pub(super) const MAX_DATAGRAM: usize = 65_535;

/// A full send buffer (a radio that is busy) delays a server no longer than this.
const SEND_TIMEOUT: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(super) struct Socket {
    socket: Arc<UdpSocket>,
    stopped: Stopped,
    local: SocketAddr,
    wait: Wait,
}

/// What a receive call brought.
#[derive(Debug)]
pub(super) enum Arrival {
    Datagram {
        length: usize,
        peer: SocketAddr,
    },
    /// An earlier datagram of ours could not be delivered (ICMP).
    Refused,
    Nothing,
}

impl Socket {
    pub(super) fn new(socket: UdpSocket) -> io::Result<Self> {
        socket.set_write_timeout(Some(SEND_TIMEOUT))?;
        let local = socket.local_addr()?;
        let (stopped, wait) = (Stopped::default(), Wait::default());
        Ok(Self { socket: Arc::new(socket), stopped, local, wait })
    }

    pub(super) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Receives one datagram, waiting for it at most `wait`; zero looks only for what is there.
    pub(super) fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<Arrival> {
        if self.is_stopped() {
            return Ok(Arrival::Nothing);
        }
        self.wait.set(&SockRef::from(&*self.socket), wait)?;
        match self.socket.recv_from(buffer) {
            // What a stopped socket returns is no datagram.
            _ if self.is_stopped() => Ok(Arrival::Nothing),
            Ok((length, peer)) => Ok(Arrival::Datagram { length, peer }),
            Err(error) => passing(error),
        }
    }

    /// Receives one datagram, its length and its sender, and goes on waiting after what is none.
    /// For a socket that nobody stops.
    pub(super) fn receive_within(
        &mut self,
        buffer: &mut [u8],
        timeout: Duration,
    ) -> io::Result<Option<(usize, SocketAddr)>> {
        let start = Instant::now();
        let mut left = timeout;
        loop {
            if let Arrival::Datagram { length, peer } = self.receive(buffer, left)? {
                return Ok(Some((length, peer)));
            }
            left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(None);
            }
        }
    }

    /// Sends one datagram.
    pub(super) fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        loop {
            match self.socket.send_to(packet, to) {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    pub(super) fn stop_handle(&self) -> StopHandle {
        // A handle that outlives its server does not keep the port.
        let socket = Arc::downgrade(&self.socket);
        self.stopped.handle(move || {
            if let Some(socket) = socket.upgrade() {
                // Wakes the thread that waits in a receive call. Linux does so although it reports
                // that the socket is not connected; elsewhere the timeout of the call has to do.
                let _not_connected = SockRef::from(&*socket).shutdown(Shutdown::Read);
            }
        })
    }
}

/// Tells errors that pass by themselves from those that stay.
fn passing(error: io::Error) -> io::Result<Arrival> {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
            Ok(Arrival::Nothing)
        }
        ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable => Ok(Arrival::Refused),
        ErrorKind::NetworkDown | ErrorKind::OutOfMemory => pause(),
        _ if error.raw_os_error() == Some(NO_BUFFERS) => pause(),
        // WSAENETRESET: the time to live of an earlier datagram of ours has expired.
        _ if cfg!(windows) && error.raw_os_error() == Some(10_052) => Ok(Arrival::Refused),
        _ => Err(error),
    }
}

/// Gives the system time to recover, so that such errors do not make a busy loop.
fn pause() -> io::Result<Arrival> {
    std::thread::sleep(Duration::from_millis(1));
    Ok(Arrival::Nothing)
}

/// ENOBUFS, for which the standard library has no name.
const NO_BUFFERS: i32 = if cfg!(windows) {
    10_055
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    105
} else {
    55
};

/// EMSGSIZE, for which the standard library has no name: longer than the system sends.
pub(super) const TOO_LONG: i32 = if cfg!(windows) {
    10_040
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    90
} else {
    40
};
