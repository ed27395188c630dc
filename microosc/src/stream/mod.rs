//! Packets in a stream of bytes: over TCP, a Unix stream, a serial line, USB.
//!
//! A datagram is one packet; in a stream, something has to tell where a packet ends. There are two
//! ways, [`Framing::Slip`] and [`Framing::LengthPrefix`], and half of the world uses each.
//! [`frame`] writes a packet as a frame into the caller's buffer, and a [`Deframer`] takes bytes as
//! they come and lends out the packets. Neither reads or writes anything, so both run over
//! whatever brings the bytes, on a desktop or on a microcontroller; `Connection` (feature `std`)
//! puts them around anything that is `Read` and `Write`.
//!
//! ```
//! use microosc::stream::{Deframer, Framing, frame};
//!
//! let mut buffer = [0; 64];
//! let frame = frame(&mut buffer, Framing::Slip, b"/go\0,\0\0\0")?;
//! assert_eq!(frame, b"\xc0/go\0,\0\0\0\xc0");
//!
//! // Bytes come in pieces of any size.
//! let mut deframer = Deframer::detecting([0; 256]);
//! let mut packets = 0;
//! for mut piece in frame.chunks(3) {
//!     while let Some(result) = deframer.next(&mut piece) {
//!         assert_eq!(result, Ok(&b"/go\0,\0\0\0"[..]));
//!         packets += 1;
//!     }
//! }
//! assert_eq!((packets, deframer.framing()), (1, Some(Framing::Slip)));
//! # Ok::<(), microosc::stream::FrameError>(())
//! ```
//!
//! # Which framing does my peer speak?
//!
//! Programs that offer both call them by the version of OSC that introduced them.
//!
//! | [`Framing`] | called | who speaks it |
//! |---|---|---|
//! | [`LengthPrefix`](Framing::LengthPrefix) | OSC 1.0, packet length | ETC Eos unless set otherwise; liblo (`oscsend`) when it sends |
//! | [`Slip`](Framing::Slip) | OSC 1.1, SLIP | QLab, Go Button, Bitfocus Companion, osc.js; python-osc unless told `mode="1.0"`; Arduino boards over USB (CNMAT's `SLIPEncodedSerial`) |
//! | either | | TouchOSC, ETC Eos, python-osc; liblo when it receives |
//!
//! A receiver need not know: [`Deframer::detecting`] tells by the first bytes. A sender must.
//! What a wrong choice looks like: the peer stays silent, or closes the connection (Eos does).
//! liblo (0.31) does not recognise a stream of SLIP that starts with a bundle; send it a message
//! first.
//!
//! # Faults
//!
//! What a peer sends never ends in a panic, a loop, or the use of more memory than the buffer.
//! Each frame that has to be skipped is a [`Fault`]; what follows it is read again:
//!
//! | | SLIP | length prefix |
//! |---|---|---|
//! | a frame longer than the buffer | skipped up to the next END | skipped by its size |
//! | an escape that is none | skipped up to the next END | |
//! | a size that is no multiple of 4 | | skipped by its size |
//! | a size below zero, or beyond [`MAX_SKIP`] and the buffer | | nothing can be read any more |
//! | an empty frame | ignored | ignored |
//! | a stream that starts like neither, while detecting | skipped up to the first END | |
//!
//! RFC 1055 keeps the byte after an escape that is none; OSC cannot, since such a packet is
//! damaged, and most receivers drop it as well.

#[cfg(feature = "std")]
mod connection;
mod deframer;
#[cfg(feature = "std")]
mod error;
mod fault;
mod framing;

#[cfg(feature = "std")]
pub use connection::Connection;
#[cfg(feature = "std")]
pub(crate) use connection::{MAX_PACKET, Received};
pub use deframer::{Deframer, MAX_SKIP};
#[cfg(feature = "std")]
pub use error::{ReceiveError, SendError};
pub use fault::Fault;
#[cfg(feature = "std")]
pub use framing::frame_to_vec;
pub use framing::{Detection, FrameError, Framing, frame};
