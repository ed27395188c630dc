//! microosc
#![cfg_attr(not(any(feature = "std", test)), no_std)]

pub mod address;
pub mod extract;
pub mod route;
pub mod server;
#[cfg(feature = "std")]
pub mod udp;
pub mod wire;

pub use address::{
    Address, AddressError, AddressErrorKind, AddressPattern, PatternError, PatternErrorKind,
};
pub use extract::{
    BundleTime, F32, F64, FromMessage, FromSegment, I32, I64, IntoReply, Peer, Rejection, Request,
    Rest, Takes,
};
#[doc(inline)]
pub use microosc_macros::{osc_handler, osc_router};
pub use route::{Endpoint, EndpointInfo, Handler, Parameter, Route, Router, Segment};
pub use server::{Counters, Scheduling, Server, Transmit};
pub use wire::{
    Argument, ArgumentWriter, Arguments, Bundle, BundleEncoder, DecodeError, DecodeErrorKind,
    Elements, EncodeError, Group, Impulse, Message, Midi, Packet, Rgba, Text, TimeTag, ToArguments,
    TypeTag, TypeTagString, encode_bundle, encode_message,
};
#[cfg(feature = "std")]
pub use wire::{bundle_to_vec, message_to_vec};

/// What the macros' expansions call; no part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::extract::Piece;
    pub use crate::route::{
        Node, assert_no_conflict, assert_parameter_order, conflicts, node_count, nodes, slot_count,
        slots, sorted,
    };
}
