//! Binds the captures of addresses to parameters: those of the handler's to the parameters of their
//! names, those of the reply's to those of the handler's.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Ident, LitStr};

use super::check::{plain_name, segments};
use super::model::{Get, Parameter, Piece, Reply, Source};
use super::parse::Arguments;
use crate::address::{MAX_SEGMENTS, Segment};
use crate::diagnostics::{CaptureMistake, Mistake, Sink, Whose};
use crate::similar::nearest;
use crate::words::words;

/// The captures of an address, about to be bound to the parameters of their names.
pub(super) struct Binding<'f> {
    pub(super) literal: &'f LitStr,
    pub(super) segments: &'f [Segment],
    pub(super) list: Span,
    pub(super) sink: &'f mut Sink,
}

impl Binding<'_> {
    pub(super) fn bind(&mut self, parameters: &mut [Parameter<'_>]) {
        let mut missing = Vec::new();
        let mut bound: Vec<&str> = Vec::new();
        for (segment, prefix, capture) in captures(self.segments) {
            if bound.contains(&capture) {
                self.sink
                    .report(self.literal, &CaptureMistake::Twice { name: capture.into() }.into());
                continue;
            }
            bound.push(capture);
            let named = parameters.iter_mut().find(|parameter| {
                parameter.name == capture && plain_name(parameter.typed).is_some()
            });
            match named {
                None => missing.push(capture),
                Some(parameter) if parameter.source == Source::State => {
                    let name = capture.to_owned();
                    self.sink.report(parameter.typed, &CaptureMistake::IsState { name }.into());
                }
                Some(parameter) => parameter.source = Source::Capture { segment, prefix },
            }
        }
        for capture in missing {
            self.report_missing(capture, parameters);
        }
        for segment in self.segments {
            if let Segment::Literal(text) = segment {
                self.report_other_brackets(text, parameters);
            }
        }
    }

    /// OSC allows `<n>` and `:n` in addresses; but where a parameter has the name, a capture was
    /// meant, as other frameworks write it.
    fn report_other_brackets(&mut self, text: &str, parameters: &[Parameter<'_>]) {
        let (before, inside) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            Some((before, inside)) => (before, inside.rsplit(':').next().unwrap_or_default()),
            None => ("", text.strip_prefix(':').unwrap_or_default()),
        };
        let meant = parameters
            .iter()
            .find(|parameter| parameter.name == inside && parameter.source == Source::Message);
        if let Some(Parameter { name, .. }) = meant {
            let mistake = CaptureMistake::InOtherBrackets {
                written: text.to_owned(),
                braces: format!("{before}{{{name}}}"),
                parameter: as_identifier(name),
            };
            self.sink.report(self.literal, &mistake.into());
        }
    }

    /// A capture has no parameter: says which one was probably meant, once all others are bound.
    fn report_missing(&mut self, capture: &str, parameters: &[Parameter<'_>]) {
        let (name, parameter) = (capture.to_owned(), as_identifier(capture));
        let free = || parameters.iter().filter(|free| free.source == Source::Message);
        let inside = free().find(|free| {
            let words = words(free.typed.pat.to_token_stream());
            plain_name(free.typed).is_none() && words.contains(&parameter)
        });
        if let Some(free) = inside {
            self.sink
                .report(&free.typed.pat, &CaptureMistake::InPattern { name, parameter }.into());
            return;
        }
        let plain = || free().filter(|free| plain_name(free.typed).is_some());
        let near = nearest(capture, plain().map(|free| free.name.as_str()));
        match plain().find(|free| Some(free.name.as_str()) == near) {
            Some(free) => {
                let written = as_identifier(&free.name);
                let misspelt = CaptureMistake::Misspelt { name, parameter, written };
                self.sink.report(&free.typed.pat, &misspelt.into());
            }
            None => {
                let mistake = CaptureMistake::WithoutParameter { name, parameter };
                self.sink.report_at(self.list, &mistake.into());
            }
        }
    }
}

/// The captures of an address with the indices of their segments and the lengths of what stands
/// before them there.
fn captures(segments: &[Segment]) -> impl Iterator<Item = (usize, usize, &str)> {
    let named = segments.iter().enumerate();
    named.filter_map(|(index, segment)| Some((index, segment.prefix().len(), segment.name()?)))
}

/// The name as it stands in Rust, where some need `r#`.
fn as_identifier(name: &str) -> String {
    let prefix = if syn::parse_str::<Ident>(name).is_ok() { "" } else { "r#" };
    format!("{prefix}{name}")
}

/// How the value is told; its address is the handler's own.
pub(super) fn get<'f>(
    arguments: &'f Arguments,
    segments: Option<&[Segment]>,
    sink: &mut Sink,
) -> Option<Get<'f>> {
    let (function, segments) = (arguments.get.as_ref()?, segments?);
    if segments.len() >= MAX_SEGMENTS || matches!(segments.last(), Some(Segment::Rest(_))) {
        sink.report(function, &Mistake::GetWithoutRoom);
    }
    let mut captures = captures(segments);
    let capture = |segment: &Segment| {
        segment.name().and_then(|_| captures.next()).map(|(segment, prefix, _)| (segment, prefix))
    };
    Some(Get { function, address: pieces(segments, capture) })
}

/// An address in pieces; `capture` tells what a segment with a capture stands for.
fn pieces(
    segments: &[Segment],
    mut capture: impl FnMut(&Segment) -> Option<(usize, usize)>,
) -> Vec<Piece> {
    let mut address = Vec::new();
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        text.push_str(segment.prefix());
        if let Segment::Literal(literal) = segment {
            text.push_str(literal);
        } else if let Some((segment, prefix)) = capture(segment) {
            address.push(Piece::Text(core::mem::take(&mut text)));
            address.push(Piece::Capture { segment, prefix });
        }
    }
    if !text.is_empty() {
        address.push(Piece::Text(text));
    }
    address
}

/// The reply; a fault in it is reported whether or not the handler's own address is known.
pub(super) fn reply<'f>(
    arguments: &'f Arguments,
    segments_of_handler: Option<&[Segment]>,
    sink: &mut Sink,
) -> Option<Reply<'f>> {
    let literal = arguments.reply.as_ref()?;
    let segments = segments(Whose::Reply, literal, sink)?;
    let available = segments_of_handler?;
    let mut unknown = None;
    let address = pieces(&segments, |segment| {
        let name = segment.name()?;
        let found = captures(available).find(|(.., captured)| *captured == name);
        if found.is_none() {
            unknown.get_or_insert_with(|| name.to_owned());
        }
        found.map(|(segment, prefix, _)| (segment, prefix))
    });
    if let Some(name) = unknown {
        let captured = captures(available).map(|(.., captured)| captured);
        let meant = nearest(&name, captured).map(|meant| format!("{{{meant}}}"));
        sink.report(literal, &CaptureMistake::UnknownInReply { name, meant }.into());
        return None;
    }
    Some(Reply { literal, address })
}
