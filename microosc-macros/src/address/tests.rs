//! Tables of addresses: what is one, and why another text is not.

use super::FaultKind::*;
use super::*;

fn literal(text: &str) -> Segment {
    Segment::Literal(text.to_owned())
}

fn capture(name: &str) -> Segment {
    Segment::Capture { name: name.to_owned(), prefix: String::new(), values: Values::Any }
}

fn declared(prefix: &str, name: &str, values: Values) -> Segment {
    Segment::Capture { name: name.to_owned(), prefix: prefix.to_owned(), values }
}

fn one_of(texts: &[&str]) -> Values {
    Values::OneOf(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn an_address_is_its_segments() {
    let table = [
        ("/a", vec![literal("a")]),
        ("/1/fader", vec![literal("1"), literal("fader")]),
        ("/ch/{ch}/level", vec![literal("ch"), capture("ch"), literal("level")]),
        ("/{a}/{b_2}", vec![capture("a"), capture("b_2")]),
        ("/1/fader{n}", vec![literal("1"), declared("fader", "n", Values::Any)]),
        ("/{n: 1..=8}", vec![declared("", "n", Values::Range(1, 8))]),
        ("/x{ n:0 ..= 0 }", vec![declared("x", "n", Values::Range(0, 0))]),
        (
            "/{n: kick|snare | hi-hat}",
            vec![declared("", "n", one_of(&["kick", "snare", "hi-hat"]))],
        ),
        ("/{n:8}", vec![declared("", "n", one_of(&["8"]))]),
        ("/log/{*rest}", vec![literal("log"), Segment::Rest("rest".to_owned())]),
        ("/{_x}/{type}", vec![capture("_x"), capture("type")]),
        ("/!\"$%&'()+-.:;<=>@\\^_`|~", vec![literal("!\"$%&'()+-.:;<=>@\\^_`|~")]),
    ];
    for (text, segments) in table {
        assert_eq!(parse(text), Ok(segments), "{text}");
    }
}

#[test]
fn another_text_has_one_fault() {
    let n = || "n".to_owned();
    let table = [
        ("", NoLeadingSlash, ""),
        ("1/fader", NoLeadingSlash, "1/fader"),
        ("/", OnlySlash, "/"),
        ("/a/", TrailingSlash, "/a/"),
        ("//", EmptySegment, "//"),
        ("//a", EmptySegment, "//a"),
        ("/a//b", EmptySegment, "/a//b"),
        ("/a//", EmptySegment, "/a//"),
        ("/a/le*vel", PatternCharacter('*'), "le*vel"),
        ("/a/b?", PatternCharacter('?'), "b?"),
        ("/[a-c]", PatternCharacter('['), "[a-c]"),
        ("/my fader", ForbiddenCharacter(' '), "my fader"),
        ("/#bundle", ForbiddenCharacter('#'), "#bundle"),
        ("/a,b", ForbiddenCharacter(','), "a,b"),
        ("/\u{e9}", NotPrintableAscii('\u{e9}'), "\u{e9}"),
        ("/a\tb", NotPrintableAscii('\t'), "a\tb"),
        ("/a\0", NotPrintableAscii('\0'), "a\0"),
        ("/{ch/level", UnclosedCapture, "{ch"),
        ("/{a{b}", UnclosedCapture, "{a{b}"),
        ("/ch}/level", UnopenedCapture, "ch}"),
        ("/}a{", UnopenedCapture, "}a{"),
        ("/{}/level", EmptyCapture, "{}"),
        ("/{2x}", CaptureNotAName, "{2x}"),
        ("/{a b}", CaptureNotAName, "{a b}"),
        ("/{_}", CaptureNotAName, "{_}"),
        ("/{self}", CaptureNotAName, "{self}"),
        ("/{kick,snare}", CaptureOfAlternatives, "{kick,snare}"),
        ("/{: 1..=8}", CaptureNotAName, "{: 1..=8}"),
        ("/{n}{b}", TextAfterCapture(n()), "{n}{b}"),
        ("/{n}}", TextAfterCapture(n()), "{n}}"),
        ("/{n}x/y", TextAfterCapture(n()), "{n}x"),
        ("/a b{n}", ForbiddenCharacter(' '), "a b{n}"),
        ("/{*n}/level", RestNotLast(n()), "{*n}"),
        ("/log{*n}", RestWithPrefix(n()), "log{*n}"),
        ("/{*n: 1..=8}", BadValues(n()), "{*n: 1..=8}"),
        ("/{*}", CaptureNotAName, "{*}"),
        ("/{n:}", BadValues(n()), "{n:}"),
        ("/{n: 1..8}", BadValues(n()), "{n: 1..8}"),
        ("/{n: 1..=}", BadValues(n()), "{n: 1..=}"),
        ("/{n: -1..=8}", BadValues(n()), "{n: -1..=8}"),
        ("/{n: a||b}", BadValues(n()), "{n: a||b}"),
        ("/{n: 8..=1}", ReversedRange(n(), 8, 1), "{n: 8..=1}"),
        ("/{n: 0..=1024}", TooManyValues, "{n: 0..=1024}"),
        ("/{n: a|b|a}", RepeatedValue("a".to_owned()), "{n: a|b|a}"),
        ("/{n: a|b*}", PatternCharacter('*'), "{n: a|b*}"),
    ];
    for (text, kind, quote) in table {
        let quote = quote.to_owned();
        assert_eq!(parse(text), Err(Fault { kind, quote }), "{text:?}");
    }
}

#[test]
fn thirty_two_segments_are_the_most() {
    assert!(parse(&"/x".repeat(MAX_SEGMENTS)).is_ok());
    let fault = parse(&"/x".repeat(MAX_SEGMENTS + 1)).map_err(|fault| fault.kind);
    assert_eq!(fault, Err(TooManySegments));
}
