//! Many packets to one target at once.
//!
//! Each is a datagram of its own. Packets of one length that follow one another leave in one system
//! call where the system can do that, and one by one where it cannot.

use super::client::{encoding, transmit};
use super::error::SendError;
use super::socket::Socket;
use crate::client::{Call, IntoValues, encode_call, encode_call_under};
use crate::{EncodeError, ToArguments, encode_message};
use core::fmt;
use core::net::SocketAddr;

/// What the system takes in one call: so many datagrams, of so many bytes together.
const MOST: usize = 64;
const MOST_BYTES: usize = 65_507;

/// Packets that are sent together; see [`Client::send_burst`](super::Client::send_burst).
pub struct Burst<'c> {
    socket: &'c Socket,
    to: SocketAddr,
    /// Where a packet is written.
    buffer: &'c mut [u8],
    /// Packets of one length, not sent yet.
    run: &'c mut [u8],
    run_len: usize,
    length: usize,
}

impl<'c> Burst<'c> {
    pub(super) fn new(
        socket: &'c Socket,
        to: SocketAddr,
        buffer: &'c mut [u8],
        run: &'c mut [u8],
    ) -> Self {
        Self { socket, to, buffer, run, run_len: 0, length: 0 }
    }

    /// Adds a message; see [`Client::send`](super::Client::send).
    ///
    /// # Errors
    ///
    /// The message cannot be encoded, or the system refuses to send those before it.
    pub fn message(&mut self, address: &str, arguments: impl ToArguments) -> Result<(), SendError> {
        let packet = encode_message(self.buffer, address, arguments).map(<[u8]>::len);
        self.add(packet)
    }

    /// Adds the message that calls the handler `H`; see [`client`](crate::client) for the values.
    ///
    /// # Errors
    ///
    /// Those of [`message`](Self::message).
    pub fn call<'v, H: Call>(
        &mut self,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), SendError> {
        let packet = encode_call::<H>(self.buffer, values).map(<[u8]>::len);
        self.add(packet)
    }

    /// Does the same for a handler that the server has under a prefix, such as `/deck/1`.
    ///
    /// # Errors
    ///
    /// Those of [`message`](Self::message).
    pub fn call_under<'v, H: Call>(
        &mut self,
        prefix: &str,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), SendError> {
        let packet = encode_call_under::<H>(self.buffer, prefix, values).map(<[u8]>::len);
        self.add(packet)
    }

    /// Sends what has not been sent.
    pub(super) fn flush(&mut self) -> Result<(), SendError> {
        let run = self.run.get(..self.run_len).unwrap_or_default();
        self.run_len = 0;
        if run.len() > self.length && self.socket.send_together(run, self.length, self.to).is_ok() {
            return Ok(());
        }
        // Longer than the network carries in one piece, or a network card that does not take part.
        run.chunks(self.length.max(1)).try_for_each(|packet| transmit(self.socket, packet, self.to))
    }

    /// Puts the packet that stands in the buffer behind others of its length.
    fn add(&mut self, packet: Result<usize, EncodeError>) -> Result<(), SendError> {
        let length = packet.map_err(encoding)?;
        let most = MOST_BYTES.min(length.saturating_mul(MOST));
        if length != self.length || self.run_len.saturating_add(length) > most {
            self.flush()?;
            self.length = length;
        }
        let packet = self.buffer.get(..length).unwrap_or_default();
        let end = self.run_len.saturating_add(length);
        if let Some(place) = self.run.get_mut(self.run_len..end) {
            place.copy_from_slice(packet);
            self.run_len = end;
        }
        Ok(())
    }
}

impl fmt::Debug for Burst<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Burst").field("to", &self.to).finish_non_exhaustive()
    }
}
