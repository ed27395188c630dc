//! Too much of everything, but not for long.

use super::bundles::large_blob;
use super::{Case, nobody};
use crate::raw::message;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "datagram-largest",
        about: "A valid message of 65 507 bytes less three, the most that UDP carries.",
        make: |p| {
            let size = [&65_484_i32.to_be_bytes()[..], &[7; 65_484]].concat();
            p.add(message("/largest", ",b", size));
        },
    },
    Case {
        name: "flood-small",
        about: "2 000 messages as fast as they can be sent.",
        make: |p| (0..2_000).for_each(|_| p.add(nobody())),
    },
    Case {
        name: "flood-malformed",
        about: "2 000 faulty packets as fast as they can be sent.",
        make: |p| (0..2_000).for_each(|_| p.message(",s", "abcd")),
    },
    Case {
        name: "flood-large",
        about: "100 messages of 60 000 bytes as fast as they can be sent.",
        make: |p| {
            (0..100).for_each(|_| p.add(message("/microosc/check", ",b", large_blob())));
        },
    },
    Case {
        name: "flood-addresses",
        about: "2 000 messages, each to another address; a server that notes them notes them all.",
        make: |p| {
            for n in 0..2_000 {
                p.add(message(format!("/microosc/check/{n}"), ",", []));
            }
        },
    },
    Case {
        name: "flood-questions",
        about: "500 times the message of --ping, without waiting for its answers.",
        make: |p| (0..500).for_each(|_| p.add(p.given.ping)),
    },
];
