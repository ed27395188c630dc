//! Reads the attribute's arguments and the function's signature, each for itself.
//!
//! Nothing is judged here but the syntax; the body of the function is not looked at.

use core::mem;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream, Parser, Result};
use syn::token::Bracket;
use syn::{
    Attribute, Expr, FnArg, Ident, LitStr, Path, ReceiverKind, Signature, Token, Type, Visibility,
    parse_quote,
};

use crate::diagnostics::{Mistake, Sink};
use crate::lists::{at_end_of_argument, comma_separated};
use crate::similar::nearest;
use crate::spans::located;
use crate::strip;

const KEYS: [&str; 7] = ["reply", "get", "strict", "ignore_surplus", "tags", "critical", "crate"];

/// What stands in the parentheses of the attribute.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) address: Option<LitStr>,
    pub(super) reply: Option<LitStr>,
    pub(super) get: Option<Expr>,
    pub(super) tags: Vec<LitStr>,
    pub(super) critical: bool,
    pub(super) strict: bool,
    pub(super) ignore_surplus: bool,
    pub(super) krate: Option<Path>,
    /// Where the attribute stands, if not around the macro.
    pub(super) attribute: Option<Span>,
    /// Whether something was wrong and has been left out.
    pub(super) lacking: bool,
}

/// Reads the arguments; what is wrong is reported and left out.
pub(super) fn arguments(tokens: TokenStream, sink: &mut Sink) -> Arguments {
    let mut arguments = Arguments::default();
    let mut given = Vec::new();
    let read = |input: ParseStream<'_>| {
        comma_separated(input, sink, |input, sink| {
            if input.peek(Ident::peek_any) {
                arguments.key(input, &mut given, sink)
            } else {
                arguments.address(input, sink)
            }
        })
    };
    if let Err(error) = read.parse2(tokens) {
        sink.push(error);
    }
    arguments.lacking = sink.count() > 0;
    arguments
}

impl Arguments {
    fn address(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        match string(input)? {
            Ok(address) if self.address.is_some() => {
                let is_address = address.value().starts_with('/');
                let types = Mistake::TypesInAttribute;
                sink.report(&address, if is_address { &Mistake::SecondAddress } else { &types });
            }
            Ok(address) => self.address = Some(address),
            Err(other) => sink.report(&other, &Mistake::AddressNotAString),
        }
        Ok(())
    }

    fn key(
        &mut self,
        input: ParseStream<'_>,
        given: &mut Vec<Ident>,
        sink: &mut Sink,
    ) -> Result<()> {
        let key = input.call(Ident::parse_any)?;
        if given.contains(&key) {
            sink.report(&key, &Mistake::RepeatedKey { key: key.to_string() });
            return Ok(());
        }
        let value = input.parse::<Option<Token![=]>>()?;
        match (key.to_string().as_str(), value) {
            ("reply", Some(_)) if !at_end_of_argument(input) => match string(input)? {
                Ok(reply) => self.reply = Some(reply),
                Err(other) => sink.report(&other, &Mistake::ReplyNotAString),
            },
            ("reply", _) => sink.report(&key, &Mistake::ReplyNotAString),
            ("get", Some(_)) if !at_end_of_argument(input) => self.get = Some(input.parse()?),
            ("get", _) => sink.report(&key, &Mistake::GetNotAFunction),
            ("tags", Some(_)) if input.peek(Bracket) => self.tags(input, sink)?,
            ("tags", _) => sink.report(&key, &Mistake::TagsNotStrings),
            ("critical", None) => self.critical = true,
            ("critical", Some(_)) => sink.report(&key, &Mistake::FlagHasValue { key: "critical" }),
            ("strict", None) => self.strict = true,
            ("strict", Some(_)) => sink.report(&key, &Mistake::FlagHasValue { key: "strict" }),
            ("ignore_surplus", None) => self.ignore_surplus = true,
            ("ignore_surplus", Some(_)) => {
                sink.report(&key, &Mistake::FlagHasValue { key: "ignore_surplus" });
            }
            ("crate", Some(_)) => match input.call(Path::parse_mod_style) {
                Ok(path) => self.krate = Some(path),
                Err(_) => sink.report(&key, &Mistake::CrateNotAPath),
            },
            ("crate", None) => sink.report(&key, &Mistake::CrateNotAPath),
            (unknown, value) => {
                let meant = nearest(unknown, KEYS);
                if let (None, None, Ok(Ok(address))) = (&self.address, meant, string(input)) {
                    let address = address.value();
                    sink.report(&key, &Mistake::AddressWithKey { address });
                    return Ok(());
                }
                if self.address.is_none() && value.is_none() && meant.is_none() {
                    sink.report(&key, &Mistake::AddressNotAString);
                    return Ok(());
                }
                sink.report(&key, &Mistake::UnknownKey { key: unknown.to_owned(), meant });
            }
        }
        given.push(key);
        Ok(())
    }

    fn tags(&mut self, input: ParseStream<'_>, sink: &mut Sink) -> Result<()> {
        let list;
        syn::bracketed!(list in input);
        comma_separated(&list, sink, |input, sink| {
            match string(input)? {
                Ok(tag) => self.tags.push(tag),
                Err(other) => sink.report(&other, &Mistake::TagsNotStrings),
            }
            Ok(())
        })
    }
}

/// Reads a string literal, or the token that stands in its place.
fn string(input: ParseStream<'_>) -> Result<core::result::Result<LitStr, TokenTree>> {
    let ahead = input.fork();
    match ahead.parse::<LitStr>() {
        Ok(string) if string.suffix().is_empty() => input.parse().map(Ok),
        _ => input.parse().map(Err),
    }
}

