//! One part of a pattern against one name.
//!
//! A part is a row of elements, and each element maps the set of positions in the name that the
//! elements before it can reach to the set that it can reach itself. So every way to match is
//! followed at once: no backtracking, and at most (elements × positions) steps, where a choice
//! counts as many elements as it has characters.

use super::{PatternErrorKind, is_name_byte};

/// The longest name, in bytes, that a part with wildcards can match.
///
/// A longer one is met by its plain name only. The limit lets matching work without allocating.
pub const MAX_WILDCARD_SEGMENT: usize = 1023;

/// An element of a part.
enum Element<'a> {
    Byte(u8),
    /// `?`
    AnyOne,
    /// `*`
    AnyRun,
    /// `[…]`
    Set {
        members: &'a [u8],
        negated: bool,
    },
    /// `{…,…}`
    Choice {
        alternatives: &'a [u8],
    },
}

/// Checks a part; the error tells how many bytes of it are left from the fault on.
pub(super) fn check(part: &[u8]) -> Result<(), (PatternErrorKind, usize)> {
    let mut rest = part;
    loop {
        match split_element(rest) {
            Ok(Some((_, after))) => rest = after,
            Ok(None) => return Ok(()),
            Err(kind) => return Err((kind, rest.len())),
        }
    }
}

/// Whether a part, or a whole address, holds no wildcard.
pub(super) fn is_plain(part: &[u8]) -> bool {
    !part.iter().any(|byte| matches!(byte, b'?' | b'*' | b'[' | b']' | b'{' | b'}'))
}

/// Whether a part meets the whole of `name`. A part that is malformed meets nothing.
pub(super) fn matches(part: &[u8], name: &[u8]) -> bool {
    count_steps(part.len());
    if is_plain(part) {
        return part == name;
    }
    if name.len() > MAX_WILDCARD_SEGMENT {
        return false;
    }
    let mut reached = Positions::start();
    let mut rest = part;
    while let Ok(Some((element, after))) = split_element(rest) {
        reached = match element {
            Element::Byte(byte) => reached.step(name, |met| met == byte),
            Element::AnyOne => reached.step(name, |_| true),
            Element::AnyRun if after.first() == Some(&b'*') => reached,
            Element::AnyRun => reached.onward(name),
            Element::Set { members, negated } => {
                let members = Bytes::of_ranges(members);
                reached.step(name, |met| members.contains(met) != negated)
            }
            Element::Choice { alternatives } => reached.choice(name, alternatives),
        };
        // Each element but `*` uses up a byte, so a long part comes here after as many as the name
        // has.
        if reached.is_empty() {
            return false;
        }
        rest = after;
    }
    rest.is_empty() && reached.contains(name.len())
}

/// Splits off the first element, checking it.
fn split_element(part: &[u8]) -> Result<Option<(Element<'_>, &[u8])>, PatternErrorKind> {
    let Some((first, rest)) = part.split_first() else { return Ok(None) };
    Ok(Some(match first {
        b'?' => (Element::AnyOne, rest),
        b'*' => (Element::AnyRun, rest),
        b'[' => {
            let (set, rest) = split_at_byte(rest, b']').ok_or(PatternErrorKind::UnclosedSet)?;
            let (members, negated) = match set.split_first() {
                Some((b'!', members)) => (members, true),
                _ => (set, false),
            };
            check_set(members)?;
            (Element::Set { members, negated }, rest)
        }
        b'{' => {
            let (alternatives, rest) =
                split_at_byte(rest, b'}').ok_or(PatternErrorKind::UnclosedChoice)?;
            for alternative in alternatives.split(|byte| *byte == b',') {
                if alternative.is_empty() {
                    return Err(PatternErrorKind::EmptyAlternative);
                }
                if !alternative.iter().all(|byte| is_name_byte(*byte)) {
                    return Err(PatternErrorKind::InvalidCharacter);
                }
            }
            (Element::Choice { alternatives }, rest)
        }
        byte if is_name_byte(*byte) => (Element::Byte(*byte), rest),
        _ => return Err(PatternErrorKind::InvalidCharacter),
    }))
}

