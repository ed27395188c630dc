//! `osc_router![…]`: parse → expand. What is wrong with the list as a whole (two handlers for one
//! address, a handler listed twice) only the compiler can see; the expansion asserts it there.

mod expand;
mod model;
mod nested;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::collect;

/// Expands the list to an expression: a router of the handlers that could be read.
pub(crate) fn osc_router(list: TokenStream) -> TokenStream {
    let (router, errors) = collect(|sink| expand::router(&parse::list(list, sink)));
    if errors.is_empty() { router } else { quote!({ #errors #router }) }
}
