//! Addresses and address patterns against the vectors, against the cases that well-known libraries
//! get wrong, and against a matcher that is too simple to be wrong and too slow to be used.

use std::hint::black_box;
use std::time::{Duration, Instant};

use microosc::address::MAX_WILDCARD_SEGMENT;
use microosc::{Address, AddressPattern};
use microosc_tests::oracle;
use microosc_tests::random::Random;
use microosc_tests::vectors::{self, Vector};

#[test]
fn patterns_of_osc_1_0_match_as_its_text_says() {
    vectors::check("pattern", |vector| expect_match(vector, vector.truth("match")));
}

#[test]
fn two_slashes_stand_for_any_number_of_levels() {
    vectors::check("pattern11", |vector| expect_match(vector, vector.truth("match")));
}

#[test]
fn where_matchers_differ_each_case_is_decided() {
    const REVERSED: &str = "a range goes up; a pattern with a reversed one is malformed";
    const BRACKET: &str = "`]` closes a set and cannot be in one, so `[]` is empty and malformed";
    const NO_NAME: &str = "a name is missing after the last slash";
    const CARET: &str = "`!` negates; `^` is a character like others";
    const LEVELS: &str = "no wildcard but `//` crosses a slash";
    const LITERAL: &str = "what is asked about is no valid address, but the pattern does meet it";
    let decisions = [
        ("javaosc/027", false, REVERSED),
        ("javaosc/028", false, REVERSED),
        ("liblo/010", false, REVERSED),
        ("liblo/011", false, REVERSED),
        ("javaosc/062", false, BRACKET),
        ("javaosc/063", false, BRACKET),
        ("javaosc/064", false, BRACKET),
        ("javaosc/127", false, NO_NAME),
        ("javaosc/191", false, NO_NAME),
        ("liblo/020", true, LITERAL),
        ("oscpy/039", true, LITERAL),
        ("oscpy/045", false, "an empty name is none of the alternatives"),
        ("oscpy/021", false, CARET),
        ("oscpy/022", false, CARET),
        ("oscpy/023", true, CARET),
        ("oscpy/024", true, CARET),
        ("oscpy/027", false, CARET),
        ("oscpy/028", false, CARET),
        ("python-osc-map/001", false, LEVELS),
        ("python-osc-map/004", false, LEVELS),
    ];
    vectors::check_decided("pattern_disputed", &decisions, |vector, expected| {
        expect_match(vector, *expected)
    });
}

#[test]
fn an_address_is_valid_or_not() {
    vectors::check("address_validity", |vector| expect_validity(vector, vector.truth("valid")));
}

#[test]
fn a_pattern_is_valid_or_not() {
    vectors::check("pattern_validity", |vector| expect_validity(vector, vector.truth("valid")));
}

#[test]
fn where_implementations_differ_on_validity_each_case_is_decided() {
    let decisions = [
        ("javaosc/addr-026", false, "names are ASCII"),
        ("javaosc/addr-042", false, "an address starts with a slash"),
        ("rosc/patt-018", true, "a range of one character is a range"),
        ("rosc/patt-020", true, "OSC 1.1 gives `//` a meaning"),
        ("rosc/patt-023", false, "a set without members can match nothing"),
    ];
    vectors::check_decided("validity_disputed", &decisions, |vector, expected| {
        expect_validity(vector, *expected)
    });
}

#[test]
fn the_cases_that_well_known_libraries_get_wrong() {
    let cases = [
        ("/foo*", "/foo", true),
        ("/[0-9]", "/10", false),
        ("/{1,10}", "/10", true),
        ("/a*b*b", "/aXbYb", true),
        ("/*", "/a/b", false),
        ("/*b", "/a/b", false),
        ("/*/c", "/a/b/c", false),
        ("/a*", "/a/b", false),
        ("/x?z", "/x/z", false),
        ("/[!a]", "/bb", false),
        ("/x[a!b]", "/x!", true),
        ("/*{b,c}", "/abc", true),
        ("/{a,ab}c", "/abc", true),
        ("/a**b", "/ab", true),
        ("/*[0-9]", "/ch12", true),
        ("/ch*/[0-9]*", "/ch1/42", true),
        ("/a/", "/a", false),
    ];
    for (pattern, address, expected) in cases {
        assert_eq!(matches(pattern, address), expected, "{pattern} against {address}");
    }
}

