//! The same work by hand: what is known of the routes is in the code.

pub mod pattern;
pub mod read;
pub mod table;
pub mod write;

/// Four bytes: what OSC counts in.
pub type Word = [u8; 4];
