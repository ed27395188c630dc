//! `#[osc_handlers] impl State { … }`: each method with `#[osc_handler]` goes the way of a function,
//! with `self` as the parameter that is the state.
//!
//! The impl is left as it is, but for our attributes, and gets a constant, the router. The structs
//! that stand beside handlers stand inside of it, so that they meet no other names. `Self` has no
//! meaning there: in the types of parameters the type takes its place.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Result};
use syn::{Attribute, Generics, Meta, Token, Type};

use super::{check, expand, parse};
use crate::diagnostics::{Mistake, Sink, collect};
use crate::krate::Krate;
use crate::router::Options;
use crate::spans::located;
use crate::strip;
use crate::words::words;

/// Expands the attribute with its `arguments` on `item`.
pub(crate) fn osc_handlers(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let (output, errors) = collect(|sink| {
        let options = Options::parse(arguments, sink);
        match syn::parse2::<Impl>(item.clone()) {
            Ok(block) => expand(options, &block, item, sink),
            // Wrong syntax rustc has told of.
            Err(_) => {
                let is_impl =
                    |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "impl");
                if !item.clone().into_iter().any(|token| is_impl(&token)) {
                    let keyword = item.clone().into_iter().next();
                    sink.report(&keyword, &Mistake::NotAnImpl);
                }
                item
            }
        }
    });
    quote!(#output #errors)
}

/// An `impl`, its items unread.
struct Impl {
    generics: Generics,
    state: Type,
    /// Whether it is that of a trait.
    of_trait: bool,
    items: TokenStream,
}

impl Parse for Impl {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![impl]>()?;
        let mut generics: Generics = input.parse()?;
        let mut state: Type = input.parse()?;
        let of_trait = input.parse::<Option<Token![for]>>()?.is_some();
        if of_trait {
            state = input.parse()?;
        }
        generics.where_clause = input.parse()?;
        let items;
        syn::braced!(items in input);
        Ok(Self { generics, state, of_trait, items: items.parse()? })
    }
}

fn expand(options: Options, block: &Impl, item: TokenStream, sink: &mut Sink) -> TokenStream {
    let Impl { generics, state, of_trait, items } = block;
    let krate = Krate(options.krate()).to_token_stream();
    if *of_trait {
        sink.report(state, &Mistake::ImplOfTrait);
    } else if let Some(parameter) = generics.params.first() {
        sink.report(parameter, &Mistake::GenericImpl);
    } else if borrows(state) {
        sink.report(state, &Mistake::GenericImpl);
    }
    let is_refused = *of_trait || !generics.params.is_empty() || borrows(state);
    let mut kept = TokenStream::new();
    let mut twins = TokenStream::new();
    let mut errors = TokenStream::new();
    let mut names = Vec::new();
    let mut addresses = String::new();
    for item in split(items.clone()) {
        kept.extend(strip::parameters(strip::handlers(item.clone())));
        if is_refused {
            continue;
        }
        if let Some(method) = method(item, state, options.krate()) {
            twins.extend(method.twin);
            errors.extend(method.errors);
            names.extend(method.name);
            addresses.extend(method.address.map(|address| format!(" `{address}`")));
        }
    }
    if !is_refused && names.is_empty() && errors.is_empty() {
        sink.report(state, &Mistake::NoHandlers);
    }
    let docs = format!(" The handlers among the methods:{addresses}.");
    let router = options.router(names);
    let constant = quote! {
        #[doc = #docs]
        pub const ROUTER: #krate::Router<Self> = { #twins #router };
    };
    let (inside, beside) = if borrows(state) {
        (TokenStream::new(), TokenStream::new())
    } else if is_refused {
        let (generics, _, clause) = generics.split_for_impl();
        let predicates = clause.map(|clause| clause.predicates.to_token_stream());
        let beside = quote!(impl #generics #state where #state: 'static, #predicates { #constant });
        (TokenStream::new(), beside)
    } else {
        (constant, TokenStream::new())
    };
    let mut output: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(braces)) = output.last_mut() {
        let mut items = Group::new(Delimiter::Brace, quote!(#kept #inside));
        items.set_span(braces.span());
        *braces = items;
    }
    let output: TokenStream = output.into_iter().collect();
    quote!(#output #beside #errors)
}

/// Whether a type has a lifetime that is not named: another for each value.
fn borrows(state: &Type) -> bool {
    words(state.to_token_stream()).iter().any(|word| word == "'_")
}

/// What becomes of a method that is a handler.
struct Method {
    name: Option<Ident>,
    address: Option<String>,
    twin: TokenStream,
    errors: TokenStream,
}

/// Goes the way of a function with an item of the impl; `None` if it is no handler.
fn method(item: TokenStream, state: &Type, krate: Option<&syn::Path>) -> Option<Method> {
    let attributes = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        Ok((attributes, input.parse::<TokenStream>()?))
    };
    let (mut attributes, rest) = syn::parse::Parser::parse2(attributes, item).ok()?;
    let is_ours =
        |attribute: &Attribute| strip::is_handler_attribute(attribute.meta.to_token_stream());
    let ours = attributes.remove(attributes.iter().position(is_ours)?);
    let given = match &ours.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let item = with_self(quote!(#(#attributes)* #rest), state, false);
    let mut name = None;
    let mut address = None;
    let (twin, errors) = collect(|sink| {
        let mut arguments = parse::arguments(with_self(given, state, true), sink);
        arguments.attribute = ours.path().segments.last().map(|last| last.ident.span());
        if arguments.krate.is_none() {
            arguments.krate = krate.cloned();
        }
        let Some(function) = parse::method(item, state, sink) else {
            return TokenStream::new();
        };
        let handler = check::handler(&arguments, &function, sink);
        name = Some(function.signature.ident.clone());
        address = arguments.address.as_ref().map(syn::LitStr::value);
        expand::twin(&arguments, &function, handler.as_ref())
    });
    Some(Method { name, address, twin, errors })
}

/// The tokens with the type in the place of `Self`; what stands in braces, as bodies do, stays
/// unless that is meant, too.
fn with_self(tokens: TokenStream, state: &Type, in_braces: bool) -> TokenStream {
    let replace = |token: TokenTree| match token {
        TokenTree::Ident(word) if word == "Self" => located(state, word.span()),
        TokenTree::Group(group) if in_braces || group.delimiter() != Delimiter::Brace => {
            let inside = with_self(group.stream(), state, in_braces);
            let mut replaced = Group::new(group.delimiter(), inside);
            replaced.set_span(group.span());
            TokenTree::Group(replaced).into()
        }
        other => TokenStream::from(other),
    };
    tokens.into_iter().map(replace).collect()
}

/// The items of an impl, each by itself.
fn split(items: TokenStream) -> Vec<TokenStream> {
    let mut all = Vec::new();
    let mut item = Vec::new();
    let mut words = Vec::new();
    for token in items {
        if let TokenTree::Ident(word) = &token {
            words.push(word.to_string());
        }
        let is_value = words.iter().any(|word| word == "const" || word == "type")
            && !words.iter().any(|word| word == "fn");
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !is_value,
            _ => false,
        };
        item.push(token);
        if ends {
            all.push(item.drain(..).collect());
            words.clear();
        }
    }
    all.push(item.into_iter().collect());
    all
}
