//! The user's function without what rustc refuses on its parameters.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Returns the function without the doc comments and the `#[osc(…)]` of its parameters.
///
/// All else stays as it is, token for token; so does a function without such parameters, and
/// whatever is no function.
pub(crate) fn parameters(item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(list)) = list_of_parameters(&mut tokens) {
        let kept = without_notes(list.stream());
        if let Some(kept) = kept {
            let mut stripped = Group::new(Delimiter::Parenthesis, kept);
            stripped.set_span(list.span());
            *list = stripped;
        }
    }
    tokens.into_iter().collect()
}

/// The parentheses after `fn name` or `fn name<…>`.
fn list_of_parameters(tokens: &mut [TokenTree]) -> Option<&mut TokenTree> {
    let keyword =
        tokens.iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "fn"))?;
    let mut depth = 0_usize;
    let mut before = ' ';
    for token in tokens.get_mut(keyword..)? {
        match token {
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => depth = depth.saturating_add(1),
                    // Not that of `->`.
                    '>' if before != '-' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                before = punct.as_char();
            }
            TokenTree::Group(group)
                if depth == 0 && group.delimiter() == Delimiter::Parenthesis =>
            {
                return Some(token);
            }
            _ => before = ' ',
        }
    }
    None
}

/// The list without the attributes that only microosc understands; `None` if it has none.
fn without_notes(list: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = list.into_iter().collect();
    let mut kept = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        let is_note = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#')
            && after.first().is_some_and(is_of_a_note);
        match after.split_first() {
            Some((_, after)) if is_note => rest = after,
            _ => {
                kept.push(token.clone());
                rest = after;
            }
        }
    }
    (kept.len() < tokens.len()).then(|| kept.into_iter().collect())
}

/// Whether these are the brackets of a doc comment or of `#[osc(…)]`.
fn is_of_a_note(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "doc" || word == "osc")
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn stripped(item: TokenStream) -> String {
        parameters(item).to_string()
    }

    #[test]
    fn notes_on_parameters_go_and_all_else_stays() {
        let item = quote! {
            /// Kept.
            #[osc_handler("/other")]
            pub(crate) fn level<F: Fn(u8) -> (u8,)>(
                /// Gone.
                #[osc(range = 0..=1)]
                #[allow(unused)]
                level: u8,
                #[osc] [#[doc] x]: [u8; 1],
            ) -> u8 {
                /// Kept.
                #[osc]
                fn inner(#[osc] x: u8) {}
            }
        };
        let kept = quote! {
            /// Kept.
            #[osc_handler("/other")]
            pub(crate) fn level<F: Fn(u8) -> (u8,)>(
                #[allow(unused)]
                level: u8,
                [#[doc] x]: [u8; 1],
            ) -> u8 {
                /// Kept.
                #[osc]
                fn inner(#[osc] x: u8) {}
            }
        };
        assert_eq!(stripped(item), kept.to_string());
    }

    #[test]
    fn what_is_no_function_stays() {
        for item in [
            quote!(
                struct Level(#[osc] u8);
            ),
            quote!(
                mod a {
                    fn b(#[osc] c: u8) {}
                }
            ),
        ] {
            assert_eq!(stripped(item.clone()), item.to_string());
        }
    }
}
