//! What can be chosen about a server, while it runs too.

use core::time::Duration;

use super::{Networks, Rate};

/// What a server does with time tags, and what it lets senders do.
///
/// The defaults suit a network whose users are friends. Where they may not be, set what
/// [the table of threats](crate::server#limits-and-defence) says.
///
/// # Examples
///
/// ```
/// use microosc::{Late, Network, Router, Server, osc_router};
///
/// static ROUTER: Router = osc_router![];
///
/// let mut server = Server::new(&ROUTER);
/// let settings = server.settings_mut();
/// settings.late = Late::Drop;
/// settings.allow = Network::PRIVATE.into();
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// What is done with the time tags of bundles.
    pub scheduling: Scheduling,
    /// What is done with bundles that come after their time.
    pub late: Late,
    /// Whether datagrams are also accepted that break the rules in ways that
    /// [`Packet::decode_lenient`](crate::Packet::decode_lenient) lets pass; each is counted. They
    /// are not unless set.
    pub lenient: bool,
    /// Who may send. Datagrams of others are counted and not looked at. Everybody unless set.
    ///
    /// The sender's address of a datagram can be forged: this keeps out accidents and the curious,
    /// not attackers in the same network.
    pub allow: Networks,
    /// How much each sender may send; more is counted and not looked at. No limit unless set.
    ///
    /// It needs memory for as many senders as it is to tell apart ([`Inline`](crate::Inline)
    /// has none unless told) and a clock: nothing is limited at the time
    /// [`TimeTag::IMMEDIATE`](crate::TimeTag::IMMEDIATE).
    pub rate: Option<Rate>,
    /// How many bytes of packets a datagram may be answered with, bundles in it that wait
    /// included; replies beyond that are dropped and counted. Unless set, [`REPLY_BYTES`]; over
    /// TCP, where a sender's address cannot be forged, what the buffer for replies holds.
    pub reply_bytes: Option<usize>,
    /// How many times its own size a datagram may be answered with, whatever
    /// [`reply_bytes`](Self::reply_bytes) says. No limit unless set; on an open network, where
    /// addresses can be forged to make a server flood somebody else, 3 keeps that from being worth
    /// the trouble.
    pub reply_factor: Option<u32>,
}

/// How many bytes a datagram may be answered with unless [`Settings::reply_bytes`] is set: 16 KiB.
pub const REPLY_BYTES: usize = 16 << 10;

/// How far ahead a bundle may be to wait for its time unless [`Settings::scheduling`] is set: 10 s.
pub const HORIZON: Duration = Duration::from_secs(10);

impl Settings {
    /// Starts with the defaults.
    pub const fn new() -> Self {
        Self {
            scheduling: Scheduling::Within(HORIZON),
            late: Late::Run,
            lenient: false,
            allow: Networks::ALL,
            rate: None,
            reply_bytes: None,
            reply_factor: None,
        }
    }

    /// Returns how many bytes a datagram of this length may be answered with.
    #[inline]
    pub(super) fn allowance(&self, len: usize) -> usize {
        let factor = self.reply_factor.map(|factor| usize::try_from(factor).unwrap_or(usize::MAX));
        let most = self.reply_bytes.unwrap_or(REPLY_BYTES);
        factor.map_or(most, |factor| factor.saturating_mul(len).min(most))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

/// What a server does with the time tags of bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Scheduling {
    /// Every bundle runs when it comes, and handlers see its tag as
    /// [`BundleTime`](crate::BundleTime): for devices without a clock, and for senders who use the
    /// tag as a time stamp.
    Immediate,
    /// A bundle waits for its time if that is at most so far ahead.
    Within(Duration),
}

impl Default for Scheduling {
    /// Within [`HORIZON`].
    fn default() -> Self {
        Self::Within(HORIZON)
    }
}

/// What a server does with a bundle whose time has passed when it comes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Late {
    /// Runs it at once: better late than never.
    #[default]
    Run,
    /// Drops it, with the bundles in it: for what makes no sense later, such as a beat.
    Drop,
}
