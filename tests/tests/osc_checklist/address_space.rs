//! OSC 1.0, "OSC Address Spaces and OSC Addresses".

use super::*;

// 20
#[test]
fn names_are_printable_ascii_without_the_characters_of_patterns() {
    for byte in 0..=127 {
        let address = format!("/a{}b", char::from(byte));
        let valid = (0x21..=0x7E).contains(&byte) && !b"#*,?[]{}".contains(&byte);
        assert_eq!(Address::new(&address).is_ok(), valid, "{address:?}");
    }
    assert!(Address::new("/é").is_err());
    assert!(Address::new("a").is_err());
    let address = Address::new("/mixer/1/level").expect("an address");
    assert!(address.segments().eq(["mixer", "1", "level"]));
}

// 20
#[test]
fn a_node_may_be_both_a_container_and_a_method() {
    assert_eq!(calls(&packet("/x", 1)), ["x 1"]);
    assert_eq!(calls(&packet("/x/below", 1)), ["below 1"]);
}

// 21
#[test]
fn an_empty_name_is_no_name() {
    for address in ["/", "/a/", "//a", "/a//b"] {
        let error = Address::new(address).expect_err(address);
        assert_eq!(error.kind(), AddressErrorKind::EmptyName, "{address}");
    }
    assert!(!matches("/a/", "/a"));
    assert!(!matches("/a", "/a/"));
    assert!(calls(&packet("/x/", 1)).is_empty());
}
