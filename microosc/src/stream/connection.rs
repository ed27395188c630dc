//! Packets over anything that reads and writes.
//!
//! Buffers are allocated once. One read of the stream may bring several packets; they are lent out
//! one by one before the stream is read again.

use super::error::{ReceiveError, SendError};
use super::{Deframer, Fault, Framing, frame};
use crate::wire::{
    BundleEncoder, EncodeError, TimeTag, ToArguments, encode_bundle, encode_message,
};
use core::fmt;
use core::ops::Range;
use std::io::{ErrorKind, Read, Write};

/// How long a packet may be unless a limit is given.
pub(crate) const MAX_PACKET: usize = 65_536;

/// How much is read from the stream at once.
const CHUNK: usize = 8192;

/// Sends and receives packets over a stream: a `UnixStream`, a serial port, a `TcpStream`, a pipe.
///
/// What is sent has the framing given. What is received may have either; it is told by the first
/// bytes, unless [`expect`](Self::expect) says which.
///
/// ```
/// # #[cfg(unix)] {
/// use microosc::Packet;
/// use microosc::stream::{Connection, Framing};
/// use std::os::unix::net::UnixStream;
///
/// let (here, there) = UnixStream::pair()?;
/// let mut desk = Connection::new(here, Framing::Slip);
/// let mut tablet = Connection::new(there, Framing::LengthPrefix);
///
/// tablet.send("/1/fader", 0.5_f32)?;
/// let packet = desk.receive()?.expect("UnixStream waits until something comes");
/// assert_eq!(packet, b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0");
///
/// desk.send_bundle(microosc::TimeTag::IMMEDIATE, |bundle| bundle.message("/1/led", true))?;
/// assert!(matches!(tablet.receive()?.map(Packet::decode), Some(Ok(Packet::Bundle(_)))));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Serving a stream
///
/// The server without sockets turns a stream into a place where handlers run; for example, a
/// serial port with an Arduino behind it. The address stands for the peer, which has none.
///
/// ```
/// use microosc::stream::{Connection, Framing, ReceiveError};
/// use microosc::{Router, Server, TimeTag, osc_handler, osc_router};
/// use std::io::{Read, Write};
///
/// #[osc_handler("/tempo", reply = "/tempo/is")]
/// fn tempo(bpm: &mut f32, value: f32) -> f32 {
///     *bpm = value;
///     value
/// }
///
/// static ROUTER: Router<f32> = osc_router![tempo];
///
/// fn serve(port: impl Read + Write, bpm: &mut f32) -> Result<(), Box<dyn std::error::Error>> {
///     let mut connection = Connection::new(port, Framing::Slip).expect(Framing::Slip);
///     let mut server = Server::new(&ROUTER);
///     let (peer, mut reply) = (([127, 0, 0, 1], 1).into(), [0; 1024]);
///     loop {
///         match connection.receive() {
///             Ok(Some(packet)) => server.handle_datagram(TimeTag::now(), peer, packet, bpm),
///             // Only a port with a timeout comes here when nothing has come.
///             Ok(None) => server.handle_timeout(TimeTag::now(), bpm),
///             Err(ReceiveError::Closed) => return Ok(()),
///             Err(error) => return Err(error.into()),
///         }
///         while let Some(transmit) = server.poll_transmit(&mut reply) {
///             connection.send_packet(&reply[..transmit.len])?;
///         }
///     }
/// }
/// # #[cfg(unix)] {
/// # use std::os::unix::net::UnixStream;
/// # let (here, there) = UnixStream::pair()?;
/// # let thread = std::thread::spawn(move || {
/// #     let mut bpm = 120.0;
/// #     serve(here, &mut bpm).unwrap();
/// #     bpm
/// # });
/// # let mut client = Connection::new(there, Framing::Slip);
/// # client.send("/tempo", 98.5_f32)?;
/// # assert_eq!(client.receive()?, Some(&b"/tempo/is\0\0\0,f\0\0\x42\xc5\0\0"[..]));
/// # drop(client);
/// # assert_eq!(thread.join().unwrap(), 98.5);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Connection<T> {
    stream: T,
    incoming: Incoming,
    outgoing: Outgoing,
    /// Where packets to be sent are encoded; its length is the limit.
    packet: Box<[u8]>,
}

