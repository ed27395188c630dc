//! `#[osc(range = 0.0..=1.0, clip = "both", unit = "dB", default = 0.5)]`: what is declared of an
//! argument, be it the parameter of a handler or the field of a struct.
//!
//! What belongs to the syntax is judged here. The types of bounds and defaults are rustc's to
//! judge, on the user's own tokens; what depends on the argument's type is asserted in const
//! evaluation.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser, Result};
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta, Path, RangeLimits, Token, Type, UnOp};

use crate::diagnostics::{LimitsMistake, Mistake, Sink};
use crate::krate::Krate;
use crate::lists::{at_end_of_argument, comma_separated};
use crate::similar::nearest;
use crate::spans::{ends, local};
use crate::words::words;

const KEYS: [&str; 4] = ["range", "clip", "unit", "default"];
const CLIPS: [&str; 4] = ["none", "low", "high", "both"];

/// What is declared of an argument.
pub(crate) struct Limits {
    /// The attribute's name, where it is told that it does not go here.
    pub(crate) at: Path,
    pub(crate) range: Option<Bounds>,
    pub(crate) clip: Option<Clip>,
    pub(crate) unit: Option<LitStr>,
    pub(crate) default: Option<Default>,
}

/// `range = …`: one bound at least.
pub(crate) struct Bounds {
    /// As the user wrote it.
    pub(crate) written: Expr,
    min: Option<Expr>,
    max: Option<Expr>,
}

/// `clip = "…"`.
pub(crate) struct Clip {
    pub(crate) written: LitStr,
    low: bool,
    high: bool,
}

impl Clip {
    /// Whether anything is clipped.
    pub(crate) fn is_any(&self) -> bool {
        self.low || self.high
    }
}

/// `default = …`.
pub(crate) struct Default {
    pub(crate) key: Ident,
    pub(crate) value: Expr,
}

/// Reads the `#[osc(…)]` among the attributes; what is wrong is reported and left out.
pub(crate) fn limits(attributes: &[Attribute], sink: &mut Sink) -> Option<Limits> {
    let mut named = attributes.iter().filter(|attribute| attribute.path().is_ident("osc"));
    let attribute = named.next()?;
    for second in named {
        sink.report(second, &LimitsMistake::Twice.into());
    }
    let Meta::List(list) = &attribute.meta else {
        sink.report(attribute, &LimitsMistake::Empty.into());
        return None;
    };
    if list.tokens.is_empty() {
        sink.report(attribute, &LimitsMistake::Empty.into());
    }
    let at = list.path.clone();
    let mut limits = Limits { at, range: None, clip: None, unit: None, default: None };
    let mut given = Vec::new();
    let known = sink.count();
    let read = |input: ParseStream<'_>| {
        comma_separated(input, sink, |input, sink| limits.key(input, &mut given, sink))
    };
    if let Err(error) = read.parse2(list.tokens.clone()) {
        sink.push(error);
    }
    if sink.count() == known {
        limits.clip_has_its_bounds(sink);
    }
    Some(limits)
}

