//! What several of the programs share.

pub mod ctrl_c;
pub mod device;
pub mod mixer;
