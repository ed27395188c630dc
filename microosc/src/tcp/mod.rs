//! OSC over TCP with the standard library: servers, clients, both framings.
//!
//! [`serve`] is the shortest way to a running server. [`Server`] adds polling, counters and a
//! handle to stop it; [`Options`] sets limits; [`Client`] sends and receives replies. The handlers,
//! the router and the state are those of [`udp`](crate::udp).
//!
//! | to | write |
//! |---|---|
//! | serve programs on this machine | `tcp::serve("127.0.0.1:5000", &ROUTER, &mut state)` |
//! | serve the network | `tcp::serve("0.0.0.0:5000", …)` |
//! | serve several addresses, or IPv4 and IPv6 | `Server::bind_all(&["0.0.0.0:5000", "[::]:5000"], …)` |
//! | serve IPv4 and IPv6 on one socket | `Options::new().dual_stack(true).bind("[::]:5000", …)` |
//! | serve from a main loop | [`Server::poll`] |
//! | serve in a thread, and end it | [`Server::serve`], [`Server::stop_handle`] |
//! | allow fewer connections, or shorter packets | `Options::new().max_connections(4).bind(…)` |
//! | send | [`Client::connect`], [`Client::send`] |
//! | use a Unix stream or a serial port | [`stream::Connection`](crate::stream::Connection) |
//!
//! OSC has no authentication: whoever can reach the port can call the handlers.
//!
//! # Framing
//!
//! Over TCP something has to tell where a packet ends, and there are two ways, which programs call
//! OSC 1.0 ([`Framing::LengthPrefix`]) and OSC 1.1 ([`Framing::Slip`]). A server tells by the first
//! bytes which one a peer speaks and replies in the same, so nothing has to be set. A client must
//! know; for example, ETC Eos listens on port 3032 and speaks OSC 1.0 unless its setup says
//! otherwise, QLab listens on port 53000 and speaks OSC 1.1. [`stream`](crate::stream) lists more.
//!
//! # Who may hold up whom
//!
//! One thread does everything and waits for nobody: it reads each connection in turn, a piece at a
//! time, and keeps what a peer does not take at once. So a peer that floods the server or takes no
//! replies delays nobody. All memory is bounded by the number of connections, and nothing that a
//! peer sends or fails to do ends the server:
//!
//! | a peer that | is |
//! |---|---|
//! | connects when there are [32](Options::max_connections) connections | refused |
//! | leaves a packet half sent for [10 s](Options::frame_timeout) | cut off |
//! | does not take a reply within [5 s](Options::write_timeout), or leaves [256 KiB](Options::write_queue) of them waiting | cut off |
//! | is gone without closing the connection (no power, no network) | given up by the system: after 45 s on Linux, after about a minute elsewhere |
//! | is silent | left alone, unless [`Options::idle_timeout`] says for how long |
//! | sends a packet longer than [64 KiB](Options::max_packet), or a damaged one | left alone; that packet is skipped |
//! | sends a size that is none in OSC 1.0 | cut off, since no packet can be found any more |
//!
//! Each case is counted, in [`Server::connection_counters`];
//! [`Server::connection_counters_handle`] shows the counts to other threads while the server runs.
//!
//! # When the system fails
//!
//! A server goes on after all that passes by itself:
//!
//! | error of the system | where | what follows |
//! |---|---|---|
//! | a signal came (`EINTR`) | anywhere | the call is made again |
//! | the connection is gone again (`ECONNABORTED`) | accepting | counted in [`accept_failed`](ConnectionCounters::accept_failed) |
//! | too many files are open, a lack of memory, the network is down (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`, `ENETDOWN`), or an error not named here | accepting | counted there, too; the server goes on with the connections it has and tries again every 50 ms, while new ones wait |
//! | the socket does not listen any more (`EBADF`, `EINVAL`, `ENOTSOCK`) | accepting | `serve` and `poll` return [`ServeError::Receive`] |
//! | any | a connection | it is closed and counted in [`closed`](ConnectionCounters::closed) |
//!
//! # Stopping
//!
//! [`Server::stop_handle`] ends `serve` at once, from any thread; [`udp`](crate::udp#stopping) shows
//! how Ctrl-C does it. Connections are closed when the server is dropped. Peers that take them in time
//! still get the replies that wait, for as long as the program runs.
//!
//! # When nothing arrives
//!
//! Check that the peer has a connection ([`Server::connections`]); that it frames its packets at
//! all (a terminal program does not); and that no firewall stands between. Then look at
//! [`Server::connection_counters`] and [`Server::counters`]: they tell whether frames arrive and
//! why no handler was called.

mod client;
mod counters;
mod error;
mod faults;
pub(crate) mod listener;
mod options;
mod peer;
mod peers;
mod replies;
mod server;

pub use crate::net::{BindError, POLL_LIMIT, POLL_TIME, ServeError, StopHandle};
pub use crate::stream::{Framing, ReceiveError, SendError};
pub use client::Client;
pub use counters::{ConnectionCounters, ConnectionCountersHandle};
pub use error::ConnectError;
pub use options::Options;
pub use server::{Server, serve};
