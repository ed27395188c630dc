//! Time tags to the last bit of their fraction: conversions, arithmetic, order, the era of 2036.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use microosc::TimeTag;
use microosc_tests::random::Random;

const SECOND: u64 = 1 << 32;
const NANOS: u128 = 1_000_000_000;
/// Seconds from 1900 to 1970.
const UNIX_EPOCH: i64 = 2_208_988_800;

#[test]
fn the_bits_are_seconds_and_then_a_fraction() {
    const TAG: TimeTag = TimeTag::new(0x0123_4567, 0x89AB_CDEF);
    assert_eq!(TAG.to_bits(), 0x0123_4567_89AB_CDEF);
    assert_eq!(TAG, TimeTag::from_bits(0x0123_4567_89AB_CDEF));
    assert_eq!((TAG.seconds(), TAG.fraction()), (0x0123_4567, 0x89AB_CDEF));
    assert_eq!(format!("{TAG:?}"), "TimeTag(01234567.89abcdef)");
}

#[test]
fn a_fraction_is_the_least_that_holds_the_nanoseconds() {
    let expect = |nanos: u32| {
        let fraction = (u128::from(nanos) << 32).div_ceil(NANOS);
        assert_eq!(u128::from(TimeTag::from_unix(0, nanos).fraction()), fraction, "{nanos} ns");
    };
    [0, 1, 2, 3, 499_999_999, 500_000_000, 500_000_001, 999_999_998, 999_999_999]
        .into_iter()
        .chain((0..NANOS as u32).step_by(9_973))
        .for_each(expect);
}

#[test]
fn a_fraction_is_as_many_whole_nanoseconds_as_it_holds() {
    let expect = |fraction: u32| {
        let nanos = (u128::from(fraction) * NANOS) >> 32;
        let tag = TimeTag::new(0, fraction);
        assert_eq!(tag.to_unix(0), (-UNIX_EPOCH, nanos as u32), "{fraction:#x}");
    };
    // One nanosecond is 4.29 units of the fraction.
    (0..1000).chain(u32::MAX - 1000..=u32::MAX).for_each(expect);
    (0..u32::MAX).step_by(42_949).for_each(expect);
}

#[test]
fn unix_time_comes_back_as_it_was() {
    let mut random = Random::new(1);
    for _ in 0..100_000 {
        let era = random.below(3) as u16;
        let start = (i64::from(era) << 32) - UNIX_EPOCH;
        let seconds = start + i64::from(random.bits() as u32);
        let nanos = random.below(NANOS as usize) as u32;
        assert_eq!(TimeTag::from_unix(seconds, nanos).to_unix(era), (seconds, nanos));
    }
}

#[test]
fn nanoseconds_beyond_a_second_are_carried() {
    assert_eq!(TimeTag::from_unix(7, 1_500_000_000), TimeTag::from_unix(8, 500_000_000));
    assert_eq!(TimeTag::from_unix(7, u32::MAX), TimeTag::from_unix(11, 294_967_295));
    assert_eq!(TimeTag::from_unix(-1, 1_000_000_000), TimeTag::from_unix(0, 0));
}

#[test]
fn no_number_is_too_large() {
    for seconds in [i64::MIN, i64::MAX] {
        for nanos in [0, u32::MAX] {
            let tag = TimeTag::from_unix(seconds, nanos);
            assert!(!tag.to_string().is_empty());
            tag.to_unix(u16::MAX);
        }
    }
    let tag = TimeTag::new(u32::MAX, u32::MAX);
    assert_eq!(tag + Duration::MAX - Duration::MAX, tag);
}

#[test]
fn the_system_time_comes_back_from_1968_to_2104() {
    let at = |seconds: i64, nanos: u32| {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        let start = if seconds < 0 { epoch - whole } else { epoch + whole };
        start + Duration::from_nanos(nanos.into())
    };
    // 1968-01-20 03:14:08, and 2^32 s later 2104-02-26 09:42:24.
    let (first, end) = (-61_505_152, 4_233_462_144);
    let mut random = Random::new(2);
    let some = (0..10_000)
        .map(|_| first + (u128::from(random.bits()) % (end - first) as u128) as i64)
        .collect::<Vec<_>>();
    for seconds in [first, -1, 0, 2_085_978_495, 2_085_978_496, end - 1].into_iter().chain(some) {
        // A clock that counts less finely than nanoseconds still takes hundreds of them.
        for nanos in [0, 100, 999_999_900] {
            let time = at(seconds, nanos);
            assert_eq!(SystemTime::from(TimeTag::from(time)), time, "{seconds} s {nanos} ns");
        }
    }
    for (seconds, other) in [(first - 1, end - 1), (end, first)] {
        assert_eq!(TimeTag::from(at(seconds, 0)), TimeTag::from(at(other, 0)));
        assert_eq!(SystemTime::from(TimeTag::from(at(seconds, 0))), at(other, 0));
    }
    assert_eq!(TimeTag::from(at(-1, 250_000_000)), TimeTag::from_unix(-1, 250_000_000));
}

#[test]
fn now_is_now() {
    let before = TimeTag::from(SystemTime::now());
    let now = TimeTag::now();
    let after = TimeTag::from(SystemTime::now());
    assert!(before.compare(now).is_le() && now.compare(after).is_le());
}

#[test]
fn the_era_of_a_time_near_ours_is_told_by_its_first_bit() {
    let cases = [(0x8000_0000, 0), (u32::MAX, 0), (0, 1), (1, 1), (0x7FFF_FFFF, 1)];
    for (seconds, era) in cases {
        assert_eq!(TimeTag::new(seconds, 0).nearest_era(), era, "{seconds:#x}");
    }
}