#[test]
fn the_naive_matcher_answers_as_the_vectors_say() {
    for vector in ["pattern", "pattern11"].iter().flat_map(|file| vectors::load(file)) {
        let (pattern, address) = (vector.text("pattern"), vector.text("address"));
        if AddressPattern::new(pattern).is_ok() {
            assert_eq!(oracle::meets(pattern, address), vector.truth("match"), "{}", vector.id());
        }
    }
}

#[test]
fn one_segment_matches_as_the_naive_matcher_says() {
    let mut names = vec![String::new()];
    for _ in 0..4 {
        let longer = names
            .iter()
            .flat_map(|name| oracle::ALPHABET.chars().map(move |c| format!("{name}{c}")));
        names = std::iter::once(String::new()).chain(longer).collect();
    }
    let addresses: Vec<String> = names.iter().map(|name| format!("/{name}")).collect();
    let mut random = Random::new(4);
    for _ in 0..400 {
        expect_agreement(&format!("/{}", oracle::part(&mut random)), &addresses);
    }
}

#[test]
fn several_levels_match_as_the_naive_matcher_says() {
    let mut addresses = vec![String::new()];
    for _ in 0..4 {
        let longer = addresses
            .iter()
            .flat_map(|address| ["a", "b", "ab"].map(|name| format!("{address}/{name}")));
        addresses = std::iter::once(String::new()).chain(longer).collect();
    }
    let mut random = Random::new(5);
    for _ in 0..800 {
        expect_agreement(&oracle::pattern(&mut random), &addresses);
    }
}

#[test]
fn a_valid_address_is_a_pattern_that_meets_itself_alone() {
    let mut random = Random::new(6);
    for _ in 0..500 {
        let [one, other] = [(); 2].map(|()| {
            let names = (0..=random.below(3)).map(|_| format!("/a{}", random.string("a.^-!~", 3)));
            names.collect::<String>()
        });
        assert!(Address::new(&one).is_ok(), "{one}");
        assert!(matches(&one, &one), "{one}");
        assert_eq!(matches(&one, &other), one == other, "{one} against {other}");
    }
}

#[test]
fn no_text_makes_the_checks_or_the_matcher_panic() {
    let mut random = Random::new(7);
    for _ in 0..50_000 {
        let text = format!("/{}", random.string("ab-!?*[]{},//é#\u{1}", 12));
        let text = if random.below(20) == 0 { &text[1..] } else { &text };
        let address = random.string("/ab-!é", 8);
        match AddressPattern::new(text) {
            Ok(pattern) => {
                pattern.matches(&address);
                pattern.matches(text);
            }
            Err(error) => assert!(error.offset() <= text.len(), "{text}: {error}"),
        }
        if let Err(error) = Address::new(text) {
            assert!(error.offset() <= text.len(), "{text}: {error}");
        }
    }
}

#[test]
fn a_pattern_made_to_backtrack_is_matched_at_once() {
    // The first keeps matchers that backtrack busy for many seconds.
    let stars = format!("/{}b", "a*".repeat(10));
    let cases = [
        (stars, format!("/{}", "a".repeat(40))),
        (format!("/{}b", "{a,aa}".repeat(40)), format!("/{}", "a".repeat(60))),
        (format!("/{}b", "*{a,aa,aaa}".repeat(40)), format!("/{}", "a".repeat(60))),
        (format!("/{}b", "*[!b]".repeat(40)), format!("/{}", "a".repeat(60))),
        (format!("/{}/b", "/a*a".repeat(40)), "/aa".repeat(60)),
        (format!("{}//b", "//a".repeat(40)), "/a".repeat(60)),
        (format!("{}//b", "//*".repeat(40)), "/a".repeat(60)),
    ];
    expect_no_match_at_once(128, &cases);
}

