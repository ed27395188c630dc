//! What a typed client sends to the handler.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use super::Printer;
use crate::handler::model::{Parameter, Source};
use crate::lifetimes::named;
use crate::spans::{ends, local};

/// The lifetime of the values that a caller gives. Rustc suggests it where a type of the user
/// hides its lifetime.
const ELIDED: &str = "_elided";

impl Printer<'_> {
    /// The values of a call, and the message that is made of them: `Call`.
    pub(super) fn call(&self) -> TokenStream {
        let Self { krate, name, conditions, handler, .. } = self;
        let values = local("values");
        let encoder = local("encoder");
        let given = || {
            let parameters = handler.parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.source != Source::State)
        };
        // `(first, (second, ()))`
        let nested = |part: &dyn Fn(usize, &Parameter<'_>) -> TokenStream| {
            given().rev().fold(quote!(()), |after, (index, parameter)| {
                let part = part(index, parameter);
                quote!((#part, #after))
            })
        };
        let variable = |index| local(&format!("parameter_{index}"));
        let types = nested(&|_, parameter| {
            let ty = named(parameter.ty.to_token_stream(), ELIDED);
            // All of it stands where the type does: that is where rustc says what it is not.
            let (first, last) = ends(parameter.ty);
            let begin = quote_spanned!(first=> <);
            let krate = krate.at(last);
            match parameter.source {
                Source::Capture { .. } => {
                    let end = quote_spanned!(last=> as #krate::FromSegment<'_elided>>::Sent);
                    quote!((#begin #ty #end,))
                }
                _ => {
                    let end = quote_spanned!(last=> as #krate::FromMessage<'_elided>>::Sent);
                    quote!(#begin #ty #end)
                }
            }
        });
        let variables = nested(&|index, _| variable(index).into_token_stream());
        let mut captures: Vec<_> = given()
            .filter_map(|(index, parameter)| match parameter.source {
                Source::Capture { segment, .. } => Some((segment, variable(index))),
                _ => None,
            })
            .collect();
        captures.sort_by_key(|(segment, _)| *segment);
        let captures = captures.into_iter().map(|(_, variable)| quote!(&#variable.0));
        let arguments = given()
            .filter(|(_, parameter)| parameter.source == Source::Message)
            .map(|(index, _)| variable(index))
            .rev()
            .fold(quote!(()), |after, variable| quote!((#variable, #after)));
        let (message, take) = match self.checks() {
            None => (quote!(message), None),
            Some(checks) => (quote!(message_within), Some(checks)),
        };
        quote! {
            #(#conditions)*
            impl #krate::Call for #name {
                type Parts<'_elided> = #types;
                type Values<'_elided> =
                    <Self::Parts<'_elided> as #krate::__private::Parts>::Values;

                #[inline]
                fn encode(
                    #values: Self::Values<'_>,
                    #encoder: #krate::__private::CallEncoder<'_>,
                ) -> ::core::result::Result<::core::primitive::usize, #krate::EncodeError> {
                    let #variables =
                        <Self::Parts<'_> as #krate::__private::Parts>::split(#values);
                    #encoder.#message(
                        &<Self as #krate::Endpoint>::INFO,
                        &[#(#captures),*],
                        &#arguments,
                        #take
                    )
                }
            }
        }
    }

    /// A function that takes what has a range from a message; `None` if nothing has.
    fn checks(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let request = local("request");
        let has_range = |parameter: &Parameter<'_>| {
            parameter.limits.as_ref().is_some_and(|limits| limits.range.is_some())
        };
        let parameters = &self.handler.parameters;
        let last = parameters.iter().rposition(has_range)?;
        let from_message = parameters
            .iter()
            .enumerate()
            .take(last.saturating_add(1))
            .filter(|(_, parameter)| parameter.source == Source::Message);
        let taken = from_message.map(|(index, parameter)| {
            let ty = parameter.ty;
            match has_range(parameter) {
                true => self.argument(index, parameter, &request),
                false => quote!(#krate::__private::pass::<#ty>(#request)?),
            }
        });
        Some(quote! {
            |#request| {
                #(let _ = #taken;)*
                ::core::result::Result::Ok(())
            }
        })
    }
}
