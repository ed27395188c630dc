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
//! | serve from a main loop | [`Server::poll`] |
//! | serve in a thread, and end it | [`Server::serve`], [`Server::stop_handle`] |
//! | send | [`Client::connect`], [`Client::send`] |
//! | look at datagrams as they are | [`Receiver`] |
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

mod bind;
mod client;
mod error;
mod options;
mod receiver;
mod server;
mod socket;

pub use crate::net::{BindError, Interface, ServeError, StopHandle};
pub use client::Client;
pub use error::SendError;
pub use options::Options;
pub use receiver::Receiver;
pub use server::{Server, serve};
