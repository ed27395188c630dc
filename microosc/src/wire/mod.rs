//! Bytes to OSC and back: OSC 1.0, and the type tags that OSC 1.1 adds.
//!
//! [`Packet::decode`] checks a datagram once, from the first byte to the last, and hands out
//! views that borrow from it: [`Message`], [`Bundle`], and the lazy iterators [`Arguments`] and
//! [`Elements`]. [`encode_message`] and [`encode_bundle`] write a packet into the caller's buffer.
//!
//! What this module guarantees:
//!
//! * No byte sequence makes it panic, loop, recurse, or read outside the packet.
//! * It allocates nothing; only `message_to_vec` and `bundle_to_vec` (feature `std`) do, and
//!   they allocate the packet they return.
//! * What decodes has an address that starts with `/` and is UTF-8, balanced arrays, zero
//!   padding, and neither missing nor surplus bytes; so no accessor of a view can fail. The one
//!   exception is named where it shows: an element of a bundle whose type tag string holds a tag
//!   that OSC does not define is discarded alone (see [`Elements`]).
//! * Nesting of bundles and of arrays is bounded by [`MAX_NESTING`].
//!
//! It knows neither routes nor sockets nor the time of day.
//!
//! # What is accepted from sloppy senders
//!
//! | what they send | [`Packet::decode`] | [`Packet::decode_lenient`] |
//! |---|---|---|
//! | no type tag string, nothing after the address (X32-Edit) | a message without arguments | the same |
//! | no type tag string, but arguments | refused: their types are unknown | the same |
//! | a type tag that OSC does not define | that message refused, in a bundle that message only | the same |
//! | UTF-8 in strings and addresses | accepted | the same |
//! | strings that are not even UTF-8 | accepted as [`Text`]; a parameter `&str` refuses them | the same |
//! | an address that is not UTF-8 | refused | the same |
//! | spaces and other forbidden characters in addresses (Millumin, Max) | accepted; met by captures and fallback, for no handler can be declared there | the same |
//! | `c` beyond ASCII | accepted as it is | the same |
//! | padding that is not NUL | refused | accepted |
//! | padding that is missing at the packet's end | refused | accepted |
//! | surplus bytes after the last argument (Reaktor) | refused | accepted |
//! | empty bundles | accepted | the same |
//! | a bundle that is to run before the one around it | accepted; [`Server`](crate::Server) lets it wait | the same |
//! | a time tag of zero for "now" | accepted; [`Server`](crate::Server) runs it at once | the same |
//! | bundles or arrays nested deeper than [`MAX_NESTING`] | refused | the same |

mod argument;
mod blob;
mod bundle;
mod encode;
mod error;
mod hash;
mod layout;
mod message;
mod packet;
mod reader;
mod string;
mod text;
mod time_tag;
mod to_arguments;
mod type_tag;
mod writer;

pub use argument::{Argument, Arguments, Impulse, Midi, Rgba};
pub use blob::Blob;
pub use bundle::{Bundle, Elements};
pub use encode::{BundleEncoder, EncodeError, encode_bundle, encode_message};
#[cfg(feature = "std")]
pub use encode::{bundle_to_vec, message_to_vec};
pub use error::{DecodeError, DecodeErrorKind};
pub use message::Message;
pub use packet::Packet;
pub use text::Text;
pub use time_tag::TimeTag;
pub use to_arguments::{Group, ToArguments};
pub use type_tag::{TypeTag, TypeTagString};
pub use writer::ArgumentWriter;

pub(crate) use argument::FixedSize;
pub(crate) use bundle::Nesting;
pub(crate) use hash::AddressHash;
pub(crate) use layout::{Layout, encode_message_to, encode_message_to_pieces, message_len};

/// How deep bundles may nest in bundles, and arrays in arrays.
///
/// The specification sets no limit; a receiver that accepts packets from the network needs one.
pub const MAX_NESTING: usize = 8;
