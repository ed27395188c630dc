//! What a typed client is told of the parameters.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::Printer;
use crate::handler::model::{Parameter, Source};
use crate::lifetimes::named;
use crate::spans::ends;

/// The lifetime of the values that a caller gives. Rustc suggests it where a type of the user
/// hides its lifetime.
const ELIDED: &str = "_elided";

impl Printer<'_> {
    /// The parameters that a caller gives something for: `Endpoint::Parameters`.
    pub(super) fn parameters(&self) -> TokenStream {
        let given = || {
            let parameters = self.handler.parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.source != Source::State)
        };
        let types = given().rev().fold(quote!(()), |after, (index, parameter)| {
            let marker = self.marker(index, parameter);
            quote!((#marker, #after))
        });
        // It stands where the types do: that is where rustc says that one of them is private.
        let all: TokenStream =
            given().map(|(_, parameter)| parameter.ty.to_token_stream()).collect();
        let (first, last) = ends(&all);
        let name = Ident::new("Parameters", last);
        quote_spanned!(first=> type #name<'_elided> = #types;)
    }

    /// Tells where the value of a parameter goes.
    fn marker(&self, index: usize, parameter: &Parameter<'_>) -> TokenStream {
        let krate = self.krate;
        let ty = named(parameter.ty.to_token_stream(), ELIDED);
        let has_range = parameter.limits.as_ref().is_some_and(|limits| limits.range.is_some());
        match parameter.source {
            Source::Capture { segment, .. } => quote!(#krate::__private::Captured<#ty, #segment>),
            _ if has_range => quote!(#krate::__private::TakenWithin<#ty, #index>),
            _ => quote!(#krate::__private::Taken<#ty>),
        }
    }
}
