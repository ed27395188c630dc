//! Messages of assertions, put together in const evaluation.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "evaluated in the compiler"
)]

use super::EndpointInfo;

/// A text put together in const evaluation; what is too long is cut.
pub(super) struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; 1024], len: 0 }
    }

    pub(super) const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut index = 0;
        while index < text.len() {
            self.push_byte(text[index]);
            index += 1;
        }
    }

    pub(super) const fn push_byte(&mut self, byte: u8) {
        if self.len < self.bytes.len() {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
    }

    pub(super) const fn push_location(&mut self, info: &EndpointInfo) {
        self.push(" (");
        self.push(info.file);
        self.push(":");
        self.push_number(info.line);
        self.push(")");
    }

    pub(super) const fn push_number(&mut self, number: u32) {
        if number > 9 {
            self.push_number(number / 10);
        }
        self.push_byte(b'0' + (number % 10) as u8);
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "two declarations contradict each other",
        }
    }
}
