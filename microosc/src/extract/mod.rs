//! From a message to the parameters of a handler.
//!
//! A parameter's type implements [`FromMessage`]: either an *argument type*, which takes the next
//! argument (or several) of the message, or an *extractor*, which takes none and tells something
//! about it. A parameter named in the handler's address is a *capture* and implements
//! [`FromSegment`]. What does not fit is a [`Rejection`]: the handler is not called, nothing
//! panics, nothing is half done.
//!
//! | parameter | takes, with `strict` | also takes otherwise |
//! |---|---|---|
//! | `f32`, `f64` | `f`, `d` | `i`, `h`, to the nearest float; `T` as 1, `F` as 0 |
//! | `i8` … `i64`, `u8` … `u64`, `isize`, `usize` | `i`, `h` in range | `f`, `d` that are whole and in range; `T` as 1, `F` as 0 |
//! | `bool` | `T`, `F` | `i`, `h`, `f`, `d`: zero is false, all else but NaN true |
//! | `&str` | `s`, `S` that are UTF-8 | |
//! | [`Text`](crate::Text) | `s`, `S` | |
//! | `&[u8]`, [`Blob`](crate::Blob) | `b` | |
//! | `char` | `c` that is a Unicode character | |
//! | [`TimeTag`](crate::TimeTag), [`Rgba`](crate::Rgba), [`Midi`](crate::Midi), [`Impulse`](crate::Impulse) | `t`, `r`, `m`, `I` | |
//! | [`Option<T>`](Option) | what `T` takes, or `N`, or nothing when nothing is left | |
//! | `[T; N]`, tuples, structs with [`OscArguments`](crate::OscArguments) | their parts one after another, or one array of them: `[` … `]` | |
//! | enums with [`OscArguments`](crate::OscArguments) | what one of the variants takes | |
//! | `&[F32]`, `&[I32]`, `&[F64]`, `&[I64]` | all `f`, `i`, `d`, `h` up to the next other tag, where they stand | |
//! | [`Argument`](crate::Argument) | any one | |
//! | [`Rest`] | all that are left | |
//! | [`Message`](crate::Message), [`Peer`], [`BundleTime`], [`Outbox`] | none: extractors | |
//!
//! # Ranges, units, defaults
//!
//! A parameter that takes arguments may say more of them: `#[osc(range = 0.0..=1.0, …)] level: f32`.
//!
//! | key | meaning |
//! |---|---|
//! | `range = 0.0..=1.0`, `0..`, `..=10` | each number is in this range; what is outside, and NaN, is rejected |
//! | `clip = "both"`, `"low"`, `"high"` | what is outside on that side becomes the end of the range instead, also what the type cannot hold: for a `u8`, 300 becomes the greatest number of its range |
//! | `unit = "dB"` | what it counts; told to who asks, and nothing else |
//! | `default = 0.5` | taken when the argument is missing or `N`; only optional arguments stand after it |
//!
//! The same goes for fields of types with [`OscArguments`](crate::OscArguments), wherever these
//! stand; [`Takes::Fields`] tells it.
//!
//! Ranges go with [`Ranged`] types: numbers, and what is made of numbers of one type. The numbers of
//! a run (`&[F32]`) stay where they stand and are not clipped. An integer is compared as an integer,
//! and a number that is not whole is no integer, whatever its range.
//!
//! # Extractors of your own
//!
//! A type that implements [`FromMessage`] with [`Takes::Nothing`] and `Sent = ()` is an extractor. It
//! reads what it needs from the [`Request`]: the [message](Request::message), the
//! [sender](Request::peer), the [time of the bundle](Request::bundle_time), or other extractors, as
//! [arguments](Request::argument). It takes no argument, so it may stand anywhere among the
//! parameters, and a typed client gives nothing for it. An error rejects the message: the handler is
//! not called.
//!
//! ```
//! use core::net::IpAddr;
//! use microosc::{FromMessage, Peer, Rejection, Request, Router, Server, Takes, TimeTag};
//! use microosc::{encode_message, osc_handler, osc_router};
//!
//! /// Who sent the message, whatever port it came from: what a rate limiter counts by.
//! struct Host(IpAddr);
//!
//! impl<'a> FromMessage<'a> for Host {
//!     const TAKES: Takes = Takes::Nothing;
//!     type Sent = ();
//!
//!     fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
//!         let Peer(peer) = request.argument()?;
//!         Ok(Self(peer.ip()))
//!     }
//! }
//!
//! #[osc_handler("/go")]
//! fn go(log: &mut Vec<(IpAddr, i32)>, Host(host): Host, cue: i32) {
//!     log.push((host, cue));
//! }
//!
//! static ROUTER: Router<Vec<(IpAddr, i32)>> = osc_router![go];
//!
//! let mut log = Vec::new();
//! let mut buffer = [0; 32];
//! let datagram = encode_message(&mut buffer, "/go", 7)?;
//! let peer = ([192, 168, 1, 20], 9000).into();
//! Server::new(&ROUTER).handle_datagram(TimeTag::IMMEDIATE, peer, datagram, &mut log);
//! assert_eq!(log, [(IpAddr::from([192, 168, 1, 20]), 7)]);
//! # Ok::<(), microosc::EncodeError>(())
//! ```

