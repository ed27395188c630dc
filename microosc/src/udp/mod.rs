//! OSC over UDP with the standard library: servers, clients, multicast.
//!
//! [`serve`] is the shortest way to a running server. [`Server`] adds polling, counters and a
//! handle to stop it; [`Options`] chooses interfaces, groups and limits; [`Client`] sends.
//!
//! | to | write |
//! |---|---|
//! | serve programs on this machine | `udp::serve("127.0.0.1:5000", &ROUTER, &mut state)` |
//! | serve the network | `udp::serve("0.0.0.0:5000", …)` |
//! | receive a multicast group, and unicast on its port | `udp::serve("239.0.0.1:5000", …)` |
//! | choose the interface | `Options::new().interface("eth0").bind(…)` |
//! | serve several addresses, or IPv4 and IPv6 | `Server::bind_all(&["0.0.0.0:5000", "[::]:5000"], …)` |
//! | serve IPv4 and IPv6 on one socket | `Options::new().dual_stack(true).bind("[::]:5000", …)` |
//! | serve from a main loop | [`Server::poll`] |
//! | serve in a thread, and end it | [`Server::serve`], [`Server::stop_handle`] |
//! | send | [`Client::connect`], [`Client::send`] |
//! | look at datagrams as they are | [`Receiver`] |
//! | send and receive hundreds of small messages at once (feature `gro`) | `Client::send_burst`, `Options::join_datagrams` |
//!
//! OSC has no authentication, and the sender's address of a datagram is easily forged: whoever can
//! reach the port can call the handlers.
//!
//! # When nothing arrives
//!
//! Check that the sender uses the machine's address and this port; that the server is not bound to
//! `127.0.0.1` when the sender is another machine; that no firewall stands between; and for
//! multicast that both use the same network interface ([`Options::interface`]). Then look at
//! [`Server::counters`]: they tell whether datagrams arrive and why no handler was called.
//!
//! # When the network fails
//!
//! A server goes on after all that passes by itself:
//!
//! | error of the system | where | what follows |
//! |---|---|---|
//! | a signal came (`EINTR`) | anywhere | the call is made again |
//! | nothing there (`EAGAIN`, a timeout) | receiving | the server waits |
//! | an earlier reply found nobody (ICMP: `ECONNREFUSED`, `ECONNRESET`, `EHOSTUNREACH`, `ENETUNREACH`, `WSAENETRESET`) | receiving | counted in [`send_failed`](crate::Counters::send_failed) |
//! | a lack of means, the network is down (`ENOBUFS`, `ENOMEM`, `ENETDOWN`) | receiving | counted in [`receive_failed`](crate::Counters::receive_failed); the server rests 1 ms |
//! | any other | receiving | `serve` and `poll` return [`ServeError::Receive`] |
//! | any (no route, network down, packet too long, buffer full for 20 ms) | replying | the reply is dropped and counted in [`send_failed`](crate::Counters::send_failed) |
//!
//! # Stopping
//!
//! [`Server::stop_handle`] ends `serve` at once, from any thread. For Ctrl-C, hand it to a crate that
//! runs a function when a signal comes, such as `ctrlc`:
//!
//! ```no_run
//! # mod ctrlc { pub fn set_handler(_: impl FnMut() + Send + 'static) -> std::io::Result<()> { Ok(()) } }
//! use microosc::udp::Server;
//! use microosc::{Router, osc_router};
//!
//! static ROUTER: Router = osc_router![];
//!
//! let mut server = Server::bind("127.0.0.1:5000", &ROUTER)?;
//! let stop = server.stop_handle();
//! ctrlc::set_handler(move || stop.stop())?;
//! server.serve(&mut ())?;
//! println!("{:?}", server.counters());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The example `fader` does it without that crate, by a flag of `signal-hook`. Where a main loop calls
//! [`Server::poll`], such a flag is all that is needed.

mod bind;
#[cfg(feature = "gro")]
mod burst;
mod client;
pub(crate) mod engine;
mod error;
mod faults;
mod options;
mod receiver;
#[cfg(all(feature = "gro", any(target_os = "linux", target_os = "android")))]
pub(crate) mod segments;
mod server;
mod socket;

pub use crate::net::{BindError, Interface, POLL_LIMIT, POLL_TIME, ServeError, StopHandle};
#[cfg(feature = "gro")]
pub use burst::Burst;
pub use client::Client;
pub use error::SendError;
pub use options::Options;
pub use receiver::Receiver;
pub use server::{Server, serve};
