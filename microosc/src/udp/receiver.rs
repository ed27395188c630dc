//! A receiver of datagrams as they are: no router, no replies.
//!
//! For programs that look at packets instead of acting on them: monitors, recorders, bridges. No
//! allocation after `bind`.

use super::bind;
use super::options::Options;
use super::socket::{MAX_DATAGRAM, Socket};
use crate::net::BindError;
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::ToSocketAddrs;

/// Receives datagrams and tells who sent them.
///
/// ```
/// use microosc::Packet;
/// use microosc::udp::{Client, Receiver};
/// use std::time::Duration;
///
/// let mut receiver = Receiver::bind("127.0.0.1:0")?;
/// let mut client = Client::connect(receiver.local_addr())?;
/// client.send("/1/fader", (0.5_f32,))?;
///
/// let (packet, sender) = receiver.receive(Duration::from_secs(5))?.expect("a datagram");
/// assert_eq!(sender, client.local_addr());
/// let Packet::Message(message) = Packet::decode(packet)? else { panic!("a message") };
/// assert_eq!(message.to_string(), "/1/fader ,f 0.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Receiver {
    socket: Socket,
    buffer: Box<[u8]>,
}

impl Receiver {
    /// Listens at `address`, which may be a multicast group; see
    /// [`Server::bind`](super::Server::bind) for what addresses mean, and [`Options::receiver`] to
    /// choose interfaces and groups.
    ///
    /// # Errors
    ///
    /// The address cannot be used, or the group cannot be joined.
    pub fn bind(address: impl ToSocketAddrs + fmt::Debug) -> Result<Self, BindError> {
        Options::new().receiver(address)
    }

    pub(super) fn open(address: SocketAddr, options: &Options) -> Result<Self, BindError> {
        let socket = Socket::new(bind::server(address, options)?)
            .map_err(|source| BindError::system("set up the socket", source))?;
        Ok(Self { socket, buffer: vec![0; MAX_DATAGRAM].into() })
    }

    /// Receives the next datagram, whatever its bytes are, and its sender, or `None` when nothing
    /// has come after `timeout`. Zero looks only for what is already there.
    ///
    /// The sender's address of a datagram is easily forged.
    ///
    /// # Errors
    ///
    /// The socket cannot receive any more.
    pub fn receive(&mut self, timeout: Duration) -> io::Result<Option<(&[u8], SocketAddr)>> {
        let arrival = self.socket.receive(&mut self.buffer, timeout)?;
        Ok(arrival.map(|(length, peer)| (self.buffer.get(..length).unwrap_or_default(), peer)))
    }

    /// Returns the address the receiver is bound to: for a group, `0.0.0.0` or `[::]` and its port.
    pub fn local_addr(&self) -> SocketAddr {
        self.socket.local_addr()
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("local_addr", &self.local_addr()).finish_non_exhaustive()
    }
}
