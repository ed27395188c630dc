//! Declarative Open Sound Control (OSC): annotate functions with their address, and get typed
//! handlers, a routing table fixed at compile time, and a server.
//!
//! ```
//! use microosc::{Router, Server, TimeTag, osc_handler, osc_router};
//!
//! #[derive(Default)]
//! struct Mixer { level: [f32; 8] }
//!
//! #[osc_handler("/ch/{ch}/level")]
//! fn level(mixer: &mut Mixer, ch: usize, value: f32) {
//!     if let Some(level) = mixer.level.get_mut(ch) { *level = value; }
//! }
//!
//! static ROUTER: Router<Mixer> = osc_router![level];
//!
//! let mut mixer = Mixer::default();
//!
//! // The core needs no socket: here a datagram is handed in.
//! let mut server = Server::new(&ROUTER);
//! let peer = ([127, 0, 0, 1], 57120).into();
//! let datagram = b"/ch/3/level\0,f\0\0\x3f\0\0\0";
//! server.handle_datagram(TimeTag::IMMEDIATE, peer, datagram, &mut mixer);
//! assert_eq!(mixer.level[3], 0.5);
//!
//! // A handler is still a function.
//! level(&mut mixer, 4, 1.0);
//! assert_eq!(mixer.level[4], 1.0);
//! ```
//!
//! # Where to look
//!
//! * [`osc_handler`] and [`osc_router`]: what you write, and [`extract`]: what parameters can be.
//! * [`OscArguments`](macro@OscArguments): structs and enums of yours as arguments, taken and sent.
//! * [`route`]: which handler answers which address.
//! * [`server`]: the server without sockets, and how it treats bundles and time.
//! * `udp` and `tcp`: servers and clients on a desktop (feature `std`).
//! * `embassy`: a server on a device (feature `embassy-net-09`).
//! * [`client`]: messages for a handler, from the values of its parameters.
//! * [`stream`]: packets over TCP, Unix streams and serial lines, in both framings.
//! * [`wire`] and [`address`]: packets and patterns by themselves; [`osc!`] for constant ones.
//!
//! # Features
//!
//! * `std` (default): the UDP and TCP runtimes, encoding into `Vec`, conversions to and from `SystemTime`.
//!   Without it the crate is `no_std` and uses no allocator.
//! * `query`: `query`, the address space as JSON, written without memory.
//! * `query-server`: `web`, the same by HTTP and WebSocket, with values, for programs and browsers.
//! * `tokio-1`: `tokio`, a UDP server for tasks of tokio 1.
//! * `gro`: several datagrams in one system call of Linux, received (`udp::Options::join_datagrams`) and
//!   sent (`udp::Client::send_burst`).
//! * `embassy-net-09`: `embassy`, a UDP server for devices, on embassy-net 0.9 (`no_std`, no allocator). Its
//!   dependencies need Rust 1.91.
//! * `tracing`, `defmt`: events at debug and trace level for what does not reach a handler, with the
//!   target `microosc`; with `defmt` also `Format` for the types a device may want to log.
//! * `cli`: the command `microosc`, a program beside the library, which gains nothing from it.
//!
//! # What any input may do
//!
//! A datagram of any bytes yields a call, an error value or a count. It never causes a panic, a
//! loop, recursion, an allocation, or the call of a handler whose parameters it does not fit. The
//! library prints nothing.
#![cfg_attr(not(any(feature = "std", test)), no_std)]

pub mod address;
pub mod client;
#[cfg(feature = "embassy-net-09")]
pub mod embassy;
mod events;
pub mod extract;
#[cfg(feature = "defmt")]
mod format;
#[cfg(feature = "std")]
mod net;
#[cfg(feature = "query")]
pub mod query;
pub mod route;
pub mod server;
pub mod stream;
#[cfg(feature = "std")]
pub mod tcp;
#[cfg(feature = "tokio-1")]
pub mod tokio;
#[cfg(feature = "std")]
pub mod udp;
#[cfg(feature = "query-server")]
pub mod web;
pub mod wire;

pub use address::{
    Address, AddressError, AddressErrorKind, AddressPattern, PatternError, PatternErrorKind,
};
pub use client::{Call, IntoValues, encode_call, encode_call_under};
pub use extract::{
    BundleTime, Clip, F32, F64, FromMessage, FromSegment, I32, I64, IntoReply, Number, Outbox,
    OutboxError, Outcome, Parameter, Peer, Range, Ranged, Rejection, Request, Rest, SentTuple,
    Source, Takes, TypeTags,
};
#[doc(inline)]
pub use microosc_macros::{OscArguments, osc, osc_handler, osc_handlers, osc_router};
pub use route::{
    Endpoint, EndpointInfo, Failed, Handler, Rejected, Route, Router, Segment, Values,
};
pub use server::{
    Buffers, Counters, HORIZON, Inline, Late, Network, NetworkError, Networks, REPLY_BYTES, Rate,
    RouteCounters, Scheduling, Server, Settings, Transmit,
};
#[cfg(feature = "std")]
pub use server::{CountersHandle, Heap, Sizes};
pub use wire::{
    Argument, ArgumentWriter, Arguments, Blob, Bundle, BundleEncoder, DecodeError, DecodeErrorKind,
    Elements, EncodeError, Group, Impulse, Message, Midi, Packet, Rgba, Text, TimeTag, ToArguments,
    TypeTag, TypeTagString, encode_bundle, encode_message,
};
#[cfg(feature = "std")]
pub use wire::{bundle_to_vec, message_to_vec};

/// What the macros' expansions call; no part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::client::{Anything, Captured, Taken, TakenWithin};
    pub use crate::extract::{Field, Piece, assert_bounded};
    pub use crate::route::{
        Mount, Nestable, Node, PartState, Prefix, Slot, Table, Tree, assert_argument, assert_clip,
        assert_default, assert_default_within, assert_depth, assert_field, assert_no_conflict,
        assert_no_options, assert_parameter, assert_parameter_order, assert_range, assert_values,
        conflicts, count, fields, infos_of, joined, nested, range, routes, routes_with_getters,
        segment_count, segments, slot_count, slots, text, text_len, tree, with_getters,
    };
}
