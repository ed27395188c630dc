//! The names and lifetimes in a piece of Rust, for rules that hold however deep they stand in it.

use proc_macro2::{TokenStream, TokenTree};

/// Returns the identifiers, keywords and lifetimes (with their `'`), in order.
pub(crate) fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    collect(tokens, &mut words);
    words
}

fn collect(tokens: TokenStream, words: &mut Vec<String>) {
    let mut before = "";
    for token in tokens {
        match &token {
            TokenTree::Group(group) => collect(group.stream(), words),
            TokenTree::Ident(word) => words.push(format!("{before}{word}")),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        let is_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        before = if is_quote { "'" } else { "" };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn words_are_found_at_any_depth() {
        let found = words(quote!(Option<(&'a str, [impl Into<r#type>; 2])>));
        assert_eq!(found, ["Option", "'a", "str", "impl", "Into", "r#type"]);
    }
}
