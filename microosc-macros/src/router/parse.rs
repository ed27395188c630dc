//! Reads the list: handlers by their paths, routers below prefixes, and options as `key = value`.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};
use syn::{Expr, ExprPath, Ident, LitStr, Path, Token};

use super::model::{Entry, List, Nested};
use crate::address::{self, FaultKind, Segment};
use crate::diagnostics::{Mistake, RouterMistake, Sink, Whose};
use crate::lists::{at_end_of_argument, comma_separated};
use crate::similar::nearest;

const KEYS: [&str; 5] = ["observe", "fallback", "rejected", "failed", "crate"];

pub(super) fn list(tokens: TokenStream, sink: &mut Sink) -> List {
    let mut list = List::default();
    let mut given = Vec::new();
    let read = |input: ParseStream<'_>| {
        comma_separated(input, sink, |input, sink| {
            let is_name = input.peek(Ident::peek_any);
            if input.peek(LitStr) {
                list.nested(input, sink)
            } else if is_name && input.peek2(Token![=>]) {
                sink.report(
                    &input.call(Ident::parse_any)?,
                    &RouterMistake::PrefixNotAString.into(),
                );
                Ok(())
            } else if is_name && input.peek2(Token![:]) && !input.peek2(Token![::]) {
                let key = input.call(Ident::parse_any)?;
                sink.report(&key, &RouterMistake::OptionWithColon { key: key.to_string() }.into());
                Ok(())
            } else if is_name && input.peek2(Token![=]) && !input.peek2(Token![==]) {
                list.option(input, &mut given, sink)
            } else {
                list.handler(input, sink)
            }
        })
    };
    if let Err(error) = read.parse2(tokens) {
        sink.push(error);
    }
    list
}

impl List {
    fn handler(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        let first = input.fork().parse::<TokenTree>()?;
        match input.call(Path::parse_mod_style) {
            // Another name or `;` after it: only the comma is missing.
            Ok(path) if at_end_of_argument(input) || input.peek(Ident) || input.peek(Token![;]) => {
                self.entries.push(Entry::Handler(path));
            }
            _ => sink.report(&first, &RouterMistake::NotAHandlerName.into()),
        }
        Ok(())
    }

    fn nested(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        let literal = input.parse::<LitStr>()?;
        let known = sink.count();
        let prefix = prefix(&literal, sink);
        let Some(arrow) = input.parse::<Option<Token![=>]>>()? else {
            if sink.count() == known {
                sink.report(
                    &literal,
                    &RouterMistake::PrefixWithoutRouter { prefix: literal.value() }.into(),
                );
            }
            return Ok(());
        };
        let Some(router) = router(&arrow, input, sink)? else { return Ok(()) };
        let part = match input.parse::<Option<Token![in]>>()? {
            None => None,
            Some(token) => match input.parse::<Expr>() {
                Ok(part) => Some(part),
                Err(_) => {
                    sink.report(&token, &RouterMistake::InWithoutFunction.into());
                    return Ok(());
                }
            },
        };
        if !at_end_of_argument(input) {
            let after = if part.is_some() { "the function" } else { "the router" };
            sink.report_at(input.span(), &RouterMistake::SurplusAfterRouter { after }.into());
            return Ok(());
        }
        let Some(prefix) = prefix else { return Ok(()) };
        if part.is_none() && prefix.iter().any(|segment| segment.name().is_some()) {
            sink.report(&literal, &RouterMistake::PrefixCapturesForNobody.into());
            return Ok(());
        }
        self.entries.push(Entry::Nested(Box::new(Nested { literal, prefix, router, part })));
        Ok(())
    }

    fn option(
        &mut self,
        input: ParseStream<'_>,
        given: &mut Vec<Ident>,
        sink: &mut Sink,
    ) -> Result<()> {
        let key = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        if given.contains(&key) {
            sink.report(&key, &Mistake::RepeatedKey { key: key.to_string() });
            return Ok(());
        }
        match key.to_string().as_str() {
            "observe" => self.observe = function(input, &key, sink),
            "fallback" => self.fallback = function(input, &key, sink),
            "rejected" => self.rejected = function(input, &key, sink),
            "failed" => self.failed = function(input, &key, sink),
            "crate" => match input.call(Path::parse_mod_style) {
                Ok(path) => self.krate = Some(path),
                Err(_) => sink.report(&key, &Mistake::CrateNotAPath),
            },
            unknown => {
                let meant = nearest(unknown, KEYS);
                sink.report(
                    &key,
                    &RouterMistake::UnknownOption { key: unknown.to_owned(), meant }.into(),
                );
            }
        }
        given.push(key);
        Ok(())
    }
}

/// Reads a prefix; `None` if there is a mistake, which has been reported.
fn prefix(literal: &LitStr, sink: &mut Sink) -> Option<Vec<Segment>> {
    let segments = match address::parse(&literal.value()) {
        Ok(segments) => segments,
        Err(fault) if fault.kind == FaultKind::OnlySlash => Vec::new(),
        Err(fault) => {
            sink.report(literal, &Mistake::Address(Whose::Prefix, fault));
            return None;
        }
    };
    if let Some(Segment::Rest(name)) = segments.last() {
        sink.report(literal, &RouterMistake::PrefixCapturesRest { name: name.clone() }.into());
        return None;
    }
    Some(segments)
}

/// Reads the path of a router; `None` if there is none, which has been reported.
fn router(arrow: &Token![=>], input: ParseStream<'_>, sink: &mut Sink) -> Result<Option<ExprPath>> {
    if at_end_of_argument(input) {
        sink.report(arrow, &RouterMistake::NotARouterName.into());
        return Ok(None);
    }
    let first = input.fork().parse::<TokenTree>()?;
    let path = input.parse::<ExprPath>().ok();
    let is_more = [input.peek(Token![!]), input.peek(Token![.]), input.peek(syn::token::Paren)];
    if path.is_none() || is_more.contains(&true) {
        sink.report(&first, &RouterMistake::NotARouterName.into());
        return Ok(None);
    }
    Ok(path)
}

fn function(input: ParseStream<'_>, key: &Ident, sink: &mut Sink) -> Option<Expr> {
    input
        .parse()
        .map_err(|_| {
            sink.report(key, &RouterMistake::OptionWithoutValue { key: key.to_string() }.into())
        })
        .ok()
}
