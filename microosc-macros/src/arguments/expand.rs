//! Prints the impls.
//!
//! All paths are absolute and all variables ours alone, so that nothing in the user's scope
//! changes the meaning. The types of the fields keep their spans: that is where rustc puts its
//! errors.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Lifetime, LifetimeParam, Path};

use super::model::{Arguments, Field, Kind, Variant};
use crate::krate::Krate;
use crate::limits::Default;
use crate::spans::local;

/// The impls; of a type with mistakes (`None`) ones that take and write nothing.
pub(super) fn impls(
    krate: Option<&Path>,
    input: &DeriveInput,
    arguments: Option<&Arguments<'_>>,
) -> TokenStream {
    let krate = Krate(krate);
    let name = &input.ident;
    let Some(arguments) = arguments else {
        return stub(krate, input);
    };
    let declared = input.generics.lifetimes().next().map(|declared| &declared.lifetime);
    Printer { krate, name, declared, arguments }.impls()
}

fn stub(krate: Krate<'_>, input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let (generics, names, clause) = input.generics.split_for_impl();
    let message = of_message();
    let mut with_message = input.generics.clone();
    with_message.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(message.clone())));
    let (with_message, ..) = with_message.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #with_message #krate::FromMessage<#message> for #name #names #clause {
            const TAKES: #krate::Takes = #krate::Takes::Nothing;
            type Sent = (Self,);

            fn from_message(
                _: &mut #krate::Request<#message>,
            ) -> ::core::result::Result<Self, #krate::Rejection> {
                ::core::result::Result::Err(#krate::Rejection::MissingArgument { index: 0 })
            }
        }

        #[automatically_derived]
        impl #generics #krate::ToArguments for #name #names #clause {
            fn write_arguments(&self, _: &mut #krate::ArgumentWriter<'_>) {}
        }
    }
}

struct Printer<'i> {
    krate: Krate<'i>,
    name: &'i Ident,
    /// The type's lifetime.
    declared: Option<&'i Lifetime>,
    arguments: &'i Arguments<'i>,
}

