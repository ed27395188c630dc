//! Packets over TCP: a thread accepts, one for each connection reads, and all hand over to the
//! command. What they may keep is bounded: the number of connections, and of packets that wait.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use microosc::stream::{Connection, Framing, ReceiveError};
use microosc::udp::BindError;

use super::super::faults;
use super::super::output::Stop;

const MAX_CONNECTIONS: usize = 32;
const MAX_WAITING: usize = 256;

/// What has happened on the connections.
pub(super) enum Event<'a> {
    Packet(&'a [u8], SocketAddr),
    /// For the user: who came and went, and what was damaged.
    Remark(String),
}

enum Sent {
    Packet(Vec<u8>, SocketAddr),
    Remark(String),
}

pub(super) struct Listener {
    events: mpsc::Receiver<Sent>,
    local: SocketAddr,
    packet: Vec<u8>,
}

impl Listener {
    /// Listens at `address`. What peers send is read in `framing`, or as its first bytes tell.
    pub(super) fn bind(address: SocketAddr, framing: Option<Framing>) -> Result<Self, Stop> {
        let refused = |source: std::io::Error| {
            faults::open(&match source.kind() {
                ErrorKind::AddrInUse => BindError::PortTaken { address, source },
                ErrorKind::AddrNotAvailable => BindError::NotLocal { address, source },
                ErrorKind::PermissionDenied => BindError::PermissionDenied { address, source },
                _ => BindError::System { action: "listen for connections", source },
            })
        };
        if address.ip().is_multicast() {
            return Err(faults::open(&BindError::GroupOverTcp { group: address.ip() }));
        }
        let listener = TcpListener::bind(address).map_err(refused)?;
        let local = listener.local_addr().map_err(refused)?;
        let (sender, events) = mpsc::sync_channel(MAX_WAITING);
        thread::spawn(move || accept(&listener, framing, &sender));
        Ok(Self { events, local, packet: Vec::new() })
    }

    pub(super) fn local_addr(&self) -> SocketAddr {
        self.local
    }

    pub(super) fn receive(&mut self, wait: Duration) -> Option<Event<'_>> {
        match self.events.recv_timeout(wait).ok()? {
            Sent::Packet(packet, from) => {
                self.packet = packet;
                Some(Event::Packet(&self.packet, from))
            }
            Sent::Remark(remark) => Some(Event::Remark(remark)),
        }
    }
}

fn accept(listener: &TcpListener, framing: Option<Framing>, events: &SyncSender<Sent>) {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((stream, peer)) = listener.accept() else {
            // Gone before it was accepted, or too many open files: no reason to end, nor to spin.
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        let (events, open) = (events.clone(), Arc::clone(&open));
        if open.load(Ordering::Relaxed) >= MAX_CONNECTIONS {
            let text = format!("{peer} is refused: there are {MAX_CONNECTIONS} connections");
            let _command_is_over = events.send(Sent::Remark(text));
            continue;
        }
        open.fetch_add(1, Ordering::Relaxed);
        thread::spawn(move || {
            let _command_is_over = read(stream, peer, framing, &events);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Reads a connection to its end.
fn read(
    stream: TcpStream,
    peer: SocketAddr,
    framing: Option<Framing>,
    events: &SyncSender<Sent>,
) -> Result<(), mpsc::SendError<Sent>> {
    let remark = |text: String| events.send(Sent::Remark(text));
    remark(format!("{peer} has connected"))?;
    // Nothing is sent here; the framing of what is does not matter.
    let connection = Connection::new(stream, Framing::Slip);
    let mut connection = match framing {
        Some(framing) => connection.expect(framing),
        None => connection,
    };
    let mut skipped = 0;
    loop {
        let received = match connection.receive() {
            Ok(Some(packet)) => Ok(Some(packet.to_vec())),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        if let (true, Some(fault)) = (connection.skipped() != skipped, connection.last_fault()) {
            skipped = connection.skipped();
            remark(format!("{peer}: a frame is skipped: {fault}"))?;
        }
        match received {
            Ok(Some(packet)) => events.send(Sent::Packet(packet, peer))?,
            Ok(None) => {}
            Err(ReceiveError::Closed) => return remark(format!("{peer} has closed")),
            Err(error) => return remark(format!("{peer}: {error}")),
        }
    }
}
