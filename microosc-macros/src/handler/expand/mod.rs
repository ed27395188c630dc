//! Prints what stands beside the function: its twin, a struct of the same name, and the impls.
//!
//! All paths are absolute and all variables ours alone, so that nothing in the user's scope
//! changes the meaning. The user's types keep their spans: that is where rustc puts its errors.

mod assertions;
mod endpoint;
mod handler;
mod parameters;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Attribute;
use syn::ext::IdentExt;

use super::model::Handler;
use super::parse::{Arguments, Function};
use crate::diagnostics::NOT_UNDERSTOOD;
use crate::krate::Krate;

/// The struct and its impls; of a handler with mistakes (`None`) impls that say and do nothing.
pub(super) fn twin(
    arguments: &Arguments,
    function: &Function,
    handler: Option<&Handler<'_>>,
) -> TokenStream {
    let krate = Krate(arguments.krate.as_ref());
    let Function { conditions, visibility, signature, path, .. } = function;
    let name = &signature.ident;
    let docs = docs(function, handler);
    let impls = match handler {
        Some(handler) => Printer { krate, name, function: path, conditions, handler }.impls(),
        None => stub(krate, name, conditions),
    };
    // Generated, though it stands where the user's name does: so the lints about names leave it.
    let at = Span::call_site().located_at(name.span());
    let mut twin = name.clone();
    twin.set_span(at);
    let twin = quote_spanned!(at=> struct #twin {});
    quote! {
        #(#conditions)*
        #docs
        #visibility #twin
        #impls
    }
}

/// The function's doc comment, or in its place what the struct stands for.
fn docs(function: &Function, handler: Option<&Handler<'_>>) -> TokenStream {
    let docs = &function.docs;
    match handler {
        Some(handler) if docs.is_empty() => {
            let text = format!(" Handles `{}`.", handler.address.value());
            quote!(#[doc = #text])
        }
        _ => quote!(#(#docs)*),
    }
}

/// Impls that let a router list the handler, for any state, and cannot be run.
fn stub(krate: Krate<'_>, name: &Ident, conditions: &[Attribute]) -> TokenStream {
    let text = name.unraw().to_string();
    // Instead of an address, where it stands and its name: no two handlers have the same. The module
    // and not the file, which has slashes.
    let place = quote! {
        "in ", ::core::module_path!(), ":", ::core::line!(), ":", ::core::column!(), ":", #text
    };
    quote! {
        #(#conditions)*
        impl #krate::Endpoint for #name {
            const INFO: #krate::EndpointInfo = #krate::EndpointInfo::__new(
                #text,
                "",
                ::core::concat!("/", #place),
                &[#krate::Segment::Literal(::core::concat!(#place))],
                &[],
                ::core::file!(),
                ::core::line!(),
            );
            type Parameters<'_elided> = #krate::__private::Anything;
        }
        #(#conditions)*
        impl<__State: ?::core::marker::Sized> #krate::Handler<__State> for #name {
            fn call(
                _: &mut __State,
                _: &mut #krate::Request<'_>,
            ) -> ::core::result::Result<(), #krate::Rejection> {
                // Evaluated only if all else compiles: if no error has been reported.
                const { ::core::panic!(#NOT_UNDERSTOOD) }
            }
        }
    }
}

struct Printer<'f> {
    krate: Krate<'f>,
    name: &'f Ident,
    /// How the function is called by.
    function: &'f TokenStream,
    conditions: &'f [Attribute],
    handler: &'f Handler<'f>,
}

impl Printer<'_> {
    fn impls(&self) -> TokenStream {
        let endpoint = self.endpoint();
        let handler = self.handler();
        let assertions = self.assertions();
        quote!(#endpoint #handler #assertions)
    }
}
