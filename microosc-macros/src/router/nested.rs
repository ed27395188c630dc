//! Prints a list with nested routers: the facts of their routes under their full addresses, and
//! for each router that works on a part of the state a closure that finds the part.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;

use super::expand::{Table, conflict, info, name_span, route};
use super::model::{Entry, List, Nested};
use crate::krate::Krate;
use crate::segments::segments;
use crate::spans::{ends, local};

pub(super) fn entries(krate: Krate<'_>, list: &List) -> Table {
    let mut constants = TokenStream::new();
    let (mut infos, mut routes, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = Before::default();
    for (index, entry) in list.entries.iter().enumerate() {
        let start = before.count();
        let (at, count) = match entry {
            Entry::Handler(handler) => {
                let (info, route) = (info(krate, handler), route(krate, handler));
                infos.push(quote!(&[#info]));
                routes.push(quote!(#krate::__private::Mount::Handler(#route)));
                before.handlers = before.handlers.saturating_add(1);
                (name_span(handler), quote!(1usize))
            }
            Entry::Nested(nested) => {
                let name = format_ident!("__NESTED_{index}");
                constants.extend(constant(krate, nested, &name));
                conflicts.extend(assertions(krate, nested, &name));
                routes.push(mount(krate, nested, &name));
                infos.push(name.to_token_stream());
                let count = quote!(#name.len());
                before.nested.push(name);
                (nested.literal.span(), count)
            }
        };
        if index > 0 {
            conflicts.push(conflict(at, &start, &count));
        }
    }
    let count = before.count();
    Table {
        constants,
        count,
        handlers: quote!(#krate::__private::joined(&[#(#infos),*])),
        routes: quote!(#krate::__private::routes::<_, { __HANDLERS.len() }>(&[#(#routes),*])),
        conflicts,
    }
}

/// What stands before an entry of the list.
#[derive(Default)]
struct Before {
    handlers: usize,
    /// The constants with the facts of nested routes.
    nested: Vec<Ident>,
}

impl Before {
    /// How many routes that are.
    fn count(&self) -> TokenStream {
        let Self { handlers, nested } = self;
        quote!(#handlers #(+ #nested.len())*)
    }
}

/// The constant with the facts of the routes of a nested router.
fn constant(krate: Krate<'_>, nested: &Nested, name: &Ident) -> TokenStream {
    let prefix = match nested.prefix.is_empty() {
        true => String::new(),
        false => nested.literal.value(),
    };
    let parts = segments(krate, &nested.prefix);
    let router = router(krate, nested);
    quote! {
        static #name: &[#krate::EndpointInfo] = {
            const __PREFIX: #krate::__private::Prefix =
                #krate::__private::Prefix { address: #prefix, segments: #parts };
            static __INFOS: &[#krate::EndpointInfo] = #krate::__private::infos_of(#router);
            static __SEGMENTS: [
                #krate::Segment; #krate::__private::segment_count(&__PREFIX, __INFOS)
            ] = #krate::__private::segments(&__PREFIX, __INFOS);
            static __TEXT: [
                ::core::primitive::u8; #krate::__private::text_len(&__PREFIX, __INFOS)
            ] = #krate::__private::text(&__PREFIX, __INFOS);
            static __NESTED: [#krate::EndpointInfo; __INFOS.len()] =
                #krate::__private::nested(&__PREFIX, __INFOS, &__SEGMENTS, &__TEXT);
            &__NESTED
        };
    }
}

/// How the routes of a nested router are called.
fn mount(krate: Krate<'_>, nested: &Nested, infos: &Ident) -> TokenStream {
    let router = router(krate, nested);
    let depth = u16::try_from(nested.prefix.len()).unwrap_or(u16::MAX);
    let Some(part) = &nested.part else {
        return quote!(#krate::__private::Mount::Whole { router: #router, depth: #depth });
    };
    let [state, request, index] = ["state", "request", "index"].map(local);
    let at = ends(part);
    let captures = captures(krate, nested, &request, at.1);
    let (function, part) = part_of(part, &state, &captures);
    // A method of a trait: of a function, rustc would quote the bound from our source.
    // It puts its caret at the router, so that is put where the function stands.
    let (keyword, router) = (quote_spanned!(at.0=> const), quote_spanned!(at.1=> { #router }));
    let arguments = quote!(#keyword #router, #part, #request, #index, #depth);
    let begin = krate.at(at.0);
    let enter = quote_spanned!(at.1=> ::__private::PartState::enter(#arguments));
    quote! {
        #krate::__private::Mount::Part(#infos.len(), |#state, #request, #index| {
            #function
            #begin #enter
        })
    }
}

/// What the captures of the prefix stand for, each an expression that stands at `at`.
fn captures(krate: Krate<'_>, nested: &Nested, request: &Ident, at: Span) -> Vec<TokenStream> {
    let krate = krate.at(at);
    let text = local("text");
    let captures = nested.prefix.iter().enumerate();
    let captures = captures.filter_map(|(index, part)| Some((index, part.prefix(), part.name()?)));
    let value = |(index, prefix, name): (usize, &str, &str)| {
        let prefix = prefix.len();
        quote_spanned! {at=>
            #request.__capture(#index, #prefix, #name, |#text| {
                #krate::FromSegment::from_segment(#text)
            })?
        }
    };
    captures.map(value).collect()
}

/// The call of the function after `in`, and what stands before it.
fn part_of(
    function: &Expr,
    state: &Ident,
    captures: &[TokenStream],
) -> (Option<TokenStream>, TokenStream) {
    let (first, last) = ends(function);
    let mut state_here = state.clone();
    state_here.set_span(state.span().located_at(first));
    if !matches!(function, Expr::Closure(_)) {
        let arguments = quote_spanned!(last=> (#state_here #(, #captures)*));
        return match function {
            Expr::Path(path) => (None, quote!(#path #arguments)),
            other => (None, quote!((#other) #arguments)),
        };
    }
    // Only what is expected of a closure tells it that it returns a part of what it takes.
    let types: Vec<_> = (0..captures.len()).map(|index| format_ident!("__T{index}")).collect();
    let values: Vec<_> = (0..captures.len()).map(|index| local(&format!("{index}"))).collect();
    let call = quote! {
        fn __part<'s, __State: ?::core::marker::Sized, #(#types,)* __Part>(
            #state: &'s mut __State,
            #(#values: #types,)*
            __part: impl ::core::ops::FnOnce(&'s mut __State, #(#types),*) -> __Part,
        ) -> __Part {
            __part(#state, #(#values),*)
        }
    };
    let arguments = quote_spanned!(last=> (#state_here, #(#captures,)* #function));
    (Some(call), quote_spanned!(first=> __part #arguments))
}

/// The assertions on a nested router alone.
fn assertions(krate: Krate<'_>, nested: &Nested, infos: &Ident) -> [TokenStream; 2] {
    let router = router(krate, nested);
    let [at_prefix, at_router] = [nested.literal.span(), path_span(nested)];
    let [krate_at_prefix, krate_at_router] = [at_prefix, at_router].map(|at| krate.at(at));
    [
        quote_spanned!(at_prefix=> #krate_at_prefix::__private::assert_depth(#infos)),
        quote_spanned!(at_router=> #krate_at_router::__private::assert_no_options(#router)),
    ]
}

/// A reference to the router. It is the same everywhere, so that rustc says once what is wrong; a
/// field that asks for a router, as of a function rustc would quote our source.
fn router(krate: Krate<'_>, nested: &Nested) -> TokenStream {
    let at = path_span(nested);
    let (krate, path) = (krate.at(at), &nested.router);
    quote_spanned!(at=> (#krate::__private::Nestable { router: &#path }).router)
}

/// The last name of the router's path.
fn path_span(nested: &Nested) -> Span {
    name_span(&nested.router.path)
}
