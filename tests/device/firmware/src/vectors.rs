//! All vectors, on the chip. The build script makes them constants.

use core::fmt::Write;
use machine::Console;
use microosc::stream::{Deframer, Fault, Framing, frame};
use microosc::{
    Address, AddressPattern, Argument, ArgumentWriter, BundleEncoder, EncodeError, Impulse, Midi,
    Packet, Rgba, Text, TimeTag, ToArguments, encode_bundle, encode_message,
};

include!(concat!(env!("OUT_DIR"), "/vectors.rs"));

/// What holds for a vector.
pub enum Check {
    Decodes(&'static [u8], &'static [Token]),
    Encodes(&'static [Token], &'static [u8]),
    /// Decodes; the packet is not looked at.
    IsTaken(&'static [u8]),
    /// Does not decode, for this fault.
    IsRefused(&'static [u8], &'static str),
    /// Whether a pattern meets an address.
    Matches(&'static str, &'static str, bool),
    IsAddress(&'static str, bool),
    IsPattern(&'static str, bool),
    /// Of seconds and fraction.
    IsImmediate(u32, u32),
    /// From seconds, fraction and era to seconds and nanoseconds.
    ToUnix(u32, u32, u16, i64, u32),
    /// From seconds and nanoseconds to seconds and fraction, in this era, to so many nanoseconds.
    OfUnix(i64, u32, u32, u32, u16, u64),
    /// What comes of a stream, and whether a frame is open then.
    Unframes(Framing, &'static [u8], &'static [Result<&'static [u8], Fault>], bool),
    Frames(Framing, &'static [&'static [u8]], &'static [u8]),
}

/// A part of a packet; `End` closes messages, bundles and arrays.
#[derive(Clone, Copy, PartialEq)]
pub enum Token {
    Bundle(u64),
    Message(&'static str),
    Int32(i32),
    Int64(i64),
    Float32(u32),
    Float64(u64),
    String(&'static str),
    Symbol(&'static str),
    Blob(&'static [u8]),
    TimeTag(u64),
    Char(u32),
    Rgba([u8; 4]),
    Midi([u8; 4]),
    Bool(bool),
    Nil,
    Impulse,
    Array,
    End,
}

/// Checks all, prints those that fail, and returns how many did.
pub fn run() -> usize {
    let failed = VECTORS.iter().filter(|(name, check)| {
        let holds = check.holds();
        if !holds {
            let _ = writeln!(Console, "vector failed: {name}");
        }
        !holds
    });
    let failed = failed.count();
    let _ = writeln!(Console, "vectors: {} hold, {failed} do not", VECTORS.len() - failed);
    failed
}

impl Check {
    fn holds(&self) -> bool {
        let mut buffer = [0; 4096];
        match *self {
            Self::Decodes(bytes, tokens) => {
                let mut tokens = tokens;
                let decoded = Packet::decode(bytes);
                decoded.is_ok_and(|packet| is_packet(&packet, &mut tokens)) && tokens.is_empty()
            }
            Self::Encodes(tokens, bytes) => {
                encode(&mut buffer, tokens).is_ok_and(|encoded| encoded == bytes)
            }
            Self::IsTaken(bytes) => Packet::decode(bytes).is_ok(),
            Self::IsRefused(bytes, code) => Packet::decode(bytes)
                .is_err_and(|error| error.kind().name() == code && error.offset() <= bytes.len()),
            Self::Matches(pattern, address, expected) => {
                AddressPattern::new(pattern).is_ok_and(|pattern| pattern.matches(address))
                    == expected
            }
            Self::IsAddress(text, expected) => Address::new(text).is_ok() == expected,
            Self::IsPattern(text, expected) => AddressPattern::new(text).is_ok() == expected,
            Self::IsImmediate(seconds, fraction) => TimeTag::new(seconds, fraction).is_immediate(),
            Self::ToUnix(seconds, fraction, era, unix, nanos) => {
                TimeTag::new(seconds, fraction).to_unix(era) == (unix, nanos)
            }
            Self::OfUnix(unix, nanos, seconds, fraction, era, tolerated) => {
                let tag = TimeTag::from_unix(unix, nanos);
                let off = u64::from(tag.fraction().abs_diff(fraction));
                tag.to_unix(era) == (unix, nanos)
                    && tag.seconds() == seconds
                    && (off * 1_000_000_000).div_ceil(1 << 32) <= tolerated
            }
            Self::Unframes(framing, stream, expected, is_partial) => {
                let mut whole = Deframer::new(&mut buffer[..], framing);
                let (mut left, mut frames) = (stream, expected.iter());
                while let Some(frame) = whole.next(&mut left) {
                    if frames.next() != Some(&frame) {
                        return false;
                    }
                }
                if frames.next().is_some() || whole.is_partial() != is_partial {
                    return false;
                }
                // Byte by byte.
                let mut buffer = [0; 4096];
                let (mut cut, mut frames) =
                    (Deframer::new(&mut buffer[..], framing), expected.iter());
                stream
                    .iter()
                    .all(|byte| cut.push(*byte).is_none_or(|frame| frames.next() == Some(&frame)))
                    && frames.next().is_none()
            }
            Self::Frames(framing, packets, stream) => {
                let mut left = stream;
                packets.iter().all(|packet| {
                    frame(&mut buffer, framing, packet).is_ok_and(|framed| {
                        left.split_at_checked(framed.len()).is_some_and(|(start, rest)| {
                            left = rest;
                            start == framed
                        })
                    })
                }) && left.is_empty()
            }
        }
    }
}

/// Whether the tokens begin with this packet; takes them away.
fn is_packet(packet: &Packet<'_>, tokens: &mut &[Token]) -> bool {
    let is_met = match packet {
        Packet::Message(message) => {
            let Some(Token::Message(address)) = next(tokens) else { return false };
            message.address() == address
                && message.arguments().all(|argument| is_argument(argument, tokens))
        }
        Packet::Bundle(bundle) => {
            next(tokens) == Some(Token::Bundle(bundle.time_tag().to_bits()))
                && bundle
                    .elements()
                    .all(|element| element.is_ok_and(|element| is_packet(&element, tokens)))
        }
    };
    is_met && next(tokens) == Some(Token::End)
}

fn is_argument(argument: Argument<'_>, tokens: &mut &[Token]) -> bool {
    let Some(token) = next(tokens) else { return false };
    match argument {
        Argument::Int32(value) => token == Token::Int32(value),
        Argument::Int64(value) => token == Token::Int64(value),
        Argument::Float32(value) => token == Token::Float32(value.to_bits()),
        Argument::Float64(value) => token == Token::Float64(value.to_bits()),
        Argument::String(text) => {
            matches!(token, Token::String(other) if other.as_bytes() == text.as_bytes())
        }
        Argument::Symbol(text) => {
            matches!(token, Token::Symbol(other) if other.as_bytes() == text.as_bytes())
        }
        Argument::Blob(bytes) => matches!(token, Token::Blob(other) if other == bytes),
        Argument::TimeTag(time) => token == Token::TimeTag(time.to_bits()),
        Argument::Char(code) => token == Token::Char(code),
        Argument::Rgba(Rgba { red, green, blue, alpha }) => {
            token == Token::Rgba([red, green, blue, alpha])
        }
        Argument::Midi(Midi { port, status, data1, data2 }) => {
            token == Token::Midi([port, status, data1, data2])
        }
        Argument::Bool(value) => token == Token::Bool(value),
        Argument::Nil => token == Token::Nil,
        Argument::Impulse(_) => token == Token::Impulse,
        Argument::Array(mut elements) => {
            token == Token::Array
                && elements.all(|element| is_argument(element, tokens))
                && next(tokens) == Some(Token::End)
        }
        _ => false,
    }
}

fn next(tokens: &mut &[Token]) -> Option<Token> {
    let (first, rest) = tokens.split_first()?;
    *tokens = rest;
    Some(*first)
}

/// Splits a list at the end of what its first token opens: what is within, and what is behind.
fn split(tokens: &'static [Token]) -> (&'static [Token], &'static [Token]) {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Bundle(_) | Token::Message(_) | Token::Array => depth += 1,
            Token::End => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&tokens[at.min(1)..at], &tokens[at + 1..]);
        }
    }
    (&[], &[])
}

fn encode<'b>(buffer: &'b mut [u8], tokens: &'static [Token]) -> Result<&'b [u8], EncodeError> {
    let (within, _) = split(tokens);
    match tokens.first() {
        Some(Token::Message(address)) => encode_message(buffer, address, Sequence(within)),
        Some(Token::Bundle(time)) => {
            encode_bundle(buffer, TimeTag::from_bits(*time), |bundle| fill(bundle, within))
        }
        _ => panic!("no packet"),
    }
}

fn fill(bundle: &mut BundleEncoder<'_>, mut elements: &'static [Token]) -> Result<(), EncodeError> {
    while let Some(first) = elements.first() {
        let (within, behind) = split(elements);
        match first {
            Token::Message(address) => bundle.message(address, Sequence(within))?,
            Token::Bundle(time) => {
                bundle.bundle(TimeTag::from_bits(*time), |inner| fill(inner, within))?
            }
            _ => panic!("no packet"),
        }
        elements = behind;
    }
    Ok(())
}

/// Sends arguments one after another.
struct Sequence(&'static [Token]);

impl ToArguments for Sequence {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        let mut left = self.0;
        while let Some(first) = left.first() {
            let (within, behind) = split(left);
            left = behind;
            writer.argument(&match *first {
                Token::Int32(value) => Argument::Int32(value),
                Token::Int64(value) => Argument::Int64(value),
                Token::Float32(bits) => Argument::Float32(f32::from_bits(bits)),
                Token::Float64(bits) => Argument::Float64(f64::from_bits(bits)),
                Token::String(text) => Argument::String(Text::from(text)),
                Token::Symbol(text) => Argument::Symbol(Text::from(text)),
                Token::Blob(bytes) => Argument::Blob(bytes),
                Token::TimeTag(time) => Argument::TimeTag(TimeTag::from_bits(time)),
                Token::Char(code) => Argument::Char(code),
                Token::Rgba([red, green, blue, alpha]) => {
                    Argument::Rgba(Rgba { red, green, blue, alpha })
                }
                Token::Midi([port, status, data1, data2]) => {
                    Argument::Midi(Midi { port, status, data1, data2 })
                }
                Token::Bool(value) => Argument::Bool(value),
                Token::Nil => Argument::Nil,
                Token::Impulse => Argument::Impulse(Impulse),
                Token::Array => {
                    writer.array(&Sequence(within));
                    continue;
                }
                Token::Bundle(_) | Token::Message(_) | Token::End => panic!("no argument"),
            });
        }
    }
}
