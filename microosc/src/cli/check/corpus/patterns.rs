//! Addresses that are patterns, and expensive ones.
//!
//! They carry a blob, so that what they reach is not moved by them if it looks at what it gets.

use super::{Case, Packets};
use crate::raw::{bundle, message};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "pattern-broken",
        about: "Patterns that are no patterns: brackets and braces without end or contents.",
        make: |p| {
            for pattern in [
                "/[", "/]", "/{", "/}", "/[]", "/[!]", "/{}", "/{,}", "/[z-a]", "/[a-", "/[-",
                "/{a", "/{a,", "/a]b", "/a}b", "/{[}]", "/[{]}", "/[a/b]", "/{a/b}", "/", "//",
                "///",
            ] {
                add(p, pattern);
            }
        },
    },
    Case {
        name: "pattern-nested",
        about: "Braces in braces and brackets in brackets, 1 000 deep.",
        make: |p| {
            for (open, close) in [("{", "}"), ("[", "]"), ("{a,", "}")] {
                add(p, &["/", &open.repeat(1_000), &close.repeat(1_000)].concat());
                add(p, &["/", &open.repeat(1_000)].concat());
            }
        },
    },
    Case {
        name: "pattern-everything",
        about: "Patterns that reach every address there is.",
        make: |p| {
            for pattern in ["/*", "/*/*", "/*/*/*", "/*/*/*/*", "//*", "/?*//*"] {
                add(p, pattern);
            }
        },
    },
    Case {
        name: "pattern-stars",
        about: "Many stars in a row and between letters: costly for whoever tries every way.",
        make: |p| {
            for part in ["*".repeat(40), "*?".repeat(16), "*a*e*i*n*r*s".repeat(4)] {
                levels(p, &[&part, "\u{7e}"].concat());
            }
        },
    },
    Case {
        name: "pattern-stars-long",
        about: "A pattern of 30 000 stars.",
        make: |p| levels(p, &["*".repeat(15_000), "~".to_owned()].concat()),
    },
    Case {
        name: "pattern-braces",
        about: "Braces after braces: two ways each, and so millions together.",
        make: |p| {
            for part in ["{a,a}".repeat(24), "{a,aa}".repeat(24), "{?,*}".repeat(24)] {
                levels(p, &[&part, "~"].concat());
            }
        },
    },
    Case {
        name: "pattern-words",
        about: "Braces with 10 000 words.",
        make: |p| {
            let words: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
            add(p, &format!("/{{{}}}", words.join(",")));
        },
    },
    Case {
        name: "pattern-set-long",
        about: "Brackets with 50 000 characters, and 500 brackets in a row.",
        make: |p| {
            add(p, &format!("/[{}]", "a".repeat(50_000)));
            add(p, &["/", &"[!~]".repeat(500)].concat());
        },
    },
    Case {
        name: "pattern-levels",
        about: "Any number of levels, many times over: //*//*//*",
        make: |p| {
            for pattern in ["//*".repeat(16), "//*".repeat(1_000), "/*".repeat(10_000)] {
                add(p, &[&pattern, "/~"].concat());
            }
            add(p, &"/".repeat(30_000));
        },
    },
    Case {
        name: "pattern-bundle",
        about: "A bundle of 200 patterns that each reach everything.",
        make: |p| p.add(bundle(0, 1, &vec![pattern("//*"); 200])),
    },
];

fn pattern(pattern: &str) -> Vec<u8> {
    message(pattern, ",b", [0, 0, 0, 4, 1, 2, 3, 4])
}

fn add(packets: &mut Packets<'_>, text: &str) {
    packets.add(pattern(text));
}

/// Adds the part as the pattern of addresses of one to four levels.
fn levels(packets: &mut Packets<'_>, part: &str) {
    for levels in 1..=4 {
        let text = ["/", part].concat().repeat(levels);
        if text.len() < 60_000 {
            add(packets, &text);
        }
    }
}
