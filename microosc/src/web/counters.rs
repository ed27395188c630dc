//! What happened to connections, in numbers.

/// Counts of a [`Server`](super::Server) since it was bound. They wrap after 2^64.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionCounters {
    /// Connections that were accepted.
    pub accepted: u64,
    /// Connections turned away because there were too many, or whose network is not
    /// [allowed](crate::Settings::allow).
    pub refused: u64,
    /// Calls for the next connection that failed, for example for want of file handles; the server
    /// tries again every 50 ms.
    pub accept_failed: u64,
    /// Requests about addresses that were answered.
    pub requests: u64,
    /// Connections cut off because their time was up: for the request, for taking the answer, or
    /// for a sign of life.
    pub cut_late: u64,
    /// Packets by WebSocket that were not looked at because
    /// [control is not allowed](super::Options::allow_control).
    pub control_refused: u64,
    /// Text by WebSocket that is no command, or is about an address without a value.
    pub commands_ignored: u64,
}

pub(super) fn bump(counter: &mut u64) {
    *counter = counter.wrapping_add(1);
}