impl<T> Connection<T> {
    /// Makes a connection that sends in `framing`. Packets have at most 64 KiB.
    pub fn new(stream: T, framing: Framing) -> Self {
        Self::with_max_packet(stream, framing, MAX_PACKET)
    }

    /// Makes a connection whose packets, in both directions, have at most so many bytes.
    pub fn with_max_packet(stream: T, framing: Framing, max_packet: usize) -> Self {
        let deframer = Deframer::detecting(vec![0; max_packet].into());
        Self {
            stream,
            incoming: Incoming::new(deframer),
            outgoing: Outgoing { framing, frame: Vec::new(), is_broken: false },
            packet: vec![0; max_packet].into(),
        }
    }

    /// Receives in this framing, instead of telling by the first bytes: for a serial line, which
    /// may bring noise first.
    #[must_use]
    pub fn expect(mut self, framing: Framing) -> Self {
        let deframer = Deframer::new(vec![0; self.packet.len()].into(), framing);
        self.incoming = Incoming::new(deframer);
        self
    }

    /// Returns the framing of what is sent.
    pub fn framing(&self) -> Framing {
        self.outgoing.framing
    }

    /// Sets the framing of what is sent from now on.
    pub fn set_framing(&mut self, framing: Framing) {
        self.outgoing.framing = framing;
    }

    /// Returns the framing of what is received, once it is known.
    pub fn peer_framing(&self) -> Option<Framing> {
        self.incoming.deframer.framing()
    }

    /// Returns how many frames were skipped on receiving.
    pub fn skipped(&self) -> u64 {
        self.incoming.skipped
    }

    /// Returns why a frame was skipped last.
    pub fn last_fault(&self) -> Option<Fault> {
        self.incoming.last_fault
    }

    /// Returns the stream.
    pub fn get_ref(&self) -> &T {
        &self.stream
    }

    /// Returns the stream, for example to set a timeout. What is read from it or written to it
    /// directly disturbs the frames.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.stream
    }

    /// Returns the stream. Bytes that have been read from it but not received are lost.
    pub fn into_inner(self) -> T {
        self.stream
    }
}

impl<T: Write> Connection<T> {
    /// Sends one message: `(0.5_f32,)` is one argument, `(1, "on")` are two, `()` is none.
    ///
    /// # Errors
    ///
    /// The message cannot be encoded or is too long, or the stream does not take it.
    pub fn send(&mut self, address: &str, arguments: impl ToArguments) -> Result<(), SendError> {
        self.send_encoded(|buffer| encode_message(buffer, address, arguments))
    }

    /// Sends the messages that `fill` adds as one bundle, for the time of its tag.
    ///
    /// # Errors
    ///
    /// The bundle cannot be encoded or is too long, or the stream does not take it.
    pub fn send_bundle(
        &mut self,
        time_tag: TimeTag,
        fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), SendError> {
        self.send_encoded(|buffer| encode_bundle(buffer, time_tag, fill))
    }

    /// Sends the packet that `encode` writes.
    pub(crate) fn send_encoded(
        &mut self,
        encode: impl FnOnce(&mut [u8]) -> Result<&[u8], EncodeError>,
    ) -> Result<(), SendError> {
        let limit = self.packet.len();
        let packet = encode(&mut self.packet).map_err(|error| encoding(error, limit))?;
        self.outgoing.send(&mut self.stream, packet)
    }

    /// Sends bytes as one packet.
    ///
    /// # Errors
    ///
    /// There are too many bytes, or the stream does not take them.
    pub fn send_packet(&mut self, packet: &[u8]) -> Result<(), SendError> {
        let (length, limit) = (packet.len(), self.packet.len());
        if length > limit {
            return Err(SendError::TooLong { length, limit });
        }
        self.outgoing.send(&mut self.stream, packet)
    }
}

fn encoding(error: EncodeError, limit: usize) -> SendError {
    match error {
        EncodeError::BufferTooSmall { needed } => SendError::TooLong { length: needed, limit },
        other => SendError::Encode(other),
    }
}

