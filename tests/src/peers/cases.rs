//! What is sent, both to the peers and by them.
//!
//! A 7 follows each argument under test: whoever misreads the size of an argument misses it.

use crate::packet::Packet;
use microosc::{
    Argument, EncodeError, Group, Impulse, Midi, Rgba, Text, TimeTag, bundle_to_vec, message_to_vec,
};

/// A row of the table: a packet, and how a peer is to tell what it received.
pub struct Case {
    pub name: &'static str,
    /// A line for each message, joined by `; `: its address, then its arguments, written as
    /// microosc writes them but for blobs, whose bytes are in hexadecimal, and time tags.
    pub told: &'static str,
    encode: fn() -> Result<Vec<u8>, EncodeError>,
}

impl Case {
    pub fn packet(&self) -> Vec<u8> {
        (self.encode)().expect("a packet of moderate size")
    }

    /// The messages of the packet, those in bundles included.
    pub fn messages(&self) -> Vec<Packet> {
        let bytes = self.packet();
        let packet = microosc::Packet::decode(&bytes).expect("a valid packet");
        let mut messages = Vec::new();
        flatten(Packet::copy_of(&packet).expect("valid elements"), &mut messages);
        messages
    }

    /// For the table: what became of the packet, if `found` is all that a peer told of it.
    pub fn cell(&self, found: &str) -> String {
        if found == self.told {
            return "yes".to_owned();
        }
        let address = self.told.split(' ').next().unwrap_or_default();
        let values = found.strip_prefix(address).unwrap_or(found).trim();
        match (values, values.strip_suffix(" 7")) {
            ("", _) => "–".to_owned(),
            ("7", _) => "left out".to_owned(),
            (_, Some(value)) => format!("as `{value}`"),
            (_, None) if self.told.ends_with(" 7") => {
                format!("as `{values}`, what follows is lost")
            }
            (_, None) => format!("as `{values}`"),
        }
    }
}

fn flatten(packet: Packet, messages: &mut Vec<Packet>) {
    match packet {
        Packet::Bundle { elements, .. } => {
            elements.into_iter().for_each(|element| flatten(element, messages));
        }
        message => messages.push(message),
    }
}

const fn case(
    name: &'static str,
    told: &'static str,
    encode: fn() -> Result<Vec<u8>, EncodeError>,
) -> Case {
    Case { name, told, encode }
}

/// Bytes that mean something to SLIP, and need padding.
pub const BLOB: &[u8] = &[0xC0, 0xDB, 1, 2, 3];

/// A time in 2026 and a half.
pub const TIME: TimeTag = TimeTag::new(0xED00_0000, 0x8000_0000);

pub const CASES: &[Case] = &[
    case("`i` 32-bit integer", "/i -7 7", || message_to_vec("/i", (-7, 7))),
    case("`f` 32-bit float", "/f 0.5 7", || message_to_vec("/f", (0.5_f32, 7))),
    case("`s` string", "/s \"text\" 7", || message_to_vec("/s", ("text", 7))),
    case("`s` in UTF-8", "/utf8 \"é✓\" 7", || message_to_vec("/utf8", ("é✓", 7))),
    case("`b` blob", "/b <c0 db 01 02 03> 7", || message_to_vec("/b", (BLOB, 7))),
    // More than a 32-bit integer or a 32-bit float holds.
    case("`h` 64-bit integer", "/h 1099511627776 7", || message_to_vec("/h", (1_i64 << 40, 7))),
    case("`d` 64-bit float", "/d 16777217.0 7", || message_to_vec("/d", (16_777_217.0_f64, 7))),
    case("`t` time tag", "/t <ed000000.80000000> 7", || message_to_vec("/t", (TIME, 7))),
    case("`S` symbol", "/S \"symbol\" 7", || {
        message_to_vec("/S", (Argument::Symbol(Text::from("symbol")), 7))
    }),
    case("`c` character", "/c 'x' 7", || message_to_vec("/c", ('x', 7))),
    case("`r` colour", "/r #112233ff 7", || {
        message_to_vec("/r", (Rgba { red: 0x11, green: 0x22, blue: 0x33, alpha: 0xFF }, 7))
    }),
    case("`m` MIDI message", "/m <midi 1: 90 40 7f> 7", || {
        message_to_vec("/m", (Midi { port: 1, status: 0x90, data1: 0x40, data2: 0x7F }, 7))
    }),
    case("`T` true", "/T true 7", || message_to_vec("/T", (true, 7))),
    case("`F` false", "/F false 7", || message_to_vec("/F", (false, 7))),
    case("`N` nil", "/N nil 7", || message_to_vec("/N", (Argument::Nil, 7))),
    case("`I` impulse", "/I impulse 7", || message_to_vec("/I", (Impulse, 7))),
    case("`[` `]` array", "/array [1, \"two\"] 7", || {
        message_to_vec("/array", (Group((1, "two")), 7))
    }),
    case("array in an array", "/arrays [1, [2]] 7", || {
        message_to_vec("/arrays", (Group((1, Group(2))), 7))
    }),
    case("no arguments", "/none", || message_to_vec("/none", ())),
    case("bundle", "/first 1; /second 2", || {
        bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/first", 1)?;
            bundle.message("/second", 2)
        })
    }),
    case("bundle in a bundle", "/outer 1; /inner 2; /after 3", || {
        bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/outer", 1)?;
            bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/inner", 2))?;
            bundle.message("/after", 3)
        })
    }),
];

/// The cases that are sent over TCP, too: enough to know that packets are told apart.
pub fn over_tcp() -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(|case| ["`f` 32-bit float", "`b` blob", "bundle"].contains(&case.name))
}

// The rows that need more than a packet.
pub const AHEAD: &str = "bundle with a time tag ahead";
pub const ANSWER: &str = "answer to the port that asked";
pub const TCP_SIZE: &str = "TCP, size before each packet (OSC 1.0)";
pub const TCP_SLIP: &str = "TCP, SLIP (OSC 1.1)";
pub const MULTICAST: &str = "multicast on the loopback interface";

/// Patterns, and the handlers that each is to call.
pub const PATTERNS: &[(&str, &str, &[&str])] = &[
    ("pattern `?`", "/drum/k?ck", &["kick"]),
    ("pattern `*`", "/drum/*a*", &["snare", "hat"]),
    ("pattern `[]`", "/drum/[!h]*", &["kick", "snare"]),
    ("pattern `{}`", "/drum/{hat,kick}", &["kick", "hat"]),
    ("pattern `//` (OSC 1.1)", "//snare", &["snare"]),
];

/// All rows of a direction, in their order.
pub fn rows(from_peer: bool) -> impl Iterator<Item = &'static str> {
    let patterns = PATTERNS.iter().filter(move |_| from_peer).map(|(name, ..)| *name);
    CASES
        .iter()
        .map(|case| case.name)
        .chain([AHEAD])
        .chain(patterns)
        .chain([ANSWER, TCP_SIZE, TCP_SLIP, MULTICAST])
}
