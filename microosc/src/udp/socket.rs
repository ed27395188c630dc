//! A bound socket that receives within a given time and that another thread can stop.
//!
//! Errors that pass by themselves come back as [`Arrival::Nothing`] or [`Arrival::Refused`]; only
//! an error after which receiving makes no sense is returned as one.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use socket2::SockRef;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, UdpSocket};
use std::sync::{Arc, Weak};

/// The longest payload that the length field of UDP can express.
pub(super) const MAX_DATAGRAM: usize = 65_535;

/// A full send buffer (a radio that is busy) delays a server no longer than this.
const SEND_TIMEOUT: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(super) struct Socket {
    socket: Arc<UdpSocket>,
    stopped: Arc<AtomicBool>,
    local: SocketAddr,
    /// How long the system now waits in a receive call; zero is non-blocking mode.
    wait: Option<Duration>,
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
        let stopped = Arc::new(AtomicBool::new(false));
        Ok(Self { socket: Arc::new(socket), stopped, local, wait: None })
    }

    pub(super) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// Receives one datagram, waiting for it at most `wait`; zero looks only for what is there.
    pub(super) fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<Arrival> {
        if self.is_stopped() {
            return Ok(Arrival::Nothing);
        }
        self.set_wait(wait)?;
        match self.socket.recv_from(buffer) {
            // What a stopped socket returns is no datagram.
            _ if self.is_stopped() => Ok(Arrival::Nothing),
            Ok((length, peer)) => Ok(Arrival::Datagram { length, peer }),
            Err(error) => passing(error),
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

    /// Changes the mode of the socket only if it has to; each change is a system call.
    fn set_wait(&mut self, wait: Duration) -> io::Result<()> {
        if self.wait == Some(wait) {
            return Ok(());
        }
        if wait.is_zero() {
            self.socket.set_nonblocking(true)?;
        } else {
            if self.wait == Some(Duration::ZERO) {
                self.socket.set_nonblocking(false)?;
            }
            self.socket.set_read_timeout(Some(wait))?;
        }
        self.wait = Some(wait);
        Ok(())
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    pub(super) fn stop_handle(&self) -> StopHandle {
        StopHandle { stopped: Arc::clone(&self.stopped), socket: Arc::downgrade(&self.socket) }
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

/// Ends [`Server::serve`](super::Server::serve) from another thread; see
/// [`Server::stop_handle`](super::Server::stop_handle).
#[derive(Clone, Debug)]
pub struct StopHandle {
    stopped: Arc<AtomicBool>,
    // A handle that outlives its server does not keep the port.
    socket: Weak<UdpSocket>,
}

impl StopHandle {
    /// Stops the server: `serve` returns after the handler that is running, and the server
    /// receives nothing more. Calling it again does nothing.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        if let Some(socket) = self.socket.upgrade() {
            // Wakes the thread that waits in a receive call. Linux does so although it reports
            // that the socket is not connected; elsewhere the timeout of the call has to do.
            let _not_connected = SockRef::from(&*socket).shutdown(Shutdown::Read);
        }
    }
}
