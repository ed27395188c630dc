//! Reads the list: handlers by their paths, and options as `key = value`.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};
use syn::{Expr, Ident, LitStr, Path, Token};

use crate::diagnostics::{Mistake, Sink};
use crate::lists::{at_end_of_argument, comma_separated};
use crate::similar::nearest;

const KEYS: [&str; 3] = ["observe", "fallback", "crate"];

/// What the router lists. What was wrong is reported and left out.
#[derive(Default)]
pub(super) struct List {
    pub(super) handlers: Vec<Path>,
    pub(super) observe: Option<Expr>,
    pub(super) fallback: Option<Expr>,
    pub(super) krate: Option<Path>,
}

pub(super) fn list(tokens: TokenStream, sink: &mut Sink) -> List {
    let mut list = List::default();
    let mut given = Vec::new();
    let read = |input: ParseStream<'_>| {
        comma_separated(input, sink, |input, sink| {
            if input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
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
        if input.peek(LitStr) {
            sink.report(&input.parse::<LitStr>()?, &Mistake::NestedRouter);
            return Ok(());
        }
        let first = input.fork().parse::<TokenTree>()?;
        match input.call(Path::parse_mod_style) {
            // Another name after it: only the comma is missing.
            Ok(path) if at_end_of_argument(input) || input.peek(Ident) => self.handlers.push(path),
            _ => sink.report(&first, &Mistake::NotAHandlerName),
        }
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
            "crate" => match input.call(Path::parse_mod_style) {
                Ok(path) => self.krate = Some(path),
                Err(_) => sink.report(&key, &Mistake::CrateNotAPath),
            },
            unknown => {
                let meant = nearest(unknown, KEYS);
                sink.report(&key, &Mistake::UnknownOption { key: unknown.to_owned(), meant });
            }
        }
        given.push(key);
        Ok(())
    }
}

fn function(input: ParseStream<'_>, key: &Ident, sink: &mut Sink) -> Option<Expr> {
    input
        .parse()
        .map_err(|_| sink.report(key, &Mistake::OptionWithoutValue { key: key.to_string() }))
        .ok()
}
