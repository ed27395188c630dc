//! The static facts of a handler.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::Printer;
use crate::address::{Segment, Values};
use crate::handler::model::{Parameter, Source};

impl Printer<'_> {
    /// The facts: `Endpoint::INFO`.
    pub(super) fn endpoint(&self) -> TokenStream {
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
}
