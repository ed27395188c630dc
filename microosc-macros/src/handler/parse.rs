//! Reads the attribute's arguments and the function's signature, each for itself.
//!
//! Nothing is judged here but the syntax; the body of the function is not looked at.

use core::mem;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser, Result};
use syn::{Attribute, FnArg, Ident, LitStr, Path, Signature, Token, Visibility};

use crate::diagnostics::{Mistake, Sink};
use crate::lists::{at_end_of_argument, comma_separated};
use crate::similar::nearest;

const KEYS: [&str; 4] = ["reply", "strict", "ignore_surplus", "crate"];

/// What stands in the parentheses of the attribute.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) address: Option<LitStr>,
    pub(super) reply: Option<LitStr>,
    pub(super) strict: bool,
    pub(super) ignore_surplus: bool,
    pub(super) krate: Option<Path>,
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
            Ok(address) if self.address.is_some() => sink.report(&address, &Mistake::SecondAddress),
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
}

/// Reads a string literal, or the token that stands in its place.
fn string(input: ParseStream<'_>) -> Result<core::result::Result<LitStr, TokenTree>> {
    let ahead = input.fork();
    match ahead.parse::<LitStr>() {
        Ok(string) if string.suffix().is_empty() => input.parse().map(Ok),
        _ => input.parse().map(Err),
    }
}

/// The function below the attribute, without its body.
pub(super) struct Function {
    /// The `#[cfg]`s, which hold for all that is generated.
    pub(super) conditions: Vec<Attribute>,
    /// The doc comment.
    pub(super) docs: Vec<Attribute>,
    pub(super) deprecated: bool,
    pub(super) visibility: Visibility,
    pub(super) signature: Signature,
    /// The attributes of the parameters, which the signature here has not.
    pub(super) notes: Vec<Vec<Attribute>>,
}

/// Reads the function; `None` if there is none to make a handler of, which has been reported.
pub(super) fn function(item: TokenStream, sink: &mut Sink) -> Option<Box<Function>> {
    let item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => {
            sink.push(error);
            return None;
        }
    };
    match item {
        Item::Other(keyword) => {
            sink.report(&keyword, &Mistake::NotAFunction { item: keyword.to_string() });
            None
        }
        Item::Function(function) => match function.signature.inputs.first() {
            Some(FnArg::Receiver(receiver)) => {
                sink.report(receiver, &Mistake::Method);
                None
            }
            _ => Some(function),
        },
    }
}

enum Item {
    Function(Box<Function>),
    /// Another item, that begins with this token.
    Other(TokenTree),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !is_function(&input.fork()) {
            let keyword = input.parse()?;
            input.parse::<TokenStream>()?;
            return Ok(Self::Other(keyword));
        }
        let mut signature: Signature = input.parse()?;
        let notes = signature.inputs.iter_mut().map(|input| match input {
            FnArg::Typed(typed) => mem::take(&mut typed.attrs),
            FnArg::Receiver(receiver) => mem::take(&mut receiver.attrs),
        });
        let notes = notes.collect();
        input.parse::<TokenStream>()?;
        let named = |name: &'static str| {
            attributes.iter().filter(move |attribute| attribute.path().is_ident(name))
        };
        Ok(Self::Function(Box::new(Function {
            conditions: named("cfg").cloned().collect(),
            docs: named("doc").cloned().collect(),
            deprecated: named("deprecated").next().is_some(),
            visibility,
            signature,
            notes,
        })))
    }
}

/// Whether `fn` comes next, after its qualifiers.
fn is_function(ahead: ParseStream<'_>) -> bool {
    while !ahead.peek(Token![fn]) {
        let is_qualifier = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(LitStr);
        if !is_qualifier || ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    true
}
