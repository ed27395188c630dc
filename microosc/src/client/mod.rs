//! Packets typed by the handlers that will get them.
//!
//! A handler's declaration also says what can be sent to it. [`encode_call`] writes the message for a
//! handler from the values of its parameters; values that the handler does not take do not compile,
//! and an address that it does not answer cannot be written.
//!
//! ```
//! use microosc::client::encode_call;
//! use microosc::osc_handler;
//!
//! # struct Mixer;
//! #[osc_handler("/1/fader")]
//! fn fader(value: f32) {}
//!
//! #[osc_handler("/ch/{ch: 1..=8}/level")]
//! fn level(mixer: &mut Mixer, ch: u8, value: f32) {}
//!
//! #[osc_handler("/go")]
//! fn go(mixer: &mut Mixer) {}
//!
//! let mut buffer = [0; 64];
//! // One value needs no tuple around it.
//! assert_eq!(encode_call::<fader>(&mut buffer, 0.5)?, b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0");
//! assert_eq!(encode_call::<level>(&mut buffer, (3, 1.0))?, b"/ch/3/level\0,f\0\0\x3f\x80\0\0");
//! assert_eq!(encode_call::<go>(&mut buffer, ())?, b"/go\0,\0\0\0");
//!
//! // What the address declares is checked when the value is known.
//! let error = encode_call::<level>(&mut buffer, (9, 1.0)).unwrap_err();
//! assert_eq!(error.to_string(), "the value for `{ch}` cannot stand in the address of this handler");
//! # Ok::<(), microosc::EncodeError>(())
//! ```
//!
//! # The values
//!
//! They stand in the order of the function's parameters, in a tuple if there are several. The state
//! and extractors (`Peer`, `Outbox<'_>`, …) are left out. For the others is given
//!
//! | parameter | value |
//! |---|---|
//! | a capture of a number, `char` or `&str` | the same |
//! | `&[F32]`, `&[I32]`, `&[F64]`, `&[I64]` | `&[f32]`, `&[i32]`, `&[f64]`, `&[i64]` |
//! | `Rest<'_>` | `&dyn ToArguments`: `&(1, "on") as &dyn ToArguments` |
//! | `Option<T>`, arrays and tuples | the same of what is given for their parts |
//! | any other argument type | the same |
//! | types of yours | their [`Sent`](crate::FromMessage::Sent) |
//!
//! `None` is sent as nil, `N`, so that what follows keeps its place. A number outside the range that
//! its parameter declares is an error, unless the handler clips it.
//!
//! # Over the network
//!
//! `udp::Client` and `tcp::Client` have `call`, and so has [`BundleEncoder`], for bundles. The forms
//! with `_under` are for handlers that the server has under a prefix.
//!
//! ```no_run
//! # #[cfg(feature = "std")] {
//! use microosc::{TimeTag, osc_handler, udp::Client};
//!
//! #[osc_handler("/level")]
//! fn level(value: f32) {}
//!
//! let mut client = Client::connect("127.0.0.1:5000")?;
//! client.call::<level>(0.5)?;
//! client.call_under::<level>("/deck/1", 0.5)?;
//! client.send_bundle(TimeTag::IMMEDIATE, |bundle| {
//!     bundle.call::<level>(0.5)?;
//!     bundle.call_under::<level>("/deck/2", 1.0)
//! })?;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod encoder;
mod parts;
mod values;

pub use encoder::CallEncoder;
pub use parts::{Anything, Captured, Part, Parts, Taken, TakenWithin};
pub use values::{Append, IntoValues};

use crate::route::Endpoint;
use crate::wire::{BundleEncoder, EncodeError};
use parts::Given;

/// A function with an OSC address, as its callers see it.
///
/// It is implemented for what `#[osc_handler]` declares.
pub trait Call: Endpoint {
    /// What a caller gives: a tuple of the values for captures and arguments, in the order of the
    /// function's parameters.
    type Values<'a>;

    /// Writes the message.
    #[doc(hidden)]
    fn encode(values: Self::Values<'_>, encoder: CallEncoder<'_>) -> Result<usize, EncodeError>;
}

