//! Lengths of time as people write them: `10ms`, `1.5s`, `2min`, `1:30`.

use core::time::Duration;

const FORM: &str = "write a number and a unit: 10ms, 1.5s, 2min, 1h; or minutes and seconds: 1:30";

/// Reads a length of time. A number without a unit counts seconds.
pub(crate) fn read(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no length of time; {FORM}");
    let mut seconds = 0.0;
    if text.contains(':') {
        for part in text.split(':') {
            let part = plain(part).ok_or_else(wrong)?;
            seconds = 60.0 * seconds + part;
        }
    } else {
        let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(at).ok_or_else(wrong)?;
        let unit = match unit {
            "" | "s" => 1.0,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return Err(wrong()),
        };
        seconds = plain(number.trim_end()).ok_or_else(wrong)? * unit;
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

/// Reads a length of time that is not zero.
pub(crate) fn read_positive(text: &str) -> Result<Duration, String> {
    match read(text)? {
        Duration::ZERO => Err("it must be longer than nothing".to_owned()),
        span => Ok(span),
    }
}

/// Returns so many times that length; as long as can be if it does not fit.
pub(crate) fn times(span: Duration, times: u64) -> Duration {
    const NANOS: u128 = 1_000_000_000;
    let nanos = span.as_nanos().saturating_mul(times.into());
    let seconds = u64::try_from(nanos / NANOS).unwrap_or(u64::MAX);
    Duration::new(seconds, u32::try_from(nanos % NANOS).unwrap_or(0))
}

/// A number of digits and at most one point.
fn plain(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| is_plain)
}
