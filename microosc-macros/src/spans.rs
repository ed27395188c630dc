//! Where generated tokens stand, and what they may mean to others.

use proc_macro2::{Ident, Span};
use quote::{ToTokens, format_ident};

/// A variable that no name of the user can meet, be it a variable, a constant or a static.
pub(crate) fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The places of the first and the last token: what rustc parses between them, it marks as a whole.
pub(crate) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
