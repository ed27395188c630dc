//! The address of a handler, as the user writes it: a template of literal segments and captures.
//!
//! ```text
//! address   = "/" segment { "/" segment } ;                  at most 32 segments
//! segment   = literal | capture ;
//! literal   = character { character } ;
//! character = printable ASCII without space # * , / ? [ ] { } ;
//! capture   = "{" name "}" ;
//! name      = ( letter | "_" ) { letter | digit | "_" } ;    one that a parameter can have
//! ```
//!
//! A text either is an address, or there is one [`Fault`], the first from the left, that quotes
//! the segment: on a stable compiler a caret cannot point inside a string. What a fault reads like
//! is written in [`crate::diagnostics`].

/// More segments than any device in use needs; the routing table counts them in a byte.
pub(crate) const MAX_SEGMENTS: usize = 32;

/// One part of an address between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// A text that a message's address must have in this place.
    Literal(String),
    /// `{name}`: any text, bound to the parameter of this name.
    Capture(String),
}

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
    /// A capture of this name with text, or another capture, beside it in the segment.
    CaptureOfPart(String),
    /// `{*name}`
    CaptureOfRest,
    /// `{name: values}`
    CaptureWithValues(String),
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
    segments.into_iter().map(segment).collect()
}

fn segment(text: &str) -> Result<Segment, Fault> {
    let parsed = if text.contains(['{', '}']) { capture(text) } else { literal(text) };
    parsed.map_err(|kind| Fault { kind, quote: text.to_owned() })
}

fn literal(text: &str) -> Result<Segment, FaultKind> {
    for character in text.chars() {
        match character {
            '*' | '?' | '[' | ']' => return Err(FaultKind::PatternCharacter(character)),
            ' ' | '#' | ',' => return Err(FaultKind::ForbiddenCharacter(character)),
            _ if character.is_ascii_graphic() => {}
            _ => return Err(FaultKind::NotPrintableAscii(character)),
        }
    }
    Ok(Segment::Literal(text.to_owned()))
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
    if inside.is_empty() {
        return Err(FaultKind::EmptyCapture);
    }
    if inside.starts_with('*') {
        return Err(FaultKind::CaptureOfRest);
    }
    match inside.split_once(':') {
        Some((name, _)) if is_name(name.trim()) => {
            return Err(FaultKind::CaptureWithValues(name.trim().to_owned()));
        }
        _ if inside.contains([',', '|']) => return Err(FaultKind::CaptureOfAlternatives),
        _ if !is_name(inside) => return Err(FaultKind::CaptureNotAName),
        _ => {}
    }
    if !before.is_empty() || !after.is_empty() {
        return Err(FaultKind::CaptureOfPart(inside.to_owned()));
    }
    Ok(Segment::Capture(inside.to_owned()))
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
