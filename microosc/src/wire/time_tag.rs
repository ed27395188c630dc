//! OSC time tags: NTP timestamps.
//!
//! 32 bits count seconds since 1900-01-01 00:00 UTC, 32 bits count fractions of 2^-32 s (about
//! 233 ps). The seconds wrap every 2^32 s; the first wrap, from era 0 to era 1, is on 2036-02-07
//! 06:28:16 UTC. A tag does not say which era it is of.

use core::cmp::Ordering;
use core::fmt;
use core::time::Duration;

/// A point in time, or [`IMMEDIATE`](Self::IMMEDIATE): OSC 1.0, "Temporal Semantics and OSC Time
/// Tags".
///
/// Arithmetic and [`compare`](Self::compare) work modulo the era, so that they stay right across
/// 2036 for times less than 68 years apart. `Eq` and `Hash` look at the bits.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use microosc::TimeTag;
///
/// let noon = TimeTag::from_unix(1_700_000_000, 0);
/// let later = noon + Duration::from_millis(1500);
/// assert_eq!(later.fraction(), 1 << 31);
/// assert_eq!(later.duration_since(noon), Some(Duration::from_millis(1500)));
/// assert_eq!(noon.duration_since(later), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeTag(u64);

/// Seconds from 1900-01-01 to 1970-01-01.
const UNIX_EPOCH: i64 = 2_208_988_800;
const NANOS_PER_SECOND: u64 = 1_000_000_000;

impl TimeTag {
    /// The tag that means "at once": 63 zero bits and a one.
    pub const IMMEDIATE: Self = Self(1);

    /// Makes a time tag of seconds since 1900 (modulo 2^32) and fractions of 2^-32 s.
    pub const fn new(seconds: u32, fraction: u32) -> Self {
        let [a, b, c, d] = seconds.to_be_bytes();
        let [e, f, g, h] = fraction.to_be_bytes();
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// Makes a time tag of its 64 bits: seconds in the upper half, fraction in the lower.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Returns the 64 bits: seconds in the upper half, fraction in the lower.
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// Returns the seconds since 1900, modulo 2^32.
    pub const fn seconds(self) -> u32 {
        let [a, b, c, d, ..] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Returns the fraction of a second, in units of 2^-32 s.
    pub const fn fraction(self) -> u32 {
        let [.., a, b, c, d] = self.0.to_be_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Whether this is [`IMMEDIATE`](Self::IMMEDIATE).
    pub const fn is_immediate(self) -> bool {
        self.0 == Self::IMMEDIATE.0
    }

    /// Returns the tag of a Unix time: whole seconds since 1970, which may be negative, and
    /// nanoseconds after them (of more than 999 999 999 the whole seconds are carried over).
    ///
    /// The era is lost. The fraction is rounded up, so that [`to_unix`](Self::to_unix) returns
    /// the same nanoseconds.
    pub fn from_unix(seconds: i64, nanos: u32) -> Self {
        let since_1900 = seconds.wrapping_add(UNIX_EPOCH);
        let [.., a, b, c, d] = since_1900.to_be_bytes();
        let whole = Self::new(u32::from_be_bytes([a, b, c, d]), 0);
        Self(whole.0.wrapping_add(fraction_of_nanos(u64::from(nanos))))
    }

    /// Returns the Unix time of this tag read in the given NTP era (0 until 2036, then 1): whole
    /// seconds since 1970 and nanoseconds after them, rounded down.
    pub fn to_unix(self, era: u16) -> (i64, u32) {
        let era_start = i64::from(era) << 32;
        let seconds = era_start.wrapping_add(i64::from(self.seconds())).wrapping_sub(UNIX_EPOCH);
        (seconds, nanos_of_fraction(self.fraction()))
    }

    /// Returns the NTP era in which this tag lies between 1968 and 2104: era 1 when the top bit is
    /// clear, else era 0 (the rule of RFC 4330).
    pub const fn nearest_era(self) -> u16 {
        if self.0 >> 63 == 0 { 1 } else { 0 }
    }

    /// Compares two times less than 68 years apart, whichever eras they are of.
    ///
    /// There is no total order on times that wrap, hence no `Ord`.
    pub fn compare(self, other: Self) -> Ordering {
        if self.0 == other.0 {
            Ordering::Equal
        } else if self.0.wrapping_sub(other.0) >> 63 == 0 {
            Ordering::Greater
        } else {
            Ordering::Less
        }
    }

    /// Returns the time from `earlier` to this tag, to the nanosecond below, or `None` if
    /// `earlier` is later.
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        if self.compare(earlier) == Ordering::Less {
            return None;
        }
        let difference = Self(self.0.wrapping_sub(earlier.0));
        Some(Duration::new(
            u64::from(difference.seconds()),
            nanos_of_fraction(difference.fraction()),
        ))
    }

    /// Returns the time of day.
    #[cfg(feature = "std")]
    pub fn now() -> Self {
        std::time::SystemTime::now().into()
    }
}

/// Returns the fraction of 2^-32 s for nanoseconds, rounded up; whole seconds land in the upper
/// half of the result.
fn fraction_of_nanos(nanos: u64) -> u64 {
    (nanos << 32).div_ceil(NANOS_PER_SECOND)
}

/// Returns a duration in units of 2^-32 s, rounded up, modulo 2^32 s.
fn bits_of_duration(duration: Duration) -> u64 {
    let fraction = fraction_of_nanos(u64::from(duration.subsec_nanos()));
    (duration.as_secs() << 32).wrapping_add(fraction)
}

fn nanos_of_fraction(fraction: u32) -> u32 {
    let nanos = u64::from(fraction).wrapping_mul(NANOS_PER_SECOND) >> 32;
    // Below 10^9 by construction.
    u32::try_from(nanos).unwrap_or(0)
}

/// Adds modulo 2^32 seconds: the result of crossing 2036 is a tag of the next era.
impl core::ops::Add<Duration> for TimeTag {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.wrapping_add(bits_of_duration(duration)))
    }
}