#[test]
fn a_pattern_as_long_as_a_datagram_is_matched_at_once() {
    let cases = [
        (format!("/{}b", "*a".repeat(32_000)), format!("/{}", "a".repeat(200))),
        (format!("/{}b", "{a,aa}".repeat(10_000)), format!("/{}", "a".repeat(200))),
        (format!("{}//b", "//a".repeat(20_000)), "/a".repeat(100)),
        (format!("{}//b", "//*a*".repeat(12_000)), "/aaa".repeat(50)),
        (format!("/{}b", "*".repeat(65_000)), format!("/{}", "a".repeat(1_000))),
        (format!("/{}b", "*{a,aa}".repeat(9_000)), format!("/{}", "a".repeat(200))),
        (format!("/*{{{}a}}b", "aaa,".repeat(16_000)), format!("/{}", "a".repeat(200))),
    ];
    expect_no_match_at_once(32, &cases);
}

#[test]
fn wildcards_meet_names_up_to_a_bound_and_plain_parts_any() {
    let longest = format!("/{}", "a".repeat(MAX_WILDCARD_SEGMENT));
    let longer = format!("{longest}a");
    assert!(matches("/*", &longest));
    assert!(matches(&format!("{longest}*"), &longest));
    assert!(!matches("/*", &longer));
    assert!(matches(&longer, &longer));
}

fn expect_agreement(pattern: &str, addresses: &[String]) {
    let checked = AddressPattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    for address in addresses {
        let expected = oracle::meets(pattern, address);
        assert_eq!(checked.matches(address), expected, "{pattern} against {address}");
    }
}

/// Expects no match, found in no more than `times` the time of a fixed piece of work: to compare every
/// eighth byte of the pattern with all of the address. So it does not matter how fast the machine is.
fn expect_no_match_at_once(times: u32, cases: &[(String, String)]) {
    for (pattern, address) in cases {
        let (mut least, mut compared) = (Duration::MAX, Duration::MAX);
        // The least of several times is what it costs when nothing else runs, which on a busy
        // machine takes some waiting for.
        let is_at_once = (0..50).any(|round| {
            let found = || matches(pattern, address);
            least = least.min(time(|| assert!(!found(), "{pattern:.40}… matches {address:.40}…")));
            compared = compared.min(time(|| {
                for byte in pattern.bytes().step_by(8) {
                    for other in address.bytes() {
                        black_box(byte == other);
                    }
                }
            }));
            round > 1 && least < compared * times
        });
        assert!(is_at_once, "{pattern:.40}… took {least:?}, to compare {compared:?}");
    }
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// A pattern that is refused matches nothing.
fn matches(pattern: &str, address: &str) -> bool {
    AddressPattern::new(pattern).is_ok_and(|pattern| pattern.matches(address))
}

fn expect_match(vector: &Vector, expected: bool) -> Result<(), String> {
    let (pattern, address) = (vector.text("pattern"), vector.text("address"));
    match (matches(pattern, address), expected) {
        (true, false) => Err(format!("{pattern} must not match {address}")),
        (false, true) => match AddressPattern::new(pattern) {
            Ok(_) => Err(format!("{pattern} must match {address}")),
            Err(error) => Err(format!("{pattern} must match {address}, but is refused: {error}")),
        },
        _ => Ok(()),
    }
}

fn expect_validity(vector: &Vector, expected: bool) -> Result<(), String> {
    let (text, fault) = match vector.get("pattern") {
        Some(_) => {
            let pattern = vector.text("pattern");
            (
                pattern,
                AddressPattern::new(pattern).err().map(|error| (error.to_string(), error.offset())),
            )
        }
        None => {
            let address = vector.text("address");
            (address, Address::new(address).err().map(|error| (error.to_string(), error.offset())))
        }
    };
    match (fault, expected) {
        (Some((error, _)), true) => Err(format!("{text:?} must be valid: {error}")),
        (None, false) => Err(format!("{text:?} must not be valid")),
        (Some((_, offset)), false) if offset > text.len() => {
            Err(format!("{text:?}: the fault is at byte {offset}"))
        }
        _ => Ok(()),
    }
}