impl Limits {
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
        given.push(key.clone());
        let equals = input.parse::<Option<Token![=]>>()?;
        let has_value = equals.is_some() && !at_end_of_argument(input);
        match (key.to_string().as_str(), has_value) {
            ("range", true) => self.range = range(input.parse()?, sink),
            ("range", false) => sink.report(&key, &LimitsMistake::NotARange.into()),
            ("clip", true) => self.clip = clip(&input.parse()?, sink),
            ("clip", false) => sink.report(&key, &LimitsMistake::not_a_clip(None)),
            ("unit", true) => match string(&input.parse()?) {
                Ok(unit) => self.unit = Some(unit),
                Err(other) => sink.report(&other, &LimitsMistake::UnitNotAString.into()),
            },
            ("unit", false) => sink.report(&key, &LimitsMistake::UnitNotAString.into()),
            ("default", true) => self.default = Some(Default { key, value: input.parse()? }),
            ("default", false) => sink.report(&key, &LimitsMistake::DefaultWithoutValue.into()),
            (unknown, _) => {
                let (key_text, meant) = (unknown.to_owned(), nearest(unknown, KEYS));
                sink.report(&key, &LimitsMistake::UnknownKey { key: key_text, meant }.into());
            }
        }
        Ok(())
    }

    fn clip_has_its_bounds(&self, sink: &mut Sink) {
        let Some(clip) = &self.clip else { return };
        match &self.range {
            None => sink.report(&clip.written, &LimitsMistake::ClipWithoutRange.into()),
            Some(range) if clip.low && range.min.is_none() => {
                sink.report(&clip.written, &LimitsMistake::ClipWithoutMin.into());
            }
            Some(range) if clip.high && range.max.is_none() => {
                sink.report(&clip.written, &LimitsMistake::ClipWithoutMax.into());
            }
            Some(_) => {}
        }
    }

    /// An `Option` has its default.
    pub(crate) fn no_default_of_option(&self, ty: &Type, sink: &mut Sink) {
        if let Some(default) = self.default.as_ref().filter(|_| is_option(ty)) {
            sink.report(&default.key, &LimitsMistake::DefaultOfOption.into());
        }
    }

    /// What is declared, as calls on the facts of an argument of this type.
    pub(crate) fn facts(&self, krate: Krate<'_>, ty: &Type) -> TokenStream {
        let range = self.range(krate, ty).map(|range| quote!(.__with_range(const { &#range })));
        let unit = self.unit.as_ref().map(|unit| quote!(.__with_unit(#unit)));
        let default = self.default.as_ref().map(|default| {
            let written = default.to_string();
            quote!(.__with_default(#written))
        });
        quote!(#range #unit #default)
    }

    /// The assertions that only the compiler can judge, each on the user's token that it is about.
    ///
    /// `argument` prints where the argument stands in the facts, as two arguments of a call, at a
    /// place.
    pub(crate) fn assertions(
        &self,
        krate: Krate<'_>,
        ty: &Type,
        argument: &dyn Fn(Span) -> TokenStream,
    ) -> Vec<TokenStream> {
        let assertion = |at: (Span, Span), name: &str, value: Option<TokenStream>| {
            let argument = argument(at.1);
            let value = value.map(|value| quote!(, #value));
            krate.call(at, name, &quote!(#argument #value))
        };
        let mut assertions = vec![assertion(ends(&self.at), "assert_argument", None)];
        if let Some(range) = &self.range {
            assertions.push(assertion(ends(&range.written), "assert_range", None));
        }
        if let Some(clip) = self.clip.as_ref().filter(|clip| clip.is_any()) {
            assertions.push(assertion(ends(&clip.written), "assert_clip", None));
        }
        if let Some(default) = &self.default {
            assertions.push(assertion(ends(&default.key), "assert_default", None));
        }
        if let Some((default, number)) = self.number_of_default(krate, ty) {
            assertions.push(assertion(ends(default), "assert_default_within", Some(number)));
        }
        assertions
    }

    /// The range and how it is clipped, to be compared.
    pub(crate) fn range_as_text(&self) -> Option<(String, bool, bool)> {
        let range = self.range.as_ref()?.written.to_token_stream().to_string();
        let (low, high) = self.clip.as_ref().map_or((false, false), |clip| (clip.low, clip.high));
        Some((range, low, high))
    }

    /// The range as a constant of the type `Range`, of an argument of this type.
    fn range(&self, krate: Krate<'_>, ty: &Type) -> Option<TokenStream> {
        let range = self.range.as_ref()?;
        let bound = |bound: &Option<Expr>| match bound {
            Some(value) => {
                let number = number(krate, ty, value);
                quote!(::core::option::Option::Some(#number))
            }
            None => quote!(::core::option::Option::None),
        };
        let (min, max) = (bound(&range.min), bound(&range.max));
        let clip = match &self.clip {
            Some(Clip { low: true, high: true, .. }) => quote!(Both),
            Some(Clip { low: true, .. }) => quote!(Low),
            Some(Clip { high: true, .. }) => quote!(High),
            _ => quote!(None),
        };
        Some(quote!(#krate::Range::__new(#min, #max, #krate::Clip::#clip)))
    }

    /// The default, and the same as a constant of the type `Number`, if it is written as a number
    /// and there is a range for it.
    fn number_of_default(&self, krate: Krate<'_>, ty: &Type) -> Option<(&Expr, TokenStream)> {
        let (_, Default { value, .. }) = (self.range.as_ref()?, self.default.as_ref()?);
        // What borrows is no number.
        let borrows = words(ty.to_token_stream()).iter().any(|word| word.starts_with('\''));
        // Cast, for whether it is of the type is said where it is taken.
        let number = quote! {
            #krate::Number::__like(
                <#ty as #krate::Ranged<'_>>::ZERO,
                #value as ::core::primitive::f64,
                #value as ::core::primitive::i128,
            )
        };
        (is_number(value) && !borrows).then_some((value, number))
    }
}

/// A number as the user writes it, checked by rustc as one of the argument's numbers; of the type
/// `Number`.
fn number(krate: Krate<'_>, ty: &Type, value: &Expr) -> TokenStream {
    let bound = local("bound");
    // All at the user's type, so that all that rustc says of it is one error.
    let (first, last) = ends(ty);
    let begin = quote_spanned!(first=> <);
    let number = quote_spanned!(last=> ::Number);
    quote! {
        {
            let #bound: #begin #ty as #krate::Ranged<'_>> #number = #value;
            #krate::Number::__like(
                <#ty as #krate::Ranged<'_>>::ZERO,
                #bound as ::core::primitive::f64,
                #bound as ::core::primitive::i128,
            )
        }
    }
}

fn range(written: Expr, sink: &mut Sink) -> Option<Bounds> {
    let Expr::Range(range) = plain(&written) else {
        sink.report(&written, &LimitsMistake::NotARange.into());
        return None;
    };
    match (&range.limits, &range.start, &range.end) {
        (_, None, None) => sink.report(&written, &LimitsMistake::NotARange.into()),
        (RangeLimits::HalfOpen(dots), _, Some(_)) => {
            sink.report(dots, &LimitsMistake::Exclusive.into());
        }
        (_, start, end) => {
            let bound = |bound: &Option<Box<Expr>>| bound.as_deref().cloned();
            let (min, max) = (bound(start), bound(end));
            if let Some(other) = [&min, &max].into_iter().flatten().find(|bound| is_text(bound)) {
                sink.report(other, &LimitsMistake::BoundNotANumber.into());
                return None;
            }
            return Some(Bounds { written, min, max });
        }
    }
    None
}

fn clip(written: &Expr, sink: &mut Sink) -> Option<Clip> {
    let word = string(written);
    match word.as_ref().map(LitStr::value).as_deref() {
        Ok("none") => Some((false, false)),
        Ok("low") => Some((true, false)),
        Ok("high") => Some((false, true)),
        Ok("both") => Some((true, true)),
        Ok(other) => {
            sink.report(written, &LimitsMistake::not_a_clip(nearest(other, CLIPS)));
            None
        }
        Err(_) => {
            sink.report(written, &LimitsMistake::not_a_clip(None));
            None
        }
    }
    .and_then(|(low, high)| Some(Clip { written: word.ok()?, low, high }))
}

fn string(value: &Expr) -> core::result::Result<LitStr, &Expr> {
    match plain(value) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) if text.suffix().is_empty() => Ok(text.clone()),
            _ => Err(value),
        },
        _ => Err(value),
    }
}

/// Whether the type is an `Option` as it is usually written.
fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        _ => false,
    }
}

/// Whether it is a literal number: then the argument is one number and no group.
fn is_number(value: &Expr) -> bool {
    match plain(value) {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Int(_) | Lit::Float(_)),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && is_number(&unary.expr),
        _ => false,
    }
}

/// Whether it is a literal that is no number.
fn is_text(value: &Expr) -> bool {
    matches!(plain(value), Expr::Lit(_)) && !is_number(value)
}

/// The expression without parentheses and without the group that a `macro_rules!` macro puts
/// around it.
fn plain(value: &Expr) -> &Expr {
    match value {
        Expr::Paren(inner) => plain(&inner.expr),
        Expr::Group(inner) => plain(&inner.expr),
        value => value,
    }
}

/// The default as the user wrote it, for a description.
impl core::fmt::Display for Default {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let value = plain(&self.value).to_token_stream();
        // A minus keeps to its number.
        let text = value.to_string();
        f.write_str(&text.strip_prefix("- ").map_or(text.clone(), |number| format!("-{number}")))
    }
}
