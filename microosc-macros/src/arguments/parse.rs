//! Reads the type and the `#[osc(…)]` on it.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Result};
use syn::{Attribute, DeriveInput, Ident, Path, Token};

use crate::diagnostics::{ArgumentsMistake, Mistake, Sink};
use crate::lists::comma_separated;

/// Reads the type; `None` if it is none that the parser knows, which has been reported.
pub(super) fn input(item: TokenStream, sink: &mut Sink) -> Option<DeriveInput> {
    syn::parse2(item).map_err(|error| sink.push(error)).ok()
}

/// Reads `#[osc(crate = path)]` on the type; what is wrong is reported and left out.
pub(super) fn krate(input: &DeriveInput, sink: &mut Sink) -> Option<Path> {
    let mut krate = None;
    for attribute in osc(&input.attrs) {
        let read = attribute.parse_args_with(|input: ParseStream<'_>| {
            comma_separated(input, sink, |input, sink| key(input, &mut krate, sink))
        });
        if let Err(error) = read {
            sink.push(error);
        }
    }
    krate
}

fn key(input: ParseStream<'_>, krate: &mut Option<Path>, sink: &mut Sink) -> Result<()> {
    let key = input.call(Ident::parse_any)?;
    if key != "crate" {
        let mistake = ArgumentsMistake::UnknownTypeKey { key: key.to_string() };
        sink.report(&key, &Mistake::Arguments(mistake));
        return Ok(());
    }
    if krate.is_some() {
        sink.report(&key, &Mistake::RepeatedKey { key: key.to_string() });
        return Ok(());
    }
    let value = input.parse::<Option<Token![=]>>()?;
    match value.map(|_| input.call(Path::parse_mod_style)) {
        Some(Ok(path)) => *krate = Some(path),
        _ => sink.report(&key, &Mistake::CrateNotAPath),
    }
    Ok(())
}

/// The attributes named `osc`.
pub(super) fn osc(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("osc"))
}
