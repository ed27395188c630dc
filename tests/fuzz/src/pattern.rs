//! Any text as a pattern and as an address: checked, and matched as the naive matcher says.

use microosc::{Address, AddressPattern};
use microosc_tests::random::Random;
use microosc_tests::{oracle, vectors};

use crate::Target;

pub const TARGET: Target = Target { check, seeds };

/// A pattern and, after a line feed, an address; or choices after a byte that begins no text.
fn seeds() -> Vec<Vec<u8>> {
    let vectors = ["pattern", "pattern11"].into_iter().flat_map(vectors::load);
    let texts = vectors.map(|vector| {
        format!("{}\n{}", vector.text("pattern"), vector.text("address")).into_bytes()
    });
    let mut random = Random::new(1);
    texts.chain((0..64).map(|_| [&[0xFF], &random.bytes(24)[..]].concat())).collect()
}

fn check(input: &[u8]) {
    if let Some((0xFF, choices)) = input.split_first() {
        let mut random = Random::chosen(choices);
        let (pattern, address) = (oracle::pattern(&mut random), oracle::address(&mut random));
        assert!(AddressPattern::new(&pattern).is_ok(), "{pattern}");
        check_pair(&pattern, &address);
    } else if let Ok(text) = std::str::from_utf8(input) {
        let (pattern, address) = text.split_once('\n').unwrap_or((text, text));
        check_pair(pattern, address);
    }
}

fn check_pair(pattern: &str, address: &str) {
    // As long as this, the naive matcher is quick enough.
    const NAIVE: usize = 20;
    match AddressPattern::new(pattern) {
        Ok(checked) => {
            let matches = checked.matches(address);
            checked.matches(pattern);
            if pattern.len() <= NAIVE && address.len() <= NAIVE {
                assert_eq!(matches, oracle::meets(pattern, address), "{pattern:?} {address:?}");
            }
            assert!(pattern.bytes().all(|byte| byte.is_ascii_graphic()), "{pattern:?}");
        }
        Err(error) => {
            assert!(pattern.is_char_boundary(error.offset()), "{pattern:?}: {error}");
            assert!(Address::new(pattern).is_err(), "an address is a pattern: {pattern:?}");
        }
    }
    for text in [pattern, address] {
        match Address::new(text) {
            Ok(checked) => {
                let itself = AddressPattern::new(text).expect("an address is a pattern");
                assert!(itself.matches(text), "{text:?}");
                assert_eq!(itself.matches(address), text == address, "{text:?} {address:?}");
                assert_eq!(
                    checked.segments().map(|name| name.len() + 1).sum::<usize>(),
                    text.len()
                );
            }
            Err(error) => assert!(text.is_char_boundary(error.offset()), "{text:?}: {error}"),
        }
    }
}
