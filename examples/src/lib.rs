//! What several of the programs share.

pub mod device;
pub mod mixer;
