//! The way from a message to a call of the function, and back with its reply.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Type};

use super::Printer;
use crate::handler::model::{Get, Parameter, Piece, Source};
use crate::limits::{Default, Limits};
use crate::spans::{ends, local};
use crate::words::words;

impl Printer<'_> {
    /// The extraction and the call: `Handler::call`.
    pub(super) fn handler(&self) -> TokenStream {
        let Self { krate, name, conditions, handler, .. } = self;
        let state = local("state");
        let request = local("request");
        let strict = handler.strict.then(|| quote!(#request.__strict();));
        let finish = (!handler.ignore_surplus).then(|| quote!(#request.__finish()?;));
        let mut extractions = TokenStream::new();
        let mut values = Vec::new();
        for (index, parameter) in handler.parameters.iter().enumerate() {
            let Parameter { ty, source, .. } = parameter;
            let value = local(&format!("parameter_{index}"));
            let extracted = match source {
                Source::State => {
                    values.push(state.clone());
                    continue;
                }
                Source::Capture { segment, prefix } => {
                    self.capture(*segment, *prefix, parameter, &request)
                }
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
        let read = handler.get.as_ref().map(|get| self.read(get));
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
                #read
            }
        }
    }

    /// What tells the value: `Handler::read`.
    fn read(&self, get: &Get<'_>) -> TokenStream {
        let Self { krate, handler, .. } = self;
        let [state, request] = ["state", "request"].map(local);
        let mut extractions = TokenStream::new();
        let mut values = Vec::new();
        for (index, parameter) in handler.parameters.iter().enumerate() {
            if let Source::Capture { segment, prefix } = parameter.source {
                let value = local(&format!("parameter_{index}"));
                let extracted = self.capture(segment, prefix, parameter, &request);
                extractions.extend(quote!(let #value = #extracted;));
                values.push(value);
            }
        }
        let has_state =
            handler.parameters.iter().any(|parameter| parameter.source == Source::State);
        let (function, call) = getter_call(get.function, has_state.then_some(&state), &values);
        let pieces = self.pieces(&get.address);
        let (_, state_type) = self.state();
        quote! {
            fn read(
                #state: &mut #state_type,
                #request: &mut #krate::Request<'_>,
            ) -> ::core::result::Result<(), #krate::Rejection> {
                #extractions
                #request.__finish()?;
                #function
                #krate::IntoReply::send(#call, #request #pieces);
                ::core::result::Result::Ok(())
            }
        }
    }

    /// What a capture stands for.
    fn capture(
        &self,
        segment: usize,
        prefix: usize,
        Parameter { name, ty, .. }: &Parameter<'_>,
        request: &Ident,
    ) -> TokenStream {
        let krate = self.krate;
        let text = local("segment");
        quote! {
            #request.__capture(
                #segment,
                #prefix,
                #name,
                |#text| { <#ty as #krate::FromSegment<'_>>::from_segment(#text) },
            )?
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
            (Some(reply), _) => (quote!(IntoReply > ::send), Some(self.pieces(&reply.address))),
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
    fn pieces(&self, address: &[Piece]) -> TokenStream {
        let krate = self.krate;
        let pieces = address.iter().map(|piece| match piece {
            Piece::Text(text) => quote!(#krate::__private::Piece::Text(#text)),
            Piece::Capture { segment, prefix } => quote! {
                #krate::__private::Piece::Capture { segment: #segment, prefix: #prefix }
            },
        });
        quote!(, &[#(#pieces),*])
    }
}

/// The call of the function that tells the value, and what stands before it.
fn getter_call(
    function: &Expr,
    state: Option<&Ident>,
    captures: &[Ident],
) -> (Option<TokenStream>, TokenStream) {
    let (first, last) = ends(function);
    let shared = state.map(|state| {
        let mut state = state.clone();
        state.set_span(state.span().located_at(first));
        quote_spanned!(last=> &*#state,)
    });
    if !matches!(function, Expr::Closure(_)) {
        let arguments = quote_spanned!(last=> (#shared #(#captures),*));
        return match function {
            Expr::Path(path) => (None, quote!(#path #arguments)),
            other => (None, quote!((#other) #arguments)),
        };
    }
    // Only what is expected of a closure tells it what it takes, and that it may lend of that.
    let types: Vec<_> = (0..captures.len()).map(|index| format_ident!("__T{index}")).collect();
    let parameter = state.map(|state| quote!(#state: &'s __State,));
    let ty = state.map(|_| quote!(&'s __State,));
    let generics = state.map(|_| quote!('s, __State: ?::core::marker::Sized,));
    let given = state.into_iter().chain(captures);
    let call = quote! {
        fn __get<#generics #(#types,)* __Value>(
            #parameter
            #(#captures: #types,)*
            __get: impl ::core::ops::FnOnce(#ty #(#types),*) -> __Value,
        ) -> __Value {
            __get(#(#given),*)
        }
    };
    let arguments = quote_spanned!(last=> (#shared #(#captures,)* #function));
    (Some(call), quote_spanned!(first=> __get #arguments))
}