fn split_at_byte(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|b| *b == byte)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.get(1..)?))
}

fn check_set(members: &[u8]) -> Result<(), PatternErrorKind> {
    if members.is_empty() {
        return Err(PatternErrorKind::EmptySet);
    }
    if !members.iter().all(|byte| is_name_byte(*byte)) {
        return Err(PatternErrorKind::InvalidCharacter);
    }
    if ranges(members).any(|(low, high)| low > high) {
        return Err(PatternErrorKind::ReversedRange);
    }
    Ok(())
}

/// A set of ASCII characters, a bit each.
struct Bytes(u128);

impl Bytes {
    fn of_ranges(members: &[u8]) -> Self {
        let bits =
            |(low, high)| u128::MAX << (low & 127) & u128::MAX >> 127_u8.wrapping_sub(high & 127);
        Self(ranges(members).map(bits).fold(0, core::ops::BitOr::bitor))
    }

    fn contains(&self, byte: u8) -> bool {
        byte.is_ascii() && self.0 >> (byte & 127) & 1 == 1
    }
}

/// Iterates over the members of a set as ranges; `-` at either end stands for itself.
fn ranges(mut members: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    core::iter::from_fn(move || {
        let (range, rest) = match members {
            [low, b'-', high, rest @ ..] => ((*low, *high), rest),
            [single, rest @ ..] => ((*single, *single), rest),
            [] => return None,
        };
        members = rest;
        Some(range)
    })
}

const WORDS: usize = (MAX_WILDCARD_SEGMENT + 1) / 64;

/// A set of positions in a name: before its first byte, …, after its last.
struct Positions([u64; WORDS]);

impl Positions {
    const EMPTY: Self = Self([0; WORDS]);

    fn start() -> Self {
        let mut start = Self::EMPTY;
        start.insert(0);
        start
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn contains(&self, position: usize) -> bool {
        self.0.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    fn insert(&mut self, position: usize) {
        if let Some(word) = self.0.get_mut(position / 64) {
            *word |= 1 << (position % 64);
        }
    }

    /// One byte further, where the byte is accepted.
    fn step(&self, name: &[u8], accepts: impl Fn(u8) -> bool) -> Self {
        let mut reached = Self::EMPTY;
        for (position, byte) in name.iter().enumerate() {
            count_steps(1);
            if self.contains(position) && accepts(*byte) {
                reached.insert(position.wrapping_add(1));
            }
        }
        reached
    }

    /// Anywhere from the first position on.
    fn onward(&self, name: &[u8]) -> Self {
        let mut reached = Self::EMPTY;
        (0..=name.len())
            .inspect(|_| count_steps(1))
            .skip_while(|position| !self.contains(*position))
            .for_each(|position| reached.insert(position));
        reached
    }

    /// After each of the alternatives that follows.
    fn choice(&self, name: &[u8], alternatives: &[u8]) -> Self {
        let mut reached = Self::EMPTY;
        for alternative in alternatives.split(|byte| *byte == b',') {
            for (position, ahead) in name.windows(alternative.len().max(1)).enumerate() {
                count_steps(alternative.len());
                if self.contains(position) && ahead == alternative {
                    reached.insert(position.wrapping_add(alternative.len()));
                }
            }
        }
        reached
    }
}

/// Counts, in tests, what matching costs: the bytes of a part that are read, and each position of a
/// name that an element, or a byte of an alternative, is held against.
#[cfg(test)]
fn count_steps(steps: usize) {
    STEPS.set(STEPS.get().saturating_add(steps));
}

#[cfg(not(test))]
const fn count_steps(_: usize) {}

#[cfg(test)]
std::thread_local!(pub(super) static STEPS: core::cell::Cell<usize> = const { core::cell::Cell::new(0) });
