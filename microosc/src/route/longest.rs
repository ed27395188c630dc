//! How long messages can be, and buffers that hold them.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::panic,
    reason = "evaluated in the compiler, where a panic is the message to the user"
)]

use super::text::Text;
use super::{EndpointInfo, Router, Segment};
use crate::extract::longest_message;

impl EndpointInfo {
    /// Returns the length in bytes of the longest message that it takes, or `None` if there is no
    /// limit: if it takes text, blobs, runs or [`Rest`](crate::Rest), ignores surplus, or captures
    /// what has no declared values.
    ///
    /// That of a message whose address is no pattern; numbers count as 8 bytes, as which they may
    /// come.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::{Endpoint, osc_handler};
    ///
    /// #[osc_handler("/ch/{n: 1..=64}/level")]
    /// fn level(n: u8, level: f32) {}
    ///
    /// #[osc_handler("/title")]
    /// fn title(text: &str) {}
    ///
    /// // An address of 12 bytes and its padding, `,f`, a number.
    /// assert_eq!(<level as Endpoint>::INFO.longest_message(), Some(16 + 4 + 8));
    /// assert_eq!(<title as Endpoint>::INFO.longest_message(), None);
    /// ```
    pub const fn longest_message(&self) -> Option<usize> {
        let mut address = 0;
        let mut segments = self.segments;
        while let [segment, rest @ ..] = segments {
            address += 1 + match segment {
                Segment::Literal(text) => text.len(),
                Segment::Capture { segments: [], .. } | Segment::Rest { .. } => return None,
                Segment::Capture { segments, .. } => longest_of(segments),
            };
            segments = rest;
        }
        if self.ignores_surplus {
            return None;
        }
        longest_message(address, self.parameters())
    }
}

impl<S: ?Sized> Router<S> {
    /// Returns the length in bytes of the longest message that a handler takes, or `None` if there
    /// is no limit; see [`EndpointInfo::longest_message`].
    ///
    /// A bundle takes 16 bytes, and 4 more for each message in it.
    pub const fn longest_message(&self) -> Option<usize> {
        let mut longest = 0;
        let mut infos = self.infos;
        while let [info, rest @ ..] = infos {
            match info.longest_message() {
                Some(len) if len > longest => longest = len,
                Some(_) => {}
                None => return None,
            }
            infos = rest;
        }
        Some(longest)
    }

    /// Returns a buffer for packets to be received, of zeros, which does not compile if a message to
    /// one of the handlers may be longer. Handlers whose messages have no limit are left out of this.
    ///
    /// Write it in a `const` block, as here: only there it is evaluated while compiling.
    ///
    /// ```
    /// use microosc::{Router, osc_handler, osc_router};
    ///
    /// #[osc_handler("/position")]
    /// fn position(x: f32, y: f32) {}
    ///
    /// static ROUTER: Router = osc_router![position];
    ///
    /// let mut buffer = const { ROUTER.buffer::<64>() };
    /// # assert_eq!(buffer, [0; 64]);
    /// ```
    ///
    /// A message to `/position` may come as two numbers of eight bytes each, so this is too short:
    ///
    /// ```compile_fail
    /// # use microosc::{Router, osc_handler, osc_router};
    /// # #[osc_handler("/position")]
    /// # fn position(x: f32, y: f32) {}
    /// # static ROUTER: Router = osc_router![position];
    /// let mut buffer = const { ROUTER.buffer::<31>() };
    /// ```
    ///
    /// # Panics
    ///
    /// Outside a `const` block, if the buffer is too short.
    #[track_caller]
    pub const fn buffer<const LEN: usize>(&self) -> [u8; LEN] {
        let mut infos = self.infos;
        while let [info, rest @ ..] = infos {
            match info.longest_message() {
                Some(len) if len > LEN => too_short(info, len, LEN),
                _ => infos = rest,
            }
        }
        [0; LEN]
    }
}

#[track_caller]
const fn too_short(info: &EndpointInfo, needed: usize, len: usize) -> ! {
    let mut text = Text::new();
    text.push("a message to `");
    text.push(info.address);
    text.push("`");
    text.push_location(info);
    text.push(" may have ");
    text.push_number(needed as u32);
    text.push(" bytes, and the buffer has ");
    text.push_number(len as u32);
    text.push("; make it longer");
    panic!("{}", text.as_str())
}

const fn longest_of(segments: &[&str]) -> usize {
    let mut longest = 0;
    let mut segments = segments;
    while let [segment, rest @ ..] = segments {
        if segment.len() > longest {
            longest = segment.len();
        }
        segments = rest;
    }
    longest
}
