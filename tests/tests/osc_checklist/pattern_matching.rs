//! OSC 1.0, "OSC Message Dispatching and Pattern Matching".

use super::*;

// 22
#[test]
fn parts_match_one_by_one_and_to_their_end() {
    expect(&[
        ("/a/b", "/a/b", true),
        ("/a/b", "/a", false),
        ("/a", "/a/b", false),
        ("/a/b", "/a/bc", false),
        ("/a/bc", "/a/b", false),
    ]);
    for across in ["/a?b", "/a*b", "/*", "/a[/]b", "/a[!x]b", "/a{/}b", "/*b", "/a*"] {
        assert!(!matches(across, "/a/b"), "{across}");
    }
}

// 23
#[test]
fn a_question_mark_is_one_character_and_a_star_any_number() {
    expect(&[
        ("/?", "/a", true),
        ("/?", "/ab", false),
        ("/a?", "/a", false),
        ("/a?c", "/abc", true),
        ("/*", "/a", true),
        ("/*", "/abc", true),
        ("/a*", "/a", true),
        ("/a*c", "/ac", true),
        ("/a*c", "/abbc", true),
        ("/a*c", "/abcb", false),
        ("/a*b*b", "/abb", true),
        ("/a*b*b", "/aXbYb", true),
        ("/a*b*b", "/aXbY", false),
        ("/a**b", "/ab", true),
        ("/*?*", "/a", true),
    ]);
}

// 24
#[test]
fn a_set_is_one_of_its_characters() {
    expect(&[
        ("/[abc]", "/b", true),
        ("/[abc]", "/d", false),
        ("/[abc]", "/ab", false),
        ("/[a-c]", "/b", true),
        ("/[a-c]", "/-", false),
        ("/[0-9A-F]", "/E", true),
        ("/[0-9]", "/10", false),
        ("/[a-]", "/-", true),
        ("/[-a]", "/-", true),
        ("/[!a]", "/b", true),
        ("/[!a]", "/a", false),
        ("/[!a]", "/bb", false),
        ("/x[!a]", "/x", false),
        ("/[!a-c]", "/d", true),
        ("/[a!]", "/!", true),
        ("/[!!]", "/!", false),
        ("/[!!]", "/a", true),
    ]);
    // A set that nothing can be in, or that is none, is malformed.
    for malformed in ["/[c-a]", "/[]", "/[!]", "/[]a]"] {
        assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
    }
}

// 25
#[test]
fn braces_are_one_of_their_strings() {
    expect(&[
        ("/{foo,bar}", "/foo", true),
        ("/{foo,bar}", "/bar", true),
        ("/{foo,bar}", "/baz", false),
        ("/{foo,bar}", "/foobar", false),
        ("/{a,ab}c", "/abc", true),
        ("/{ab,a}bc", "/abc", true),
        ("/{1,10}", "/10", true),
        ("/*{b,c}", "/abc", true),
        ("/x{a}y", "/xay", true),
    ]);
    // Neither nested nor wild, and no alternative is empty.
    for malformed in ["/{a,{b}}", "/{a*,b}", "/{[a],b}", "/{a?}", "/{}", "/{a,}", "/{,a}"] {
        assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
    }
}

// 26
#[test]
fn any_other_character_matches_itself() {
    for byte in (0x21..=0x7E).filter(|byte| !b"#*,/?[]{}".contains(byte)) {
        let itself = format!("/{}", char::from(byte));
        assert!(matches(&itself, &itself), "{itself}");
        assert!(!matches(&itself, "/other") && !matches(&itself, "/é"), "{itself}");
        for other in (0x21..=0x7E).filter(|other| *other != byte && *other != b'/') {
            let other = format!("/{}", char::from(other));
            assert!(!matches(&itself, &other), "{itself} against {other}");
        }
    }
    expect(&[("/a.b", "/axb", false), ("/a+", "/aa", false), ("/A", "/a", false)]);
}

// 27
#[test]
fn every_method_that_matches_gets_the_same_arguments() {
    let mut all = calls(&packet("/?", (1, "two")));
    all.sort();
    assert_eq!(all, ["x 1 \"two\"", "y 1 \"two\""]);
}

// 27
#[test]
fn a_pattern_with_an_open_bracket_matches_nothing() {
    for malformed in ["/[x", "/x]", "/{x", "/x}", "/[x/y]", "/{x/y}", "/{x,[y}]"] {
        assert!(AddressPattern::new(malformed).is_err(), "{malformed}");
        let mut stage = Stage::new();
        stage.send(&packet(malformed, 1));
        assert!(stage.taken().is_empty(), "{malformed}");
        assert_eq!(stage.server.counters().unmatched, 1);
    }
}

// 28; the steps are counted in `address/pattern.rs`.
#[test]
fn a_hostile_pattern_costs_neither_stack_nor_time() {
    let patterns = [
        format!("/{}b", "*a".repeat(30_000)),
        format!("/{}b", "*".repeat(60_000)),
        format!("/{}b", "*{a,aa}".repeat(8_000)),
        format!("{}//b", "//*a".repeat(15_000)),
        "/{a".repeat(20_000),
    ];
    let address = "/".to_owned() + &"a".repeat(1000);
    let small_stack = thread::Builder::new().stack_size(64 << 10);
    let matching = small_stack.spawn(move || {
        for pattern in patterns {
            assert!(!matches(&pattern, &address));
            assert!(!matches(&pattern, &"/a".repeat(500)));
        }
    });
    matching.expect("a thread").join().expect("no match, and the stack was deep enough");
}
