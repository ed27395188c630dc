//! Judges what was parsed, by the rules of a handler, and makes the model of it.
//!
//! Every rule is looked at, whatever the others say; there is a model only if all are kept.

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericParam, Ident, LitStr, Pat, PatType, ReturnType, Safety, Signature,
    Type,
};

use super::captures::{Binding, get, reply};
use super::model::{Handler, Parameter, Source};
use super::parse::{Arguments, Function};
use crate::address::{self, Segment};
use crate::diagnostics::{LimitsMistake, MAX_PARAMETERS, Mistake, Sink, Whose};
use crate::docs::description;
use crate::limits::limits;
use crate::words::words;

/// Makes the model; `None` if there is a mistake, now or before, which has been reported.
pub(super) fn handler<'f>(
    arguments: &'f Arguments,
    function: &'f Function,
    sink: &mut Sink,
) -> Option<Handler<'f>> {
    let signature = &function.signature;
    if !function.is_readable {
        return None;
    }
    if arguments.address.is_none() && !arguments.lacking {
        // At the attribute, which may have no tokens of its own here, but as the user's text.
        let at = arguments.attribute.unwrap_or_else(Span::call_site);
        let at = signature.ident.span().located_at(at);
        sink.report_at(at, &Mistake::NoAddress);
    }
    let segments =
        arguments.address.as_ref().and_then(|literal| segments(Whose::Handler, literal, sink));
    qualifiers(signature, sink);
    let mut parameters = parameters(function, sink);
    if let (Some(literal), Some(segments)) = (&arguments.address, &segments) {
        let list = signature.paren_token.span.join();
        Binding { literal, segments, list, sink }.bind(&mut parameters);
    }
    limits_go_with_arguments(&parameters, sink);
    let output = output(&signature.output);
    match output {
        Some(ty) if is_plain_value(ty) && arguments.reply.is_none() && !arguments.lacking => {
            sink.report(ty, &Mistake::ReturnWithoutReply);
        }
        _ => {}
    }
    let reply = reply(arguments, segments.as_deref(), sink);
    let get = get(arguments, segments.as_deref(), sink);
    if sink.count() > 0 || is_refused_by_rustc(signature) {
        return None;
    }
    Some(Handler {
        description: description(&function.docs),
        address: arguments.address.as_ref()?,
        segments: segments?,
        parameters,
        strict: arguments.strict,
        ignore_surplus: arguments.ignore_surplus,
        reply,
        get,
        tags: &arguments.tags,
        critical: arguments.critical,
        output,
        deprecated: function.deprecated,
    })
}

/// The segments of an address; `None` if it is none, which has been reported.
pub(super) fn segments(whose: Whose, literal: &LitStr, sink: &mut Sink) -> Option<Vec<Segment>> {
    address::parse(&literal.value())
        .map_err(|fault| sink.report(literal, &Mistake::Address(whose, fault)))
        .ok()
}

/// Whether rustc refuses the function itself, and would again for each use of a type in it.
fn is_refused_by_rustc(signature: &Signature) -> bool {
    let inputs = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
        FnArg::Receiver(_) => None,
    });
    let words: Vec<_> =
        inputs.chain([signature.output.to_token_stream()]).flat_map(words).collect();
    // `for<'a>` declares a lifetime, and `fn(_: f32)` has a placeholder that is none.
    let is_plain = !words.iter().any(|word| matches!(word.as_str(), "for" | "fn"));
    let is_refused = |word: &str| match word {
        "'_" | "'static" => false,
        _ => word == "_" || word.starts_with('\''),
    };
    let is_unsized = signature.inputs.iter().any(|input| match input {
        FnArg::Typed(typed) => is_unsized(&typed.ty),
        FnArg::Receiver(_) => false,
    });
    is_unsized || is_plain && words.iter().any(|word| is_refused(word))
}

/// Whether a type cannot be that of a parameter: `str` was written for `&str`.
fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(path) => path.path.is_ident("str"),
        Type::Slice(_) | Type::TraitObject(_) => true,
        _ => false,
    }
}

/// What may stand around the parameters.
fn qualifiers(signature: &Signature, sink: &mut Sink) {
    if let Some(token) = &signature.asyncness {
        sink.report(token, &Mistake::Async);
    }
    if let Safety::Unsafe(token) = &signature.safety {
        sink.report(token, &Mistake::Unsafe);
    }
    if let Some(abi) = &signature.abi {
        sink.report(abi, &Mistake::Extern);
    }
    if let Some(variadic) = &signature.variadic {
        sink.report(&variadic.dots, &Mistake::Variadic);
    }
    let generics = &signature.generics;
    let of_types = |parameter: &&GenericParam| !matches!(parameter, GenericParam::Lifetime(_));
    if let Some(parameter) = generics.params.iter().find(of_types) {
        sink.report(parameter, &Mistake::Generic);
    } else if let Some(lifetime) = generics.params.first() {
        sink.report(lifetime, &Mistake::NamedLifetime);
    } else if let Some(clause) = &generics.where_clause {
        sink.report(clause, &Mistake::Where);
    }
}

