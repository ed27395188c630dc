//! The address of a handler, as the user writes it: a template of literal segments and captures.
//!
//! ```text
//! address   = "/" segment { "/" segment } [ "/" rest ] ;     at most 32 segments
//! segment   = literal | [ literal ] capture ;
//! literal   = character { character } ;
//! character = printable ASCII without space # * , / ? [ ] { } ;
//! capture   = "{" name [ ":" values ] "}" ;
//! values    = number "..=" number | literal { "|" literal } ;  at most 1024
//! rest      = "{*" name "}" ;
//! name      = ( letter | "_" ) { letter | digit | "_" } ;    one that a parameter can have
//! ```
//!
//! Spaces may stand around what is inside the braces.
//!
//! A text either is an address, or there is one [`Fault`], the first from the left, that quotes
//! the segment: on a stable compiler a caret cannot point inside a string. What a fault reads like
//! is written in [`crate::diagnostics`].

/// As many as `microosc::route::MAX_SEGMENTS`; more than any device in use needs.
pub(crate) const MAX_SEGMENTS: usize = 32;

/// One part of an address between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// A text that a message's address must have in this place.
    Literal(String),
    /// `prefix{name: values}`, bound to the parameter of this name.
    Capture { name: String, prefix: String, values: Values },
    /// `{*name}`: all that follows, bound to the parameter of this name.
    Rest(String),
}

impl Segment {
    /// The parameter that it is bound to.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Capture { name, .. } | Self::Rest(name) => Some(name),
        }
    }

    /// What stands before the capture.
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Capture { prefix, .. } => prefix,
            Self::Literal(_) | Self::Rest(_) => "",
        }
    }
}

/// What a capture may capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Values {
    Any,
    Range(u32, u32),
    OneOf(Vec<String>),
}

/// How many values a capture can declare: each costs a little memory.
pub(crate) const MAX_VALUES: u32 = 1024;

/// Why a text is not the address of a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// The segment at fault, or the whole address where the fault lies between segments.
    pub(crate) quote: String,
}

/// The rule that an address breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FaultKind {
    NoLeadingSlash,
    OnlySlash,
    TrailingSlash,
    EmptySegment,
    TooManySegments,
    /// One of the characters with which senders write patterns.
    PatternCharacter(char),
    /// A printable character that OSC keeps out of addresses.
    ForbiddenCharacter(char),
    NotPrintableAscii(char),
    UnclosedCapture,
    UnopenedCapture,
    EmptyCapture,
    CaptureNotAName,
    /// `{a,b}` or `{a|b}`
    CaptureOfAlternatives,
    /// Text, or another capture, after the capture of this name.
    TextAfterCapture(String),
    /// `{*name}` that is not the last segment.
    RestNotLast(String),
    /// `{*name}` with text before it in its segment.
    RestWithPrefix(String),
    /// Values of the capture of this name that are neither a range nor a choice.
    BadValues(String),
    /// A range of the capture of this name that goes down.
    ReversedRange(String, u32, u32),
    TooManyValues,
    /// A value of the choice that is given twice.
    RepeatedValue(String),
}

/// Splits an address into its segments.
pub(crate) fn parse(address: &str) -> Result<Vec<Segment>, Fault> {
    let fault = |kind| Err(Fault { kind, quote: address.to_owned() });
    let Some(path) = address.strip_prefix('/') else {
        return fault(FaultKind::NoLeadingSlash);
    };
    if path.is_empty() {
        return fault(FaultKind::OnlySlash);
    }
    let segments: Vec<&str> = path.split('/').collect();
    match segments.iter().filter(|segment| segment.is_empty()).count() {
        0 => {}
        1 if path.ends_with('/') => return fault(FaultKind::TrailingSlash),
        _ => return fault(FaultKind::EmptySegment),
    }
    if segments.len() > MAX_SEGMENTS {
        return fault(FaultKind::TooManySegments);
    }
    let parsed = segments.iter().map(|text| segment(text)).collect::<Result<Vec<_>, _>>()?;
    let before_last = parsed.iter().zip(&segments).rev().skip(1);
    for (segment, text) in before_last.rev() {
        if let Segment::Rest(name) = segment {
            let kind = FaultKind::RestNotLast(name.clone());
            return Err(Fault { kind, quote: (*text).to_owned() });
        }
    }
    Ok(parsed)
}

