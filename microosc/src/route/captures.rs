//! Values that a capture declares and its type does not take: a compile error.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "evaluated in the compiler, where a panic is the message to the user"
)]

use super::text::Text;
use super::{EndpointInfo, Segment, Values};

/// Fails to compile if the capture in the segment with this index declares a value that its type
/// does not take, which takes whole numbers from the first of `numbers` to the second, if it is
/// known what it takes. A message with that value would always be rejected.
#[track_caller]
pub const fn assert_values(info: &EndpointInfo, segment: usize, numbers: Option<(i128, i128)>) {
    let (Segment::Capture { name, values, .. }, Some((least, most))) =
        (&info.segments[segment], numbers)
    else {
        return;
    };
    let mut text = Text::new();
    text.push("the address declares `");
    match values {
        Values::Range { last, .. } if (*last as i128) > most => {
            text.push_number(*last);
            text.push("` as a value of `");
            text.push(name);
            text.push("`, and its type ends at `");
            // Less than `last`, so it is no longer.
            text.push_number(most as u32);
            text.push("`; write a longer type, `u16` or `u32`");
            panic!("{}", text.as_str());
        }
        Values::OneOf(texts) => {
            let mut index = 0;
            while index < texts.len() {
                if !matches!(whole_number(texts[index]), Some(n) if least <= n && n <= most) {
                    text.push(texts[index]);
                    text.push("` as a value of `");
                    text.push(name);
                    text.push(
                        "`, and its type has no such number; declare numbers, for example `{",
                    );
                    text.push(name);
                    text.push(": 1..=8}`, or take text, `");
                    text.push(name);
                    text.push(": &str`");
                    panic!("{}", text.as_str());
                }
                index += 1;
            }
        }
        Values::Any | Values::Range { .. } => {}
    }
}

/// Reads a whole number, if it is written as it would be displayed.
const fn whole_number(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let (sign, digits) = match bytes {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    if digits.is_empty() || digits.len() > 20 || (digits[0] == b'0' && bytes.len() > 1) {
        return None;
    }
    let mut number = 0;
    let mut index = 0;
    while index < digits.len() {
        if !digits[index].is_ascii_digit() {
            return None;
        }
        number = 10 * number + (digits[index] - b'0') as i128;
        index += 1;
    }
    Some(sign * number)
}
