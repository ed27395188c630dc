//! Messages to the sender of a message, besides the reply.

use core::fmt;
use core::net::SocketAddr;

use super::{FromMessage, Outlet, Rejection, Request, Takes};
use crate::wire::{
    BundleEncoder, EncodeError, TimeTag, ToArguments, encode_bundle, encode_message_to,
};

/// Extractor: sends messages to the sender of the message, and to nobody else, from the socket it
/// came in on. For several answers, or answers to several addresses; one answer is a `reply`.
///
/// What is sent goes out in order, before the handler's own reply, once the handler has returned.
/// Addresses are taken as they are written, without the prefix that a router may be nested under.
/// All that the messages of one datagram cause shares the [room for replies](crate::server#replies).
///
/// # Examples
///
/// ```
/// use microosc::{Outbox, osc_handler};
///
/// struct Mixer { levels: [f32; 8] }
///
/// /// Tells a surface that has just come up where all its faders are.
/// #[osc_handler("/refresh")]
/// fn refresh(mixer: &mut Mixer, outbox: Outbox<'_>) {
///     for (channel, level) in (1..).zip(mixer.levels) {
///         // A message for which there is no room is counted; here nothing else is to be done.
///         let _ = outbox.send("/level", (channel, level));
///     }
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Outbox<'a> {
    to: SocketAddr,
    outlet: &'a dyn Outlet,
}

impl Outbox<'_> {
    /// Sends one message: `(0.5_f32,)` is one argument, `(1, "on")` are two, `()` is none.
    ///
    /// # Errors
    ///
    /// The message is not sent, but counted as [dropped](crate::Counters::replies_dropped).
    pub fn send(&self, address: &str, arguments: impl ToArguments) -> Result<(), OutboxError> {
        self.outlet.send(&self.to, &mut |buffer| encode_message_to(buffer, address, &arguments))
    }

    /// Sends the messages that `fill` adds as one bundle, for the time of its tag.
    ///
    /// # Errors
    ///
    /// The bundle is not sent, but counted as [dropped](crate::Counters::replies_dropped).
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::{BundleTime, Outbox, osc_handler};
    ///
    /// #[osc_handler("/where")]
    /// fn position(BundleTime(time): BundleTime, outbox: Outbox<'_>) {
    ///     let _ = outbox.send_bundle(time, |bundle| {
    ///         bundle.message("/x", 0.25_f32)?;
    ///         bundle.message("/y", 0.75_f32)
    ///     });
    /// }
    /// ```
    pub fn send_bundle(
        &self,
        time_tag: TimeTag,
        fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), OutboxError> {
        let mut fill = Some(fill);
        self.outlet.send(&self.to, &mut |buffer| {
            let bundle = encode_bundle(buffer, time_tag, |bundle| match fill.take() {
                Some(fill) => fill(bundle),
                None => Err(EncodeError::ArgumentsChanged),
            })?;
            Ok(bundle.len())
        })
    }
}

impl fmt::Debug for Outbox<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("to", &self.to).finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromMessage<'a> for Outbox<'a> {
    const TAKES: Takes = Takes::Nothing;
    type Sent = ();

    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
        Ok(Self { to: request.peer(), outlet: request.outlet() })
    }
}

/// Why an [`Outbox`] did not send a message or a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutboxError {
    /// There is no room: for the bytes, or for another packet beside those that wait to be sent.
    Full,
    /// The sender has no address to send to.
    NoAddress,
    /// Another packet is being written: [`ToArguments::write_arguments`] and the function that
    /// fills a bundle cannot send.
    Busy,
    /// The message cannot be encoded.
    Encode(EncodeError),
}

impl fmt::Display for OutboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the buffer for replies has no room for this one"),
            Self::NoAddress => f.write_str("the sender has no address to send to"),
            Self::Busy => f.write_str("nothing can be sent while another packet is being written"),
            Self::Encode(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for OutboxError {}

impl From<EncodeError> for OutboxError {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::BufferTooSmall { .. } => Self::Full,
            other => Self::Encode(other),
        }
    }
}
