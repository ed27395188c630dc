//! The path under which the generated code finds microosc.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use crate::spans::located;

/// The path the user gave with `crate = path`, else the one of a plain dependency.
#[derive(Clone, Copy)]
pub(crate) struct Krate<'p>(pub(crate) Option<&'p Path>);

impl Krate<'_> {
    /// Returns the path as if it stood at `span`, for code on which rustc shall put its caret
    /// there. Only the place changes: what a path means depends on where the user wrote it.
    pub(crate) fn at(self, span: Span) -> TokenStream {
        let Some(given) = self.0 else {
            return quote_spanned!(span=> ::microosc);
        };
        located(given, span)
    }

    /// A call of one of the hidden functions of microosc, on which rustc puts its caret from one
    /// place to another.
    pub(crate) fn call(
        self,
        (first, last): (Span, Span),
        function: &str,
        arguments: &TokenStream,
    ) -> TokenStream {
        let (begin, function) = (self.at(first), Ident::new(function, last));
        let call = quote_spanned!(last=> ::__private::#function(#arguments));
        quote!(#begin #call)
    }
}

impl ToTokens for Krate<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.0 {
            Some(given) => given.to_tokens(tokens),
            None => tokens.extend(quote!(::microosc)),
        }
    }
}
