//! `osc!("/address", …)`: a message of literals, encoded while compiling.
//!
//! The bytes are what `encode_message` would write. Every literal that has no OSC type is reported
//! by itself; of a message with mistakes an empty packet is left.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser, Result};
use syn::{Lit, LitStr, Token, bracketed};

use crate::diagnostics::{Mistake, Sink, collect};
use crate::lists::{at_end_of_argument, comma_separated};

/// Expands to an expression of type `&'static [u8; N]`.
pub(crate) fn osc(tokens: TokenStream) -> TokenStream {
    let (packet, errors) = collect(|sink| {
        let mut packet = Packet::default();
        let read = |input: ParseStream<'_>| packet.read(input, sink);
        if let Err(error) = read.parse2(tokens) {
            sink.push(error);
        }
        packet.literal()
    });
    if errors.is_empty() { packet } else { quote!({ #errors #packet }) }
}

#[derive(Default)]
struct Packet {
    address: Option<LitStr>,
    tags: Vec<u8>,
    data: Vec<u8>,
}

impl Packet {
    fn read(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        if input.is_empty() {
            sink.report_at(input.span(), &Mistake::PacketWithoutAddress);
        }
        let mut first = true;
        comma_separated(input, sink, |input, sink| {
            if !core::mem::take(&mut first) {
                return self.argument(input, sink);
            }
            if input.peek(LitStr) {
                self.address(input.parse()?, sink);
            } else {
                sink.report_at(input.span(), &Mistake::PacketWithoutAddress);
            }
            Ok(())
        })
    }

    /// An address or a pattern; which of its wildcards are well formed is for the receiver.
    fn address(&mut self, address: LitStr, sink: &mut Sink) {
        let text = address.value();
        let printable = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if text.starts_with('/') && text.bytes().all(printable) {
            self.address = Some(address);
        } else {
            sink.report(&address, &Mistake::PacketAddress { address: text });
        }
    }

    fn argument(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        if input.peek(syn::token::Bracket) {
            let parts;
            bracketed!(parts in input);
            self.tags.push(b'[');
            comma_separated(&parts, sink, |part, sink| self.argument(part, sink))?;
            self.tags.push(b']');
            return Ok(());
        }
        let first = input.fork().parse::<TokenTree>()?;
        let minus = input.parse::<Option<Token![-]>>()?;
        let known = match input.parse() {
            Ok(literal) if at_end_of_argument(input) => {
                self.literal_argument(&literal, minus.is_some())
            }
            _ => None,
        };
        if known.is_none() {
            sink.report(&first, &Mistake::NotAnOscLiteral);
        }
        Ok(())
    }

    /// Writes a literal, or returns `None` if OSC has no type for it.
    fn literal_argument(&mut self, literal: &Lit, negative: bool) -> Option<()> {
        match literal {
            Lit::Int(int) => self.number(int.base10_digits(), int.suffix(), "i32", negative)?,
            Lit::Float(float) => {
                self.number(float.base10_digits(), float.suffix(), "f32", negative)?;
            }
            _ if negative => return None,
            Lit::Bool(value) => self.tags.push(if value.value() { b'T' } else { b'F' }),
            Lit::Char(value) => self.push(b'c', &u32::from(value.value()).to_be_bytes()),
            Lit::Str(text) => {
                let text = text.value();
                if text.contains('\0') {
                    return None;
                }
                self.push(b's', text.as_bytes());
                pad(&mut self.data, text.len(), 1);
            }
            Lit::ByteStr(blob) => {
                let blob = blob.value();
                self.push(b'b', &i32::try_from(blob.len()).ok()?.to_be_bytes());
                self.data.extend_from_slice(&blob);
                pad(&mut self.data, blob.len(), 0);
            }
            _ => return None,
        }
        Some(())
    }

    /// Writes a number of the type its suffix names, or of the usual one.
    fn number(&mut self, digits: &str, suffix: &str, usual: &str, negative: bool) -> Option<()> {
        let number = if negative { format!("-{digits}") } else { digits.to_owned() };
        match if suffix.is_empty() { usual } else { suffix } {
            "i32" => self.push(b'i', &number.parse::<i32>().ok()?.to_be_bytes()),
            "i64" => self.push(b'h', &number.parse::<i64>().ok()?.to_be_bytes()),
            "f32" => {
                let number = number.parse().ok().filter(|number: &f32| number.is_finite())?;
                self.push(b'f', &number.to_be_bytes());
            }
            "f64" => {
                let number = number.parse().ok().filter(|number: &f64| number.is_finite())?;
                self.push(b'd', &number.to_be_bytes());
            }
            _ => return None,
        }
        Some(())
    }

    fn push(&mut self, tag: u8, data: &[u8]) {
        self.tags.push(tag);
        self.data.extend_from_slice(data);
    }

    fn literal(&self) -> TokenStream {
        let Some(address) = &self.address else { return quote!(&[]) };
        let mut packet = address.value().into_bytes();
        let len = packet.len();
        pad(&mut packet, len, 1);
        packet.push(b',');
        packet.extend_from_slice(&self.tags);
        pad(&mut packet, self.tags.len().saturating_add(1), 1);
        packet.extend_from_slice(&self.data);
        let mut bytes = Literal::byte_string(&packet);
        bytes.set_span(address.span());
        quote_spanned!(address.span()=> #bytes)
    }
}

/// Ends what is `len` bytes long with at least so many NULs, up to a multiple of 4.
fn pad(bytes: &mut Vec<u8>, len: usize, least: usize) {
    let nuls = len.saturating_add(least).wrapping_neg() & 3;
    bytes.resize(bytes.len().saturating_add(least).saturating_add(nuls), 0);
}