impl Printer<'_> {
    fn impls(&self) -> TokenStream {
        let taking = self.taking();
        let sending = self.sending();
        let checks = self.checks();
        quote!(#taking #sending #checks)
    }

    fn taking(&self) -> TokenStream {
        let Self { krate, name, declared, arguments } = self;
        let message = declared.cloned().unwrap_or_else(of_message);
        let generics = declared.map(|declared| quote!(<#declared>));
        let request = local("request");
        let build = |variant: &TokenStream, index: usize, fields: &[Field<'_>]| {
            let parts = fields.iter().enumerate().map(|(place, field)| {
                let (member, taken) = (&field.member, self.taken(index, place, field, &request));
                quote!(#member: #taken)
            });
            quote!(|#request| { ::core::result::Result::Ok(#variant { #(#parts),* }) })
        };
        let facts = |fields: &[Field<'_>]| {
            let fields = fields.iter().map(|field| self.facts(field));
            quote!(#krate::Takes::Fields(&[#(#fields),*]))
        };
        let (takes, take) = match &arguments.kind {
            Kind::Struct(fields) => {
                let build = build(&quote!(Self), 0, fields);
                let takes = quote!(&<Self as #krate::FromMessage<#message>>::TAKES);
                (facts(fields), quote!(#request.group(#takes, #build)))
            }
            Kind::Enum(variants) => {
                let takes = variants.iter().map(|variant| match &*variant.fields {
                    [] => quote!(#krate::Takes::Nothing),
                    fields => facts(fields),
                });
                let builds = variants.iter().enumerate();
                let builds = builds.map(|(index, Variant { name, fields })| match &**fields {
                    [] => quote!(|_| ::core::result::Result::Ok(Self::#name {})),
                    fields => build(&quote!(Self::#name), index, fields),
                });
                (
                    quote!(#krate::Takes::OneOf(&[#(#takes),*])),
                    quote!(#request.__one_of(&[#(#builds),*])),
                )
            }
        };
        let deprecated = self.deprecated();
        quote! {
            #[automatically_derived]
            #deprecated
            impl<#message> #krate::FromMessage<#message> for #name #generics {
                const TAKES: #krate::Takes = #takes;
                type Sent = (Self,);

                fn from_message(
                    #request: &mut #krate::Request<#message>,
                ) -> ::core::result::Result<Self, #krate::Rejection> {
                    #take
                }
            }
        }
    }

    /// A field taken from the message, of the variant with this index at this place.
    fn taken(
        &self,
        variant: usize,
        place: usize,
        field: &Field<'_>,
        request: &Ident,
    ) -> TokenStream {
        let (krate, ty, lifetime) = (self.krate, field.ty, self.lifetime());
        let taken = if field.has_range() {
            let in_facts = self.in_facts(variant, place, Span::call_site());
            quote! {
                <#ty as #krate::Ranged<'_>>::from_message_within(
                    #request,
                    const { #krate::__private::range(#in_facts) },
                )?
            }
        } else {
            quote!(<#ty as #krate::__private::Field<#lifetime>>::take(#request)?)
        };
        match field.default() {
            None => taken,
            Some(Default { value, .. }) => quote! {
                if #request.__lacks_argument() { const { #value } } else { #taken }
            },
        }
    }

    /// The facts of a field.
    fn facts(&self, field: &Field<'_>) -> TokenStream {
        let (krate, lifetime) = (self.krate, self.lifetime());
        let (name, Field { ty, description, limits, .. }) = (field.name(), field);
        let mut takes = quote!(<#ty as #krate::__private::Field<#lifetime>>::TAKES);
        if field.default().is_some() {
            takes = quote!(#krate::Takes::Optional(const { &#takes }));
        }
        let limits = limits.as_ref().map(|limits| limits.facts(krate, ty));
        quote! {
            #krate::Parameter::__new(#name, #description, #krate::Source::Message(#takes)) #limits
        }
    }

    fn sending(&self) -> TokenStream {
        let Self { krate, name, declared, arguments } = self;
        let generics = declared.map(|declared| quote!(<#declared>));
        let writer = local("writer");
        let lifetime = self.lifetime();
        let write = |Field { ty, .. }: &Field<'_>, value: TokenStream| quote!(<#ty as #krate::__private::Field<#lifetime>>::write(#value, #writer););
        let body = match &arguments.kind {
            Kind::Struct(fields) => fields
                .iter()
                .map(|field| {
                    let member = &field.member;
                    write(field, quote!(&self.#member))
                })
                .collect(),
            Kind::Enum(variants) => {
                let arms = variants.iter().map(|Variant { name, fields }| {
                    let members = fields.iter().map(|field| &field.member);
                    let values: Vec<_> =
                        (0..fields.len()).map(|index| local(&format!("field_{index}"))).collect();
                    let writes = fields.iter().zip(&values);
                    let writes = writes.map(|(field, value)| write(field, quote!(#value)));
                    quote!(Self::#name { #(#members: #values),* } => { #(#writes)* })
                });
                quote!(match self { #(#arms)* })
            }
        };
        let has_fields = match &arguments.kind {
            Kind::Struct(_) => true,
            Kind::Enum(variants) => variants.iter().any(|variant| !variant.fields.is_empty()),
        };
        let writer = if has_fields { quote!(#writer) } else { quote!(_) };
        let deprecated = self.deprecated();
        quote! {
            #[automatically_derived]
            #deprecated
            impl #generics #krate::ToArguments for #name #generics {
                fn write_arguments(&self, #writer: &mut #krate::ArgumentWriter<'_>) {
                    #body
                }
            }
        }
    }

    /// What only const evaluation can tell: the order of the fields, what is declared of them, and
    /// the work of an enum.
    fn checks(&self) -> TokenStream {
        let checks = match &self.arguments.kind {
            Kind::Struct(fields) => self.checks_of_fields(0, fields),
            Kind::Enum(variants) => {
                let variants = variants.iter().enumerate();
                let of_variants =
                    variants.flat_map(|(index, it)| self.checks_of_fields(index, &it.fields));
                let at = self.name.span();
                let bounded = self.krate.call((at, at), "assert_bounded", &self.takes(at));
                of_variants.chain([bounded]).collect()
            }
        };
        let deprecated = self.deprecated();
        quote!(#(#deprecated const _: () = #checks;)*)
    }

    fn checks_of_fields(&self, variant: usize, fields: &[Field<'_>]) -> Vec<TokenStream> {
        let mut checks = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            let in_facts = |at| self.in_facts(variant, place, at);
            let at = (field.at, field.at);
            checks.push(self.krate.call(at, "assert_field", &in_facts(field.at)));
            if let Some(limits) = &field.limits {
                checks.extend(limits.assertions(self.krate, field.ty, &in_facts));
            }
        }
        checks
    }

    /// Where a field stands in the facts: as two arguments of a call, at a place.
    fn in_facts(&self, variant: usize, place: usize, at: Span) -> TokenStream {
        let (krate, takes) = (self.krate.at(at), self.takes(at));
        quote_spanned!(at=> #krate::__private::fields(#takes, #variant), #place)
    }

    /// The lifetime with which the fields are taken: the same words in all impls, so that rustc
    /// refuses a type once.
    fn lifetime(&self) -> TokenStream {
        self.declared.map_or_else(|| quote!('_), ToTokens::to_token_stream)
    }

    fn takes(&self, at: Span) -> TokenStream {
        let (krate, name) = (self.krate.at(at), self.name);
        let generics = self.declared.map(|_| quote_spanned!(at=> <'_>));
        quote_spanned!(at=> &<#name #generics as #krate::FromMessage<'_>>::TAKES)
    }

    fn deprecated(&self) -> Option<TokenStream> {
        let is_deprecated = self.arguments.deprecated;
        is_deprecated.then(|| quote!(#[allow(deprecated, reason = "others who use it are told")]))
    }
}

/// The lifetime of the message, where the type has none of its own.
fn of_message() -> Lifetime {
    Lifetime {
        apostrophe: Span::mixed_site(),
        ident: format_ident!("__message", span = Span::mixed_site()),
    }
}
