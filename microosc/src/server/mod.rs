//! The server without its sockets: datagrams and the time go in, handler calls and replies come
//! out.
//!
//! [`Server`] owns no socket and no clock, so the same code runs over UDP on a desktop, on a
//! microcontroller, over a stream, and in tests with invented time. It allocates nothing: replies
//! and waiting bundles lie in buffers inside it, whose sizes are const parameters.
//!
//! # Bundles and time
//!
//! A message runs when it arrives. A bundle runs when its time tag says, its messages in order
//! with nothing in between: at once if the tag is immediate, past, or further ahead than the
//! horizon (a sender whose clock is off); else it waits. A bundle inside a bundle never runs
//! before the one around it. A bundle that finds the queue full runs at once. Each such case is
//! counted.
//!
//! # Replies
//!
//! A handler that declares a reply, or takes an [`Outbox`](crate::Outbox), answers whoever asked, and
//! nobody else. The sender's address of a datagram can be forged, and a pattern can reach many
//! handlers, so a server on an open network can be made to send more than it receives: at most 32
//! packets for a datagram, and no more bytes than the buffer for replies holds. What is beyond that
//! is dropped and counted. Give requests and replies different addresses: two servers that answer `/echo` with `/echo` keep each other busy for ever. A peer with
//! port 0 gets no replies; transports without addresses make one up.
//!
//! No datagram makes it panic, loop or grow; a malformed one reaches no handler, not even the part
//! of it before the fault.

mod counters;
mod queue;
mod sans_io;
mod schedule;

pub use counters::Counters;
pub use sans_io::{Server, Transmit};
pub use schedule::{Late, Scheduling};
