//! What the runtimes share: addresses, network interfaces, errors, and how a server is stopped.

mod address;
mod error;
mod interface;
mod stop;
mod wait;

pub(crate) use address::{resolve, resolve_all};
pub(crate) use error::debug_as_display;
pub use error::{BindError, ServeError};
pub use interface::Interface;
pub use stop::StopHandle;
pub(crate) use stop::Stopped;
pub(crate) use wait::Wait;
