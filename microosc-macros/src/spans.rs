//! Where generated tokens stand, and what they may mean to others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};

/// A variable that no name of the user can meet, be it a variable, a constant or a static.
pub(crate) fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The tokens as if they stood at `span`. Only the place changes: what they mean depends on where
/// the user wrote them.
pub(crate) fn located(tokens: &impl ToTokens, span: Span) -> TokenStream {
    let moved = tokens.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    moved.collect()
}

/// The places of the first and the last token: what rustc parses between them, it marks as a whole.
pub(crate) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
