//! Everything the macros say to the user, in tables: about handlers and constant packets here, about
//! all else in a file for each topic; and the sink that collects it.
//!
//! One mistake gives one message, on the user's own token: what is wrong, then `= help:` and what
//! to write instead. A message names what the user wrote in backticks and nothing of our insides.
//! Where rustc says it well itself, the macros are silent.
//!
//! [`collect`] is the only way to a [`Sink`], so that what was reported cannot be lost.

mod address;
mod arguments;
mod captures;
mod limits;
mod router;

pub(crate) use address::Whose;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::address::Fault;

pub(crate) use arguments::ArgumentsMistake;
pub(crate) use captures::CaptureMistake;
pub(crate) use limits::LimitsMistake;
pub(crate) use router::RouterMistake;

/// As many parameters as a handler may have.
pub(crate) const MAX_PARAMETERS: usize = 16;

/// What is said when a handler is built that rustc understands and the macros do not.
pub(crate) const NOT_UNDERSTOOD: &str = "the signature of an OSC handler has a syntax that this \
     version of microosc does not know, or a type named `str` that is not Rust's";

/// Runs one macro and returns its output and, as `compile_error!`s, what it has reported.
#[must_use]
pub(crate) fn collect(expand: impl FnOnce(&mut Sink) -> TokenStream) -> (TokenStream, TokenStream) {
    let mut sink = Sink { errors: None, count: 0 };
    let output = expand(&mut sink);
    let errors = sink.errors.map(syn::Error::into_compile_error).unwrap_or_default();
    (output, errors)
}

/// Collects mistakes, so that the first does not hide the second.
pub(crate) struct Sink {
    errors: Option<syn::Error>,
    count: usize,
}

impl Sink {
    /// Reports a mistake on the tokens at fault.
    pub(crate) fn report(&mut self, at: &impl ToTokens, mistake: &Mistake) {
        self.push(syn::Error::new_spanned(at, mistake.text()));
    }

    /// Reports a mistake on a place that has no tokens of its own.
    pub(crate) fn report_at(&mut self, at: Span, mistake: &Mistake) {
        self.push(syn::Error::new(at, mistake.text()));
    }

