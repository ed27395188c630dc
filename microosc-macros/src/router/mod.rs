//! `osc_router![…]`: parse → expand. What is wrong with the list as a whole (two handlers for one
//! address, a handler listed twice) only the compiler can see; the expansion asserts it there.

mod expand;
mod model;
mod nested;
mod parse;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Path;

use crate::diagnostics::{Mistake, Sink, collect};

/// Expands the list to an expression: a router of the handlers that could be read.
pub(crate) fn osc_router(list: TokenStream) -> TokenStream {
    let (router, errors) = collect(|sink| expand::router(&parse::list(list, sink)));
    if errors.is_empty() { router } else { quote!({ #errors #router }) }
}

/// What `#[osc_handlers(…)]` says of the router that it makes.
pub(crate) struct Options(model::List);

impl Options {
    /// Reads them: all that may stand in `osc_router!`, but for handlers, which are the methods.
    pub(crate) fn parse(tokens: TokenStream, sink: &mut Sink) -> Self {
        let mut list = parse::list(tokens, sink);
        list.entries.retain(|entry| match entry {
            model::Entry::Handler(path) => {
                sink.report(path, &Mistake::HandlerInAttribute);
                false
            }
            model::Entry::Nested(_) => true,
        });
        Self(list)
    }

    pub(crate) fn krate(&self) -> Option<&Path> {
        self.0.krate.as_ref()
    }

    /// Expands to the expression of a router of these handlers.
    pub(crate) fn router(mut self, handlers: Vec<Ident>) -> TokenStream {
        let handlers = handlers.into_iter().map(|name| model::Entry::Handler(name.into()));
        self.0.entries.splice(0..0, handlers);
        expand::router(&self.0)
    }
}
