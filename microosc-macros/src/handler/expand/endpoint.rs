//! The static facts of a handler.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::Printer;
use crate::address::{Segment, Values};
use crate::handler::model::{Parameter, Source};
use crate::limits::Limits;

impl Printer<'_> {
    /// The facts: `Endpoint::INFO`.
    pub(super) fn endpoint(&self) -> TokenStream {
        let Self { krate, name, conditions, handler } = self;
        let text = name.unraw().to_string();
        let description = &handler.description;
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
        let parameters = handler.parameters.iter().map(|parameter| self.parameter(parameter));
        let surplus = handler.ignore_surplus.then(|| quote!(.ignoring_surplus()));
        // `line!` at the function's name: the line that a message should point to.
        let line = quote_spanned!(name.span()=> ::core::line!());
        quote! {
            #(#conditions)*
            impl #krate::Endpoint for #name {
                const INFO: #krate::EndpointInfo = #krate::EndpointInfo::new(
                    #text,
                    #description,
                    #address,
                    &[#(#segments),*],
                    &[#(#parameters),*],
                    ::core::file!(),
                    #line,
                )
                #surplus;
            }
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
                let mut takes = self.takes(parameter);
                if parameter.default().is_some() {
                    takes = quote!(#krate::Takes::Optional(const { &#takes }));
                }
                quote!(Message(#takes))
            }
        };
        let range = limits.as_ref().and_then(|limits| limits.range(krate, ty));
        let range = range.map(|range| quote!(.with_range(const { &#range })));
        let unit = limits.as_ref().and_then(|limits| limits.unit.as_ref());
        let unit = unit.map(|unit| quote!(.with_unit(#unit)));
        let written = parameter.default().map(|default| default.to_string());
        let default = written.map(|written| quote!(.with_default(#written)));
        quote! {
            #krate::Parameter::new(#name, #description, #krate::Source::#source)
                #range #unit #default
        }
    }

    /// What the type of a parameter takes. A type with a range is asked for both in one, so that
    /// one that has neither is one error.
    pub(super) fn takes(&self, Parameter { ty, limits, .. }: &Parameter<'_>) -> TokenStream {
        let krate = self.krate;
        match limits {
            Some(Limits { range: Some(_), .. }) => quote!(#krate::__private::ranged_takes::<#ty>()),
            _ => quote!(<#ty as #krate::FromMessage<'_>>::TAKES),
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