fn segment(text: &str) -> Result<Segment, Fault> {
    let parsed = if text.contains(['{', '}']) { capture(text) } else { literal(text) };
    parsed.map_err(|kind| Fault { kind, quote: text.to_owned() })
}

fn literal(text: &str) -> Result<Segment, FaultKind> {
    check_name(text).map(|()| Segment::Literal(text.to_owned()))
}

/// Whether all characters of a text may stand in a segment.
fn check_name(text: &str) -> Result<(), FaultKind> {
    for character in text.chars() {
        match character {
            '*' | '?' | '[' | ']' => return Err(FaultKind::PatternCharacter(character)),
            ' ' | '#' | ',' => return Err(FaultKind::ForbiddenCharacter(character)),
            _ if character.is_ascii_graphic() => {}
            _ => return Err(FaultKind::NotPrintableAscii(character)),
        }
    }
    Ok(())
}

fn capture(text: &str) -> Result<Segment, FaultKind> {
    let (before, opened) = text.split_once('{').ok_or(FaultKind::UnopenedCapture)?;
    if before.contains('}') {
        return Err(FaultKind::UnopenedCapture);
    }
    let (inside, after) = opened.split_once('}').ok_or(FaultKind::UnclosedCapture)?;
    if inside.contains('{') {
        return Err(FaultKind::UnclosedCapture);
    }
    let inside = inside.trim();
    if inside.is_empty() {
        return Err(FaultKind::EmptyCapture);
    }
    let is_rest = inside.starts_with('*');
    let (name, declared) = match inside.trim_start_matches('*').split_once(':') {
        Some((name, values)) => (name.trim(), Some(values.trim())),
        None => (inside.trim_start_matches('*').trim(), None),
    };
    if !is_name(name) {
        return Err(match name.contains([',', '|']) {
            true => FaultKind::CaptureOfAlternatives,
            false => FaultKind::CaptureNotAName,
        });
    }
    let name = name.to_owned();
    if !after.is_empty() {
        return Err(FaultKind::TextAfterCapture(name));
    }
    if is_rest {
        return match (before.is_empty(), declared) {
            (true, None) => Ok(Segment::Rest(name)),
            (false, _) => Err(FaultKind::RestWithPrefix(name)),
            (true, Some(_)) => Err(FaultKind::BadValues(name)),
        };
    }
    check_name(before)?;
    let values = declared.map_or(Ok(Values::Any), |declared| values(&name, declared))?;
    Ok(Segment::Capture { name, prefix: before.to_owned(), values })
}

fn values(name: &str, declared: &str) -> Result<Values, FaultKind> {
    let bad = || FaultKind::BadValues(name.to_owned());
    if let Some((first, last)) = declared.split_once("..=") {
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| bad());
        let (first, last) = (number(first)?, number(last)?);
        return match last.checked_sub(first) {
            None => Err(FaultKind::ReversedRange(name.to_owned(), first, last)),
            Some(steps) if steps >= MAX_VALUES => Err(FaultKind::TooManyValues),
            Some(_) => Ok(Values::Range(first, last)),
        };
    }
    let texts: Vec<&str> = declared.split('|').map(str::trim).collect();
    if declared.contains("..") || texts.iter().any(|text| text.is_empty()) {
        return Err(bad());
    }
    texts.iter().try_for_each(|text| check_name(text))?;
    let mut earlier =
        texts.iter().enumerate().map(|(index, text)| (texts.iter().take(index), text));
    if let Some((_, text)) =
        earlier.find(|(before, text)| before.clone().any(|other| other == *text))
    {
        return Err(FaultKind::RepeatedValue((*text).to_owned()));
    }
    if texts.len() > usize::try_from(MAX_VALUES).unwrap_or_default() {
        return Err(FaultKind::TooManyValues);
    }
    Ok(Values::OneOf(texts.into_iter().map(str::to_owned).collect()))
}

/// Whether a parameter can have this name, if need be with `r#`.
pub(crate) fn is_name(text: &str) -> bool {
    let begins_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let goes_on_well = text.chars().all(|next| next.is_ascii_alphanumeric() || next == '_');
    // These cannot be the name of a parameter, not even with `r#`.
    let is_reserved = matches!(text, "_" | "self" | "Self" | "super" | "crate");
    begins_well && goes_on_well && !is_reserved
}

#[cfg(test)]
mod tests;
