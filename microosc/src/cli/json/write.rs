//! From a decoded packet to JSON.

use core::fmt::Display;
use std::io::{self, Write};

use microosc::{Argument, Bundle, DecodeError, Message, Midi, Packet, Rgba, Text, TimeTag};

use crate::hex;

/// Why a packet, or an element of it, is not shown.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The name for programs; for what is wrong with the packet itself, the library's.
    pub(crate) kind: &'static str,
    /// How many bytes of the packet lie before what is wrong; of the stream, if it is damaged.
    pub(crate) offset: usize,
    /// The words for people.
    pub(crate) explanation: String,
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::at(error, 0)
    }
}

impl Refusal {
    /// The refusal of a part of a packet, before which lie `before` bytes.
    fn at(error: DecodeError, before: usize) -> Self {
        let offset = before.saturating_add(error.offset());
        let explanation = format!("{} (at byte {offset})", error.kind());
        Self { kind: error.kind().name(), offset, explanation }
    }
}

/// Writes the object that stands for a packet, or an element, that was refused.
pub(crate) fn write_refusal(out: &mut impl Write, refusal: &Refusal) -> io::Result<()> {
    let Refusal { kind, offset, .. } = refusal;
    write!(out, r#"{{"error":{{"kind":"{kind}","offset":{offset}}}}}"#)
}

/// Writes the object of a packet that was decoded from `bytes`, and returns the refusals of elements
/// that are to be discarded. They show as objects of their own.
pub(crate) fn write_packet(
    out: &mut impl Write,
    packet: &Packet<'_>,
    bytes: &[u8],
) -> io::Result<Vec<Refusal>> {
    let mut discarded = Vec::new();
    write_element(out, packet, bytes, &mut discarded)?;
    Ok(discarded)
}

fn write_element(
    out: &mut impl Write,
    packet: &Packet<'_>,
    whole: &[u8],
    discarded: &mut Vec<Refusal>,
) -> io::Result<()> {
    match packet {
        Packet::Message(message) => write_message(out, message),
        Packet::Bundle(bundle) => write_bundle(out, bundle, whole, discarded),
    }
}

fn write_message(out: &mut impl Write, message: &Message<'_>) -> io::Result<()> {
    write!(out, r#"{{"address":"#)?;
    write_string(out, message.address())?;
    write!(out, r#","args":["#)?;
    write_list(out, message.arguments(), write_argument)?;
    write!(out, "]}}")
}

fn write_bundle(
    out: &mut impl Write,
    bundle: &Bundle<'_>,
    whole: &[u8],
    discarded: &mut Vec<Refusal>,
) -> io::Result<()> {
    write!(out, r#"{{"bundle":{{"timetag":"#)?;
    write_time_tag(out, bundle.time_tag())?;
    write!(out, r#","elements":["#)?;
    write_list(out, bundle.elements(), |out, element| match element {
        Ok(packet) => write_element(out, &packet, whole, discarded),
        Err(error) => {
            let refusal = element_refusal(error, bundle, whole);
            write_refusal(out, &refusal)?;
            discarded.push(refusal);
            Ok(())
        }
    })?;
    write!(out, "]}}}}")
}

/// Returns why an element of a bundle is discarded. The bundle was decoded from bytes of `whole`.
pub(crate) fn element_refusal(error: DecodeError, bundle: &Bundle<'_>, whole: &[u8]) -> Refusal {
    Refusal::at(error, offset_within(whole, bundle))
}

/// Returns how many bytes of the packet `whole` lie before a bundle that was decoded from it.
pub(crate) fn offset_within(whole: &[u8], bundle: &Bundle<'_>) -> usize {
    bundle.as_bytes().as_ptr().addr().wrapping_sub(whole.as_ptr().addr())
}

fn write_argument(out: &mut impl Write, argument: Argument<'_>) -> io::Result<()> {
    write!(out, r#"["{}""#, argument.type_tag())?;
    match argument {
        Argument::Int32(value) => write!(out, ",{value}")?,
        Argument::Int64(value) => write!(out, ",{value}")?,
        // `{:?}` gives the shortest digits that read as the same value, and with an exponent
        // where that is shorter.
        Argument::Float32(value) if value.is_finite() => write!(out, ",{value:?}")?,
        Argument::Float32(value) => write!(out, r#",{{"bits":"{:08x}"}}"#, value.to_bits())?,
        Argument::Float64(value) if value.is_finite() => write!(out, ",{value:?}")?,
        Argument::Float64(value) => write!(out, r#",{{"bits":"{:016x}"}}"#, value.to_bits())?,
        Argument::String(text) | Argument::Symbol(text) => {
            write!(out, ",")?;
            write_text(out, text)?;
        }
        Argument::Blob(bytes) => {
            write!(out, r#",""#)?;
            hex::write(out, bytes)?;
            write!(out, r#"""#)?;
        }
        Argument::TimeTag(time) => {
            write!(out, ",")?;
            write_time_tag(out, time)?;
        }
        Argument::Char(code) => match char::from_u32(code) {
            Some(character @ ' '..='~') => {
                write!(out, ",")?;
                write_string(out, character.encode_utf8(&mut [0; 4]))?;
            }
            _ => write!(out, r#",{{"u32":{code}}}"#)?,
        },
        Argument::Rgba(Rgba { red, green, blue, alpha }) => {
            write!(out, ",[{red},{green},{blue},{alpha}]")?;
        }
        Argument::Midi(Midi { port, status, data1, data2 }) => {
            write!(out, ",[{port},{status},{data1},{data2}]")?;
        }
        Argument::Array(elements) => {
            write!(out, ",[")?;
            write_list(out, elements, write_argument)?;
            write!(out, "]")?;
        }
        // `T`, `F`, `N` and `I` are all said by the tag.
        _ => {}
    }
    write!(out, "]")
}

fn write_time_tag(out: &mut impl Write, time: TimeTag) -> io::Result<()> {
    write!(out, "[{},{}]", time.seconds(), time.fraction())
}

fn write_text(out: &mut impl Write, text: Text<'_>) -> io::Result<()> {
    match text.to_str() {
        Ok(text) => write_string(out, text),
        Err(_) => {
            write!(out, r#"{{"hex":""#)?;
            hex::write(out, text.as_bytes())?;
            write!(out, r#""}}"#)
        }
    }
}

/// Writes a string so that no character of it can upset a terminal.
fn write_string(out: &mut impl Write, text: &str) -> io::Result<()> {
    write!(out, r#"""#)?;
    // What needs no care is written in one go.
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        let (plain, special) = rest.split_at(at);
        write_str(out, plain)?;
        let mut characters = special.chars();
        match characters.next() {
            Some(quoted @ ('"' | '\\')) => write!(out, "\\{quoted}")?,
            Some('\n') => write!(out, "\\n")?,
            Some('\r') => write!(out, "\\r")?,
            Some('\t') => write!(out, "\\t")?,
            Some(control) => write!(out, "\\u{:04x}", u32::from(control))?,
            None => {}
        }
        rest = characters.as_str();
    }
    write_str(out, rest)?;
    write!(out, r#"""#)
}

fn write_str(out: &mut impl Write, text: &(impl Display + ?Sized)) -> io::Result<()> {
    write!(out, "{text}")
}

fn write_list<W: Write, T>(
    out: &mut W,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut W, T) -> io::Result<()>,
) -> io::Result<()> {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        write(out, item)?;
    }
    Ok(())
}
