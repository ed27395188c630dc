//! Prints an address that has been read, in the library's terms.

use proc_macro2::TokenStream;
use quote::quote;

use crate::address::{Segment, Values};
use crate::krate::Krate;

/// A reference to the segments, as a constant can hold it.
pub(crate) fn segments(krate: Krate<'_>, segments: &[Segment]) -> TokenStream {
    let segments = segments.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(#krate::Segment::Literal(#text)),
        Segment::Capture { name, prefix, values } => {
            let (values, segments) = declared(prefix, values);
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
    quote!(&[#(#segments),*])
}

/// What a capture may capture, and the whole segments that this makes.
fn declared(prefix: &str, values: &Values) -> (TokenStream, Vec<String>) {
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
