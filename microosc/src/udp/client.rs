//! A sender: encodes into one buffer and sends from one socket.
//!
//! No allocation after `connect`, but for the few bytes that tell Linux how to take a burst apart.
//! The socket is not connected in the sense of `connect(2)`: replies of a server that answers from
//! another address (as a member of a group does) arrive too.

use super::bind;
#[cfg(feature = "gro")]
use super::burst::Burst;
use super::error::SendError;
use super::faults::TOO_LONG;
use super::options::Options;
use super::socket::{MAX_DATAGRAM, Socket};
use crate::client::{Call, IntoValues, encode_call, encode_call_under};
use crate::net::BindError;
use crate::{BundleEncoder, EncodeError, TimeTag, ToArguments, encode_bundle, encode_message};
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::ToSocketAddrs;

/// Sends OSC packets to one address, and receives the replies.
///
/// ```
/// use microosc::TimeTag;
/// use microosc::udp::Client;
///
/// let mut client = Client::connect("127.0.0.1:5000")?;
/// client.send("/1/fader", (0.5_f32,))?;
/// client.send_bundle(TimeTag::IMMEDIATE, |bundle| {
///     bundle.message("/1/fader", (0.5_f32,))?;
///     bundle.message("/1/label", ("Bass",))
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client {
    socket: Socket,
    to: SocketAddr,
    buffer: Box<[u8]>,
    /// Packets of a burst that leave together.
    #[cfg(feature = "gro")]
    run: Box<[u8]>,
}

impl Client {
    /// Opens a socket that sends to `address`, `host:port` text or a `SocketAddr`: one machine, a
    /// multicast group, or, with [`Options::broadcast`], a whole network.
    ///
    /// # Errors
    ///
    /// The address cannot be used. Whether anybody listens there does not show: UDP does not ask.
    pub fn connect(address: impl ToSocketAddrs + fmt::Debug) -> Result<Self, BindError> {
        Options::new().connect(address)
    }

    pub(super) fn open(to: SocketAddr, options: &Options) -> Result<Self, BindError> {
        let socket = Socket::new(bind::client(to, options)?)
            .map_err(|source| BindError::system("set up the socket", source))?;
        let buffer = || vec![0; MAX_DATAGRAM].into();
        Ok(Self {
            socket,
            to,
            buffer: buffer(),
            #[cfg(feature = "gro")]
            run: buffer(),
        })
    }

    /// Sends one message: `(0.5_f32,)` is one argument, `(1, "on")` are two, `()` is none.
    ///
    /// # Errors
    ///
    /// The message cannot be encoded, or the system refuses to send it.
    pub fn send(&mut self, address: &str, arguments: impl ToArguments) -> Result<(), SendError> {
        let packet = encode_message(&mut self.buffer, address, arguments).map_err(encoding)?;
        transmit(&self.socket, packet, self.to)
    }

