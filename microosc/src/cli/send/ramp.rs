//! Values from one to another.

use core::str::FromStr;
use core::time::Duration;

/// Where the value of the ramp stands among the words.
const SLOT: &str = "{}";

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ramp {
    from: f64,
    to: f64,
}

impl FromStr for Ramp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|value: &f64| value.is_finite());
        let ends = text.split_once("..").map(|(from, to)| (number(from), number(to)));
        match ends {
            Some((Some(from), Some(to))) => Ok(Self { from, to }),
            _ => Err("write where it starts and where it ends: 0..1, or 127..0".to_owned()),
        }
    }
}

impl Ramp {
    /// Returns the value after this part of the way, from 0 to 1.
    pub(super) fn value(self, part: f64) -> f64 {
        // Both ends are met exactly.
        self.from * (1.0 - part) + self.to * part
    }
}

/// Returns which parts of the way are sent: evenly spaced, both ends among them.
pub(super) fn parts(steps: Option<u32>, rate: u32, over: Duration) -> impl Iterator<Item = f64> {
    let last = match steps {
        Some(steps) => f64::from(steps.saturating_sub(1)),
        None => (f64::from(rate) * over.as_secs_f64()).round().max(1.0),
    };
    (0_u32..).map(f64::from).take_while(move |step| *step <= last).map(move |step| step / last)
}

/// Puts the value where `{}` stands, or at the end.
pub(super) fn insert(words: &[String], value: f64) -> Result<Vec<String>, String> {
    let mut found = false;
    let mut words: Vec<String> = words
        .iter()
        .map(|word| match word.strip_suffix(SLOT) {
            Some(tag @ ("" | "f:" | "d:")) => {
                found = true;
                let tag = if tag.is_empty() { "f:" } else { tag };
                Ok(format!("{tag}{value:?}"))
            }
            Some("i:" | "h:") => {
                found = true;
                Ok(word.replace(SLOT, &format!("{:.0}", value.round())))
            }
            Some(_) => Err(format!(
                "`{word}`: the ramp's value stands as {{}} alone, or with a type of numbers: i:{{}}"
            )),
            None => Ok(word.clone()),
        })
        .collect::<Result<_, _>>()?;
    if !found {
        words.push(format!("f:{value:?}"));
    }
    Ok(words)
}
