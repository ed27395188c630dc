//! What a typed client sends to the handler.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Printer;
use crate::handler::model::{Parameter, Source};
use crate::lifetimes::named;
use crate::spans::local;

/// The lifetime of the values that a caller gives. Rustc suggests it where a type of the user
/// hides its lifetime.
const ELIDED: &str = "_elided";

impl Printer<'_> {
    /// The values of a call, and the message that is made of them: `Call`.
    pub(super) fn call(&self) -> TokenStream {
        let Self { krate, name, conditions, handler } = self;
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
            match parameter.source {
                Source::Capture { .. } => quote! {
                    (<#ty as #krate::FromSegment<'_elided>>::Sent,)
                },
                _ => quote!(<#ty as #krate::FromMessage<'_elided>>::Sent),
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
                    #encoder.message(
                        &<Self as #krate::Endpoint>::INFO,
                        &[#(#captures),*],
                        &#arguments,
                    )
                }
            }
        }
    }
}
