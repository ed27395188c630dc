//! What happened, in numbers.

use super::run::add;
use crate::route::Tally;

/// Counts since the server was made. They wrap after 2^64.
///
/// # Examples
///
/// ```
/// # use microosc::{Router, Server, TimeTag, osc_router};
/// static ROUTER: Router = osc_router![];
///
/// let mut server = Server::new(&ROUTER);
/// let peer = ([127, 0, 0, 1], 57120).into();
/// server.handle_datagram(TimeTag::IMMEDIATE, peer, b"not OSC!", &mut ());
/// server.handle_datagram(TimeTag::IMMEDIATE, peer, b"/nobody\0,\0\0\0", &mut ());
/// assert_eq!(server.counters().malformed, 1);
/// assert_eq!(server.counters().unmatched, 1);
/// ```
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Counters {
    /// Datagrams that came in, those that were not looked at included.
    pub datagrams: u64,
    /// Datagrams not looked at because their sender is not [allowed](crate::Settings::allow).
    pub refused: u64,
    /// Datagrams not looked at because their sender sends more than [its rate](crate::Settings::rate).
    pub limited: u64,
    /// Handlers called; a message with a pattern may call several.
    pub handled: u64,
    /// Datagrams that are no OSC packet, and messages in bundles with an unknown type tag.
    pub malformed: u64,
    /// Datagrams that only [lenient decoding](crate::Settings::lenient) accepted.
    pub sloppy: u64,
    /// Messages whose address no route meets.
    pub unmatched: u64,
    /// Handlers not called because the message did not fit their parameters.
    pub rejected: u64,
    /// Handlers that were called and returned an error.
    pub failed: u64,
    /// Bundles whose time had passed when they came; they ran at once, or were dropped where
    /// [`Late::Drop`](crate::Late::Drop) is set.
    pub late: u64,
    /// Bundles inside a bundle with a later time tag; they ran with it.
    pub misordered: u64,
    /// Bundles further ahead than the horizon, when they came or because the clock was set back
    /// while they waited; they ran at once.
    pub beyond_horizon: u64,
    /// Bundles for which there was no room among those that wait, or none for their sender; they
    /// ran at once.
    pub schedule_full: u64,
    /// Replies, and what an [`Outbox`](crate::Outbox) was to send, that did not fit the buffer,
    /// could not be encoded, or had nobody to go to.
    pub replies_dropped: u64,
    /// Replies that the transport could not send.
    pub send_failed: u64,
    /// Attempts to receive that the transport failed at for the moment, such as for lack of memory.
    pub receive_failed: u64,
    /// Patterns not followed to their end because they would have cost too much.
    pub patterns_cut: u64,
}

impl Counters {
    /// Adds what became of a message that captures or patterns were asked about.
    pub(super) fn add(&mut self, tally: Tally) {
        add(&mut self.handled, tally.handled);
        add(&mut self.rejected, tally.rejected);
        add(&mut self.failed, tally.failed);
        add(&mut self.unmatched, tally.is_unmatched().into());
        add(&mut self.patterns_cut, tally.cut.into());
    }

    pub(super) const ZERO: Self = Self {
        datagrams: 0,
        refused: 0,
        limited: 0,
        handled: 0,
        malformed: 0,
        sloppy: 0,
        unmatched: 0,
        rejected: 0,
        failed: 0,
        late: 0,
        misordered: 0,
        beyond_horizon: 0,
        schedule_full: 0,
        replies_dropped: 0,
        send_failed: 0,
        receive_failed: 0,
        patterns_cut: 0,
    };
}
