//! How much one sender may send.

use core::cmp::Ordering;
use core::net::IpAddr;

use crate::wire::TimeTag;

/// How many datagrams each sender may send; see [`Settings::rate`](crate::Settings::rate).
///
/// A sender is an address without its port, since a program can have any port it likes.
///
/// # Examples
///
/// ```
/// // 100 a second, and up to 200 at once after a pause.
/// let rate = microosc::Rate { per_second: 100, burst: 200 };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rate {
    /// How many a second in the long run; 0 counts as 1.
    pub per_second: u32,
    /// How many at once after a pause; 0 counts as 1.
    pub burst: u32,
}

/// What is known of one sender: until when its datagrams so far are paid for, if each costs an
/// equal part of a second. Before that time it has used up part of its burst; after it, nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    address: Option<IpAddr>,
    paid_until: TimeTag,
}

impl Bucket {
    pub(super) const EMPTY: Self = Self { address: None, paid_until: TimeTag::IMMEDIATE };

    /// Returns by how much, in units of 2^-32 s, the sender is ahead of `now`, if that is at most a
    /// burst. No datagram has been let through further ahead: if it seems so, the clock has stepped
    /// back.
    fn ahead(&self, now: TimeTag, burst: u64) -> u64 {
        match self.paid_until.compare(now) {
            Ordering::Greater => {
                let ahead = self.paid_until.to_bits().wrapping_sub(now.to_bits());
                if ahead > burst { 0 } else { ahead }
            }
            _ => 0,
        }
    }

    fn pay(&mut self, now: TimeTag, cost: u64, burst: u64) -> bool {
        let after = self.ahead(now, burst).saturating_add(cost);
        if after > burst {
            return false;
        }
        self.paid_until = TimeTag::from_bits(now.to_bits().wrapping_add(after));
        true
    }
}

impl Rate {
    /// Decides on a datagram, and takes note of it.
    ///
    /// A sender not in the table takes the place of the one that has used up least; nothing is lost
    /// by it as long as that one has been quiet. If the clock steps back, senders start afresh.
    pub(super) fn admits(self, peers: &mut [Bucket], now: TimeTag, address: IpAddr) -> bool {
        let cost = (1_u64 << 32).checked_div(self.per_second.into()).unwrap_or(1 << 32);
        let burst = cost.saturating_mul(u64::from(self.burst.max(1)));
        let mut quietest: Option<(u64, &mut Bucket)> = None;
        for bucket in peers {
            if bucket.address == Some(address) {
                return bucket.pay(now, cost, burst);
            }
            let ahead = bucket.ahead(now, burst);
            if quietest.as_ref().is_none_or(|(least, _)| ahead < *least) {
                quietest = Some((ahead, bucket));
            }
        }
        let Some((_, bucket)) = quietest else { return true };
        *bucket = Bucket { address: Some(address), paid_until: now };
        bucket.pay(now, cost, burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::time::Duration;

    const RATE: Rate = Rate { per_second: 10, burst: 3 };

    fn address(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    /// How many of so many datagrams are let through.
    fn admitted(peers: &mut [Bucket], now: TimeTag, last: u8, count: usize) -> usize {
        (0..count).filter(|_| RATE.admits(peers, now, address(last))).count()
    }

    #[test]
    fn a_burst_then_the_rate() {
        let (mut peers, start) = ([Bucket::EMPTY; 2], TimeTag::from_unix(1_800_000_000, 0));
        assert_eq!(admitted(&mut peers, start, 1, 100), 3);
        assert_eq!(admitted(&mut peers, start, 2, 100), 3, "another has its own");
        let mut later = 0;
        for tenth in 1..=50 {
            let now = start + Duration::from_millis(tenth * 100 + 1);
            later += admitted(&mut peers, now, 1, 10);
        }
        assert_eq!(later, 50);
        assert_eq!(admitted(&mut peers, start + Duration::from_secs(60), 1, 100), 3);
    }

    #[test]
    fn the_quietest_is_forgotten() {
        let (mut peers, start) = ([Bucket::EMPTY; 2], TimeTag::from_unix(1_800_000_000, 0));
        assert_eq!(admitted(&mut peers, start, 1, 3), 3);
        assert_eq!(admitted(&mut peers, start, 2, 1), 1);
        assert_eq!(admitted(&mut peers, start, 3, 1), 1);
        assert_eq!(admitted(&mut peers, start, 1, 3), 0, "the busy one is remembered");
    }

    #[test]
    fn a_clock_that_steps_back_silences_nobody() {
        let (mut peers, start) = ([Bucket::EMPTY; 1], TimeTag::from_unix(1_800_000_000, 0));
        assert_eq!(admitted(&mut peers, start, 1, 9), 3);
        let before = TimeTag::from_unix(1_700_000_000, 0);
        assert_eq!(admitted(&mut peers, before, 1, 9), 3);
    }

    #[test]
    fn odd_rates_are_rates() {
        let (mut peers, now) = ([Bucket::EMPTY; 1], TimeTag::from_unix(1_800_000_000, 0));
        for rate in
            [Rate { per_second: 0, burst: 0 }, Rate { per_second: u32::MAX, burst: u32::MAX }]
        {
            assert!(rate.admits(&mut peers, now, address(7)), "{rate:?}");
        }
        assert!(RATE.admits(&mut [], now, address(7)), "without room nobody is told apart");
    }
}