impl<T: Read> Connection<T> {
    /// Receives the next packet, or returns `None` when the stream has a timeout and nothing came
    /// within it. Frames that are damaged or too long are skipped and [counted](Self::skipped).
    ///
    /// # Errors
    ///
    /// The peer has closed the stream, or no further packet can be read from it.
    pub fn receive(&mut self) -> Result<Option<&[u8]>, ReceiveError> {
        loop {
            match self.incoming.receive(&mut self.stream)? {
                Received::Packet => return Ok(Some(self.incoming.deframer.packet())),
                Received::Nothing => return Ok(None),
                Received::Part => {}
            }
        }
    }

    /// Receives as `receive` does, and reads the stream at most once.
    pub(crate) fn receive_once(&mut self) -> Result<Received, ReceiveError> {
        self.incoming.receive(&mut self.stream)
    }

    /// Returns the packet that `receive_once` has found.
    pub(crate) fn packet(&self) -> &[u8] {
        self.incoming.deframer.packet()
    }
}

/// What reading the stream once has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    /// A whole packet.
    Packet,
    /// Bytes that complete no packet.
    Part,
    /// No bytes within the stream's timeout.
    Nothing,
}

struct Incoming {
    deframer: Deframer<Box<[u8]>>,
    chunk: Box<[u8]>,
    /// The part of `chunk` that has been read and not been looked at.
    unread: Range<usize>,
    skipped: u64,
    last_fault: Option<Fault>,
}

impl Incoming {
    fn new(deframer: Deframer<Box<[u8]>>) -> Self {
        Self { deframer, chunk: vec![0; CHUNK].into(), unread: 0..0, skipped: 0, last_fault: None }
    }

    fn receive(&mut self, stream: &mut impl Read) -> Result<Received, ReceiveError> {
        if self.take_unread()? {
            return Ok(Received::Packet);
        }
        match stream.read(&mut self.chunk) {
            Ok(0) => Err(ReceiveError::Closed),
            Ok(len) => {
                self.unread = 0..len;
                Ok(if self.take_unread()? { Received::Packet } else { Received::Part })
            }
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => Ok(Received::Part),
                ErrorKind::WouldBlock | ErrorKind::TimedOut => Ok(Received::Nothing),
                _ => Err(ReceiveError::Read(error)),
            },
        }
    }

    /// Looks for a packet in what has been read.
    fn take_unread(&mut self) -> Result<bool, ReceiveError> {
        loop {
            if let (true, Some(fault)) = (self.deframer.is_lost(), self.last_fault) {
                return Err(ReceiveError::Unreadable(fault));
            }
            let mut rest = self.chunk.get(self.unread.clone()).unwrap_or_default();
            let result = self.deframer.step(&mut rest);
            self.unread.start = self.unread.end.saturating_sub(rest.len());
            match result {
                Some(Ok(())) => return Ok(true),
                Some(Err(fault)) => {
                    self.skipped = self.skipped.wrapping_add(1);
                    self.last_fault = Some(fault);
                }
                None => return Ok(false),
            }
        }
    }
}

struct Outgoing {
    framing: Framing,
    /// Holds one frame; grows to the longest that was sent.
    frame: Vec<u8>,
    /// Part of a frame may have been written, and the peer cannot find the next one.
    is_broken: bool,
}

impl Outgoing {
    fn send(&mut self, stream: &mut impl Write, packet: &[u8]) -> Result<(), SendError> {
        if self.is_broken {
            return Err(SendError::Broken);
        }
        let needed = self.framing.framed_len(packet);
        if self.frame.len() < needed {
            self.frame.resize(needed, 0);
        }
        let too_long = SendError::TooLong { length: packet.len(), limit: self.frame.len() };
        let frame = frame(&mut self.frame, self.framing, packet).map_err(|_| too_long)?;
        stream.write_all(frame).and_then(|()| stream.flush()).map_err(|error| {
            // The next END tells a SLIP receiver where to go on.
            self.is_broken = self.framing == Framing::LengthPrefix;
            SendError::write(error)
        })
    }
}

impl<T: fmt::Debug> fmt::Debug for Connection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("stream", &self.stream)
            .field("framing", &self.framing())
            .field("peer_framing", &self.peer_framing())
            .finish_non_exhaustive()
    }
}