#[test]
fn a_duration_is_added_and_taken_away_to_the_bit() {
    let tag = TimeTag::new(100, 0);
    assert_eq!(tag + Duration::from_millis(1500), TimeTag::new(101, 1 << 31));
    assert_eq!(tag - Duration::from_millis(1500), TimeTag::new(98, 1 << 31));
    assert_eq!(tag + Duration::from_nanos(1), TimeTag::new(100, 5), "4.29 rounded up");
    assert_eq!(tag + Duration::ZERO, tag);
    let mut random = Random::new(3);
    for _ in 0..100_000 {
        let tag = TimeTag::from_bits(random.bits());
        let nanos = random.below(NANOS as usize) as u32;
        // Less than half an era.
        let duration = Duration::new(random.bits() >> 33, nanos);
        let later = tag + duration;
        assert_eq!(later - duration, tag);
        assert_eq!(later.duration_since(tag), Some(duration), "from {tag:?}");
        let units = later.to_bits().wrapping_sub(tag.to_bits());
        let exact = duration.as_nanos() * u128::from(SECOND);
        assert_eq!(u128::from(units), exact.div_ceil(NANOS), "{duration:?}");
        let is_zero = duration.is_zero();
        assert_eq!(tag.duration_since(later), is_zero.then_some(Duration::ZERO));
    }
}

#[test]
fn a_duration_between_two_tags_is_the_nanoseconds_below() {
    let tag = TimeTag::new(100, 0);
    let since = |fraction| TimeTag::new(100, fraction).duration_since(tag);
    assert_eq!(since(4), Some(Duration::ZERO));
    assert_eq!(since(5), Some(Duration::from_nanos(1)));
    assert_eq!(since(u32::MAX), Some(Duration::from_nanos(999_999_999)));
    assert_eq!(tag.duration_since(TimeTag::new(100, 1)), None);
}

#[test]
fn time_goes_on_after_the_era() {
    let last = TimeTag::new(u32::MAX, u32::MAX);
    let first = TimeTag::new(0, 0);
    assert_eq!(last + Duration::from_secs(1), TimeTag::new(0, u32::MAX));
    assert_eq!(first - Duration::from_secs(1), TimeTag::new(u32::MAX, 0));
    assert_eq!(last.compare(first), Ordering::Less);
    assert_eq!(first.compare(last), Ordering::Greater);
    let ten = Duration::from_secs(10);
    assert_eq!((last + ten).duration_since(last), Some(ten));
    assert_eq!(last + Duration::from_secs(SECOND), last, "a whole era later");
}

#[test]
fn times_less_than_half_an_era_apart_are_in_order() {
    let mut random = Random::new(4);
    for _ in 0..100_000 {
        let tag = TimeTag::from_bits(random.bits());
        let distance = (random.bits() >> 1).max(1);
        let ahead = TimeTag::from_bits(tag.to_bits().wrapping_add(distance));
        assert_eq!(tag.compare(tag), Ordering::Equal);
        assert_eq!(tag.compare(ahead), Ordering::Less, "{tag:?} {ahead:?}");
        assert_eq!(ahead.compare(tag), Ordering::Greater, "{tag:?} {ahead:?}");
    }
    let [a, b] = [TimeTag::new(5, 6), TimeTag::new(5, 7)];
    assert_eq!((a.compare(b), b.compare(a)), (Ordering::Less, Ordering::Greater));
}

#[test]
fn equality_and_hash_look_at_the_bits() {
    let tags: HashSet<TimeTag> = [0, 1, 1, SECOND, u64::MAX].map(TimeTag::from_bits).into();
    assert_eq!(tags.len(), 4);
}

#[test]
fn only_the_tag_of_one_is_at_once() {
    assert_eq!(TimeTag::IMMEDIATE, TimeTag::new(0, 1));
    assert!(TimeTag::IMMEDIATE.is_immediate());
    assert_eq!(TimeTag::IMMEDIATE.to_string(), "immediately");
    for bits in [0, 2, SECOND, SECOND | 1, u64::MAX] {
        assert!(!TimeTag::from_bits(bits).is_immediate(), "{bits:#x}");
    }
}

#[test]
fn a_tag_is_shown_as_utc_down_to_the_nanosecond() {
    let cases = [
        ((2_147_483_648, 0), "1968-01-20T03:14:08.000000000Z"),
        ((2_208_988_799, u32::MAX), "1969-12-31T23:59:59.999999999Z"),
        ((2_208_988_800, 0), "1970-01-01T00:00:00.000000000Z"),
        ((2_208_988_800, 5), "1970-01-01T00:00:00.000000001Z"),
        ((3_160_771_199, 1 << 31), "2000-02-28T23:59:59.500000000Z"),
        ((3_160_771_200, 0), "2000-02-29T00:00:00.000000000Z"),
        ((u32::MAX, 0), "2036-02-07T06:28:15.000000000Z"),
        ((0, 0), "2036-02-07T06:28:16.000000000Z"),
        ((0, 2), "2036-02-07T06:28:16.000000000Z"),
        ((2_021_563_903, 0), "2100-02-28T23:59:59.000000000Z"),
        ((2_021_563_904, 0), "2100-03-01T00:00:00.000000000Z"),
        ((2_147_483_647, 0), "2104-02-26T09:42:23.000000000Z"),
    ];
    for ((seconds, fraction), shown) in cases {
        assert_eq!(TimeTag::new(seconds, fraction).to_string(), shown);
    }
}
