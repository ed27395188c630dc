//! What a handler sends back.

use core::net::SocketAddr;

use super::{OutboxError, Request};
use crate::wire::{EncodeError, ToArguments};

/// What a handler with `reply = "…"` may return.
///
/// Whatever can be sent as arguments is sent; `()` sends a message without arguments; of an
/// [`Option`], `None` sends nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reply",
    label = "cannot be sent as OSC arguments",
    note = "a reply is an argument type, or a tuple, array or slice of them, `()` for no arguments, or an `Option`, of which `None` sends nothing",
    note = "OSC has integers of 32 and 64 bits: convert longer ones to `i64`"
)]
pub trait IntoReply {
    /// Sends the value to where the request came from.
    #[doc(hidden)]
    fn send(self, request: &mut Request<'_>, address: &[Piece]);
}

#[diagnostic::do_not_recommend]
impl<T: ToArguments> IntoReply for T {
    fn send(self, request: &mut Request<'_>, address: &[Piece]) {
        if !self.is_absent() {
            request.reply(address, &self);
        }
    }
}

/// A part of a reply's address.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// Stands as it is.
    Text(&'static str),
    /// What a capture of the request's address stands for.
    Capture {
        /// The index of the segment.
        segment: usize,
        /// How many bytes of it stand before the capture.
        prefix: usize,
    },
}

/// What a handler can do to the world outside its state.
pub(crate) trait Outlet {
    /// Lets `write` write a packet for `to` into a buffer; it returns the packet's length.
    ///
    /// # Errors
    ///
    /// The packet will not be sent, which has been counted.
    fn send(
        &self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError>;
}
