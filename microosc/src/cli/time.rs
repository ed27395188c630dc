//! Points in time as people write them.

use core::time::Duration;

use microosc::TimeTag;

use super::span;

/// A time that may depend on when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    After(Duration),
    Before(Duration),
    At(TimeTag),
}

impl Time {
    #[expect(clippy::arithmetic_side_effects, reason = "the arithmetic of time tags wraps")]
    pub(crate) fn tag(self, now: TimeTag) -> TimeTag {
        match self {
            Self::After(span) => now + span,
            Self::Before(span) => now - span,
            Self::At(tag) => tag,
        }
    }
}

/// Reads a time: `immediate`, `now`, `+0.5s`, `-1s`, ISO 8601, or the two halves of a time tag as
/// liblo's oscdump shows them, `e5f0a1b2.80000000`.
pub(crate) fn read(text: &str) -> Result<Time, String> {
    match text {
        "immediate" | "immediately" => return Ok(Time::At(TimeTag::IMMEDIATE)),
        "now" => return Ok(Time::After(Duration::ZERO)),
        _ => {}
    }
    if let Some(span) = text.strip_prefix('+') {
        return span::read(span).map(Time::After);
    }
    if let Some(span) = text.strip_prefix('-') {
        return span::read(span).map(Time::Before);
    }
    iso(text).or_else(|| halves(text)).map(Time::At).ok_or_else(|| {
        format!(
            "`{text}` is no time: write +0.5s (from now on), 2026-11-22T20:00:00Z, now, or immediate"
        )
    })
}

/// Reads a time of ISO 8601 with its zone: `2026-11-22T20:00:00.5Z`, `2026-11-22T21:00:00+01:00`.
pub(crate) fn iso(text: &str) -> Option<TimeTag> {
    let (date, time) = text.split_once(['T', ' '])?;
    let [year, month, day] = fields(date, '-')?;
    let (time, zone) = match time.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, zone) = time.split_at_checked(time.rfind(['+', '-'])?)?;
            let [hours, minutes] = fields(zone.get(1..)?, ':')?;
            let seconds = hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?;
            (time, if zone.starts_with('-') { seconds.checked_neg()? } else { seconds })
        }
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = fields(time, ':')?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()) && fraction.len() <= 9;
    let nanos: u32 = digits.then(|| format!("{fraction:0<9}").parse().ok())??;
    let is_time = hour < 24 && minute < 60 && second < 60;
    if !is_time || !(1968..=2103).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let midnight = day_of_date(year, month, day)?.checked_mul(86_400)?;
    // A month has no day that is shown as one of the next.
    let shown = TimeTag::from_unix(midnight, 0).to_string();
    if !shown.starts_with(&format!("{year}-{month:02}-{day:02}T")) {
        return None;
    }
    let seconds = [(hour, 3600), (minute, 60), (second, 1)]
        .into_iter()
        .try_fold(midnight, |sum, (count, unit)| sum.checked_add(count.checked_mul(unit)?))?;
    Some(TimeTag::from_unix(seconds.checked_sub(zone)?, nanos))
}

/// Whole numbers between `between`.
fn fields<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let number = |part: &str| {
        let is_plain = part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4;
        part.parse().ok().filter(|_| is_plain)
    };
    text.split(between).map(number).collect::<Option<Vec<i64>>>()?.try_into().ok()
}

/// Returns how many days a date lies after 1970-01-01. Years start in March here, so that a leap
/// day is the last day of its year.
fn day_of_date(year: i64, month: i64, day: i64) -> Option<i64> {
    let (year, month) = if month < 3 {
        (year.checked_sub(1)?, month.checked_add(9)?)
    } else {
        (year, month.checked_sub(3)?)
    };
    let leap_days = (year / 4).checked_sub(year / 100)?.checked_add(year / 400)?;
    let before_month = month.checked_mul(153)?.checked_add(2)? / 5;
    let days = year.checked_mul(365)?.checked_add(leap_days)?.checked_add(before_month)?;
    days.checked_add(day)?.checked_sub(719_469)
}

/// Reads seconds and fraction in eight hexadecimal digits each.
fn halves(text: &str) -> Option<TimeTag> {
    let (seconds, fraction) = text.split_once('.')?;
    let half = |text: &str| {
        let is_half = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_half.then(|| u32::from_str_radix(text, 16).ok())?
    };
    Some(TimeTag::new(half(seconds)?, half(fraction)?))
}
