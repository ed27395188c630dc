//! Bundles: sizes that lie, bundles in bundles, time tags.

use core::slice;

use super::{Case, Packets, nobody};
use crate::raw::{bundle, bundle_start, message};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "bundle-header",
        about: "What starts like a bundle and is none: #bundles, #BUNDLE, #foo.",
        make: |p| {
            for start in ["#bundles", "#BUNDLE\0", "#foo\0\0\0\0", "#bun", "#"] {
                p.add([start.as_bytes(), &[0; 12]].concat());
            }
        },
    },
    Case {
        name: "bundle-cut",
        about: "A bundle of two messages, cut at every byte.",
        make: |p| {
            let whole = bundle(0, 1, &[nobody(), nobody()]);
            for len in 1..whole.len() {
                p.add(whole.get(..len).unwrap_or_default());
            }
        },
    },
    Case {
        name: "bundle-empty",
        about: "A valid bundle that holds nothing.",
        make: |p| p.add(bundle(0, 1, &[])),
    },
    Case {
        name: "element-size-zero",
        about: "A bundle whose elements have no bytes; a reader that goes by size stays in place.",
        make: |p| p.add([bundle_start(0, 1), vec![0; 1_000]].concat()),
    },
    Case {
        name: "element-size-negative",
        about: "Elements of negative size: a reader that adds it goes backwards.",
        make: |p| [-1, -4, -16, -20, i32::MIN].into_iter().for_each(|size| element(p, size)),
    },
    Case {
        name: "element-size-huge",
        about: "Elements that claim more bytes than the bundle has, up to two gigabytes.",
        make: |p| [32, 65_536, 0x7FFF_FFFC].into_iter().for_each(|size| element(p, size)),
    },
    Case {
        name: "element-size-not-multiple-of-4",
        about: "Elements whose size is not a multiple of 4.",
        make: |p| [1, 2, 3, 7, 9].into_iter().for_each(|size| element(p, size)),
    },
    Case {
        name: "element-faulty",
        about: "A bundle with a sound message, a faulty one and a sound one.",
        make: |p| {
            let faulty = message("/microosc/check", ",i", []);
            p.add(bundle(0, 1, &[nobody(), faulty, nobody()]));
        },
    },
    Case {
        name: "element-past-its-bundle",
        about: "A bundle in a bundle that takes the bytes of the outer one.",
        make: |p| {
            let size = [0, 0, 0, 20];
            let inner = bundle(0, 1, &[nobody()]);
            p.add([&bundle_start(0, 1)[..], &size, &inner].concat());
        },
    },
    Case {
        name: "bundle-deep",
        about: "Bundles in bundles: 9, 100, 1 000 and 3 000 deep.",
        make: |p| [9, 100, 1_000, 3_000].into_iter().for_each(|depth| p.add(nested(depth))),
    },
    Case {
        name: "bundle-of-many",
        about: "A bundle of 3 000 empty bundles, and one of 1 500 messages.",
        make: |p| {
            p.add(bundle(0, 1, &vec![bundle(0, 1, &[]); 3_000]));
            p.add(bundle(0, 1, &vec![nobody(); 1_500]));
        },
    },
    Case {
        name: "time-odd",
        about: "Time tags of all sorts: zero, at once, 1900, 1970, the turn of 2036, the last.",
        make: |p| {
            for seconds in [0, 1, 2_208_988_800, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] {
                for fraction in [0, 1, 0xFFFF_FFFF] {
                    p.add(bundle(seconds, fraction, &[nobody()]));
                }
            }
        },
    },
    Case {
        name: "time-inner-before-outer",
        about: "A bundle in a bundle, to run before the one around it.",
        make: |p| {
            let inner = bundle(1, 0, &[nobody()]);
            p.add(bundle(0xFFFF_FFFF, 0, &[inner]));
        },
    },
    Case {
        name: "time-far-ahead",
        about: "1 000 bundles that are to wait for years; a server that keeps them keeps them all.",
        make: |p| (0..1_000).for_each(|n| p.add(bundle(0xF000_0000 | n, n, &[nobody()]))),
    },
    Case {
        name: "time-far-ahead-large",
        about: "50 bundles of 60 000 bytes that are to wait for years.",
        make: |p| {
            let large = message("/microosc/check", ",b", large_blob());
            for n in 0..50 {
                p.add(bundle(0xF000_0000 | n, 0, slice::from_ref(&large)));
            }
        },
    },
];

/// A bundle whose only element claims another size than it has.
fn element(packets: &mut Packets<'_>, size: i32) {
    packets.add([&bundle_start(0, 1)[..], &size.to_be_bytes(), &nobody()].concat());
}

/// Each bundle holds the next.
fn nested(depth: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for below in (0..depth).rev() {
        bytes.extend(bundle_start(0, 1));
        // A bundle without contents has 16 bytes; the size before each level adds 4.
        if let Some(inner) = below.checked_sub(1) {
            let size = inner.saturating_mul(20).saturating_add(16);
            bytes.extend(i32::try_from(size).unwrap_or(i32::MAX).to_be_bytes());
        }
    }
    bytes
}

/// A blob of 60 000 bytes with its size.
pub(super) fn large_blob() -> Vec<u8> {
    [&60_000_i32.to_be_bytes()[..], &[7; 60_000]].concat()
}
