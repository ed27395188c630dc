//! What only the compiler can find out of the parameters: assertions in const evaluation, each on the
//! user's token that it is about.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::Printer;
use crate::handler::model::{Parameter, Source};
use crate::limits::Limits;
use crate::spans::ends;

impl Printer<'_> {
    /// The assertions about the parameters that take arguments.
    pub(super) fn assertions(&self) -> TokenStream {
        let arguments = self.handler.parameters.iter().enumerate();
        let arguments = arguments.filter(|(_, parameter)| parameter.source == Source::Message);
        let mut assertions = TokenStream::new();
        for (place, (index, parameter)) in arguments.enumerate() {
            let whole = (ends(&parameter.typed.pat).0, ends(&parameter.typed.ty).1);
            if is_composed(parameter.ty) {
                assertions.extend(self.assertion(whole, "assert_parameter", index, None));
            } else if place > 0 {
                assertions.extend(self.assertion(whole, "assert_parameter_order", index, None));
            }
            if let Some(limits) = &parameter.limits {
                assertions.extend(self.assertions_of(limits, index, parameter));
            }
        }
        assertions
    }

    /// Those about what is declared of a parameter.
    fn assertions_of(
        &self,
        limits: &Limits,
        index: usize,
        parameter: &Parameter<'_>,
    ) -> TokenStream {
        let mut assertions = self.assertion(ends(&limits.at), "assert_argument", index, None);
        if let Some(range) = &limits.range {
            assertions.extend(self.assertion(ends(&range.written), "assert_range", index, None));
        }
        if let Some(clip) = limits.clip.as_ref().filter(|clip| clip.is_any()) {
            assertions.extend(self.assertion(ends(&clip.written), "assert_clip", index, None));
        }
        if let Some(default) = &limits.default {
            let takes = self.takes(parameter);
            let takes = quote!(&#takes);
            let key = ends(&default.key);
            assertions.extend(self.assertion(key, "assert_default", index, Some(&takes)));
        }
        if let Some((default, number)) = limits.number_of_default(self.krate, parameter.ty) {
            let at = ends(default);
            assertions.extend(self.assertion(at, "assert_default_within", index, Some(&number)));
        }
        assertions
    }

    /// An assertion about the parameter with this index, evaluated at a place of the user's.
    fn assertion(
        &self,
        (first, last): (Span, Span),
        assertion: &str,
        index: usize,
        value: Option<&TokenStream>,
    ) -> TokenStream {
        let Self { krate, name, conditions, .. } = self;
        let begin = krate.at(first);
        let assertion = Ident::new(assertion, last);
        let value = value.map(|value| quote!(, #value));
        let call = quote_spanned! {last=>
            ::__private::#assertion(&<#name as #krate::Endpoint>::INFO, #index #value)
        };
        quote!(#(#conditions)* const _: () = #begin #call;)
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
