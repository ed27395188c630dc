//! OSC over UDP on a device: the same handlers, router and state as on a desktop, on the network
//! stack of [embassy](https://embassy.dev).
//!
//! | to | write |
//! |---|---|
//! | serve in a task | `embassy::serve(&mut socket, &ROUTER, &mut state).await` |
//! | choose memory and settings, let bundles wait, read the counters | [`Server`] |
//! | do other things in the same task | [`Server::serve_one`] with `select` |
//! | hear a multicast group | [`Server::join`] |
//! | send beside it | [`Server::send`] with what [`encode_call`](crate::encode_call) wrote |
//!
//! No allocator is used, and no memory but the server's own and the socket's: a datagram is read where
//! the socket holds it, and a reply is written where the socket takes it.
//!
//! **Handlers run while the network stack is in use.** They must not call it: not the socket, nor the
//! [`Stack`](embassy_net::Stack), which would panic. What a handler wants to send, it returns or gives to its
//! [`Outbox`](crate::Outbox); what takes long or waits belongs into another task, which a handler
//! tells through a signal or a channel.
//!
//! # The socket's buffers
//!
//! The caller makes the socket, so all memory is the caller's. What does not fit is lost in the stack,
//! before anything here can count it:
//!
//! * The buffer for receiving holds the datagrams of a burst, 1472 bytes each at most. One slot of
//!   `PacketMetadata` is taken for each of them: of a burst of 100 messages, 32 slots let 32 through.
//!   [`Router::buffer`] makes one that does not compile if a handler's longest message is too long for it.
//! * A reply longer than the buffer for sending is counted as
//!   [`send_failed`](crate::Counters::send_failed).
//!
//! # When the network fails
//!
//! | what | what comes of it |
//! |---|---|
//! | the buffer for sending is full | a reply waits 20 ms for room, then it is counted as `send_failed` |
//! | a peer does not answer ARP (it is gone, or its address was forged) | what is to be sent to it holds up what is behind it, for 2 s: then the socket is emptied |
//! | the network goes down and up | the server goes on, and joins its group again |

mod clock;
mod endpoint;
mod membership;
mod server;

pub use clock::Clock;
pub use server::Server;

use embassy_net::udp::UdpSocket;

use crate::Router;

/// Serves a router on a socket that has been bound: [`Server::new`] and [`Server::serve`] in one.
///
/// The server takes about 1.3 KB of the task's memory, 1 KiB of them for replies. Bundles run when they come;
/// [`Server::schedule_by`] lets them wait.
///
/// ```no_run
/// use embassy_net::Stack;
/// use embassy_net::udp::{PacketMetadata, UdpSocket};
/// use microosc::{Router, osc_handler, osc_router};
///
/// #[osc_handler("/led")]
/// fn led(brightness: &mut f32, value: f32) {
///     *brightness = value;
/// }
///
/// static ROUTER: Router<f32> = osc_router![led];
///
/// async fn task(stack: Stack<'static>) -> ! {
///     let mut rx_meta = [PacketMetadata::EMPTY; 32];
///     let mut rx = const { ROUTER.buffer::<4096>() };
///     let (mut tx_meta, mut tx) = ([PacketMetadata::EMPTY; 8], [0; 1024]);
///     let mut socket = UdpSocket::new(stack, &mut rx_meta, &mut rx, &mut tx_meta, &mut tx);
///     socket.bind(5000).expect("the socket is new");
///     microosc::embassy::serve(&mut socket, &ROUTER, &mut 0.0).await
/// }
/// ```
pub async fn serve<S: ?Sized>(socket: &mut UdpSocket<'_>, router: &Router<S>, state: &mut S) -> ! {
    Server::new(router).serve(socket, state).await
}
