//! What is said about addresses.

use crate::address::{Fault, FaultKind, MAX_SEGMENTS, MAX_VALUES, is_name};

/// Whose address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Handler,
    Reply,
    /// What a router puts before the addresses of another.
    Prefix,
}

/// What an address does wrong, and what to write.
pub(super) fn table(whose: Whose, Fault { kind, quote }: &Fault) -> (String, String) {
    match (whose, kind) {
        (Whose::Reply, FaultKind::OnlySlash) => (
            "`/` is not the address of a reply".into(),
            "name at least one segment, for example \"/1/fader\"".into(),
        ),
        (Whose::Reply, FaultKind::PatternCharacter(character)) => (
            format!("`{character}` is not allowed in a reply's address (segment `{quote}`)"),
            "a reply goes to one address; what the handler's address captures is written \
             `{name}`, as there"
                .into(),
        ),
        (Whose::Prefix, FaultKind::PatternCharacter(character)) => (
            format!("`{character}` is not allowed in a prefix (segment `{quote}`)"),
            "patterns are what senders write; to take any text in this place, capture the \
             segment: `{name}`"
                .into(),
        ),
        _ => of_handler(kind, quote),
    }
}

fn of_handler(kind: &FaultKind, quote: &str) -> (String, String) {
    match kind {
        FaultKind::NoLeadingSlash => (
            format!("an OSC address starts with `/`, and `{quote}` does not"),
            format!("write \"/{quote}\""),
        ),
        FaultKind::OnlySlash => (
            "`/` is not the address of a handler".into(),
            "name at least one segment, for example \"/1/fader\"; to see every message, write \
             `observe = function` in `osc_router!`"
                .into(),
        ),
        FaultKind::TrailingSlash => (
            format!("an OSC address does not end with `/`, and `{quote}` does"),
            format!("write \"{}\"", quote.trim_end_matches('/')),
        ),
        FaultKind::EmptySegment => {
            let segments = quote.split('/').filter(|segment| !segment.is_empty());
            let corrected = segments.fold(String::new(), |text, segment| text + "/" + segment);
            let corrected = if corrected.is_empty() { "/1/fader".into() } else { corrected };
            (
                format!("`{quote}` has an empty segment between two `/`"),
                format!("write \"{corrected}\""),
            )
        }
        FaultKind::TooManySegments => (
            format!("an address has at most {MAX_SEGMENTS} segments, and this one has more"),
            "shorten it".into(),
        ),
        FaultKind::PatternCharacter(character) => (
            format!("`{character}` is not allowed in a handler's address (segment `{quote}`)"),
            "patterns are what senders write; to take any text in this place, capture the \
             segment: `{name}`"
                .into(),
        ),
        FaultKind::ForbiddenCharacter(character) => {
            let what = if *character == ' ' { "a space".into() } else { format!("`{character}`") };
            (
                format!("{what} is not allowed in an OSC address (segment `{quote}`)"),
                format!("write, for example, `{}`", quote.replace([' ', '#', ','], "_")),
            )
        }
        FaultKind::NotPrintableAscii(character) => (
            format!(
                "`{}` is not allowed in an OSC address (segment `{}`)",
                character.escape_debug(),
                quote.escape_debug()
            ),
            "an OSC address is printable ASCII: letters, digits and signs without accents".into(),
        ),
        FaultKind::UnclosedCapture => (
            format!("the segment `{quote}` has a `{{` without a `}}`"),
            format!("write {}", capture_in(quote)),
        ),
        FaultKind::UnopenedCapture => (
            format!("the segment `{quote}` has a `}}` without a `{{`"),
            format!("write {}", capture_in(quote)),
        ),
        FaultKind::EmptyCapture => (
            "the capture `{}` has no name".into(),
            "name the parameter that it binds to, for example `{channel}`".into(),
        ),
        FaultKind::CaptureNotAName => (
            format!("`{quote}` is not a capture: its name cannot be that of a parameter"),
            "a capture has the name of a parameter, for example `{channel}`".into(),
        ),
        FaultKind::CaptureOfAlternatives => (
            format!("the capture `{quote}` has no name"),
            "name the parameter that gets one of the values, for example `{drum: kick|snare}`"
                .into(),
        ),
        FaultKind::TextAfterCapture(name) => (
            format!(
                "a capture ends its segment, and in `{quote}` there is more after `{{{name}}}`"
            ),
            "put what follows into a segment of its own, or before the capture".into(),
        ),
        FaultKind::RestNotLast(name) => (
            format!("`{{*{name}}}` captures all that follows, and something follows it"),
            format!("make it the last segment, or capture one segment: `{{{name}}}`"),
        ),
        FaultKind::RestWithPrefix(name) => (
            format!("`{{*{name}}}` captures whole segments, and `{quote}` is a part of one"),
            format!("write `/{{*{name}}}`, or capture within one segment: `{{{name}}}`"),
        ),
        FaultKind::BadValues(name) => (
            format!("`{quote}` does not say which values `{name}` can have"),
            format!("write a range, `{{{name}: 1..=8}}`, or a choice, `{{{name}: kick|snare}}`"),
        ),
        FaultKind::ReversedRange(name, first, last) => (
            format!("the range of `{quote}` goes down"),
            format!("write `{{{name}: {last}..={first}}}`"),
        ),
        FaultKind::TooManyValues => (
            format!("a capture declares at most {MAX_VALUES} values, and `{quote}` has more"),
            "leave the values out and check them in the body".into(),
        ),
        FaultKind::RepeatedValue(value) => {
            (format!("`{quote}` names the value `{value}` twice"), "keep one of the two".into())
        }
    }
}

/// The capture that a segment with one brace too few was probably meant to be.
fn capture_in(segment: &str) -> String {
    match segment.trim_matches(['{', '}']) {
        name if is_name(name) => format!("`{{{name}}}`"),
        _ => "the capture as a whole segment, for example `{channel}`".into(),
    }
}
