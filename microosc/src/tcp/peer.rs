//! One connection of a server, and what is known about it.

use super::counters::ConnectionCounters;
use super::options::Options;
use super::replies::Replies;
use crate::stream::{Deframer, Framing, frame_to_vec};
use core::net::SocketAddr;
use core::time::Duration;
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Read};
use std::time::Instant;

/// Dropping it closes the connection.
#[derive(Debug)]
pub(super) struct Peer {
    /// By which of the server's sockets it came, and who it is.
    pub(super) origin: (u8, SocketAddr),
    stream: TcpStream,
    deframer: Deframer<Box<[u8]>>,
    replies: Replies,
    /// Whether there may be something to read, or room to write.
    pub(super) is_ready: bool,
    /// Whether no more will come. It stays until it has its replies.
    is_leaving: bool,
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

/// What reading has brought.
#[derive(Debug)]
pub(super) enum Input {
    /// So many bytes.
    Bytes(usize),
    Nothing,
    /// The connection is over.
    End,
}

impl Peer {
    pub(super) fn new(origin: (u8, SocketAddr), stream: TcpStream, options: &Options) -> Self {
        let packet = vec![0; options.max_packet].into();
        let deframer = match options.framing {
            Some(framing) => Deframer::new(packet, framing),
            None => Deframer::detecting(packet),
        };
        Self {
            origin,
            stream,
            deframer,
            replies: Replies::default(),
            is_ready: true,
            is_leaving: false,
            heard: Instant::now(),
            partial_since: None,
        }
    }

    /// Sends what waits, then reads a piece of what has come. One that has closed its direction may
    /// still be reading: the connection is over when it has its replies.
    pub(super) fn go_on(&mut self, buffer: &mut [u8]) -> Input {
        if self.flush().is_err() {
            return Input::End;
        }
        while !self.is_leaving {
            match self.stream.read(buffer) {
                Ok(0) => self.is_leaving = true,
                Ok(length) => return Input::Bytes(length),
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::WouldBlock => {
                        self.is_ready = false;
                        return Input::Nothing;
                    }
                    _ => return Input::End,
                },
            }
        }
        self.is_ready = false;
        if self.replies.is_empty() { Input::End } else { Input::Nothing }
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

    /// Takes note that all packets have been taken out of a piece, and tells whether none can be
    /// found any more.
    pub(super) fn end_of_piece(&mut self) -> bool {
        self.heard = Instant::now();
        self.partial_since = match self.partial_since {
            _ if !self.deframer.is_partial() => None,
            None => Some(self.heard),
            since => since,
        };
        self.deframer.is_lost()
    }

    /// Whether a frame has begun and is not complete.
    pub(super) fn is_partial(&self) -> bool {
        self.deframer.is_partial()
    }

    /// Whether a reply can still be meant for it.
    pub(super) fn is_at(&self, origin: (u8, SocketAddr)) -> bool {
        self.origin == origin && !self.is_leaving
    }

    /// Returns when the connection is to be cut off, unless something happens before, and why.
    pub(super) fn deadline(&self, options: &Options) -> Option<(Instant, Cut)> {
        let after = |since: Option<Instant>, limit: Duration, why| {
            since.and_then(|since| since.checked_add(limit)).map(|at| (at, why))
        };
        let slow = after(self.replies.since(), options.write_timeout, Cut::Slow);
        if self.is_leaving {
            return slow;
        }
        let stalled = after(self.partial_since, options.frame_timeout, Cut::Stalled);
        // What has come and was not read yet is no silence.
        let heard = options.idle_timeout.filter(|_| !self.is_ready);
        let idle = heard.and_then(|limit| after(Some(self.heard), limit, Cut::Idle));
        [slow, stalled, idle].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// Sends the peer a packet, in its framing, or queues it. Returns false if it cannot be sent,
    /// and why the connection is to be cut off if it is.
    pub(super) fn send(&mut self, packet: &[u8], options: &Options) -> Result<bool, Cut> {
        let framing = self.deframer.framing().unwrap_or(Framing::LengthPrefix);
        let Ok(frame) = frame_to_vec(framing, packet) else { return Ok(false) };
        if !self.replies.push(frame, options.write_queue) {
            return Err(Cut::Slow);
        }
        // One that took no more is tried again when it has room.
        let is_blocked = self.replies.since().is_some();
        // A connection that is broken is found out when it is read.
        Ok(is_blocked || self.flush().is_ok())
    }

    /// Sends what waits, as far as the peer takes it.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.replies.write(&self.stream)
    }

    /// Returns how many replies wait.
    pub(super) fn waiting(&self) -> usize {
        self.replies.len()
    }
}
