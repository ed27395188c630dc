//! The way from a message to a call of the function, and back with its reply.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::Printer;
use crate::handler::model::{Parameter, Piece, Reply, Source};
use crate::limits::{Default, Limits};
use crate::spans::{ends, local};
use crate::words::words;

impl Printer<'_> {
    /// The extraction and the call: `Handler::call`.
    pub(super) fn handler(&self) -> TokenStream {
        let Self { krate, name, conditions, handler, .. } = self;
        let state = local("state");
        let request = local("request");
        let text = local("segment");
        let strict = handler.strict.then(|| quote!(#request.__strict();));
        let finish = (!handler.ignore_surplus).then(|| quote!(#request.__finish()?;));
        let mut extractions = TokenStream::new();
        let mut values = Vec::new();
        for (index, parameter) in handler.parameters.iter().enumerate() {
            let Parameter { name, ty, source, .. } = parameter;
            let value = local(&format!("parameter_{index}"));
            let extracted = match source {
                Source::State => {
                    values.push(state.clone());
                    continue;
                }
                Source::Capture { segment, prefix } => quote! {
                    #request.__capture(
                        #segment,
                        #prefix,
                        #name,
                        |#text| { <#ty as #krate::FromSegment<'_>>::from_segment(#text) },
                    )?
                },
                Source::Message => self.argument(index, parameter, &request),
            };
            extractions.extend(match parameter.default() {
                None => quote!(let #value = #extracted;),
                Some(Default { value: default, .. }) => quote! {
                    let #value: #ty = if #request.__lacks_argument() {
                        const { #default }
                    } else {
                        #extracted
                    };
                },
            });
            values.push(value);
        }
        let function = self.function;
        let call = quote!(#function(#(#values),*));
        let call = self.outcome(&request, &call);
        let deprecated = handler
            .deprecated
            .then(|| quote!(#[allow(deprecated, reason = "others who call it are told")]));
        let (generics, state_type) = self.state();
        quote! {
            #(#conditions)*
            #deprecated
            impl #generics #krate::Handler<#state_type> for #name {
                #[inline]
                fn call(
                    #state: &mut #state_type,
                    #request: &mut #krate::Request<'_>,
                ) -> ::core::result::Result<(), #krate::Rejection> {
                    #strict
                    #extractions
                    #finish
                    #call
                    ::core::result::Result::Ok(())
                }
            }
        }
    }

    /// A parameter taken from the message.
    fn argument(&self, index: usize, parameter: &Parameter<'_>, request: &Ident) -> TokenStream {
        let krate = self.krate;
        let Parameter { ty, limits, .. } = parameter;
        match limits {
            Some(Limits { range: Some(_), .. }) => {
                let parameter = self.in_facts(index, Span::call_site());
                quote! {
                    <#ty as #krate::Ranged<'_>>::from_message_within(
                        #request,
                        const { #krate::__private::range(#parameter) },
                    )?
                }
            }
            _ => quote!(<#ty as #krate::FromMessage<'_>>::from_message(#request)?),
        }
    }

    /// The state's type, with the generics that the impl needs for it.
    fn state(&self) -> (Option<TokenStream>, TokenStream) {
        let of_handler = |parameter: &&Parameter<'_>| parameter.source == Source::State;
        match self.handler.parameters.iter().find(of_handler).map(|parameter| parameter.ty) {
            None => (Some(quote!(<__State: ?::core::marker::Sized>)), quote!(__State)),
            // Behind `&mut` a bare `dyn Trait` would borrow for as long as the reference.
            Some(Type::TraitObject(object)) => (None, quote!((#object + 'static))),
            Some(ty) => (None, ty.to_token_stream()),
        }
    }

    /// The call, and what becomes of the value that it returns.
    fn outcome(&self, request: &Ident, call: &TokenStream) -> TokenStream {
        let krate = self.krate;
        let (function, pieces) = match (&self.handler.reply, self.handler.output) {
            (None, None) => return quote!(#call;),
            (None, Some(_)) => (quote!(Outcome > ::report), None),
            (Some(reply), _) => (quote!(IntoReply > ::send), Some(self.pieces(reply))),
        };
        let ty = self.handler.output.map_or_else(|| quote!(()), ToTokens::to_token_stream);
        let (first, last) = ends(&ty);
        // Only a return type may be `impl Trait`: here the compiler has to find out what it is.
        let is_opaque = words(ty.clone()).iter().any(|word| word == "impl");
        let ty = if is_opaque { quote_spanned!(first=> _) } else { ty };
        let begin = quote_spanned!(first=> <);
        let call = quote_spanned!(last=> (#call, #request #pieces));
        quote!(#begin #ty as #krate::#function #call;)
    }

    /// The address of a reply, as an argument after others.
    fn pieces(&self, reply: &Reply<'_>) -> TokenStream {
        let krate = self.krate;
        let pieces = reply.address.iter().map(|piece| match piece {
            Piece::Text(text) => quote!(#krate::__private::Piece::Text(#text)),
            Piece::Capture { segment, prefix } => quote! {
                #krate::__private::Piece::Capture { segment: #segment, prefix: #prefix }
            },
        });
        quote!(, &[#(#pieces),*])
    }
}
