//! Doc comments as descriptions.

use syn::{Attribute, Expr, Lit, Meta};

/// Returns the text of a doc comment, its lines as they were written but for the space that sets
/// them off; empty if there is none.
///
/// What a macro puts into it (`#[doc = include_str!(…)]`) is left out.
pub(crate) fn description(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    lines.join("\n").trim().to_owned()
}

fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(doc) = &attribute.meta else { return None };
    if !doc.path.is_ident("doc") {
        return None;
    }
    let text = text(&doc.value)?;
    Some(text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned())
}

/// The text of a literal, which may come out of a `macro_rules!` macro.
fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        Expr::Group(inner) => text(&inner.expr),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn lines_are_kept_without_the_space_that_sets_them_off() {
        let function: syn::ItemFn = parse_quote! {
            /// Sets the level.
            ///
            ///     indented
            #[doc(hidden)]
            #[doc = "More."]
            #[doc = include_str!("file")]
            #[must_use]
            fn level() {}
        };
        assert_eq!(description(&function.attrs), "Sets the level.\n\n    indented\nMore.");
        assert_eq!(description(&[]), "");
    }
}
