//! `#[osc_handler]`: parse → check → model → expand.
//!
//! The function is always emitted as it came, body and all, but for what only microosc understands
//! in its signature. Beside it stands a struct of the same
//! name with the handler's facts and its extraction code. After a mistake the struct gets empty
//! impls instead, so that whoever lists the handler hears of that one mistake only.

mod captures;
mod check;
mod expand;
mod methods;
mod model;
mod parse;

pub(crate) use methods::osc_handlers;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::collect;

/// Expands the attribute with its `arguments` on `item`.
pub(crate) fn osc_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let (output, errors) = collect(|sink| {
        let arguments = parse::arguments(arguments, sink);
        let Some(function) = parse::function(item.clone(), sink) else {
            return item;
        };
        let handler = check::handler(&arguments, &function, sink);
        let twin = expand::twin(&arguments, &function, handler.as_ref());
        let item = function.item;
        quote!(#item #twin)
    });
    quote!(#output #errors)
}