mod arguments;
mod extractors;
mod field;
mod longest;
mod numeric;
mod order;
mod outbox;
mod parameter;
mod range;
mod rejection;
mod reply;
mod request;
mod segment;
mod sent;
mod takes;

pub use extractors::{BundleTime, Peer, Rest};
pub use outbox::{Outbox, OutboxError};
pub use parameter::{Parameter, Source, TypeTags};
pub use range::{Clip, Number, Range, Ranged};
pub use rejection::Rejection;
pub use reply::{IntoReply, Outcome};
pub use request::Request;
pub use segment::FromSegment;
pub use sent::SentTuple;
pub use takes::Takes;
pub use zerocopy::big_endian::{F32, F64, I32, I64};

#[doc(hidden)]
pub use field::Field;
pub(crate) use longest::longest_message;
pub(crate) use order::{Malformed, Misplaced, malformed, misplaced};
#[doc(hidden)]
pub use range::Numeric;
pub(crate) use reply::Outlet;
#[doc(hidden)]
pub use reply::Piece;
pub(crate) use request::Origin;
#[doc(hidden)]
pub use takes::assert_bounded;

/// A handler's parameter: an argument type or an extractor.
///
/// `'a` is the life of the datagram, from which `&str` and its kin borrow.
///
/// # Examples
///
/// ```
/// use microosc::{FromMessage, Rejection, Request, Takes};
///
/// /// Takes a level in decibels as an amplitude.
/// struct Amplitude(f32);
///
/// impl<'a> FromMessage<'a> for Amplitude {
///     const TAKES: Takes = <f32 as FromMessage<'a>>::TAKES;
///     type Sent = (f32,);
///
///     fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection> {
///         let decibels: f32 = request.argument()?;
///         Ok(Self(10_f32.powf(decibels / 20.0)))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken from an OSC message",
    label = "neither an argument type nor an extractor",
    note = "the application's state is `&mut T`; text and blobs are borrowed from the message: `&str`, not `String`; `&[u8]`, not `Vec<u8>`",
    note = "argument types are numbers, `bool`, `char`, `&str`, `&[u8]`, `TimeTag`, `Rgba`, `Midi`, `Impulse`, `Argument<'_>`, `Rest<'_>`, types with `#[derive(OscArguments)]`, and `Option`, tuples and arrays of them",
    note = "many numbers of one type are `&[F32]`, `&[I32]`, `&[F64]` or `&[I64]`; elements of arrays are `Copy`",
    note = "extractors are `Message<'_>`, `Peer`, `BundleTime` and `Outbox<'_>`"
)]
pub trait FromMessage<'a>: Sized {
    /// Which arguments it takes, for diagnostics and descriptions.
    const TAKES: Takes;

    /// What a typed client sends for it: `(T,)` for a type `T` that can be sent, `()` for an
    /// extractor.
    type Sent: SentTuple;

    /// Takes them from the message.
    ///
    /// # Errors
    ///
    /// The message has not the arguments that this type takes.
    fn from_message(request: &mut Request<'a>) -> Result<Self, Rejection>;
}
