//! Judges the type, by the rules of an argument type, and makes the model of it.
//!
//! Every rule is looked at, whatever the others say; there is a model only if all are kept.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, GenericParam, Generics};

use super::model::{Arguments, Field, Kind, Variant};
use super::parse::osc;
use crate::diagnostics::{ArgumentsMistake, Mistake, Sink};
use crate::docs::description;
use crate::limits::limits;
use crate::words::words;

/// Makes the model; `None` if there is a mistake, now or before, which has been reported.
pub(super) fn arguments<'i>(input: &'i DeriveInput, sink: &mut Sink) -> Option<Arguments<'i>> {
    let mut sink = Reporter(sink);
    generics(&input.generics, &mut sink);
    let name = input.ident.to_string();
    let kind = match &input.data {
        Data::Struct(data) => {
            let fields = fields(&data.fields, &mut sink);
            if fields.is_empty() {
                sink.report(&input.ident, ArgumentsMistake::NoFields { name });
            }
            Kind::Struct(fields)
        }
        Data::Enum(data) => {
            let variants: Vec<_> =
                data.variants.iter().map(|declared| variant(declared, &mut sink)).collect();
            if variants.is_empty() {
                sink.report(&input.ident, ArgumentsMistake::NoVariants { name });
            }
            same_signatures(&variants, &mut sink);
            Kind::Enum(variants)
        }
        Data::Union(data) => {
            sink.report(&data.union_token, ArgumentsMistake::Union);
            return None;
        }
    };
    if sink.0.count() > 0 || is_refused_by_rustc(input, &kind) {
        return None;
    }
    Some(Arguments { kind, deprecated: is_deprecated(input) })
}

struct Reporter<'s>(&'s mut Sink);

impl Reporter<'_> {
    fn report(&mut self, at: &impl ToTokens, mistake: ArgumentsMistake) {
        self.0.report(at, &Mistake::Arguments(mistake));
    }
}

/// At most one lifetime.
fn generics(generics: &Generics, sink: &mut Reporter<'_>) {
    for parameter in &generics.params {
        match parameter {
            GenericParam::Type(parameter) => {
                sink.report(&parameter.ident, ArgumentsMistake::TypeParameter);
            }
            GenericParam::Const(parameter) => {
                sink.report(&parameter.ident, ArgumentsMistake::ConstParameter);
            }
            GenericParam::Lifetime(_) => {}
        }
    }
    if let Some(second) = generics.lifetimes().nth(1) {
        sink.report(&second.lifetime, ArgumentsMistake::SecondLifetime);
    }
    if let Some(clause) = &generics.where_clause {
        sink.report(clause, ArgumentsMistake::Where);
    }
}

fn variant<'i>(declared: &'i syn::Variant, sink: &mut Reporter<'_>) -> Variant<'i> {
    if let Some(attribute) = osc(&declared.attrs).next() {
        sink.report(attribute, ArgumentsMistake::OscOnVariant);
    }
    Variant { name: &declared.ident, fields: fields(&declared.fields, sink) }
}

fn fields<'i>(declared: &'i Fields, sink: &mut Reporter<'_>) -> Vec<Field<'i>> {
    let fields = declared.iter().zip(declared.members());
    let field = |(field, member): (&'i syn::Field, _)| {
        let limits = limits(&field.attrs, sink.0);
        if let Some(limits) = &limits {
            limits.no_default_of_option(&field.ty, sink.0);
        }
        if words(field.ty.to_token_stream()).iter().any(|word| word == "'static") {
            sink.report(&field.ty, ArgumentsMistake::StaticField);
        }
        let at = field.ident.as_ref().map_or_else(|| field.ty.span(), Spanned::span);
        Field { member, ty: &field.ty, description: description(&field.attrs), limits, at }
    };
    fields.map(field).collect()
}

/// Two variants of which the first takes all that the second does, which could never be chosen.
fn same_signatures(variants: &[Variant<'_>], sink: &mut Reporter<'_>) {
    let takes_all_of = |first: &Variant<'_>, second: &Variant<'_>| {
        let mut fields = first.fields.iter().zip(&second.fields);
        first.fields.len() == second.fields.len()
            && fields.all(|(first, second)| first.takes_all_of(second))
    };
    for (index, second) in variants.iter().enumerate() {
        let mut before = variants.iter().take(index);
        if let Some(first) = before.find(|first| takes_all_of(first, second)) {
            let [first, second_name] = [first, second].map(|variant| variant.name.to_string());
            let mistake = ArgumentsMistake::SameSignature { first, second: second_name };
            sink.report(second.name, mistake);
        }
    }
}

/// Whether rustc refuses the fields themselves, and would again for each use of their types.
fn is_refused_by_rustc(input: &DeriveInput, kind: &Kind<'_>) -> bool {
    let own = input.generics.lifetimes().next().map(|own| own.lifetime.to_string());
    let is_refused = |field: &Field<'_>| {
        let words = words(field.ty.to_token_stream());
        let is_plain = !words.iter().any(|word| matches!(word.as_str(), "for" | "fn"));
        let is_refused =
            |word: &String| word == "_" || (word.starts_with('\'') && Some(word) != own.as_ref());
        is_plain && (words.iter().any(is_refused) || lacks_lifetime(field))
    };
    match kind {
        Kind::Struct(fields) => fields.iter().any(is_refused),
        Kind::Enum(variants) => variants.iter().flat_map(|variant| &variant.fields).any(is_refused),
    }
}

/// Whether a reference in the type of a field does not say for how long it lives.
fn lacks_lifetime(field: &Field<'_>) -> bool {
    fn lacks(tokens: TokenStream) -> bool {
        let mut after_and = false;
        for token in tokens {
            let is_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
            if after_and && !is_quote {
                return true;
            }
            after_and = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '&');
            if matches!(token, TokenTree::Group(group) if lacks(group.stream())) {
                return true;
            }
        }
        false
    }
    lacks(field.ty.to_token_stream())
}

fn is_deprecated(input: &DeriveInput) -> bool {
    let named = |attributes: &[Attribute]| {
        attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"))
    };
    let field = |fields: &Fields| fields.iter().any(|field| named(&field.attrs));
    named(&input.attrs)
        || match &input.data {
            Data::Struct(data) => field(&data.fields),
            Data::Enum(data) => {
                data.variants.iter().any(|variant| named(&variant.attrs) || field(&variant.fields))
            }
            Data::Union(_) => false,
        }
}