/// The function below the attribute.
pub(super) struct Function {
    /// The `#[cfg]`s, which hold for all that is generated.
    pub(super) conditions: Vec<Attribute>,
    /// The doc comment.
    pub(super) docs: Vec<Attribute>,
    pub(super) deprecated: bool,
    pub(super) visibility: Visibility,
    /// If it could not be read, one with the right name.
    pub(super) signature: Signature,
    /// The attributes of the parameters, which the signature here has not.
    pub(super) notes: Vec<Vec<Attribute>>,
    pub(super) is_readable: bool,
    /// The path to the function.
    pub(super) path: TokenStream,
    /// What is left of it for rustc: all, but for what only the macros understand.
    pub(super) item: TokenStream,
}

/// Reads the function; `None` if there is none to make a handler of.
///
/// Wrong syntax is not reported: rustc has told of it before.
pub(super) fn function(item: TokenStream, sink: &mut Sink) -> Option<Function> {
    let declaration: Declaration = syn::parse2(item.clone()).ok()?;
    if let Kind::Other(keyword) = &declaration.kind {
        sink.report(keyword, &Mistake::NotAFunction { item: keyword.to_string() });
        return None;
    }
    let function = declaration.function(item, sink)?;
    if let Some(FnArg::Receiver(receiver)) = function.signature.inputs.first() {
        sink.report(receiver, &Mistake::Method);
        return None;
    }
    Some(function)
}

/// Reads a method of the type `state`: a function to which `self` is a parameter like others.
pub(super) fn method(item: TokenStream, state: &Type, sink: &mut Sink) -> Option<Function> {
    let declaration: Declaration = syn::parse2(item.clone()).ok()?;
    let mut function = declaration.function(item, sink)?;
    let name = &function.signature.ident;
    function.path = quote_spanned!(name.span()=> <#state>::#name);
    function.visibility = Visibility::Inherited;
    for input in &mut function.signature.inputs {
        let FnArg::Receiver(receiver) = input else { continue };
        let lifetime = match &receiver.kind {
            ReceiverKind::Reference(_, lifetime, _) => lifetime.as_ref(),
            ReceiverKind::Typed(_, ty) => match &**ty {
                Type::Reference(reference) => reference.lifetime.as_ref(),
                _ => {
                    sink.report(receiver, &Mistake::SelfByValue);
                    None
                }
            },
            _ => {
                sink.report(receiver, &Mistake::SelfByValue);
                None
            }
        };
        // What is lent for changes can be lent for reading: both are `&mut` to the handler.
        let at = receiver.self_token.span;
        let pat = Ident::new("self", at);
        let state = located(state, at);
        let ty = quote_spanned!(at=> &#lifetime mut #state);
        *input = FnArg::Typed(parse_quote!(#pat: #ty));
    }
    if let Some(condition) = function.conditions.first() {
        sink.report(condition, &Mistake::ConditionalMethod);
    }
    Some(function)
}

/// An item, read as far as matters here.
struct Declaration {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    kind: Kind,
}

enum Kind {
    /// A function: its signature, and its body or what stands in its place.
    Function(Box<Signature>, TokenStream),
    /// A function with this name whose signature is no Rust, or not the Rust we know.
    HalfTyped(Ident),
    /// Another item, that begins with this token.
    Other(TokenTree),
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let name = function_name(&input.fork());
        let signature = input.fork();
        let kind = match (name, signature.parse()) {
            (Some(_), Ok(read)) => {
                input.advance_to(&signature);
                Kind::Function(Box::new(read), input.parse()?)
            }
            (Some(name), Err(_)) => Kind::HalfTyped(name?),
            (None, _) => Kind::Other(input.parse()?),
        };
        input.parse::<TokenStream>()?;
        Ok(Self { attributes, visibility, kind })
    }
}

impl Declaration {
    fn function(self, item: TokenStream, sink: &mut Sink) -> Option<Function> {
        let Self { mut attributes, visibility, kind } = self;
        attributes.retain(|attribute| {
            let is_second = strip::is_handler_attribute(attribute.meta.to_token_stream());
            if is_second {
                sink.report(attribute, &Mistake::SecondAttribute);
            }
            !is_second
        });
        let named = |name: &'static str| {
            attributes.iter().filter(move |attribute| attribute.path().is_ident(name)).cloned()
        };
        let conditions = named("cfg").collect();
        let docs = named("doc").collect();
        let deprecated = named("deprecated").next().is_some();
        let mut item = strip::parameters(strip::handlers(item));
        let (mut signature, is_readable) = match kind {
            Kind::Function(signature, body) => {
                if signature.variadic.is_some() {
                    // Else rustc refuses it again, and twice.
                    let signature = Signature { variadic: None, ..(*signature).clone() };
                    item = quote!(#(#attributes)* #visibility #signature #body);
                }
                (*signature, true)
            }
            Kind::HalfTyped(name) => (parse_quote!(fn #name()), false),
            Kind::Other(_) => return None,
        };
        let notes = signature.inputs.iter_mut().map(|input| match input {
            FnArg::Typed(typed) => mem::take(&mut typed.attrs),
            FnArg::Receiver(receiver) => mem::take(&mut receiver.attrs),
        });
        let notes = notes.collect();
        let path = signature.ident.to_token_stream();
        Some(Function {
            conditions,
            docs,
            deprecated,
            visibility,
            signature,
            is_readable,
            path,
            notes,
            item,
        })
    }
}

/// The name after `fn` and its qualifiers; `None` if it is no function.
fn function_name(ahead: ParseStream<'_>) -> Option<Result<Ident>> {
    while !ahead.peek(Token![fn]) {
        let is_qualifier = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(LitStr);
        if !is_qualifier || ahead.parse::<TokenTree>().is_err() {
            return None;
        }
    }
    Some(ahead.parse::<Token![fn]>().and_then(|_| ahead.parse()))
}
