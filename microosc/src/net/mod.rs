//! What the runtimes share: addresses, network interfaces, errors, how a server waits and is stopped.

mod address;
mod error;
mod interface;
mod peer;
mod stop;
mod wait;
mod waiting;

pub(crate) use address::{resolve, resolve_all};
pub(crate) use error::debug_as_display;
pub use error::{BindError, ServeError};
pub use interface::Interface;
pub(crate) use peer::{reached, shown};
pub use stop::StopHandle;
pub(crate) use wait::Wait;
pub(crate) use waiting::{NAP, Waiting};
pub use waiting::{POLL_LIMIT, POLL_TIME};
