//! What senders write: addresses with wildcards.

use core::fmt;

use super::method::{segments, split_name};
use super::segment::{self, Matcher};

/// A checked address pattern.
///
/// # Examples
///
/// ```
/// use microosc::AddressPattern;
///
/// let pattern = AddressPattern::new("/mixer/[1-4]/{level,mute}")?;
/// assert!(pattern.matches("/mixer/3/level"));
/// assert!(!pattern.matches("/mixer/12/level"));
/// assert!(AddressPattern::new("//level")?.matches("/mixer/1/level"));
/// assert!(AddressPattern::new("/mixer/[1-4/level").is_err());
/// # Ok::<(), microosc::PatternError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressPattern<'a>(&'a str);

impl<'a> AddressPattern<'a> {
    /// Checks a pattern. A plain address is one, too.
    ///
    /// # Errors
    ///
    /// The first fault. A malformed pattern matches nothing.
    pub fn new(pattern: &'a str) -> Result<Self, PatternError> {
        if !pattern.starts_with('/') {
            return Err(PatternError { kind: PatternErrorKind::NoLeadingSlash, offset: 0 });
        }
        let this = Self(pattern);
        let mut segments = this.segments();
        while let Some(PatternSegment { text, .. }) = segments.next() {
            if let Err((kind, left)) = segment::check(text.as_bytes()) {
                let after = segments.rest.len().wrapping_add(left);
                return Err(PatternError { kind, offset: pattern.len().wrapping_sub(after) });
            }
        }
        // A single `/` at the end announces a name that is missing.
        if pattern.ends_with('/') && !this.is_open_ended() {
            let offset = pattern.len();
            return Err(PatternError { kind: PatternErrorKind::EmptySegment, offset });
        }
        Ok(this)
    }

    /// Returns the pattern as it was given.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether the pattern meets an address: every part of it the part it stands against, to its
    /// last character.
    ///
    /// `//` stands for any number of whole parts; at the end of the pattern, for the node before
    /// it and everything below. A part of the address that is longer than
    /// [`MAX_WILDCARD_SEGMENT`](super::MAX_WILDCARD_SEGMENT) meets only a plain part.
    pub fn matches(self, address: &str) -> bool {
        if !address.starts_with('/') {
            return false;
        }
        let mut parts = self.segments();
        let mut names = segments(address);
        // The last part after a `//`, and the name it was last tried against. Earlier ones need
        // no second try: what follows them matched as early as it could.
        let mut retry = None;
        loop {
            let here = (parts.clone(), names.clone());
            let met = match parts.next() {
                None if self.is_open_ended() => return true,
                None if names.next().is_none() => return true,
                None => false,
                Some(part) => {
                    if part.any_depth {
                        retry = Some(here);
                    }
                    names.next().is_some_and(|name| part.matcher().matches(name.as_bytes()))
                }
            };
            if !met {
                let Some((parts_again, names_again)) = &mut retry else { return false };
                if names_again.next().is_none() {
                    return false;
                }
                (parts, names) = (parts_again.clone(), names_again.clone());
            }
        }
    }

    /// Whether the pattern ends with `//`.
    pub(crate) fn is_open_ended(self) -> bool {
        self.0.ends_with("//")
    }

    /// Iterates over the parts between the slashes.
    pub(crate) const fn segments(self) -> PatternSegments<'a> {
        PatternSegments { rest: self.0 }
    }
}

impl fmt::Display for AddressPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One part of a pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PatternSegment<'a> {
    pub(crate) text: &'a str,
    /// The pattern from this part to its end.
    pub(crate) to_end: &'a str,
    /// `//` stands before it: any number of levels may lie between it and the part before.
    pub(crate) any_depth: bool,
}

impl<'a> PatternSegment<'a> {
    pub(crate) fn matcher(&self) -> Matcher<'a> {
        Matcher::of(self.text)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct PatternSegments<'a> {
    rest: &'a str,
}

impl<'a> Iterator for PatternSegments<'a> {
    type Item = PatternSegment<'a>;

