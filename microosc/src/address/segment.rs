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

impl Element<'_> {
    /// Whether it stands for this byte, of those that stand for one.
    fn accepts(&self, byte: u8) -> bool {
        match self {
            Self::Byte(this) => *this == byte,
            Self::Set { members, negated } => has_member(members, byte) != *negated,
            Self::AnyOne | Self::AnyRun | Self::Choice { .. } => true,
        }
    }
}

/// Checks a part; the error tells how many bytes of it are left from the fault on.
pub(super) fn check(part: &[u8]) -> Result<(), (PatternErrorKind, usize)> {
    let mut rest = part;
    loop {
        let plain = rest.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(rest.len());
        rest = rest.get(plain..).unwrap_or_default();
        let checked = split_element(rest).and_then(|split| match split {
            Some((element, after)) => check_element(&element).map(|()| Some(after)),
            None => Ok(None),
        });
        match checked {
            Ok(Some(after)) => rest = after,
            Ok(None) => return Ok(()),
            Err(kind) => return Err((kind, rest.len())),
        }
    }
}

/// Whether a byte in a part of a pattern stands for others than itself.
pub(crate) const fn is_wildcard(byte: u8) -> bool {
    matches!(byte, b'?' | b'*' | b'[' | b']' | b'{' | b'}')
}

/// A part that has been checked, ready to be held against many names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matcher<'a> {
    /// What stands before the first wildcard.
    plain: &'a str,
    wildcards: &'a [u8],
    /// A name is at least so long, or just so long: as far as that has been found out.
    shortest: u16,
    is_fixed: bool,
}

impl<'a> Matcher<'a> {
    /// What stands where there is no part.
    pub(crate) const EMPTY: Self = Self { plain: "", wildcards: &[], shortest: 0, is_fixed: false };

    pub(super) fn of(part: &'a str) -> Self {
        let len = part.bytes().position(is_wildcard).unwrap_or(part.len());
        let (plain, wildcards) = part.split_at_checked(len).unwrap_or_default();
        Self { plain, wildcards: wildcards.as_bytes(), shortest: 0, is_fixed: false }
    }

    /// Finds out how long names must be, which pays where there are many.
    pub(crate) fn measured(self) -> Self {
        let (mut shortest, mut is_fixed, mut rest) = (self.plain.len(), true, self.wildcards);
        while let Ok(Some((element, after))) = split_element(rest) {
            let is_run = matches!(element, Element::AnyRun);
            is_fixed &= !is_run && !matches!(element, Element::Choice { .. });
            shortest = shortest.wrapping_add(usize::from(!is_run));
            rest = after;
        }
        match shortest.try_into() {
            Ok(shortest) => Self { shortest, is_fixed, ..self },
            Err(_) => Self { shortest: u16::MAX, is_fixed: false, ..self },
        }
    }

    /// How long the part is.
    pub(crate) const fn len(&self) -> usize {
        self.plain.len().wrapping_add(self.wildcards.len())
    }

    /// Returns the part, if it holds no wildcard.
    pub(crate) const fn plain(&self) -> Option<&'a str> {
        if self.wildcards.is_empty() { Some(self.plain) } else { None }
    }

    /// Whether a name may be so long.
    pub(crate) fn fits(&self, len: usize) -> bool {
        let shortest = usize::from(self.shortest);
        len == shortest || (len > shortest && !self.is_fixed)
    }

    /// Whether the part meets the whole of `name`.
    #[inline]
    pub(crate) fn matches(&self, name: &[u8]) -> bool {
        if !self.fits(name.len()) {
            return false;
        }
        count_steps(self.plain.len());
        match (name.strip_prefix(self.plain.as_bytes()), self.wildcards) {
            (None, _) => false,
            (Some(left), []) => left.is_empty(),
            (Some(left), wildcards) => {
                name.len() <= MAX_WILDCARD_SEGMENT
                    && (wildcards == b"*" || matches_wildcards(wildcards, left))
            }
        }
    }
}

/// Whether a part that starts with a wildcard meets the whole of `name`.
fn matches_wildcards(part: &[u8], name: &[u8]) -> bool {
    let (mut part_left, mut name_left) = (part, name);
    // Up to the first `*` or choice there is one way to match.
    while let Ok(Some((element, part_after))) = split_element(part_left) {
        count_steps(1);
        if matches!(element, Element::AnyRun | Element::Choice { .. }) {
            return part_left == b"*" || matches_any_way(part_left, name_left);
        }
        match name_left.split_first() {
            Some((byte, name_after)) if element.accepts(*byte) => {
                (part_left, name_left) = (part_after, name_after);
            }
            _ => return false,
        }
    }
    name_left.is_empty()
}