    /// Passes on an error of the parser, for Rust that it does not know.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.count = self.count.saturating_add(1);
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Counts what has been reported: where it has grown, a part has failed.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// A mistake that the macros find.
#[derive(Debug)]
pub(crate) enum Mistake {
    // The arguments of the attribute.
    NoAddress,
    AddressNotAString,
    AddressWithKey { address: String },
    SecondAddress,
    TypesInAttribute,
    Address(Whose, Fault),
    UnknownKey { key: String, meant: Option<&'static str> },
    RepeatedKey { key: String },
    ReplyNotAString,
    GetNotAFunction,
    GetWithoutRoom,
    TagsNotStrings,
    FlagHasValue { key: &'static str },
    CrateNotAPath,
    SurplusInArgument,

    // The item below the attribute.
    NotAFunction { item: String },
    Method,
    NotAnImpl,
    ImplOfTrait,
    GenericImpl,
    NoHandlers,
    HandlerInAttribute,
    SelfByValue,
    ConditionalMethod,
    SecondAttribute,

    // The signature.
    Variadic,
    Generic,
    NamedLifetime,
    StaticBorrow,
    StaticState,
    Where,
    Unsafe,
    Extern,
    Async,
    ImplTrait,
    ConditionalParameter,
    TooManyParameters,
    SecondState,
    ExtractorByReference { extractor: &'static str },
    ReturnWithoutReply,

    // Captures and the parameters of their names.
    Captures(CaptureMistake),

    // What is declared of an argument.
    Limits(LimitsMistake),

    // The list of the router.
    Router(RouterMistake),

    // A type of arguments.
    Arguments(ArgumentsMistake),

    // A constant packet.
    PacketWithoutAddress,
    PacketAddress { address: String },
    NotAnOscLiteral,
}

impl Mistake {
    /// The message as rustc prints it.
    fn text(&self) -> String {
        let (wrong, help) = self.table();
        format!("{wrong}\n= help: {help}")
    }

    /// What is wrong, and what to write.
    fn table(&self) -> (String, String) {
        match self {
            Self::NoAddress => (
                "expected the handler's address".into(),
                "for example `#[osc_handler(\"/1/fader\")]`".into(),
            ),
            Self::AddressNotAString => (
                "expected the handler's address as a string".into(),
                "write it in quotes, for example `#[osc_handler(\"/1/fader\")]`".into(),
            ),
            Self::SecondAddress => (
                "a handler has one address".into(),
                "write another handler for this address; both may call one function".into(),
            ),
            Self::AddressWithKey { address } => (
                "the handler's address stands without a key".into(),
                format!("write `#[osc_handler({address:?})]`"),
            ),
            Self::TypesInAttribute => (
                "expected no second string after the handler's address".into(),
                "the types of the arguments are those of the function's parameters".into(),
            ),
            Self::Address(whose, fault) => address::table(*whose, fault),
            Self::Limits(mistake) => mistake.table(),
            Self::UnknownKey { key, meant } => (
                format!("unknown key `{key}`"),
                did_you_mean(
                    *meant,
                    "after the address may stand `reply = \"/address\"`, `get = function`, `strict`, `ignore_surplus`, \
                     `tags = [\"word\"]`, `critical` and `crate = path`",
                ),
            ),
            Self::RepeatedKey { key } => {
                (format!("`{key}` is given twice"), "keep one of the two".into())
            }
            Self::ReplyNotAString => (
                "expected the address of the reply as a string".into(),
                "for example `reply = \"/mixer/level\"`".into(),
            ),
            Self::GetNotAFunction => (
                "expected a function that returns the value".into(),
                "for example `get = |mixer| mixer.level`, or `get = Mixer::level`; it takes a \
                 reference to the state and the captures"
                    .into(),
            ),
            Self::GetWithoutRoom => (
                "`get` adds a segment to the address, and this one can have no more".into(),
                "write a handler with `reply` in place of `get`; an address has at most 32 segments, \
                 and nothing after `{*path}`"
                    .into(),
            ),
            Self::TagsNotStrings => (
                "expected the tags as strings".into(),
                "for example `tags = [\"mixer\", \"live\"]`".into(),
            ),
            Self::FlagHasValue { key } => {
                (format!("`{key}` takes no value"), format!("write `{key}` alone, or leave it out"))
            }
            Self::CrateNotAPath => (
                "expected the path under which this crate knows microosc".into(),
                "for example `crate = ::my_framework::microosc`".into(),
            ),
            Self::SurplusInArgument => {
                ("expected `,`".into(), "separate what you list by commas".into())
            }

            Self::NotAFunction { item } => (
                format!("`#[osc_handler]` goes on a free function, not on `{item}`"),
                "put it above a function, for example `fn level(value: f32) { … }`".into(),
            ),
            Self::Method => (
                "`#[osc_handler]` goes on a free function, not on a method".into(),
                "put `#[osc_handlers]` above the `impl`, or move the function out of it and take \
                 the state as a parameter `state: &mut State`"
                    .into(),
            ),
            Self::NotAnImpl => (
                "`#[osc_handlers]` goes on the `impl` of the state".into(),
                "put it above `impl State { … }`, and `#[osc_handler(\"/address\")]` above its \
                 methods"
                    .into(),
            ),
            Self::ImplOfTrait => (
                "`#[osc_handlers]` goes on the `impl` of a type, not on that of a trait".into(),
                "write an `impl` of the type alone; its methods may call those of the trait".into(),
            ),
            Self::GenericImpl => (
                "the state of OSC handlers cannot be generic".into(),
                "write an `impl` of one type, for example `impl Mixer<f32>`".into(),
            ),
            Self::NoHandlers => (
                "none of these methods is an OSC handler".into(),
                "put `#[osc_handler(\"/address\")]` above those that are".into(),
            ),
            Self::HandlerInAttribute => (
                "`#[osc_handlers]` lists no handlers: they are the methods below".into(),
                "put `#[osc_handler(\"/address\")]` above each".into(),
            ),
            Self::SelfByValue => (
                "the state is lent to an OSC handler, not given".into(),
                "write `&mut self` or `&self`".into(),
            ),
            Self::ConditionalMethod => (
                "a method that is an OSC handler cannot have `#[cfg]`".into(),
                "put `#[cfg]` on what stands in its body".into(),
            ),
            Self::SecondAttribute => (
                "a handler has one address, and this is a second `#[osc_handler]`".into(),
                "write another handler for this address; both may call one function".into(),
            ),

            Self::Variadic => (
                "an OSC handler cannot take `...`".into(),
                "take all arguments that are left as `rest: Rest<'_>`".into(),
            ),
            Self::Generic => (
                "an OSC handler cannot be generic".into(),
                "write the types it takes; several handlers may call one generic function".into(),
            ),
            Self::NamedLifetime => (
                "an OSC handler cannot name a lifetime".into(),
                "write the reference without a named lifetime, for example `&str`".into(),
            ),
            Self::StaticBorrow => (
                "what an OSC handler takes from a message does not live for `'static`".into(),
                "write the type without it, for example `&str`".into(),
            ),
            Self::StaticState => (
                "the state is lent to an OSC handler, not for `'static`".into(),
                "write `&mut` without it".into(),
            ),
            Self::Where => (
                "an OSC handler cannot have a `where` clause".into(),
                "leave it out; an OSC handler has no type parameters to restrict".into(),
            ),
            Self::Unsafe => (
                "an OSC handler cannot be `unsafe`: any sender on the network may call it".into(),
                "leave `unsafe` out, and use an `unsafe` block where the body needs one".into(),
            ),
            Self::Extern => (
                "an OSC handler cannot be `extern`".into(),
                "leave it out; an `extern` function may call the handler".into(),
            ),
            Self::Async => (
                "an OSC handler runs to completion and cannot be `async`".into(),
                "leave `async` out and hand the work to a task, for example through a channel"
                    .into(),
            ),
            Self::ImplTrait => {
                ("an OSC handler cannot take `impl Trait`".into(), "write the type itself".into())
            }
            Self::ConditionalParameter => (
                "a parameter of an OSC handler cannot have `#[cfg]`".into(),
                "write two handlers, each with its `#[cfg]`".into(),
            ),
            Self::TooManyParameters => (
                format!("an OSC handler takes at most {MAX_PARAMETERS} parameters"),
                "take several arguments as one tuple or array, for example `position: [f32; 3]`"
                    .into(),
            ),
            Self::SecondState => (
                "an OSC handler takes at most one `&mut` parameter, the state".into(),
                "put both into one struct and take that as the state; arguments are taken without \
                 `&mut`"
                    .into(),
            ),
            Self::ExtractorByReference { extractor } => (
                format!("`{extractor}` is taken by value: `&mut` is for the state"),
                format!("write `{extractor}<'_>` without `&mut`"),
            ),

            Self::ReturnWithoutReply => (
                "this OSC handler returns a value but has no address to reply to".into(),
                "add `reply = \"/address\"` to the attribute, or return nothing or `Result<(), E>`"
                    .into(),
            ),

            Self::Captures(mistake) => mistake.table(),
            Self::Router(mistake) => mistake.table(),
            Self::Arguments(mistake) => mistake.table(),

            Self::PacketWithoutAddress => (
                "expected the address of the message".into(),
                "for example `osc!(\"/1/fader\", 0.5)`".into(),
            ),
            Self::PacketAddress { address } => (
                format!(
                    "`{}` is neither an OSC address nor an address pattern",
                    address.escape_debug()
                ),
                "it starts with `/` and is printable ASCII without a space and `#`".into(),
            ),
            Self::NotAnOscLiteral => (
                "expected a literal that OSC has a type for".into(),
                "write `1`, `1_i64`, `0.5`, `0.5_f64`, `\"text\"`, `b\"blob\"`, `'c'`, `true` or \
                 `[…]` of them; for values use `encode_message`"
                    .into(),
            ),
        }
    }
}

fn did_you_mean(meant: Option<&str>, otherwise: &str) -> String {
    meant.map_or_else(|| otherwise.to_owned(), |meant| format!("did you mean `{meant}`?"))
}
