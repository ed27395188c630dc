//! microosc
#![cfg_attr(not(feature = "std"), no_std)]

pub mod address;
pub mod wire;
pub use address::*;
pub use wire::*;
