//! Messages with a fault, and messages that are right but seldom met.

use super::{Case, Packets};
use crate::raw::{message, string};

pub(super) const CASES: &[Case] = &[
    Case { name: "empty", about: "A datagram without a byte.", make: |p| p.add([]) },
    Case {
        name: "one-byte",
        about: "A datagram of one byte, of every value in turn.",
        make: |p| (0..=255).for_each(|byte| p.add([byte])),
    },
    Case {
        name: "size-not-multiple-of-4",
        about: "A message whose last bytes are missing, or are too many by one to three.",
        make: |p| {
            let whole = message(p.given.address, ",ii", [0; 12]);
            let len = whole.len();
            for len in len.saturating_sub(7)..len {
                p.add(whole.get(..len).unwrap_or_default());
            }
        },
    },
    Case {
        name: "not-osc",
        about: "What other programs send by mistake: a line of text, a web request, zeros.",
        make: |p| {
            p.add("hello\n");
            p.add("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            p.add([0; 64]);
            p.add([255; 64]);
        },
    },
    Case {
        name: "address-without-slash",
        about: "An address that starts with a letter.",
        make: |p| p.add(message("fader", ",f", [0; 4])),
    },
    Case {
        name: "address-unterminated",
        about: "A packet that is all address, without the NUL that ends it.",
        make: |p| p.add("/abcdefg"),
    },
    Case {
        name: "address-padding",
        about: "An address with letters where its padding should be.",
        make: |p| p.add("/a\0x,\0\0\0"),
    },
    Case {
        name: "address-not-text",
        about: "An address of bytes that are no UTF-8, and one of control characters.",
        make: |p| {
            p.add(message(b"/\xff\xfe\x80", ",", []));
            p.add(message("/\u{1b}[2J\u{7}\r\n", ",", []));
        },
    },
    Case {
        name: "address-long",
        about: "Addresses of 1 000, 10 000 and 60 000 characters.",
        make: |p| {
            for len in [1_000, 10_000, 60_000] {
                p.add(message(["/", &"a".repeat(len)].concat(), ",", []));
            }
        },
    },
    Case {
        name: "address-deep",
        about: "An address of 20 000 levels.",
        make: |p| p.add(message("/a".repeat(20_000), ",", [])),
    },
    Case {
        name: "address-like-a-path",
        about: "Addresses that would lead astray in a file system or in a format string.",
        make: |p| {
            p.add(message("/../../../etc/passwd", ",", []));
            p.add(message("/%s%s%s%n%n%n%x", ",s", string("%s%s%n%n")));
        },
    },
    Case {
        name: "type-tags-missing",
        about: "A message that ends after its address, as old senders made them.",
        make: |p| p.add(string(p.given.address)),
    },
    Case {
        name: "type-tags-without-comma",
        about: "Type tags that do not start with a comma, or are empty.",
        make: |p| {
            for tags in ["i", ";i", ""] {
                p.message(tags, [0; 4]);
            }
        },
    },
    Case {
        name: "type-tags-unterminated",
        about: "A packet that ends within its type tags.",
        make: |p| p.add([&string(p.given.address)[..], b",iii"].concat()),
    },
    Case {
        name: "type-tags-unknown",
        about: "Every byte that is no type tag, as one.",
        make: |p| {
            for tag in (1..=255).filter(|tag| !b"ifhdsStbcrmTFNI[]".contains(tag)) {
                p.message([b',', tag], [0; 8]);
            }
        },
    },
    Case {
        name: "type-tags-many",
        about: "60 000 arguments that need no bytes of their own.",
        make: |p| p.message([",", &"T".repeat(60_000)].concat(), []),
    },
    Case {
        name: "argument-missing",
        about: "Each type of argument announced, and none of its bytes there.",
        make: |p| b"ifhdsStbcrm".iter().for_each(|tag| p.message([b',', *tag], [])),
    },
    Case {
        name: "argument-cut",
        about: "Arguments of eight bytes with four of them there; the second of two missing.",
        make: |p| {
            b"hdt".iter().for_each(|tag| p.message([b',', *tag], [0; 4]));
            p.message(",if", [0; 4]);
        },
    },
    Case {
        name: "argument-of-each-type",
        about: "Valid messages, each with another type of argument than you may expect.",
        make: |p| {
            b"TFNI".iter().for_each(|tag| p.message([b',', *tag], []));
            b"ifcrm".iter().for_each(|tag| p.message([b',', *tag], [0, 0, 0, 65]));
            b"hdt".iter().for_each(|tag| p.message([b',', *tag], [0; 8]));
            b"sS".iter().for_each(|tag| p.message([b',', *tag], string("text")));
            p.message(",b", [0; 4]);
            p.message(",[if]", [0; 8]);
        },
    },
    Case {
        name: "numbers-extreme",
        about: "Infinity, not a number, the smallest and the largest: of every numeric type.",
        make: |p| {
            for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, 1e-45, -0.0] {
                p.message(",f", value.to_be_bytes());
                p.message(",d", f64::from(value).to_be_bytes());
            }
            for value in [i32::MIN, i32::MAX, -1] {
                p.message(",i", value.to_be_bytes());
                p.message(",c", value.to_be_bytes());
            }
            for value in [i64::MIN, i64::MAX, -1] {
                p.message(",h", value.to_be_bytes());
            }
        },
    },
    Case {
        name: "arguments-many",
        about: "15 000 arguments in one message.",
        make: |p| p.message([",", &"i".repeat(15_000)].concat(), vec![0; 45_000]),
    },
    Case {
        name: "string-unterminated",
        about: "A text argument that runs to the end of the packet without a NUL.",
        make: |p| b"sS".iter().for_each(|tag| p.message([b',', *tag], "abcdefgh")),
    },
    Case {
        name: "string-padding",
        about: "A text argument with letters where its padding should be.",
        make: |p| p.message(",s", "a\0bc"),
    },
    Case {
        name: "string-not-text",
        about: "A text argument of bytes that are no UTF-8, and one of control characters.",
        make: |p| {
            p.message(",s", string(b"\xff\xfe\xc0\x80"));
            p.message(",s", string("\u{1b}[2J\u{1b}]0;\u{7}\r"));
        },
    },
    Case {
        name: "string-long",
        about: "A text argument of 60 000 characters.",
        make: |p| p.message(",s", string("a".repeat(60_000))),
    },
    Case {
        name: "blob-size-negative",
        about: "Blobs whose size is negative: -1, -4, the smallest number there is.",
        make: |p| [-1, -4, i32::MIN].into_iter().for_each(|size| blob(p, size)),
    },
    Case {
        name: "blob-size-huge",
        about: "Blobs that announce up to two gigabytes, and 16 bytes follow.",
        make: |p| [17, 65_536, 99_999_999, i32::MAX].into_iter().for_each(|size| blob(p, size)),
    },
    Case {
        name: "blob-size-overflow",
        about: "Blobs whose size becomes negative when it is rounded up, or added to.",
        make: |p| (0x7FFF_FFF0..=0x7FFF_FFFD).for_each(|size| blob(p, size)),
    },
    Case {
        name: "blob-eats-the-next",
        about: "A blob that ends where the packet does, and one more argument announced.",
        make: |p| p.message(",bi", [0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
    },
    Case {
        name: "array-unbalanced",
        about: "Arrays that are opened and never closed, closed and never opened.",
        make: |p| {
            for tags in [",[", ",]", ",[[]", ",[]]", ",][", ",[i", ",i]"] {
                p.message(tags, [0; 4]);
            }
        },
    },
    Case {
        name: "array-deep",
        about: "Arrays in arrays: 10, 1 000 and 30 000 deep.",
        make: |p| {
            for depth in [10, 1_000, 30_000] {
                p.message([",", &"[".repeat(depth), &"]".repeat(depth)].concat(), []);
            }
        },
    },
    Case {
        name: "array-never-closed",
        about: "60 000 arrays opened and none closed.",
        make: |p| p.message([",", &"[".repeat(60_000)].concat(), []),
    },
    Case {
        name: "trailing-bytes",
        about: "Bytes left over after the last argument.",
        make: |p| p.message(",f", [0; 1_000]),
    },
    Case {
        name: "cut-anywhere",
        about: "A message with every type of argument, cut at every byte.",
        make: |p| {
            let whole = every_type(p.given.address);
            for len in 0..whole.len() {
                p.add(whole.get(..len).unwrap_or_default());
            }
        },
    },
    Case {
        name: "bit-flipped",
        about: "A message with every type of argument, with each of its bits turned around.",
        make: |p| {
            let whole = every_type(p.given.address);
            for at in 0..whole.len() {
                for bit in 0..8 {
                    let mut packet = whole.clone();
                    packet.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
                    p.add(packet);
                }
            }
        },
    },
    Case {
        name: "random-bytes",
        about: "500 datagrams of random bytes (--seed gives others).",
        make: |p| {
            for _ in 0..500 {
                let len = p.random.below(1_473);
                let bytes = p.random.bytes(len);
                p.add(bytes);
            }
        },
    },
    Case {
        name: "random-arguments",
        about: "500 messages with random type tags and random bytes (--seed gives others).",
        make: |p| {
            for _ in 0..500 {
                let tags = (0..p.random.below(12)).map(|_| {
                    let tags = b"ifhdsStbcrmTFNI[]";
                    let at = p.random.below(tags.len());
                    tags.get(at).copied().unwrap_or_default()
                });
                let tags: Vec<u8> = [b','].into_iter().chain(tags).collect();
                let len = p.random.below(32) << 2;
                let arguments = p.random.bytes(len);
                p.message(tags, arguments);
            }
        },
    },
];

/// A blob of 16 bytes that claims another size.
fn blob(packets: &mut Packets<'_>, size: i32) {
    packets.message(",b", [&size.to_be_bytes()[..], &[7; 16]].concat());
}

fn every_type(address: &str) -> Vec<u8> {
    let arguments = [
        &[0, 0, 0, 1][..],
        &0.5_f32.to_be_bytes(),
        &[0; 8],
        &0.5_f64.to_be_bytes(),
        &string("text"),
        &string("symbol"),
        &[0, 0, 0, 0, 0, 0, 0, 1],
        &[0, 0, 0, 3, 1, 2, 3, 0],
        &[0, 0, 0, 65],
        &[255; 4],
        &[0, 0x90, 60, 100],
        &[0; 4],
    ];
    message(address, ",ifhdsStbcrmTFNI[i]", arguments.concat())
}
