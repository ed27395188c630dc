//! The static facts of a handler.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::Printer;
use crate::address::Segment;
use crate::handler::model::{Parameter, Source};
use crate::segments::segments as segments_of;

impl Printer<'_> {
    /// The facts: `Endpoint::INFO`.
    pub(super) fn endpoint(&self) -> TokenStream {
        let Self { krate, name, conditions, handler, .. } = self;
        let text = name.unraw().to_string();
        let description = &handler.description;
        let address = handler.address;
        let segments = segments_of(*krate, &handler.segments);
        let parameters = handler.parameters.iter().map(|parameter| self.parameter(parameter));
        let surplus = handler.ignore_surplus.then(|| quote!(.__ignoring_surplus()));
        let reply = handler.reply.as_ref().map(|reply| reply.literal);
        let reply = reply.map(|address| quote!(.__with_reply(#address)));
        let tags = handler.tags;
        let tags = (!tags.is_empty()).then(|| quote!(.__with_tags(&[#(#tags),*])));
        let critical = handler.critical.then(|| quote!(.__critical()));
        let get = handler.get.as_ref().map(|_| self.getter());
        let types = self.parameters();
        // `line!` at the function's name: the line that a message should point to.
        let line = quote_spanned!(name.span()=> ::core::line!());
        quote! {
            #(#conditions)*
            impl #krate::Endpoint for #name {
                const INFO: #krate::EndpointInfo = #krate::EndpointInfo::__new(
                    #text,
                    #description,
                    #address,
                    #segments,
                    &[#(#parameters),*],
                    ::core::file!(),
                    #line,
                )
                #surplus #reply #tags #critical #get;
                #types
            }
        }
    }

    /// The facts of the route that tells the value, as an addition to those of the handler.
    fn getter(&self) -> TokenStream {
        let Self { krate, name, handler, .. } = self;
        let text = name.unraw().to_string();
        let literal = handler.address.value();
        let address = format!("{literal}/get");
        let description = format!("Tells the value of `{literal}`.");
        let last = Segment::Literal("get".to_owned());
        let segments: Vec<_> = handler.segments.iter().chain([&last]).cloned().collect();
        let segments = segments_of(*krate, &segments);
        let captures = handler.parameters.iter();
        let captures =
            captures.filter(|parameter| matches!(parameter.source, Source::Capture { .. }));
        let captures = captures.map(|parameter| self.parameter(parameter));
        let line = quote_spanned!(name.span()=> ::core::line!());
        quote! {
            .__with_getter({
                const __GETTER: #krate::EndpointInfo = #krate::EndpointInfo::__new(
                    #text,
                    #description,
                    #address,
                    #segments,
                    &[#(#captures),*],
                    ::core::file!(),
                    #line,
                )
                .__with_reply(#literal);
                &__GETTER
            })
        }
    }

    /// The facts of a parameter.
    fn parameter(&self, parameter: &Parameter<'_>) -> TokenStream {
        let krate = self.krate;
        let Parameter { name, ty, source, description, limits, .. } = parameter;
        let source = match source {
            Source::State => quote!(State),
            Source::Capture { .. } => quote!(Capture),
            Source::Message => {
                let mut takes = quote!(<#ty as #krate::FromMessage<'_>>::TAKES);
                if parameter.default().is_some() {
                    takes = quote!(#krate::Takes::Optional(const { &#takes }));
                }
                quote!(Message(#takes))
            }
        };
        let limits = limits.as_ref().map(|limits| limits.facts(krate, ty));
        quote!(#krate::Parameter::__new(#name, #description, #krate::Source::#source) #limits)
    }
}
