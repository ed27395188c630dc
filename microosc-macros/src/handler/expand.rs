//! Prints what stands beside the function: its twin, a struct of the same name, and the impls.
//!
//! All paths are absolute and all variables ours alone, so that nothing in the user's scope
//! changes the meaning. The user's types keep their spans: that is where rustc puts its errors.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Type};

use super::model::{Handler, Parameter, Piece, Reply, Source};
use super::parse::{Arguments, Function};
use crate::address::{Segment, Values};
use crate::krate::Krate;
use crate::words::words;

/// The struct and its impls; of a handler with mistakes (`None`) impls that say and do nothing.
pub(super) fn twin(
    arguments: &Arguments,
    function: &Function,
    handler: Option<&Handler<'_>>,
) -> TokenStream {
    let krate = Krate(arguments.krate.as_ref());
    let Function { conditions, visibility, signature, .. } = function;
    let name = &signature.ident;
    let docs = docs(function, handler);
    let impls = match handler {
        Some(handler) => Printer { krate, name, conditions, handler }.impls(),
        None => stub(krate, name, conditions),
    };
    // Generated, though it stands where the user's name does: so the lints about names leave it.
    let mut twin = name.clone();
    twin.set_span(Span::call_site().located_at(name.span()));
    quote! {
        #(#conditions)*
        #docs
        #visibility struct #twin {}
        #impls
    }
}

/// The function's doc comment, or in its place what the struct stands for.
fn docs(function: &Function, handler: Option<&Handler<'_>>) -> TokenStream {
    let docs = &function.docs;
    match handler {
        Some(handler) if docs.is_empty() => {
            let text = format!(" Handles `{}`.", handler.address.value());
            quote!(#[doc = #text])
        }
        _ => quote!(#(#docs)*),
    }
}

/// Impls that let a router list the handler, for any state, and run nothing.
fn stub(krate: Krate<'_>, name: &Ident, conditions: &[Attribute]) -> TokenStream {
    let text = name.unraw().to_string();
    quote! {
        #(#conditions)*
        impl #krate::Endpoint for #name {
            // Instead of an address, where it stands and its name: no two handlers have the same.
            const INFO: #krate::EndpointInfo = {
                const PLACE: &::core::primitive::str = ::core::concat!(
                    ::core::file!(), ":", ::core::line!(), ":", ::core::column!(), ":", #text,
                );
                #krate::EndpointInfo::new(
                    #text,
                    PLACE,
                    &[#krate::Segment::Literal(PLACE)],
                    &[],
                    ::core::file!(),
                    ::core::line!(),
                )
            };
        }
        #(#conditions)*
        impl<__State: ?::core::marker::Sized> #krate::Handler<__State> for #name {
            fn call(
                _: &mut __State,
                _: &mut #krate::Request<'_>,
            ) -> ::core::result::Result<(), #krate::Rejection> {
                ::core::result::Result::Ok(())
            }
        }
    }
}

struct Printer<'f> {
    krate: Krate<'f>,
    name: &'f Ident,
    conditions: &'f [Attribute],
    handler: &'f Handler<'f>,
}