    /// Sends the message that calls the handler `H`; see [`client`](crate::client) for the values.
    ///
    /// ```
    /// use microosc::osc_handler;
    /// use microosc::udp::Client;
    ///
    /// #[osc_handler("/ch/{ch}/level")]
    /// fn level(ch: u8, value: f32) {}
    ///
    /// let mut client = Client::connect("127.0.0.1:5000")?;
    /// client.call::<level>((3, 0.5))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The message cannot be encoded, or the system refuses to send it.
    pub fn call<'v, H: Call>(
        &mut self,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), SendError> {
        let packet = encode_call::<H>(&mut self.buffer, values).map_err(encoding)?;
        transmit(&self.socket, packet, self.to)
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
        let packet = encode_call_under::<H>(&mut self.buffer, prefix, values).map_err(encoding)?;
        transmit(&self.socket, packet, self.to)
    }

    /// Sends the messages that `fill` adds as one bundle, for the time of its tag.
    ///
    /// ```
    /// use core::time::Duration;
    /// use microosc::TimeTag;
    /// use microosc::udp::Client;
    ///
    /// let mut client = Client::connect("127.0.0.1:5000")?;
    /// let soon = TimeTag::now() + Duration::from_millis(20);
    /// client.send_bundle(soon, |bundle| bundle.message("/go", ()))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The bundle cannot be encoded, or the system refuses to send it.
    pub fn send_bundle(
        &mut self,
        time_tag: TimeTag,
        fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), SendError> {
        let packet = encode_bundle(&mut self.buffer, time_tag, fill).map_err(encoding)?;
        transmit(&self.socket, packet, self.to)
    }

    /// Sends the packets that `fill` adds, each a datagram of its own (feature `gro`).
    ///
    /// Packets of one length that follow one another leave in one system call where the system can
    /// do that, which is many times faster, for a server with [`Options::join_datagrams`] too: so
    /// add messages of one kind after one another. Which those are is for Linux to say: the packet
    /// fits the network in one piece, and the network card takes part. Others leave one by one.
    ///
    /// Unlike those of a bundle, the messages may arrive in part, and are not handled as one.
    ///
    /// ```
    /// use microosc::osc_handler;
    /// use microosc::udp::Client;
    ///
    /// #[osc_handler("/meter/{ch}")]
    /// fn meter(ch: u8, level: f32) {}
    ///
    /// let mut client = Client::connect("127.0.0.1:5000")?;
    /// client.send_burst(|burst| {
    ///     (10..74).try_for_each(|ch| burst.call::<meter>((ch, 0.5)))
    /// })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A message cannot be encoded, or the system refuses to send one. The ones before it may have
    /// been sent.
    #[cfg(feature = "gro")]
    pub fn send_burst(
        &mut self,
        fill: impl FnOnce(&mut Burst<'_>) -> Result<(), SendError>,
    ) -> Result<(), SendError> {
        let mut burst = Burst::new(&self.socket, self.to, &mut self.buffer, &mut self.run);
        fill(&mut burst)?;
        burst.flush()
    }

    /// Sends bytes as they are, such as a packet from a file.
    ///
    /// # Errors
    ///
    /// The system refuses to send them.
    pub fn send_packet(&self, packet: &[u8]) -> Result<(), SendError> {
        transmit(&self.socket, packet, self.to)
    }

    /// Receives the next packet that was sent back to this client and its sender, or `None` when
    /// nothing has come after `timeout`. Zero looks only for what is already there.
    ///
    /// Anybody who guesses the port can send here; compare the sender if that matters.
    ///
    /// ```no_run
    /// use microosc::Packet;
    /// use microosc::udp::Client;
    /// use std::time::Duration;
    ///
    /// let mut client = Client::connect("192.168.1.32:10023")?;
    /// client.send("/info", ())?;
    /// if let Some((packet, sender)) = client.receive(Duration::from_secs(1))? {
    ///     println!("{sender}: {:?}", Packet::decode(packet)?);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The socket cannot receive any more.
    pub fn receive(&mut self, timeout: Duration) -> io::Result<Option<(&[u8], SocketAddr)>> {
        let arrival = self.socket.receive(&mut self.buffer, timeout)?;
        Ok(arrival.map(|(length, peer)| (self.buffer.get(..length).unwrap_or_default(), peer)))
    }

    /// Returns the address packets are sent to.
    pub fn peer_addr(&self) -> SocketAddr {
        self.to
    }

    /// Returns the address packets are sent from, to which servers reply.
    pub fn local_addr(&self) -> SocketAddr {
        self.socket.local_addr()
    }
}

pub(super) fn encoding(error: EncodeError) -> SendError {
    match error {
        EncodeError::BufferTooSmall { needed } => SendError::TooLong { length: needed },
        other => SendError::Encode(other),
    }
}

pub(super) fn transmit(socket: &Socket, packet: &[u8], to: SocketAddr) -> Result<(), SendError> {
    socket.send(packet, to).map_err(|source| match source.raw_os_error() {
        Some(TOO_LONG) => SendError::TooLong { length: packet.len() },
        _ => SendError::send(to, source),
    })
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("to", &self.to)
            .field("local_addr", &self.local_addr())
            .finish_non_exhaustive()
    }
}
