//! Events for who listens: what did not reach a handler, and why.
//!
//! They go to `tracing` and to `defmt`, whichever features are on; with neither, nothing is left of
//! them. They are cheap while nobody listens, and no input makes one a warning: a flood of bad
//! datagrams is not to become a flood in a log that shows only what matters.

use core::fmt::Display;
use core::net::SocketAddr;

/// Whether there may be somebody who listens.
pub(crate) const ENABLED: bool = cfg!(any(feature = "tracing", feature = "defmt"));

macro_rules! event {
    ($level:ident, $text:literal, $($name:ident),+) => {{
        #[cfg(feature = "tracing")]
        ::tracing::$level!(target: "microosc", $($name = %$name,)+ $text);
        #[cfg(feature = "defmt")]
        ::defmt::$level!(
            "{=istr}: {}",
            ::defmt::intern!($text),
            ::defmt::Display2Format(&format_args!(
                concat!($(stringify!($name), "={} "),+),
                $($name),+
            ))
        );
        #[cfg(not(any(feature = "tracing", feature = "defmt")))]
        let _ = ($(&$name),+);
    }};
}

/// A datagram of a sender that is not allowed.
#[inline]
pub(crate) fn refused(peer: SocketAddr) {
    event!(trace, "sender not allowed", peer);
}

/// A datagram of a sender that sends more than its rate.
#[inline]
pub(crate) fn limited(peer: SocketAddr) {
    event!(trace, "sender above its rate", peer);
}

/// A datagram, or a message in a bundle, that is none; at byte `offset`.
#[inline]
pub(crate) fn malformed(peer: SocketAddr, kind: impl Display, offset: usize) {
    event!(debug, "malformed", peer, kind, offset);
}

/// A message that no route meets.
#[inline]
pub(crate) fn unmatched(peer: SocketAddr, address: &str) {
    // Already making it looks at the first character, with tables that a device has no room for.
    if ENABLED {
        // The sender's text, in a line of a log.
        let address = address.escape_debug();
        event!(debug, "no route", peer, address);
    }
}

/// A message that does not fit the handler of a route.
#[inline]
pub(crate) fn rejected(peer: SocketAddr, route: &str, reason: impl Display) {
    event!(debug, "rejected", peer, route, reason);
}

/// An error that the handler of a route has returned.
#[inline]
pub(crate) fn failed(peer: SocketAddr, route: &str, error: impl Display) {
    event!(debug, "handler failed", peer, route, error);
}

/// A bundle that came after its time.
#[inline]
pub(crate) fn late(peer: SocketAddr, time: impl Display) {
    event!(debug, "bundle late", peer, time);
}

/// A bundle further ahead than the horizon.
#[inline]
pub(crate) fn beyond_horizon(peer: SocketAddr, time: impl Display) {
    event!(debug, "bundle beyond the horizon", peer, time);
}

/// A bundle that found no room to wait in.
#[inline]
pub(crate) fn schedule_full(peer: SocketAddr, time: impl Display) {
    event!(debug, "no room for the bundle to wait", peer, time);
}

/// A reply that will not be sent.
#[inline]
pub(crate) fn reply_dropped(peer: SocketAddr, reason: impl Display) {
    event!(debug, "reply dropped", peer, reason);
}
