//! Packets for people.

use core::fmt::{self, Display, Write as _};
use core::net::SocketAddr;
use core::time::Duration;
use std::io::Write;

use microosc::{Argument, Bundle, Message, Packet, TimeTag};

use super::super::json::{Refusal, element_refusal};
use super::super::output::Stop;
use super::super::style::{Ink, Style};

/// How many bytes of a blob are shown.
const BLOB_SHOWN: usize = 32;

/// How far elements of a bundle stand to the right.
const INDENT: usize = 2;

/// Writes packets as text.
pub(super) struct Text<'o, O> {
    pub(super) out: &'o mut O,
    pub(super) style: Style,
    /// When the packet came.
    pub(super) now: TimeTag,
}

impl<O: Write> Text<'_, O> {
    /// Writes a packet; returns whether a part of it was malformed.
    pub(super) fn packet(
        &mut self,
        packet: &Packet<'_>,
        whole: &[u8],
        since: Duration,
        from: SocketAddr,
    ) -> Result<bool, Stop> {
        let margin = self.head(since, from)?;
        match packet {
            Packet::Message(message) => self.message(message)?,
            Packet::Bundle(bundle) => return self.bundle(bundle, whole, margin),
        }
        Ok(false)
    }

    /// Writes what is wrong with a packet, and its bytes if they are given.
    pub(super) fn malformed(
        &mut self,
        refusal: &Refusal,
        bytes: Option<&[u8]>,
        since: Duration,
        from: SocketAddr,
    ) -> Result<(), Stop> {
        self.head(since, from)?;
        self.refusal(refusal)?;
        for (row, line) in bytes.unwrap_or_default().chunks(16).enumerate() {
            let start = row.saturating_mul(16);
            write!(self.out, "    {start:04x} ")?;
            for (column, byte) in line.iter().enumerate() {
                let is_fault = start.saturating_add(column) == refusal.offset;
                let mark = if is_fault { '>' } else { ' ' };
                let ink = if is_fault { Ink::Wrong } else { Ink::Other };
                write!(self.out, "{mark}{}", self.style.paint(ink, format_args!("{byte:02x}")))?;
            }
            let gap = 3_usize.saturating_mul(16_usize.saturating_sub(line.len()));
            let shown =
                |byte: &u8| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' };
            let text: String = line.iter().map(shown).collect();
            writeln!(self.out, "{:gap$}  {}", "", self.style.paint(Ink::Faint, text))?;
        }
        Ok(())
    }

    /// Writes when and from whom; returns how much room that has taken.
    fn head(&mut self, since: Duration, from: SocketAddr) -> Result<usize, Stop> {
        let head = format!("{:9.3}  {from}  ", since.as_secs_f64());
        write!(self.out, "{}", self.style.paint(Ink::Faint, &head))?;
        Ok(head.len())
    }

    fn message(&mut self, message: &Message<'_>) -> Result<(), Stop> {
        let style = self.style;
        let address = style.paint(Ink::Address, Escaped(message.address()));
        let tags = style.paint(Ink::Faint, message.type_tags());
        write!(self.out, "{address} {tags}")?;
        for argument in message.arguments() {
            write!(self.out, " {}", style.paint(ink(&argument), &argument))?;
            match argument {
                Argument::TimeTag(time) => write!(self.out, "{}", self.relative(time))?,
                Argument::Blob(bytes) => write!(self.out, " {}", Bytes(bytes))?,
                _ => {}
            }
        }
        writeln!(self.out)?;
        Ok(())
    }

    /// Writes a bundle and its elements below each other, at most as deep as bundles nest.
    fn bundle(&mut self, bundle: &Bundle<'_>, whole: &[u8], margin: usize) -> Result<bool, Stop> {
        let time = bundle.time_tag();
        let relative = self.relative(time);
        writeln!(self.out, "{} {time}{relative}", self.style.paint(Ink::Other, "#bundle"))?;
        let margin = margin.saturating_add(INDENT);
        let mut is_malformed = false;
        for element in bundle.elements() {
            write!(self.out, "{:margin$}", "")?;
            match element {
                Ok(Packet::Message(message)) => self.message(&message)?,
                Ok(Packet::Bundle(inner)) => is_malformed |= self.bundle(&inner, whole, margin)?,
                Err(error) => {
                    is_malformed = true;
                    self.refusal(&element_refusal(error, bundle, whole))?;
                }
            }
        }
        Ok(is_malformed)
    }

    fn refusal(&mut self, refusal: &Refusal) -> Result<(), Stop> {
        let malformed = self.style.paint(Ink::Wrong, "malformed:");
        writeln!(self.out, "{malformed} {}", refusal.explanation)?;
        Ok(())
    }

    /// How far a time is from the arrival.
    fn relative(&self, time: TimeTag) -> String {
        let seconds = |span: Duration| span.as_secs_f64();
        if time.is_immediate() {
            return String::new();
        }
        match (time.duration_since(self.now), self.now.duration_since(time)) {
            (Some(left), _) => format!(", in {:.3} s", seconds(left)),
            (None, Some(late)) => format!(", {:.3} s ago", seconds(late)),
            (None, None) => String::new(),
        }
    }
}

fn ink(argument: &Argument<'_>) -> Ink {
    match argument {
        Argument::Int32(_) | Argument::Int64(_) | Argument::Float32(_) | Argument::Float64(_) => {
            Ink::Number
        }
        Argument::String(_) | Argument::Symbol(_) | Argument::Char(_) => Ink::Text,
        _ => Ink::Other,
    }
}

/// An address, in which nothing can upset a terminal.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '\'' | '"' | '\\' => f.write_char(character),
            _ => character.escape_debug().fmt(f),
        })
    }
}

/// The first bytes of a blob.
struct Bytes<'a>(&'a [u8]);

impl Display for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(BLOB_SHOWN).try_for_each(|byte| write!(f, "{byte:02x}"))?;
        if self.0.len() > BLOB_SHOWN { f.write_str("…") } else { Ok(()) }
    }
}