impl Printer<'_> {
    fn impls(&self) -> TokenStream {
        let endpoint = self.endpoint();
        let handler = self.handler();
        let order = self.order();
        quote!(#endpoint #handler #order)
    }

    /// The facts: `Endpoint::INFO`.
    fn endpoint(&self) -> TokenStream {
        let Self { krate, name, conditions, handler } = self;
        let text = name.unraw().to_string();
        let address = handler.address;
        let segments = handler.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => quote!(#krate::Segment::Literal(#text)),
            Segment::Capture { name, prefix, values } => {
                let (values, segments) = Self::values(prefix, values);
                quote! {
                    #krate::Segment::Capture {
                        name: #name,
                        prefix: #prefix,
                        values: #krate::Values::#values,
                        segments: &[#(#segments),*],
                    }
                }
            }
            Segment::Rest(name) => quote!(#krate::Segment::Rest { name: #name }),
        });
        let parameters =
            handler.parameters.iter().map(|Parameter { name, ty, source, .. }| match source {
                Source::State => quote!(#krate::Parameter::State),
                Source::Capture { .. } => quote!(#krate::Parameter::Capture { name: #name }),
                Source::Message => quote! {
                    #krate::Parameter::Message {
                        name: #name,
                        takes: <#ty as #krate::FromMessage<'_>>::TAKES,
                    }
                },
            });
        // `line!` at the function's name: the line that a message should point to.
        let line = quote_spanned!(name.span()=> ::core::line!());
        quote! {
            #(#conditions)*
            impl #krate::Endpoint for #name {
                const INFO: #krate::EndpointInfo = #krate::EndpointInfo::new(
                    #text,
                    #address,
                    &[#(#segments),*],
                    &[#(#parameters),*],
                    ::core::file!(),
                    #line,
                );
            }
        }
    }

    /// What a capture may capture, and the whole segments that this makes.
    fn values(prefix: &str, values: &Values) -> (TokenStream, Vec<String>) {
        match values {
            Values::Any => (quote!(Any), Vec::new()),
            Values::Range(first, last) => {
                let segments = (*first..=*last).map(|number| format!("{prefix}{number}"));
                (quote!(Range { first: #first, last: #last }), segments.collect())
            }
            Values::OneOf(texts) => {
                let segments = texts.iter().map(|text| format!("{prefix}{text}"));
                (quote!(OneOf(&[#(#texts),*])), segments.collect())
            }
        }
    }

    /// The extraction and the call: `Handler::call`.
    fn handler(&self) -> TokenStream {
        let Self { krate, name, conditions, handler } = self;
        let state = local("state");
        let request = local("request");
        let text = local("segment");
        let strict = handler.strict.then(|| quote!(#request.strict();));
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
                    #request.capture(
                        #segment,
                        #prefix,
                        #name,
                        |#text| { <#ty as #krate::FromSegment<'_>>::from_segment(#text) },
                    )?
                },
                Source::Message => quote! {
                    <#ty as #krate::FromMessage<'_>>::from_message(#request)?
                },
            };
            extractions.extend(quote!(let #value = #extracted;));
            values.push(value);
        }
        let call = quote!(#name(#(#values),*));
        let call = match &handler.reply {
            None => quote!(#call;),
            Some(reply) => self.reply(reply, &request, &call),
        };
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
                    #request.finish()?;
                    #call
                    ::core::result::Result::Ok(())
                }
            }
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

    fn reply(&self, reply: &Reply<'_>, request: &Ident, call: &TokenStream) -> TokenStream {
        let krate = self.krate;
        let pieces = reply.address.iter().map(|piece| match piece {
            Piece::Text(text) => quote!(#krate::__private::Piece::Text(#text)),
            Piece::Capture { segment, prefix } => quote! {
                #krate::__private::Piece::Capture { segment: #segment, prefix: #prefix }
            },
        });
        let ty = reply.ty.map_or_else(|| quote!(()), ToTokens::to_token_stream);
        let (first, last) = ends(&ty);
        // Only a return type may be `impl Trait`: here the compiler has to find out what it is.
        let is_opaque = words(ty.clone()).iter().any(|word| word == "impl");
        let ty = if is_opaque { quote_spanned!(first=> _) } else { ty };
        let begin = quote_spanned!(first=> <);
        let send = quote_spanned!(last=> ::send(#call, #request, &[#(#pieces),*]));
        quote!(#begin #ty as #krate::IntoReply> #send;)
    }

    /// For each parameter that may consume after another: an assertion on it about their order.
    fn order(&self) -> TokenStream {
        let Self { krate, name, conditions, handler } = self;
        let from_message = handler
            .parameters
            .iter()
            .enumerate()
            .filter(|(_, parameter)| parameter.source == Source::Message);
        from_message
            .skip(1)
            .map(|(index, parameter)| {
                let at = ends(&parameter.typed.pat).0;
                let krate = krate.at(at);
                let check = quote_spanned! {at=>
                    #krate::__private::assert_parameter_order(
                        &<#name as #krate::Endpoint>::INFO,
                        #index,
                    )
                };
                quote!(#(#conditions)* const _: () = #check;)
            })
            .collect()
    }
}

/// A variable that no name of the user can meet, be it a variable, a constant or a static.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The places of the first and the last token: what rustc parses between them, it marks as a whole.
fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}
