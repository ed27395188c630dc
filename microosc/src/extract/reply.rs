//! What a handler sends back.

use core::net::SocketAddr;

use crate::wire::{EncodeError, ToArguments};

/// What a handler with `reply = "…"` may return.
///
/// Whatever can be sent as arguments is sent; `()` sends a message without arguments; of an
/// [`Option`], `None` sends nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reply",
    label = "cannot be sent as OSC arguments",
    note = "a reply is an argument type, or a tuple, array or slice of them, `()` for no arguments, or an `Option`, of which `None` sends nothing"
)]
pub trait IntoReply {
    /// What is sent.
    type Arguments: ToArguments;

    /// Returns the arguments to send, or `None` to send nothing.
    fn into_reply(self) -> Option<Self::Arguments>;
}

#[diagnostic::do_not_recommend]
impl<T: ToArguments> IntoReply for T {
    type Arguments = T;

    fn into_reply(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToArguments> IntoReply for Option<T> {
    type Arguments = T;

    fn into_reply(self) -> Self {
        self
    }
}

/// A part of a reply's address.
#[derive(Debug, Clone, Copy)]
pub enum Piece {
    /// Stands as it is.
    Text(&'static str),
    /// The part of the request's address with this index.
    Segment(usize),
}

/// Where replies go.
pub(crate) trait Replies {
    /// Lets `write` write a packet for `to` into a buffer; it returns the packet's length.
    fn reply(
        &mut self,
        to: SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    );
}
