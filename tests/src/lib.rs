//! Shared helpers of the tests.

pub mod app;
pub mod command;
pub mod oracle;
pub mod packet;
pub mod peers;
pub mod random;
pub mod scan;
pub mod table;
pub mod vectors;

/// The programs of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