impl<H: Endpoint> Call for H
where
    for<'a> H::Parameters<'a>: Parts<'a>,
{
    type Values<'a> = <H::Parameters<'a> as Parts<'a>>::Values;

    #[inline]
    fn encode<'a>(
        values: Self::Values<'a>,
        encoder: CallEncoder<'_>,
    ) -> Result<usize, EncodeError> {
        let ((), given) = H::Parameters::split(values);
        let given = Given::<H::Parameters<'a>>(given);
        if H::Parameters::<'a>::HAS_RANGE {
            encoder.message_within(&H::INFO, &given, |request| H::Parameters::take::<H>(request))
        } else {
            encoder.message(&H::INFO, &given)
        }
    }
}

/// Writes the message that calls the handler `H` to the start of `buffer` and returns its bytes, a
/// whole packet. See [the module](self) for the values.
///
/// # Errors
///
/// The buffer is too small, a value for a capture is none that the handler's address declares or no
/// part of an address, a number is outside its range, or a string cannot be an OSC-string. The
/// buffer is unchanged or filled with zeros then.
#[inline]
pub fn encode_call<'b, 'v, H: Call>(
    buffer: &'b mut [u8],
    values: impl IntoValues<H::Values<'v>>,
) -> Result<&'b [u8], EncodeError> {
    let len = H::encode(values.into_values(), CallEncoder::new(Some(&mut *buffer), ""))?;
    Ok(buffer.get(..len).unwrap_or_default())
}

/// Does the same as [`encode_call`] for a handler that the server has under a prefix, such as
/// `/deck/1`. The prefix may be an address pattern.
///
/// # Errors
///
/// Those of [`encode_call`], or the prefix does not start with `/` or has a NUL in it.
///
/// # Examples
///
/// ```
/// use microosc::client::encode_call_under;
/// use microosc::osc_handler;
///
/// #[osc_handler("/play")]
/// fn play(speed: f32) {}
///
/// let mut buffer = [0; 64];
/// let packet = encode_call_under::<play>(&mut buffer, "/deck/1", 0.5)?;
/// assert_eq!(packet, b"/deck/1/play\0\0\0\0,f\0\0\x3f\0\0\0");
/// # Ok::<(), microosc::EncodeError>(())
/// ```
pub fn encode_call_under<'b, 'v, H: Call>(
    buffer: &'b mut [u8],
    prefix: &str,
    values: impl IntoValues<H::Values<'v>>,
) -> Result<&'b [u8], EncodeError> {
    let len = H::encode(values.into_values(), CallEncoder::new(Some(&mut *buffer), prefix))?;
    Ok(buffer.get(..len).unwrap_or_default())
}

/// Calls of handlers in a bundle.
impl BundleEncoder<'_> {
    /// Adds the message that calls the handler `H`; see [`client`](crate::client) for the values.
    ///
    /// # Errors
    ///
    /// Those of [`encode_call`](crate::client::encode_call).
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::{TimeTag, encode_bundle, osc_handler};
    ///
    /// #[osc_handler("/ch/{ch}/level")]
    /// fn level(ch: u8, value: f32) {}
    ///
    /// let mut buffer = [0; 128];
    /// let packet = encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |bundle| {
    ///     bundle.call::<level>((1, 0.5))?;
    ///     bundle.call::<level>((2, 0.25))
    /// })?;
    /// assert_eq!(packet.len(), 16 + 2 * (4 + 12 + 4 + 4));
    /// # Ok::<(), microosc::EncodeError>(())
    /// ```
    pub fn call<'v, H: Call>(
        &mut self,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), EncodeError> {
        self.call_under::<H>("", values)
    }

    /// Does the same for a handler that the server has under a prefix; see
    /// [`encode_call_under`](crate::client::encode_call_under).
    ///
    /// # Errors
    ///
    /// Those of that function.
    pub fn call_under<'v, H: Call>(
        &mut self,
        prefix: &str,
        values: impl IntoValues<H::Values<'v>>,
    ) -> Result<(), EncodeError> {
        self.element(|buffer| H::encode(values.into_values(), CallEncoder::new(buffer, prefix)))
    }
}
