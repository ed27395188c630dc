//! The path under which the generated code finds microosc.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

/// The path the user gave with `crate = path`, else the one of a plain dependency.
#[derive(Clone, Copy)]
pub(crate) struct Krate<'p>(pub(crate) Option<&'p Path>);

impl Krate<'_> {
    /// Returns the path as if it stood at `span`, for code on which rustc shall put its caret
    /// there.
    ///
    /// A path that the user gave is marked as generated there, or the lint about unnecessary
    /// qualifications takes it for the user's. It means the same but for `$crate`, which stays as it
    /// is: what that means depends on where it was written.
    pub(crate) fn at(self, span: Span) -> TokenStream {
        let Some(given) = self.0 else {
            return quote_spanned!(span=> ::microosc);
        };
        let at = Span::call_site().located_at(span);
        let marked = given.to_token_stream().into_iter().map(|mut token| {
            let is_dollar_crate = token.to_string() == "$crate";
            token.set_span(if is_dollar_crate { token.span().located_at(span) } else { at });
            token
        });
        marked.collect()
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