    fn next(&mut self) -> Option<PatternSegment<'a>> {
        let text = self.rest.trim_start_matches('/');
        if text.is_empty() {
            return None;
        }
        let slashes = self.rest.len().wrapping_sub(text.len());
        let (name, _) = split_name(text);
        self.rest = text.get(name.len()..)?;
        Some(PatternSegment { text: name, to_end: text, any_depth: slashes > 1 })
    }
}

/// Whether an address that came in a message holds anything that makes it a pattern.
pub(crate) fn is_pattern(address: &[u8]) -> bool {
    let mut before = 0;
    address.iter().any(|byte| {
        let is_second_slash = *byte == b'/' && before == b'/';
        before = *byte;
        is_second_slash || segment::is_wildcard(*byte)
    })
}

/// Why a string is not an address pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternError {
    kind: PatternErrorKind,
    offset: usize,
}

impl PatternError {
    /// What is wrong.
    pub const fn kind(&self) -> PatternErrorKind {
        self.kind
    }

    /// Where: the number of bytes before the fault.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self.kind {
            PatternErrorKind::NoLeadingSlash => "a pattern starts with `/`",
            PatternErrorKind::EmptySegment => "the name after the last slash is missing",
            PatternErrorKind::InvalidCharacter => {
                "names are printable ASCII without space, # and , and brackets come in pairs"
            }
            PatternErrorKind::UnclosedSet => "this `[` has no `]` in its part of the pattern",
            PatternErrorKind::EmptySet => "a set needs a character: `[abc]`, `[a-z]`, `[!0-9]`",
            PatternErrorKind::ReversedRange => "a range goes up: `[a-z]`",
            PatternErrorKind::UnclosedChoice => "this `{` has no `}` in its part of the pattern",
            PatternErrorKind::EmptyAlternative => "an alternative is missing: `{kick,snare}`",
        };
        write!(f, "{message} (at byte {})", self.offset)
    }
}

impl core::error::Error for PatternError {}

/// What can be wrong with an address pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// It does not start with `/`.
    NoLeadingSlash,
    /// It ends with a single `/`.
    EmptySegment,
    /// A character that no name may hold; a `]` or `}` that nothing opened.
    InvalidCharacter,
    /// `[` without `]`.
    UnclosedSet,
    /// `[]` or `[!]`.
    EmptySet,
    /// `[z-a]`.
    ReversedRange,
    /// `{` without `}`.
    UnclosedChoice,
    /// `{}`, `{a,}` or `{,a}`.
    EmptyAlternative,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests may panic")]
mod tests {
    use std::string::String;

    use super::*;

    #[test]
    fn matching_takes_at_most_as_many_steps_as_the_product_of_the_lengths() {
        const PARTS: &[&str] = &[
            "a",
            "?",
            "*",
            "*a",
            "a*",
            "?*",
            "*b",
            "*[!b]",
            "[a-z]",
            "aaaa*",
            "{a,aa}",
            "{aaaaaaa,a}",
            "*{a,aa,aaa}",
            "*{aaaa,aa}*",
        ];
        const AROUND: &[(&str, &str)] =
            &[("/", ""), ("/", "b"), ("/", "//b"), ("//", ""), ("//", "b"), ("//", "/b")];
        let mut most = 0;
        for (part, (slash, end)) in PARTS.iter().flat_map(|p| AROUND.iter().map(move |a| (p, a))) {
            for pattern in repeated(slash, part) {
                let pattern = pattern + end;
                let checked = AddressPattern::new(&pattern).unwrap();
                for address in ["a", "aa", "aaaaaaa", "ab", ""].map(|n| repeated("/", n)).concat() {
                    segment::STEPS.take();
                    checked.matches(&address);
                    let (steps, product) = (segment::STEPS.take(), pattern.len() * address.len());
                    assert!(steps <= product, "{steps} steps: {pattern} against {address}");
                    most = most.max(100 * steps / product);
                }
            }
        }
        // Some take nearly so many, so they are counted.
        assert!(most > 80, "at most {most} % of the product");
    }

    /// One long part, many parts, and some of both.
    fn repeated(slash: &str, part: &str) -> [String; 4] {
        [(1, 1), (20, 1), (1, 20), (5, 5)]
            .map(|(times, levels)| (String::from(slash) + &part.repeat(times)).repeat(levels))
    }
}
