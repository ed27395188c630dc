//! A matcher of address patterns that is too simple to be wrong and too slow to be used: it tries
//! all that each element of a pattern can stand for, one after another.

use crate::random::Random;

/// Whether a well-formed pattern meets an address.
pub fn meets(pattern: &str, address: &str) -> bool {
    address.starts_with('/') && meets_bytes(pattern.as_bytes(), address.as_bytes())
}

fn meets_bytes(pattern: &[u8], address: &[u8]) -> bool {
    let Some((element, rest)) = pattern.split_first() else { return address.is_empty() };
    let one = |accepts: &dyn Fn(u8) -> bool, rest: &[u8]| {
        address
            .split_first()
            .is_some_and(|(byte, after)| accepts(*byte) && meets_bytes(rest, after))
    };
    let up_to = |close: u8| {
        let len = rest.iter().position(|byte| *byte == close).expect("a well-formed pattern");
        (&rest[..len], &rest[len + 1..])
    };
    match element {
        b'/' if rest.first() == Some(&b'/') => {
            let slashes = rest.iter().take_while(|byte| **byte == b'/').count();
            let (part, levels) = (&rest[slashes..], 0..address.len());
            let name_is_over = address.is_empty() || address[0] == b'/';
            let mut slashes = levels.filter(|at| address[*at] == b'/');
            name_is_over
                && (part.is_empty() || slashes.any(|at| meets_bytes(part, &address[at + 1..])))
        }
        b'*' if rest.first() == Some(&b'*') => meets_bytes(rest, address),
        b'*' => {
            let name = address.iter().take_while(|byte| **byte != b'/').count();
            (0..=name).any(|len| meets_bytes(rest, &address[len..]))
        }
        b'?' => one(&|byte| byte != b'/', rest),
        b'[' => {
            let (set, rest) = up_to(b']');
            let negated = set[0] == b'!';
            let members = members(&set[usize::from(negated)..]);
            one(&|byte| byte != b'/' && members.contains(&byte) != negated, rest)
        }
        b'{' => {
            let (alternatives, rest) = up_to(b'}');
            alternatives.split(|byte| *byte == b',').any(|alternative| {
                address.strip_prefix(alternative).is_some_and(|after| meets_bytes(rest, after))
            })
        }
        character => one(&|byte| byte == *character, rest),
    }
}

fn members(set: &[u8]) -> Vec<u8> {
    match set {
        [] => vec![],
        [low, b'-', high, rest @ ..] => [(*low..=*high).collect(), members(rest)].concat(),
        [single, rest @ ..] => [vec![*single], members(rest)].concat(),
    }
}

/// A well-formed pattern of up to three levels, of characters that [`address`] also uses.
pub fn pattern(random: &mut Random) -> String {
    let mut pattern = String::new();
    for _ in 0..=random.below(3) {
        pattern.push_str(random.choose(&["/", "/", "/", "//", "///"]));
        pattern.push_str(&part(random));
    }
    pattern.push_str(random.choose(&["", "", "", "//"]));
    pattern
}

/// A well-formed part of a pattern, of up to five elements.
pub fn part(random: &mut Random) -> String {
    const ELEMENTS: &[&str] = &[
        "a", "b", "c", "-", "!", "a", "b", "?", "?", "?", "*", "*", "*", "[ab]", "[a-c]", "[b-b]",
        "[!a-b]", "[!c]", "[b-]", "[-b]", "[!-]", "[a!]", "[!!]", "[a-bc]",
    ];
    let mut part = String::new();
    for _ in 0..=random.below(5) {
        match random.below(7) {
            0 => {
                let alternatives: Vec<&str> = (0..=random.below(3))
                    .map(|_| random.choose(&["a", "b", "ab", "ba", "abc", "c-"]))
                    .collect();
                part.push_str(&format!("{{{}}}", alternatives.join(",")));
            }
            _ => part.push_str(random.choose(ELEMENTS)),
        }
    }
    part
}

/// The characters that [`pattern`] and [`part`] are made for.
pub const ALPHABET: &str = "abc-!";

/// An address of up to four names.
pub fn address(random: &mut Random) -> String {
    (0..=random.below(4)).map(|_| format!("/{}", random.choose(&["a", "b", "ab"]))).collect()
}
