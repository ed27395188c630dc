//! JSON, written without memory.

use core::fmt::{self, Display, Write};

use crate::wire::{Argument, Arguments, Nesting};

/// A text as a JSON string.
pub(crate) struct Quoted<T>(pub T);

impl<T: Display> fmt::Display for Quoted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        write!(Escaped(f), "{}", self.0)?;
        f.write_str("\"")
    }
}

struct Escaped<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let must_be_escaped = |c: char| c < ' ' || c == '"' || c == '\\';
        for part in text.split_inclusive(must_be_escaped) {
            let escaped = part.chars().next_back().filter(|last| must_be_escaped(*last));
            let plain = part.get(..part.len().wrapping_sub(usize::from(escaped.is_some())));
            self.0.write_str(plain.unwrap_or_default())?;
            match escaped {
                None => {}
                Some('\n') => self.0.write_str("\\n")?,
                Some(special @ ('"' | '\\')) => write!(self.0, "\\{special}")?,
                Some(control) => write!(self.0, "\\u{:04x}", u32::from(control))?,
            }
        }
        Ok(())
    }
}

/// Arguments as a JSON array: numbers, strings, `true` and `false`; a colour is `"#rrggbbaa"`, a time
/// tag its seconds. Null stands for all else, and for numbers that JSON has not.
pub(super) struct Values<'a>(pub Arguments<'a>);

impl Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut outer = Nesting::new();
        let mut level = (self.0, true);
        f.write_str("[")?;
        loop {
            let Some(argument) = level.0.next() else {
                f.write_str("]")?;
                match outer.pop() {
                    Some(enclosing) => level = enclosing,
                    None => return Ok(()),
                }
                continue;
            };
            if !core::mem::replace(&mut level.1, false) {
                f.write_str(",")?;
            }
            match argument {
                Argument::Array(elements) => {
                    f.write_str("[")?;
                    // No deeper than a packet nests.
                    let _ = outer.push(core::mem::replace(&mut level, (elements, true)));
                }
                other => value(&other, f)?,
            }
        }
    }
}

fn value(argument: &Argument<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match argument {
        Argument::Float32(number) if number.is_finite() => write!(f, "{number:?}"),
        Argument::Float64(number) => float(*number, f),
        Argument::TimeTag(time) => {
            let (seconds, fraction) = (time.seconds(), time.fraction());
            float(f64::from(seconds) + f64::from(fraction) / 4_294_967_296.0, f)
        }
        Argument::String(text) | Argument::Symbol(text) => Quoted(text).fmt(f),
        Argument::Char(code) => match char::from_u32(*code) {
            Some(character) => Quoted(character).fmt(f),
            None => f.write_str("null"),
        },
        Argument::Rgba(_) => write!(f, "\"{argument}\""),
        Argument::Int32(_) | Argument::Int64(_) | Argument::Bool(_) => argument.fmt(f),
        _ => f.write_str("null"),
    }
}

/// A number, or null where JSON has none.
pub(super) fn float(number: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if number.is_finite() { write!(f, "{number:?}") } else { f.write_str("null") }
}
