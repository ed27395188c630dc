//! What a handler sends back.

use core::fmt;
use core::net::SocketAddr;

use super::{OutboxError, Request};
use crate::wire::{EncodeError, ToArguments};

/// What a handler with `reply = "…"` may return.
///
/// Whatever can be sent as arguments is sent; `()` sends a message without arguments; of an
/// [`Option`], `None` sends nothing; of a [`Result`], `Err` sends nothing and is counted and shown
/// to the function that the router has for errors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reply",
    label = "cannot be sent as OSC arguments",
    note = "a reply is an argument type, or a tuple, array or slice of them, `()` for no arguments, an `Option`, of which `None` sends nothing, or a `Result` with an error that can be displayed",
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

#[diagnostic::do_not_recommend]
impl<T: IntoReply, E: fmt::Display> IntoReply for Result<T, E> {
    fn send(self, request: &mut Request<'_>, address: &[Piece]) {
        match self {
            Ok(value) => value.send(request, address),
            Err(error) => request.fail(&error),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoReply, E: fmt::Display> IntoReply for Option<Result<T, E>> {
    fn send(self, request: &mut Request<'_>, address: &[Piece]) {
        if let Some(result) = self {
            result.send(request, address);
        }
    }
}

/// What a handler without `reply` may return: nothing, or whether it failed.
///
/// An `Err` is counted, and shown to the function that the router has for errors.
#[diagnostic::on_unimplemented(
    message = "this OSC handler returns a value but has no address to reply to",
    label = "`{Self}` is a value",
    note = "add `reply = \"/address\"` to the attribute, or return nothing, or `Result<(), E>`"
)]
pub trait Outcome {
    /// Reports an error.
    #[doc(hidden)]
    fn report(self, request: &Request<'_>);
}

#[diagnostic::do_not_recommend]
impl Outcome for () {
    fn report(self, _: &Request<'_>) {}
}

impl<T: Outcome, E: fmt::Display> Outcome for Result<T, E> {
    fn report(self, request: &Request<'_>) {
        match self {
            Ok(outcome) => outcome.report(request),
            Err(error) => request.fail(&error),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Outcome> Outcome for Option<T> {
    fn report(self, request: &Request<'_>) {
        if let Some(outcome) = self {
            outcome.report(request);
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
        to: &SocketAddr,
        write: &mut dyn FnMut(&mut [u8]) -> Result<usize, EncodeError>,
    ) -> Result<(), OutboxError>;

    /// Takes note of an error that the handler returned.
    fn failed(&self, request: &Request<'_>, error: &dyn fmt::Display);
}
