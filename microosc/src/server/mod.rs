//! The server without its sockets: datagrams and the time go in, handler calls and replies come
//! out.
//!
//! [`Server`] owns no socket and no clock, so the same code runs over UDP on a desktop, on a
//! microcontroller, over a stream, and in tests with invented time. It allocates nothing while it
//! runs: replies and waiting bundles lie in memory whose size is chosen beforehand ([`Inline`],
//! `Heap`). What it does with them is chosen by its [`Settings`].
//!
//! # Bundles and time
//!
//! A message runs when it arrives. A bundle runs when its time tag says, its messages in order
//! with nothing in between: at once if the tag is immediate, past, or further ahead than the
//! horizon (a sender whose clock is off); else it waits. Bundles for one time run in the order in
//! which they came. A bundle inside a bundle never runs before the one around it. A bundle that finds
//! no room to wait in runs at once. Each such case is counted.
//!
//! A sender (an IP address, whatever its port) never gets more of the room for bundles than it
//! leaves free: a single one half of it, two of them a third each. Should the clock be set back, so
//! that a waiting bundle is further ahead than the horizon, that bundle runs.
//!
//! # Replies
//!
//! A handler that declares a reply, or takes an [`Outbox`](crate::Outbox), answers whoever asked, and
//! nobody else. All that a datagram causes shares the room for replies and is bounded by
//! [`Settings::reply_bytes`]; what is beyond that is dropped and counted. Give requests and replies
//! different addresses: two servers that answer `/echo` with `/echo` keep each other busy for ever. A
//! peer with port 0 gets no replies; transports without addresses make one up.
//!
//! # Limits and defence
//!
//! OSC has no authentication, and the sender's address of a datagram can be forged.
//!
//! | threat | default | to change it |
//! |---|---|---|
//! | others than meant send | everybody may | bind to `127.0.0.1`; [`Settings::allow`] |
//! | a sender floods the server | no limit | [`Settings::rate`] |
//! | a forged sender makes it flood somebody else | replies of 16 KiB for a datagram (over TCP, where no sender can be forged, of the buffer for replies) | [`Settings::reply_bytes`], [`Settings::reply_factor`] |
//! | a forged sender makes it send to a whole network | no replies to multicast, broadcast and unspecified addresses, nor to port 0 | |
//! | bundles for the future fill the memory | 8 KiB, in the runtimes 128 KiB; a full one lets bundles run at once | [`Inline`], `Sizes` |
//! | one sender takes that memory alone | never more than it leaves free: half of it, if it is the only one | |
//! | a clock that is off holds bundles back | at most 10 s | [`Settings::scheduling`] |
//! | a pattern that costs much | cut after [`MAX_PATTERN_WORK`](crate::route::MAX_PATTERN_WORK) | |
//! | bundles and arrays nested deep | no packet beyond [`MAX_NESTING`](crate::wire::MAX_NESTING) | |
//! | malformed packets | reach nothing | [`Settings::lenient`] |
//!
//! Each of these cases is counted.
//!
//! No datagram makes it panic, loop or grow; a malformed one reaches no handler, not even the part
//! of it before the fault.

mod buffers;
#[cfg(feature = "std")]
mod clock;
mod counters;
#[cfg(feature = "std")]
mod handle;
mod header;
#[cfg(feature = "std")]
mod heap;
mod network;
mod queue;
mod rate;
mod run;
mod sans_io;
mod schedule;
mod settings;

pub use crate::route::RouteCounters;
pub use buffers::{Buffers, Inline};
pub use counters::Counters;
#[cfg(feature = "std")]
pub use handle::CountersHandle;
#[cfg(feature = "std")]
pub(crate) use handle::Publisher;
#[cfg(feature = "std")]
pub use heap::{Heap, Sizes};
pub use network::{Network, NetworkError, Networks};
pub use rate::Rate;
pub use sans_io::{Server, Transmit};
pub use settings::{HORIZON, Late, REPLY_BYTES, Scheduling, Settings};
