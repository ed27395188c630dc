//! One WebSocket: frames in both directions, and what its client listens to.

use super::command::Command;
use super::listeners::Listeners;
use super::options::Options;
use super::sent::Sent;
use core::time::Duration;
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, Role, WebSocketConfig, WebSocketContext};
use tungstenite::{Bytes, Error, Message};

/// How many bytes a frame has at most, and a message of several.
pub(super) const MAX_FRAME: usize = 64 << 10;

/// How many bytes wait at most until the client takes them.
const MAX_WAITING: usize = 256 << 10;

/// What is read at once.
const PIECE: usize = 4096;

/// How much is read until there has to be a message, before others have their turn.
const TURN: usize = 16 << 10;

pub(super) struct Socket {
    context: WebSocketContext,
    listened: Sent,
    /// Since when the client does not take what it was sent.
    blocked: Option<Instant>,
    heard: Instant,
    /// Whether it was asked, since it was heard, if it is still there.
    is_asked: bool,
}

/// What a client sends.
#[derive(Debug)]
pub(super) enum Frame {
    Command(Option<Command>),
    Packet(Bytes),
    /// Something that needs no answer, or has one.
    Other,
    /// Nothing for now.
    Nothing,
    /// Something that is against the rules; it has been told.
    Faulty,
    /// The connection is over.
    End,
}

impl Socket {
    /// Begins with what the client has sent already.
    pub(super) fn new(sent: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(PIECE)
            .write_buffer_size(0)
            .max_write_buffer_size(MAX_WAITING)
            .max_message_size(Some(MAX_FRAME))
            .max_frame_size(Some(MAX_FRAME));
        Self {
            context: WebSocketContext::from_partially_read(sent, Role::Server, Some(config)),
            listened: Sent::default(),
            blocked: None,
            heard: Instant::now(),
            is_asked: false,
        }
    }

    /// Sends what waits, and returns what the client has sent.
    pub(super) fn next(&mut self, stream: &mut TcpStream) -> Frame {
        if self.blocked.is_some() && !self.flush(stream) {
            return Frame::End;
        }
        let mut turn = Turn { stream, left: TURN };
        let frame = match self.context.read(&mut turn) {
            Ok(Message::Text(text)) => Frame::Command(Command::parse(&text)),
            Ok(Message::Binary(packet)) => Frame::Packet(packet),
            Ok(_) => Frame::Other,
            Err(Error::Io(error)) => match error.kind() {
                ErrorKind::WouldBlock if turn.left > 0 => return Frame::Nothing,
                ErrorKind::WouldBlock | ErrorKind::Interrupted => return Frame::Other,
                _ => return Frame::End,
            },
            Err(Error::Capacity(_)) => return self.complain(stream, CloseCode::Size),
            Err(Error::Utf8(_)) => return self.complain(stream, CloseCode::Invalid),
            Err(Error::Protocol(_)) => return self.complain(stream, CloseCode::Protocol),
            Err(_) => return Frame::End,
        };
        (self.heard, self.is_asked) = (Instant::now(), false);
        frame
    }

    fn complain(&mut self, stream: &mut TcpStream, code: CloseCode) -> Frame {
        // Who does not take it finds the connection closed.
        let _ = self.context.close(stream, Some(CloseFrame { code, reason: "".into() }));
        Frame::Faulty
    }

    /// Sends what waits, and tells whether the connection still is one.
    fn flush(&mut self, stream: &mut TcpStream) -> bool {
        let flushed = self.context.flush(stream);
        self.note(flushed)
    }

    fn note(&mut self, written: tungstenite::Result<()>) -> bool {
        match written {
            Ok(()) => self.blocked = None,
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                self.blocked.get_or_insert_with(Instant::now);
            }
            Err(_) => return false,
        }
        true
    }

    /// Sends a packet, or keeps it until the client takes it. Returns false if it cannot be sent.
    pub(super) fn send(&mut self, stream: &mut TcpStream, packet: &[u8]) -> bool {
        let written = self.context.write(stream, Message::Binary(Bytes::copy_from_slice(packet)));
        self.note(written)
    }

    /// Sends the values that are new to the client, as long as it takes them.
    pub(super) fn push(&mut self, stream: &mut TcpStream, listeners: &Listeners, is_news: bool) {
        let mut listened = core::mem::take(&mut self.listened);
        listened.catch_up(listeners, is_news, |packet| {
            self.blocked.is_none() && self.send(stream, packet)
        });
        self.listened = listened;
    }

    /// What its client listens to.
    pub(super) fn listened(&mut self) -> &mut Sent {
        &mut self.listened
    }

    /// Returns all that it listens to.
    pub(super) fn into_listened(self) -> impl Iterator<Item = String> {
        self.listened.into_addresses()
    }

    /// Returns when something is to be done unless something happens before.
    pub(super) fn deadline(&self, options: &Options) -> Option<Instant> {
        let blocked = self.blocked.and_then(|since| since.checked_add(options.write_timeout));
        let silent = self.heard.checked_add(self.patience(options));
        [blocked, silent].into_iter().flatten().min()
    }

    /// How long the client may be silent until something is done about it.
    fn patience(&self, options: &Options) -> Duration {
        let parts = if self.is_asked { 1 } else { 2 };
        options.idle_timeout.checked_div(parts).unwrap_or_default()
    }

    /// Asks the client whether it is still there, or returns false if it is to be cut off.
    pub(super) fn keep(&mut self, stream: &mut TcpStream, options: &Options) -> bool {
        if self.blocked.is_some_and(|since| since.elapsed() >= options.write_timeout) {
            return false;
        }
        if self.heard.elapsed() < self.patience(options) {
            return true;
        }
        if core::mem::replace(&mut self.is_asked, true) {
            return false;
        }
        let written = self.context.write(stream, Message::Ping(Bytes::new()));
        self.note(written)
    }
}

/// A stream of which so much is read: not even fragments that never make a message keep others
/// waiting.
struct Turn<'s> {
    stream: &'s mut TcpStream,
    left: usize,
}

impl Read for Turn<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len().min(self.left);
        if room == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        let length = self.stream.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left = self.left.saturating_sub(length);
        Ok(length)
    }
}

impl Write for Turn<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl core::fmt::Debug for Socket {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Socket").field("listened", &self.listened).finish_non_exhaustive()
    }
}
