//! What the functions are told that `osc_router!` takes as `rejected` and `failed`.

use core::fmt;

use super::EndpointInfo;
use crate::extract::{Peer, Rejection};
use crate::wire::Message;

/// A message that met the address of a handler and does not fit its parameters.
///
/// It shows itself as one line, for a log: which handler, what it takes (in the notation of
/// [`Takes`](crate::Takes)), what came and why it does not fit. The text of the line is
/// the sender's in part; what could upset a terminal is escaped.
///
/// # Examples
///
/// ```
/// use microosc::{Rejected, Router, osc_handler, osc_router};
///
/// #[osc_handler("/tempo")]
/// fn tempo(bpm: f32) { let _ = bpm; }
///
/// fn log(_: &mut (), rejected: &Rejected<'_>) {
///     eprintln!("{}: {rejected}", rejected.peer());
/// }
///
/// static ROUTER: Router = osc_router![tempo, rejected = log];
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'a> {
    pub(super) route: &'static EndpointInfo,
    pub(super) message: &'a Message<'a>,
    pub(super) peer: Peer,
    pub(super) rejection: Rejection,
}

impl<'a> Rejected<'a> {
    /// The handler that was not called, below the prefixes of the routers it is nested in.
    pub const fn route(&self) -> &'static EndpointInfo {
        self.route
    }

    /// The message.
    pub const fn message(&self) -> &'a Message<'a> {
        self.message
    }

    /// Who sent it.
    pub const fn peer(&self) -> Peer {
        self.peer
    }

    /// Why it does not fit.
    pub const fn rejection(&self) -> Rejection {
        self.rejection
    }
}

impl fmt::Display for Rejected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_handler(self.route, f)?;
        let address = self.message.address().escape_debug();
        let (takes, came) = (self.route.type_tags(), self.message.type_tags());
        write!(f, " takes {takes} and got {address} {came}: {}", self.rejection)
    }
}

/// A handler that returned an error.
///
/// It shows itself as one line, for a log: which handler, and the error.
///
/// # Examples
///
/// ```
/// use microosc::{Failed, Router, osc_handler, osc_router};
///
/// #[osc_handler("/scene/save")]
/// fn save(name: &str) -> std::io::Result<()> {
///     std::fs::write(name, "nothing yet")
/// }
///
/// fn log(failed: &Failed<'_>) {
///     eprintln!("{failed}");
/// }
///
/// static ROUTER: Router = osc_router![save, failed = log];
/// ```
#[derive(Clone, Copy)]
pub struct Failed<'a> {
    route: &'static EndpointInfo,
    message: &'a Message<'a>,
    peer: Peer,
    error: &'a dyn fmt::Display,
}

impl<'a> Failed<'a> {
    /// The handler, below the prefixes of the routers it is nested in.
    pub const fn route(&self) -> &'static EndpointInfo {
        self.route
    }

    /// The message that it was called for.
    pub const fn message(&self) -> &'a Message<'a> {
        self.message
    }

    /// Who sent it.
    pub const fn peer(&self) -> Peer {
        self.peer
    }

    /// What it returned.
    pub const fn error(&self) -> &'a dyn fmt::Display {
        self.error
    }
}

impl fmt::Display for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_handler(self.route, f)?;
        write!(f, " failed: {}", self.error)
    }
}

impl fmt::Debug for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("route", self.route)
            .field("message", self.message)
            .field("peer", &self.peer)
            .field("error", &format_args!("{}", self.error))
            .finish()
    }
}

fn fmt_handler(route: &EndpointInfo, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let EndpointInfo { name, address, file, line, .. } = route;
    write!(f, "`{name}` at {address} ({file}:{line})")
}

pub(crate) type OnFailed = fn(&Failed<'_>);

/// A function that is told of routes, with what there is to tell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<F> {
    pub(super) function: F,
    pub(super) infos: &'static [EndpointInfo],
}

impl<F> Told<F> {
    /// Returns the function and what it is told of the route with this index.
    pub(super) fn of(self, index: usize) -> Option<(F, &'static EndpointInfo)> {
        Some((self.function, self.infos.get(index)?))
    }
}

impl Told<OnFailed> {
    /// Tells of the error that the handler of the route with this index returned.
    pub(crate) fn tell(
        self,
        index: usize,
        message: &Message<'_>,
        peer: Peer,
        error: &dyn fmt::Display,
    ) {
        if let Some((failed, route)) = self.of(index) {
            failed(&Failed { route, message, peer, error });
        }
    }
}
