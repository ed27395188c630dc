//! Bytes as hexadecimal digits.

use std::io::{self, Write};

/// Writes two digits a byte.
pub(crate) fn write(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let digit =
        |nibble: u8| b"0123456789abcdef".get(usize::from(nibble)).copied().unwrap_or_default();
    bytes.iter().try_for_each(|byte| out.write_all(&[digit(byte >> 4), digit(byte & 15)]))
}

/// Reads two digits a byte into `bytes`; spaces and colons between them do not count.
///
/// # Errors
///
/// What is in the way. `bytes` holds what stands before.
pub(crate) fn read(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), String> {
    bytes.clear();
    let mut high = None;
    let between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
    for (at, byte) in text.iter().enumerate().filter(|(_, byte)| !between(byte)) {
        let Some(digit) = digit(*byte) else {
            let column = at.saturating_add(1);
            let byte = byte.escape_ascii();
            return Err(format!("`{byte}` at column {column} is not a hexadecimal digit"));
        };
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    match high {
        None => Ok(()),
        Some(_) => Err("the last byte has only one of its two digits".to_owned()),
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16)?.try_into().ok()
}
