//! Shared helpers of the tests.

pub mod packet;
pub mod random;
pub mod vectors;
