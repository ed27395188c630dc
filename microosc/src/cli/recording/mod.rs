//! Recordings: packets as they came, with their times and senders, a JSON object on each line.
//!
//! ```text
//! {"microosc":"recording","version":1,"start":"2026-11-22T20:00:00.000000000Z"}
//! {"at":0.512345,"from":"192.168.1.7:53011","packet":"2f312f6661646572000000002c6600003f000000"}
//! {"end":12.000000}
//! ```
//!
//! * The first line tells what this is, and the time of day (UTC) at which `at` counts zero.
//! * Each packet has a line: the seconds since then by a clock that only goes on (the time of day
//!   may be set meanwhile), the sender, and the packet's bytes in hexadecimal digits, as they came,
//!   also those of packets that cannot be read.
//! * The last line tells when the recording was ended. Without it the recording ends with its last
//!   packet.
//! * A new first line may follow at any place, when a recording is continued: what follows plays
//!   after what stands before, without the pause between.
//!
//! Lines of text because then everything reads them (`jq`, Python, an editor), a recording can be
//! cut and joined like any text, and after a crash or a full disk everything but the last line is
//! whole. Hexadecimal digits because they hold any packet, and `microosc decode --hex` shows them:
//! `jq -r .packet show.osc | microosc decode --hex`. A reader skips members it does not know.

mod read;
mod write;

pub(crate) use read::{Player, Step, Track};
pub(crate) use write::{Existing, Recorder};

/// What `version` is.
const VERSION: i64 = 1;
