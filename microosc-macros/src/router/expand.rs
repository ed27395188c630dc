//! Prints the router: the table, built in const evaluation, and for each entry but the first an
//! assertion on it in the list that it does not meet the addresses of one before it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use super::model::{Entry, List};
use super::nested;
use crate::krate::Krate;

/// How many conflicts of one router are reported at once.
const MOST_REPORTS: usize = 128;

pub(super) fn router(list: &List) -> TokenStream {
    let krate = Krate(list.krate.as_ref());
    let is_plain = list.entries.iter().all(|entry| matches!(entry, Entry::Handler(_)));
    let table = if is_plain { handlers(krate, list) } else { nested::entries(krate, list) };
    let Table { constants, count: listed, handlers, routes, mut conflicts } = table;
    // The routes that tell values come after all that is listed.
    let getters = (quote!(__HANDLERS.len()), quote!(__COUNT - __HANDLERS.len()));
    conflicts.push(conflict(Span::call_site(), &getters.0, &getters.1));
    let count = list.entries.len();
    // Each constant is evaluated by itself and can report one conflict; each costs the compiler
    // about a millisecond.
    let conflicts = conflicts.chunks(count.div_ceil(MOST_REPORTS).max(1));
    let conflicts = conflicts.map(|some| quote!(const _: () = { #(#some;)* };));
    let routes = quote! {
        const { &#krate::__private::routes_with_getters::<_, { __HANDLERS.len() }, __COUNT>(&__HANDLERS, #routes) }
    };
    let mut table = quote!(#krate::__private::Table::new(__TREE, #routes, &__NODES, &__SLOTS));
    // As functions, not as methods: so the type that is expected of the table reaches its parts.
    // The last two are told of the route, so they need what there is to tell.
    let (nothing, infos) = (TokenStream::new(), quote!(, __ENDPOINTS));
    let options = [
        ("observe", &list.observe, &nothing),
        ("fallback", &list.fallback, &nothing),
        ("rejected", &list.rejected, &infos),
        ("failed", &list.failed, &infos),
    ];
    for (name, function, infos) in options {
        if let Some(function) = function {
            let name = Ident::new(name, Span::call_site());
            table = quote!(#krate::__private::Table::#name(#table, #function #infos));
        }
    }
    // The names of the constants are ours alone: the user's functions stand in their scope. What
    // refers to thousands of things is a static: rustc checks the value of a constant with all that
    // it refers to, statics included, and again for each that refers to it. Hence also the block,
    // which is no constant of its own, and the function, of which thousands of calls cost the
    // compiler less than calls that name the constants.
    quote! {
        {
            #constants
            static __HANDLERS: [#krate::EndpointInfo; #listed] = #handlers;
            const __COUNT: ::core::primitive::usize = #krate::__private::count(&__HANDLERS);
            static __ENDPOINTS: &[#krate::EndpointInfo] = if __COUNT == __HANDLERS.len() {
                &__HANDLERS
            } else {
                &#krate::__private::with_getters::<__COUNT>(&__HANDLERS)
            };
            const __TREE: &#krate::__private::Tree<__COUNT> =
                &#krate::__private::tree(__ENDPOINTS);
            static __NODES: [#krate::__private::Node; __TREE.count()] = __TREE.nodes(__ENDPOINTS);
            const __CONFLICTS: &[::core::option::Option<::core::primitive::u16>] =
                &#krate::__private::conflicts(__ENDPOINTS, __TREE, &__NODES);
            #[track_caller]
            const fn __assert(start: ::core::primitive::usize, count: ::core::primitive::usize) {
                #krate::__private::assert_no_conflict(__ENDPOINTS, __CONFLICTS, start, count)
            }
            #(#conflicts)*
            static __SLOTS: [#krate::__private::Slot; #krate::__private::slot_count(__COUNT)] =
                #krate::__private::slots(__ENDPOINTS);
            #krate::Router::__new(__ENDPOINTS, const { &#table })
        }
    }
}

/// What differs between a router of handlers alone, which is quick to compile, and others.
pub(super) struct Table {
    /// The constants that the others are made of.
    pub(super) constants: TokenStream,
    /// How many routes are listed.
    pub(super) count: TokenStream,
    /// The array of the facts of all that is listed.
    pub(super) handlers: TokenStream,
    /// The array of the routes of all that is listed.
    pub(super) routes: TokenStream,
    /// The assertions.
    pub(super) conflicts: Vec<TokenStream>,
}

fn handlers(krate: Krate<'_>, list: &List) -> Table {
    let handlers = || list.entries.iter().filter_map(Entry::handler);
    let infos = handlers().map(|handler| info(krate, handler));
    let routes = handlers().map(|handler| route(krate, handler));
    let conflicts = handlers().enumerate().skip(1);
    let one = Literal::usize_unsuffixed(1);
    Table {
        constants: TokenStream::new(),
        count: list.entries.len().to_token_stream(),
        handlers: quote!([#(#infos),*]),
        routes: quote!([#(#routes),*]),
        conflicts: conflicts
            .map(|(index, handler)| {
                conflict(name_span(handler), &Literal::usize_unsuffixed(index), &one)
            })
            .collect(),
    }
}

pub(super) fn info(krate: Krate<'_>, handler: &Path) -> TokenStream {
    quote!(<#handler as #krate::Endpoint>::INFO)
}

pub(super) fn route(krate: Krate<'_>, handler: &Path) -> TokenStream {
    let at = name_span(handler);
    let krate = krate.at(at);
    let handler = quote!((#handler));
    quote_spanned!(at=> #krate::Route::__new::<#handler>())
}

/// The assertion on an entry that it meets no addresses of those before it.
pub(super) fn conflict(at: Span, start: &impl ToTokens, count: &impl ToTokens) -> TokenStream {
    quote_spanned!(at=> __assert(#start, #count))
}

impl Entry {
    fn handler(&self) -> Option<&Path> {
        match self {
            Self::Handler(path) => Some(path),
            Self::Nested(_) => None,
        }
    }
}

/// The handler's own name at the end of its path.
pub(super) fn name_span(handler: &Path) -> Span {
    handler.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
}
