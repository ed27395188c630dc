//! One connection, from the first byte of its request to its end. It never waits: each step does what
//! can be done now.

use super::options::Options;
use super::request::{self, MAX_HEAD, Request};
use super::response::{Refusal, Response, Status};
use super::socket::{Frame, Socket};
use core::net::SocketAddr;
use core::time::Duration;
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::Instant;

/// How long a client may take to close a connection that has been answered.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is read at once.
const PIECE: usize = 2048;

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    /// Whether there may be something to read, or room to write.
    pub(super) is_ready: bool,
    /// Whether it only gets told that there are too many.
    pub(super) is_surplus: bool,
    stream: TcpStream,
    stage: Stage,
    /// Since when it is at this stage.
    since: Instant,
}

#[derive(Debug)]
enum Stage {
    /// A request comes; so much of it is here.
    Asking(Vec<u8>),
    /// It is being answered; then it is a WebSocket whose client has sent so much, or is over.
    Answering {
        bytes: Vec<u8>,
        written: usize,
        socket: Option<Vec<u8>>,
    },
    Socket(Box<Socket>),
    /// All has been said. What still comes is read until the client closes the connection, since
    /// closing it with something unread would take the answer away from a client that has not read it.
    Leaving,
}

/// What a step has brought.
#[derive(Debug)]
pub(super) enum Event {
    /// To be [answered](Connection::answer).
    Request(Request),
    /// What the client of a WebSocket sends.
    Frame(Frame),
    Nothing,
    End,
}

impl Connection {
    pub(super) fn new(peer: SocketAddr, stream: TcpStream) -> Self {
        let stage = Stage::Asking(Vec::new());
        Self { peer, is_ready: true, is_surplus: false, stream, stage, since: Instant::now() }
    }

    /// A connection that is one too many.
    pub(super) fn surplus(peer: SocketAddr, stream: TcpStream) -> Self {
        let mut connection = Self::new(peer, stream);
        connection.is_surplus = true;
        let why = "there are too many connections; try again later\n";
        connection.answer(Refusal(Status::Unavailable, why).into());
        connection
    }

    pub(super) fn answer(&mut self, response: Response) {
        let bytes = response.into_bytes();
        self.enter(Stage::Answering { bytes, written: 0, socket: None });
    }

    fn enter(&mut self, stage: Stage) {
        (self.stage, self.since) = (stage, Instant::now());
    }

    /// Goes on until there is something to be done about it, or nothing more can be done now.
    pub(super) fn step(&mut self, options: &Options) -> Event {
        loop {
            let done = match &mut self.stage {
                Stage::Asking(bytes) => match read_head(&mut self.stream, bytes, options) {
                    Ok(Head::Whole(request, rest)) => match &request.accept {
                        None => return Event::Request(request),
                        Some(accept) => {
                            let bytes = Response::switching(accept).into_bytes();
                            self.enter(Stage::Answering { bytes, written: 0, socket: Some(rest) });
                            Ok(())
                        }
                    },
                    Ok(Head::Refused(refusal)) => {
                        self.answer(refusal.into());
                        Ok(())
                    }
                    Ok(Head::End) => return Event::End,
                    Err(error) => Err(error),
                },
                Stage::Answering { bytes, written, socket } => {
                    match write(&mut self.stream, bytes, written) {
                        Err(error) => Err(error),
                        Ok(()) => {
                            let socket = socket.take();
                            self.answered(socket)
                        }
                    }
                }
                Stage::Socket(socket) => match socket.next(&mut self.stream) {
                    Frame::Nothing => Err(ErrorKind::WouldBlock.into()),
                    Frame::End => return Event::End,
                    Frame::Faulty => self.leave(),
                    frame => return Event::Frame(frame),
                },
                Stage::Leaving => match self.stream.read(&mut [0; PIECE]) {
                    Ok(0) => return Event::End,
                    // More has to wait until others had their turn.
                    Ok(_) => return Event::Nothing,
                    Err(error) => Err(error),
                },
            };
            match done {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.is_ready = false;
                    return Event::Nothing;
                }
                Err(_) => return Event::End,
            }
        }
    }

    fn answered(&mut self, socket: Option<Vec<u8>>) -> io::Result<()> {
        match socket {
            None => self.leave(),
            Some(rest) => {
                self.enter(Stage::Socket(Box::new(Socket::new(rest))));
                Ok(())
            }
        }
    }

    fn leave(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        self.enter(Stage::Leaving);
        Ok(())
    }

    /// Returns the WebSocket with its stream, if it is one.
    pub(super) fn socket(&mut self) -> Option<(&mut Socket, &mut TcpStream)> {
        match &mut self.stage {
            Stage::Socket(socket) => Some((socket, &mut self.stream)),
            _ => None,
        }
    }

    /// Returns the addresses it has listened to.
    pub(super) fn into_listened(self) -> impl Iterator<Item = String> {
        let socket = match self.stage {
            Stage::Socket(socket) => Some(socket),
            _ => None,
        };
        socket.into_iter().flat_map(|socket| socket.into_listened())
    }

    /// Returns when something is to be done unless something happens before.
    pub(super) fn deadline(&self, options: &Options) -> Option<Instant> {
        match &self.stage {
            Stage::Asking(_) => self.since.checked_add(options.head_timeout),
            Stage::Answering { .. } => self.since.checked_add(options.write_timeout),
            Stage::Leaving => self.since.checked_add(FAREWELL),
            Stage::Socket(socket) => socket.deadline(options),
        }
    }

    /// Does what is due by the clock, or returns false if its time is up.
    pub(super) fn keep(&mut self, options: &Options) -> bool {
        match &mut self.stage {
            Stage::Socket(socket) => socket.keep(&mut self.stream, options),
            _ => self.deadline(options).is_none_or(|at| at > Instant::now()),
        }
    }
}

enum Head {
    Whole(Request, Vec<u8>),
    Refused(Refusal),
    End,
}

/// Reads until the head is complete, or is none.
fn read_head(stream: &mut TcpStream, bytes: &mut Vec<u8>, options: &Options) -> io::Result<Head> {
    loop {
        let mut piece = [0; PIECE];
        // One more than may be, to see that it is more.
        let room = MAX_HEAD.saturating_add(1).saturating_sub(bytes.len()).min(PIECE);
        let length = stream.read(piece.get_mut(..room).unwrap_or_default())?;
        if length == 0 {
            return Ok(Head::End);
        }
        bytes.extend_from_slice(piece.get(..length).unwrap_or_default());
        match request::parse(bytes, &options.hosts) {
            Ok(None) => {}
            Ok(Some((request, length))) => {
                return Ok(Head::Whole(request, bytes.get(length..).unwrap_or_default().to_vec()));
            }
            Err(refusal) => return Ok(Head::Refused(refusal)),
        }
    }
}

fn write(stream: &mut TcpStream, bytes: &[u8], written: &mut usize) -> io::Result<()> {
    while let Some(rest) = bytes.get(*written..).filter(|rest| !rest.is_empty()) {
        match stream.write(rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(length) => *written = written.saturating_add(length),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
