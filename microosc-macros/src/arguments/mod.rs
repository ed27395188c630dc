//! `#[derive(OscArguments)]`: parse → check → model → expand.
//!
//! Beside the type stand its `FromMessage` and its `ToArguments`. After a mistake they are there
//! too, but take and write nothing, so that whoever uses the type hears of that one mistake only.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::collect;

/// Expands the derive on `item`.
pub(crate) fn osc_arguments(item: TokenStream) -> TokenStream {
    let (impls, errors) = collect(|sink| {
        let Some(input) = parse::input(item, sink) else {
            return TokenStream::new();
        };
        let krate = parse::krate(&input, sink);
        let arguments = check::arguments(&input, sink);
        expand::impls(krate.as_ref(), &input, arguments.as_ref())
    });
    quote!(#impls #errors)
}
