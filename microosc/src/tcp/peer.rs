//! One connection of a server: the thread that reads it, and what is known about it.
//!
//! The thread fills one of two buffers and sends it to the server, which takes the packets out and
//! gives the buffer back. So a peer that floods the server is read as fast as it is handled, never
//! has more than two pieces waiting, and is served in turn with the others.

use super::counters::ConnectionCounters;
use super::listener;
use super::options::Options;
use super::writer::Writer;
use crate::stream::{Deframer, Framing, frame_to_vec};
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Read};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Instant;

/// How much is read at once.
const CHUNK: usize = 8192;

/// The threads hold their buffers on the heap.
const STACK: usize = 128 << 10;

/// What a thread of a connection tells the server.
#[derive(Debug)]
pub(super) enum Event {
    /// Bytes have come.
    Read { id: u64, buffer: Box<[u8]>, len: usize },
    /// No more bytes will come, or none can be sent.
    Closed { id: u64 },
    /// The peer has not taken a reply in time.
    Slow { id: u64 },
    /// The server has been told to stop.
    Wake,
}

/// What the threads of a connection share. It lives as long as one of them does, and so long the
/// connection counts as one.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) stream: TcpStream,
    closing: AtomicBool,
    _slot: Arc<()>,
}

impl Shared {
    /// Whether the server has let go of the connection.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }
}

/// The server's end of a connection. Dropping it closes the connection, after the replies that are
/// still to be sent.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) id: u64,
    pub(super) address: SocketAddr,
    shared: Arc<Shared>,
    /// Gives buffers back to the reading thread.
    buffers: Sender<Box<[u8]>>,
    deframer: Deframer<Box<[u8]>>,
    writer: Option<Writer>,
    heard: Instant,
    /// When the frame that is not complete was begun.
    partial_since: Option<Instant>,
}

/// Why a connection is cut off.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    Slow,
    Stalled,
    Idle,
    Unreadable,
}

impl Peer {
    /// Starts to read a connection.
    pub(super) fn start(
        id: u64,
        stream: TcpStream,
        address: SocketAddr,
        slot: Arc<()>,
        events: &Sender<Event>,
        options: &Options,
    ) -> io::Result<Self> {
        listener::set_up(&stream, options.write_timeout)?;
        let shared = Arc::new(Shared { stream, closing: AtomicBool::new(false), _slot: slot });
        let (buffers, returned) = channel();
        for _ in 0..2 {
            let _cannot_fail = buffers.send(vec![0; CHUNK].into());
        }
        let (reading, events) = (Arc::clone(&shared), events.clone());
        spawn(move || read(id, &reading, &events, &returned))?;
        let packet = vec![0; options.max_packet].into();
        let deframer = match options.framing {
            Some(framing) => Deframer::new(packet, framing),
            None => Deframer::detecting(packet),
        };
        let heard = Instant::now();
        Ok(Self {
            id,
            address,
            shared,
            buffers,
            deframer,
            writer: None,
            heard,
            partial_since: None,
        })
    }

    /// Takes the next packet out of what has come, and counts the frames skipped before it.
    pub(super) fn next_packet(
        &mut self,
        input: &mut &[u8],
        counters: &mut ConnectionCounters,
    ) -> Option<&[u8]> {
        loop {
            match self.deframer.step(input)? {
                Ok(()) => break,
                Err(fault) => counters.count(fault),
            }
            self.partial_since = None;
        }
        self.partial_since = None;
        Some(self.deframer.packet())
    }

    /// Gives a buffer back of which all packets have been taken.
    pub(super) fn return_buffer(&mut self, buffer: Box<[u8]>) {
        self.heard = Instant::now();
        self.partial_since = match self.partial_since {
            _ if !self.deframer.is_partial() => None,
            None => Some(self.heard),
            since => since,
        };
        let _thread_is_gone = self.buffers.send(buffer);
    }

    /// Whether a frame has begun and is not complete.
    pub(super) fn is_partial(&self) -> bool {
        self.deframer.is_partial()
    }

    /// Tells whether the connection is to be cut off.
    pub(super) fn fault(&self, now: Instant, options: &Options) -> Option<Cut> {
        let longer = |since, limit| now.saturating_duration_since(since) > limit;
        if self.deframer.is_lost() {
            Some(Cut::Unreadable)
        } else if self.partial_since.is_some_and(|since| longer(since, options.frame_timeout)) {
            Some(Cut::Stalled)
        } else if options.idle_timeout.is_some_and(|limit| longer(self.heard, limit)) {
            Some(Cut::Idle)
        } else {
            None
        }
    }

    /// Queues a packet for the peer, in its framing. Returns false if it cannot be sent, and why
    /// the connection is to be cut off if it is.
    pub(super) fn send(
        &mut self,
        packet: &[u8],
        events: &Sender<Event>,
        options: &Options,
    ) -> Result<bool, Cut> {
        let framing = self.deframer.framing().unwrap_or(Framing::LengthPrefix);
        let Ok(frame) = frame_to_vec(framing, packet) else { return Ok(false) };
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let timeout: Duration = options.write_timeout;
                match Writer::start(self.id, &self.shared, events, timeout) {
                    Ok(writer) => none.insert(writer),
                    Err(_no_thread_left) => return Ok(false),
                }
            }
        };
        if writer.send(frame, options.write_queue) { Ok(true) } else { Err(Cut::Slow) }
    }

    /// Closes the connection at once, and returns how many replies the peer does not get.
    pub(super) fn cut(self) -> usize {
        let _closed_already = self.shared.stream.shutdown(Shutdown::Both);
        self.writer.as_ref().map_or(0, Writer::waiting)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
        // With replies to be sent, the writing thread closes the connection after them.
        let how = if self.writer.is_some() { Shutdown::Read } else { Shutdown::Both };
        let _closed_already = self.shared.stream.shutdown(how);
    }
}

/// Reads until the stream ends or the server lets go of it.
fn read(id: u64, shared: &Shared, events: &Sender<Event>, buffers: &Receiver<Box<[u8]>>) {
    while let Ok(mut buffer) = buffers.recv() {
        let len = loop {
            match (&shared.stream).read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result.unwrap_or(0),
            }
        };
        let is_end = len == 0;
        let event = if is_end { Event::Closed { id } } else { Event::Read { id, buffer, len } };
        if events.send(event).is_err() || is_end {
            return;
        }
    }
}

/// Starts a thread of a connection.
pub(super) fn spawn(body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("microosc-tcp".into()).stack_size(STACK).spawn(body).map(drop)
}