/// Subtracts modulo 2^32 seconds.
impl core::ops::Sub<Duration> for TimeTag {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.wrapping_sub(bits_of_duration(duration)))
    }
}

#[cfg(feature = "std")]
impl From<std::time::SystemTime> for TimeTag {
    fn from(time: std::time::SystemTime) -> Self {
        use std::time::SystemTime;
        let whole = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => Self::from_unix(whole(after), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let seconds = whole(before).wrapping_neg();
                match before.subsec_nanos() {
                    0 => Self::from_unix(seconds, 0),
                    nanos => Self::from_unix(
                        seconds.wrapping_sub(1),
                        1_000_000_000_u32.wrapping_sub(nanos),
                    ),
                }
            }
        }
    }
}

/// Reads the tag in its [nearest era](TimeTag::nearest_era).
#[cfg(feature = "std")]
impl From<TimeTag> for std::time::SystemTime {
    fn from(tag: TimeTag) -> Self {
        let (seconds, nanos) = tag.to_unix(tag.nearest_era());
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let start = if seconds < 0 {
            Self::UNIX_EPOCH.checked_sub(whole)
        } else {
            Self::UNIX_EPOCH.checked_add(whole)
        };
        start
            .and_then(|time| time.checked_add(Duration::from_nanos(nanos.into())))
            .unwrap_or(Self::UNIX_EPOCH)
    }
}

/// Shows `immediately`, or the time in UTC in the tag's [nearest era](TimeTag::nearest_era) as
/// ISO 8601 writes it: `2026-11-22T09:30:00.500000000Z`.
impl fmt::Display for TimeTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_immediate() {
            return f.write_str("immediately");
        }
        let (seconds, nanos) = self.to_unix(self.nearest_era());
        let (year, month, day) = date_of_day(seconds.div_euclid(86_400));
        let (hour, minute) = (seconds.div_euclid(3600).rem_euclid(24), seconds.div_euclid(60));
        let (minute, second) = (minute.rem_euclid(60), seconds.rem_euclid(60));
        write!(f, "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
    }
}

/// Returns year, month and day of a day counted from 1970-01-01.
///
/// Years are taken to start in March, so that the leap day is the last of its year; 400 years, an
/// era of the calendar, have 146 097 days.
const fn date_of_day(day: i64) -> (i64, i64, i64) {
    // From 0000-03-01 to 1970-01-01.
    let day = day.wrapping_add(719_468);
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let leap_days = (day / 1460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
    let year = day.wrapping_sub(leap_days) / 365;
    let year_start = year.wrapping_mul(365).wrapping_add(year / 4).wrapping_sub(year / 100);
    let day = day.wrapping_sub(year_start);
    let month = day.wrapping_mul(5).wrapping_add(2) / 153;
    let month_start = month.wrapping_mul(153).wrapping_add(2) / 5;
    let year = year.wrapping_add(era.wrapping_mul(400));
    let day = day.wrapping_sub(month_start).wrapping_add(1);
    if month < 10 {
        (year, month.wrapping_add(3), day)
    } else {
        (year.wrapping_add(1), month.wrapping_sub(9), day)
    }
}

impl fmt::Debug for TimeTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeTag({:08x}.{:08x})", self.seconds(), self.fraction())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let mut expected = (1900, 1, 1);
        // 1900-01-01 is 25 567 days before 1970-01-01.
        for day in -25_567..50_000 {
            assert_eq!(date_of_day(day), expected);
            let (year, month, day) = expected;
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let len = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == len => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
    }

    #[test]
    fn a_time_is_shown_in_utc() {
        let time = TimeTag::from_unix(1_795_340_187, 500_000_000);
        assert_eq!(std::format!("{time}"), "2026-11-22T09:36:27.500000000Z");
        assert_eq!(std::format!("{}", TimeTag::new(0, 0)), "2036-02-07T06:28:16.000000000Z");
        assert_eq!(std::format!("{}", TimeTag::IMMEDIATE), "immediately");
    }
}