/// Follows all ways to match at once. Apart, since most parts do without the stack that this needs.
#[inline(never)]
fn matches_any_way(part: &[u8], name: &[u8]) -> bool {
    let mut reached = Positions { name, words: [0; WORDS] };
    reached.insert(0);
    let mut rest = part;
    while let Ok(Some((element, after))) = split_element(rest) {
        match element {
            Element::AnyRun if after.is_empty() => return true,
            Element::AnyRun => reached.onward(),
            _ => reached.take(&element),
        }
        // Each element but `*` uses up a byte, so a long part comes here after as many as the name
        // has.
        if reached.is_empty() {
            return false;
        }
        rest = after;
    }
    rest.is_empty() && reached.contains(name.len())
}

/// Splits off the first element.
#[cfg_attr(feature = "std", inline)]
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
            (Element::Set { members, negated }, rest)
        }
        b'{' => {
            let (alternatives, rest) =
                split_at_byte(rest, b'}').ok_or(PatternErrorKind::UnclosedChoice)?;
            (Element::Choice { alternatives }, rest)
        }
        byte => (Element::Byte(*byte), rest),
    }))
}

fn check_element(element: &Element<'_>) -> Result<(), PatternErrorKind> {
    match element {
        Element::AnyOne | Element::AnyRun => {}
        // Those that a name may hold have been passed over.
        Element::Byte(_) => return Err(PatternErrorKind::InvalidCharacter),
        Element::Set { members, .. } => check_set(members)?,
        Element::Choice { alternatives } => {
            for alternative in alternatives.split(|byte| *byte == b',') {
                if alternative.is_empty() {
                    return Err(PatternErrorKind::EmptyAlternative);
                }
                if !alternative.iter().all(|byte| is_name_byte(*byte)) {
                    return Err(PatternErrorKind::InvalidCharacter);
                }
            }
        }
    }
    Ok(())
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

fn has_member(members: &[u8], byte: u8) -> bool {
    count_steps(members.len());
    ranges(members).any(|(low, high)| (low..=high).contains(&byte))
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
struct Positions<'a> {
    name: &'a [u8],
    /// A bit for each. Words beyond the last position are not used.
    words: [u64; WORDS],
}

impl<'a> Positions<'a> {
    fn words(&mut self) -> &mut [u64] {
        self.words.get_mut(..=self.name.len() / 64).unwrap_or_default()
    }

    fn is_empty(&mut self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    fn contains(&self, position: usize) -> bool {
        self.words.get(position / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    fn insert(&mut self, position: usize) {
        if let Some(word) = self.words.get_mut(position / 64) {
            *word |= 1 << (position % 64);
        }
    }

    /// Behind what the element takes of the name, from each position on.
    fn take(&mut self, element: &Element<'_>) {
        // The last first, so that none is met that has just been inserted.
        for index in (0..self.words().len()).rev() {
            let Some(word) = self.words.get_mut(index) else { return };
            let mut left = core::mem::take(word);
            while let Some(fewer) = left.checked_sub(1) {
                let bit = usize::try_from(left.trailing_zeros()).unwrap_or_default();
                self.take_at(index.wrapping_mul(64).wrapping_add(bit), element);
                left &= fewer;
            }
        }
    }

    fn take_at(&mut self, position: usize, element: &Element<'_>) {
        let left = self.name.get(position..).unwrap_or_default();
        if let Element::Choice { alternatives } = element {
            for alternative in alternatives.split(|byte| *byte == b',') {
                count_steps(alternative.len());
                if left.starts_with(alternative) {
                    self.insert(position.wrapping_add(alternative.len()));
                }
            }
        } else if let Some(byte) = left.first() {
            count_steps(1);
            if element.accepts(*byte) {
                self.insert(position.wrapping_add(1));
            }
        }
    }

    /// Anywhere from the first position on.
    fn onward(&mut self) {
        let unused = 63_usize.wrapping_sub(self.name.len() % 64);
        let mut is_behind = false;
        for word in self.words() {
            count_steps(1);
            if is_behind {
                *word = u64::MAX;
            } else if *word != 0 {
                *word = u64::MAX << word.trailing_zeros();
                is_behind = true;
            }
        }
        if let Some(last) = self.words().last_mut() {
            *last &= u64::MAX >> unused;
        }
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