fn parameters<'f>(function: &'f Function, sink: &mut Sink) -> Vec<Parameter<'f>> {
    let inputs = &function.signature.inputs;
    let typed = inputs.iter().zip(&function.notes).filter_map(|(input, notes)| match input {
        FnArg::Typed(typed) => Some((typed, notes)),
        FnArg::Receiver(_) => None,
    });
    let parameters: Vec<_> = typed.map(|(typed, notes)| parameter(typed, notes, sink)).collect();
    if let Some(surplus) = inputs.get(MAX_PARAMETERS) {
        sink.report(surplus, &Mistake::TooManyParameters);
    }
    let mut states = parameters.iter().filter(|parameter| parameter.source == Source::State);
    if let Some(second) = states.nth(1) {
        sink.report(second.typed, &Mistake::SecondState);
    }
    parameters
}

fn parameter<'f>(typed: &'f PatType, notes: &[Attribute], sink: &mut Sink) -> Parameter<'f> {
    if let Some(attribute) = notes.iter().find(|attribute| attribute.path().is_ident("cfg")) {
        sink.report(attribute, &Mistake::ConditionalParameter);
    }
    let (ty, source) = match bare(&typed.ty) {
        Type::Reference(reference) if reference.mutability.is_some() => {
            (bare(&reference.elem), Source::State)
        }
        ty => (ty, Source::Message),
    };
    if let (Source::State, Some(extractor)) = (source, extractor(ty)) {
        sink.report(&typed.ty, &Mistake::ExtractorByReference { extractor });
    }
    let words = words(typed.ty.to_token_stream());
    if words.iter().any(|word| word == "impl") {
        sink.report(&typed.ty, &Mistake::ImplTrait);
    } else if source == Source::Message && words.iter().any(|word| word == "'static") {
        sink.report(&typed.ty, &Mistake::StaticBorrow);
    } else if words.first().is_some_and(|word| word == "'static") {
        sink.report(&typed.ty, &Mistake::StaticState);
    }
    let name = plain_name(typed).map_or_else(|| "_".to_owned(), |name| name.unraw().to_string());
    let (description, limits) = (description(notes), limits(notes, sink));
    Parameter { name, typed, ty, source, description, limits }
}

/// The extractor of microosc that a type is, behind `&mut` for the state: one of these names with
/// its lifetime. Without one it may be a state of the user, and of ours rustc asks to write it.
fn extractor(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| !last.arguments.is_none())?;
    ["Message", "Outbox", "Rest"].into_iter().find(|extractor| last.ident == extractor)
}

/// What comes from the state or the address has no limits here.
fn limits_go_with_arguments(parameters: &[Parameter<'_>], sink: &mut Sink) {
    for parameter in parameters {
        let Some(limits) = &parameter.limits else { continue };
        match parameter.source {
            Source::State => sink.report(&limits.at, &LimitsMistake::OnState.into()),
            Source::Capture { .. } => {
                let name = parameter.name.clone();
                sink.report(&limits.at, &LimitsMistake::OnCapture { name }.into());
            }
            Source::Message => {}
        }
        limits.no_default_of_option(parameter.ty, sink);
    }
}

/// The type without parentheses (`&mut (dyn Trait + Send)` needs them) and without the group that
/// a `macro_rules!` macro puts around it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        ty => ty,
    }
}

/// The name of a parameter that is a name and no pattern.
pub(super) fn plain_name(typed: &PatType) -> Option<&Ident> {
    match &*typed.pat {
        Pat::Ident(plain) if plain.by_ref.is_none() && plain.subpat.is_none() => Some(&plain.ident),
        _ => None,
    }
}

/// What a function returns, unless that is nothing.
fn output(output: &ReturnType) -> Option<&Type> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty).filter(|ty| !is_unit(ty)),
    }
}

/// Whether a type can be seen to be no `Result`: of the others the compiler knows.
fn is_plain_value(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(path) => path.path.get_ident().is_some_and(|name| {
            let name = name.to_string();
            ["bool", "char", "f32", "f64", "usize", "isize", "str", "String"].contains(&&*name)
                || name.strip_prefix(['i', 'u']).is_some_and(|bits| bits.parse::<u8>().is_ok())
        }),
        Type::Array(_) | Type::ImplTrait(_) | Type::Reference(_) | Type::Tuple(_) => true,
        _ => false,
    }
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}
