//! Prints the router: the table, built in const evaluation, and for each handler but the first an
//! assertion on its name in the list that it does not meet the addresses of one before it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

use super::parse::List;
use crate::krate::Krate;

/// How many conflicts of one router are reported at once.
const MOST_REPORTS: usize = 128;

pub(super) fn router(list: &List) -> TokenStream {
    let krate = Krate(list.krate.as_ref());
    let handlers = &list.handlers;
    let count = handlers.len();
    let conflicts: Vec<_> = handlers
        .iter()
        .enumerate()
        .skip(1)
        .map(|(index, handler)| {
            let at = name_span(handler);
            let krate = krate.at(at);
            quote_spanned! {at=>
                #krate::__private::assert_no_conflict(__ENDPOINTS, &__CONFLICTS, #index)
            }
        })
        .collect();
    // Each constant is evaluated by itself and can report one conflict; each costs the compiler
    // about a millisecond.
    let conflicts = conflicts.chunks(count.div_ceil(MOST_REPORTS).max(1));
    let conflicts = conflicts.map(|some| quote!(const _: () = { #(#some;)* };));
    let routes = handlers.iter().map(|handler| {
        let at = name_span(handler);
        let krate = krate.at(at);
        let handler = quote!((#handler));
        quote_spanned!(at=> #krate::Route::new::<#handler>())
    });
    let observe = list.observe.as_ref().map(|function| quote!(.observe(#function)));
    let fallback = list.fallback.as_ref().map(|function| quote!(.fallback(#function)));
    // The names of the constants are ours alone: the user's functions stand in their scope.
    quote! {
        const {
            const __ENDPOINTS: &[#krate::EndpointInfo] =
                &[#(<#handlers as #krate::Endpoint>::INFO),*];
            const __ORDER: [::core::primitive::u16; #count] = #krate::__private::sorted(__ENDPOINTS);
            const __CONFLICTS: [::core::option::Option<::core::primitive::u16>; #count] =
                #krate::__private::conflicts(__ENDPOINTS);
            #(#conflicts)*
            const __NODES: &[#krate::__private::Node] = &#krate::__private::nodes::<
                { #krate::__private::node_count(__ENDPOINTS, &__ORDER) }
            >(__ENDPOINTS, &__ORDER);
            const __SLOTS: &[::core::primitive::u16] = &#krate::__private::slots::<
                { #krate::__private::slot_count(#count) }
            >(__ENDPOINTS);
            #krate::Router::new(const { &[#(#routes),*] }, __NODES, __SLOTS) #observe #fallback
        }
    }
}

/// The handler's own name at the end of its path.
fn name_span(handler: &Path) -> Span {
    handler.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
}
