//! What only the compiler can find out of the parameters: assertions in const evaluation, each on the
//! user's token that it is about.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::Printer;
use crate::address::{Segment, Values};
use crate::handler::model::{Parameter, Source};
use crate::spans::ends;

impl Printer<'_> {
    /// The assertions about the parameters.
    pub(super) fn assertions(&self) -> TokenStream {
        let mut assertions = self.assertions_of_captures();
        let arguments = self.handler.parameters.iter().enumerate();
        let arguments = arguments.filter(|(_, parameter)| parameter.source == Source::Message);
        for (place, (index, parameter)) in arguments.enumerate() {
            let whole = (ends(&parameter.typed.pat).0, ends(&parameter.typed.ty).1);
            let name = match (is_composed(parameter.ty), place) {
                (true, _) => Some("assert_parameter"),
                (false, 0) => None,
                (false, _) => Some("assert_parameter_order"),
            };
            if let Some(name) = name {
                let parameter = self.in_facts(index, whole.1);
                assertions.push(self.krate.call(whole, name, &parameter));
            }
            if let Some(limits) = &parameter.limits {
                let in_facts = |at| self.in_facts(index, at);
                assertions.extend(limits.assertions(self.krate, parameter.ty, &in_facts));
            }
        }
        let conditions = self.conditions;
        assertions.iter().map(|it| quote!(#(#conditions)* const _: () = #it;)).collect()
    }

    /// Those about captures that declare their values.
    fn assertions_of_captures(&self) -> Vec<TokenStream> {
        let Self { krate, name, handler, .. } = self;
        let mut assertions = Vec::new();
        for Parameter { ty, source, .. } in &handler.parameters {
            let Source::Capture { segment: index, .. } = *source else { continue };
            let segment = handler.segments.get(index);
            if matches!(segment, Some(Segment::Capture { values, .. }) if *values != Values::Any) {
                let arguments = quote! {
                    &<#name as #krate::Endpoint>::INFO,
                    #index,
                    <#ty as #krate::FromSegment<'_>>::NUMBERS
                };
                assertions.push(krate.call(ends(ty), "assert_values", &arguments));
            }
        }
        assertions
    }

    /// Where a parameter stands in the facts: as two arguments of a call, at a place.
    pub(super) fn in_facts(&self, index: usize, at: Span) -> TokenStream {
        let (krate, name) = (self.krate.at(at), self.name);
        quote_spanned!(at=> <#name as #krate::Endpoint>::INFO.parameters(), #index)
    }
}

/// Whether a type has parts that may contradict each other. Those of a derived type, which has
/// lifetimes at most, are checked where it is derived.
fn is_composed(ty: &Type) -> bool {
    let is_part = |argument: &GenericArgument| !matches!(argument, GenericArgument::Lifetime(_));
    match ty {
        Type::Path(path) => path.path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::None => false,
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(is_part),
            PathArguments::Parenthesized(_) => true,
        }),
        Type::Reference(_) => false,
        _ => true,
    }
}
