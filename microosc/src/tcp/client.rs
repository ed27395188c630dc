//! A sender: one connection, encoded packets out, replies in.

use super::error::ConnectError;
use super::listener;
use super::options::Options;
use crate::client::{Call, IntoValues, encode_call, encode_call_under};
use crate::net::Wait;
use crate::stream::{Connection, Framing, ReceiveError, Received, SendError};
use crate::{BundleEncoder, EncodeError, TimeTag, ToArguments};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Instant;

/// How often a client whose time is up still reads on, since a packet may be there in pieces.
const LAST_READS: usize = 64;

/// A connection to one server, which sends OSC packets and receives the replies.
///
/// ```no_run
/// use microosc::Packet;
/// use microosc::tcp::{Client, Framing};
/// use std::time::Duration;
///
/// // ETC Eos listens on port 3032 and speaks OSC 1.0 unless set otherwise.
/// let mut eos = Client::connect("10.101.90.101:3032", Framing::LengthPrefix)?;
/// eos.send("/eos/ping", ("hello",))?;
/// if let Some(packet) = eos.receive(Duration::from_secs(1))? {
///     println!("{:?}", Packet::decode(packet)?);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client {
    connection: Connection<Socket>,
    peer: SocketAddr,
    local: SocketAddr,
}

impl Client {
    /// Connects to `address`, `host:port` text or a `SocketAddr`, and sends in `framing`; see
    /// [`stream`](crate::stream) for who speaks which. Replies are understood in either.
    ///
    /// # Errors
    ///
    /// The address cannot be used, or nobody answers there within 5 seconds.
    pub fn connect(
        address: impl ToSocketAddrs + fmt::Debug,
        framing: Framing,
    ) -> Result<Self, ConnectError> {
        Options::new().connect(address, framing)
    }

    pub(super) fn open(
        to: SocketAddr,
        framing: Framing,
        options: &Options,
    ) -> Result<Self, ConnectError> {
        let timeout = options.connect_timeout;
        let stream = TcpStream::connect_timeout(&to, timeout)
            .map_err(|source| ConnectError::connect(to, timeout, source))?;
        let system = |source| ConnectError::System { to, source };
        stream.set_write_timeout(Some(options.write_timeout)).map_err(system)?;
        listener::set_up(&SockRef::from(&stream)).map_err(system)?;
        let local = stream.local_addr().map_err(system)?;
        let socket = Socket { stream, wait: Wait::default() };
        let connection = Connection::with_max_packet(socket, framing, options.max_packet);
        let connection = match options.framing {
            Some(framing) => connection.expect(framing),
            None => connection,
        };
        Ok(Self { connection, peer: to, local })
    }

    /// Sends one message: `(0.5_f32,)` is one argument, `(1, "on")` are two, `()` is none.
    ///
    /// # Errors
    ///
    /// The message cannot be encoded or is too long, or the server does not take it.
    pub fn send(&mut self, address: &str, arguments: impl ToArguments) -> Result<(), SendError> {
        self.connection.send(address, arguments)
    }

    /// Sends the message that calls the handler `H`; see [`client`](crate::client) for the values.
    ///
    /// # Errors
    ///
    /// The message cannot be encoded or is too long, or the server does not take it.
    pub fn call<'v, H: Call>(
        &mut self,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), SendError> {
        self.connection.send_encoded(|buffer| encode_call::<H>(buffer, values))
    }

    /// Does the same for a handler that the server has under a prefix, such as `/deck/1`.
    ///
    /// # Errors
    ///
    /// Those of [`call`](Self::call).
    pub fn call_under<'v, H: Call>(
        &mut self,
        prefix: &str,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), SendError> {
        self.connection.send_encoded(|buffer| encode_call_under::<H>(buffer, prefix, values))
    }

    /// Sends the messages that `fill` adds as one bundle, for the time of its tag.
    ///
    /// # Errors
    ///
    /// The bundle cannot be encoded or is too long, or the server does not take it.
    pub fn send_bundle(
        &mut self,
        time_tag: TimeTag,
        fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), SendError> {
        self.connection.send_bundle(time_tag, fill)
    }

    /// Sends bytes as one packet, such as a packet from a file.
    ///
    /// # Errors
    ///
    /// There are too many bytes, or the server does not take them.
    pub fn send_packet(&mut self, packet: &[u8]) -> Result<(), SendError> {
        self.connection.send_packet(packet)
    }

    /// Receives the next packet, or returns `None` when none has come after `timeout`. Zero looks
    /// only for what is already there.
    ///
    /// # Errors
    ///
    /// The server has closed the connection, or no further packet can be read from it.
    pub fn receive(&mut self, timeout: Duration) -> Result<Option<&[u8]>, ReceiveError> {
        let start = Instant::now();
        let (mut left, mut last_reads) = (timeout, 0..LAST_READS);
        loop {
            self.connection.get_mut().wait(left).map_err(ReceiveError::Read)?;
            let received = self.connection.receive_once()?;
            if received == Received::Packet {
                return Ok(Some(self.connection.packet()));
            }
            left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() && (received == Received::Nothing || last_reads.next().is_none()) {
                return Ok(None);
            }
        }
    }

    /// Returns the framing of what the server sends, once something has come.
    pub fn peer_framing(&self) -> Option<Framing> {
        self.connection.peer_framing()
    }

    /// Returns the address of the server.
    pub fn peer_addr(&self) -> SocketAddr {
        self.peer
    }

    /// Returns the address of this end of the connection.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("peer_addr", &self.peer)
            .field("local_addr", &self.local)
            .finish_non_exhaustive()
    }
}

/// A connected socket that remembers how long it waits.
struct Socket {
    stream: TcpStream,
    wait: Wait,
}

impl Socket {
    fn wait(&mut self, wait: Duration) -> io::Result<()> {
        self.wait.set(&SockRef::from(&self.stream), wait)
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.wait.is_zero() {
            // A socket that does not wait would not wait for the server to take the rest, either.
            self.wait(Duration::from_secs(1))?;
        }
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
