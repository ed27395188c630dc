//! The user's function without what rustc refuses on its parameters.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Returns the function without the doc comments and the `#[osc(…)]` of its parameters.
///
/// All else stays as it is, token for token; so does a function without such parameters, and
/// whatever is no function.
pub(crate) fn parameters(item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(list)) = list_of_parameters(&mut tokens) {
        let kept = without(&list.stream(), is_of_a_note);
        if let Some(kept) = kept {
            let mut stripped = Group::new(Delimiter::Parenthesis, kept);
            stripped.set_span(list.span());
            *list = stripped;
        }
    }
    tokens.into_iter().collect()
}

/// Returns the items without `#[osc_handler(…)]`, where it stands on them.
pub(crate) fn handlers(items: TokenStream) -> TokenStream {
    let kept = without(&items, |brackets| {
        brackets.delimiter() == Delimiter::Bracket && is_handler_attribute(brackets.stream())
    });
    kept.unwrap_or(items)
}

/// Whether these are the tokens in the brackets of `#[osc_handler(…)]`, under whatever path.
pub(crate) fn is_handler_attribute(tokens: TokenStream) -> bool {
    let words = tokens.into_iter().map_while(|token| match token {
        TokenTree::Ident(word) => Some(Some(word)),
        TokenTree::Punct(punct) if punct.as_char() == ':' => Some(None),
        _ => None,
    });
    words.flatten().last().is_some_and(|word| word == "osc_handler")
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

/// The tokens without the attributes whose brackets are found; `None` if there are none.
fn without(tokens: &TokenStream, is_found: fn(&Group) -> bool) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut kept = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = match (token, after.split_first()) {
            (TokenTree::Punct(punct), Some((TokenTree::Group(brackets), after)))
                if punct.as_char() == '#' && is_found(brackets) =>
            {
                after
            }
            _ => {
                kept.push(token.clone());
                after
            }
        };
    }
    (kept.len() < tokens.len()).then(|| kept.into_iter().collect())
}

/// Whether these are the brackets of a doc comment or of `#[osc(…)]`.
fn is_of_a_note(brackets: &Group) -> bool {
    let first = brackets.stream().into_iter().next();
    brackets.delimiter() == Delimiter::Bracket
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
    fn the_attribute_of_a_handler_goes() {
        let items = quote! {
            #[osc_handler("/a")]
            #[microosc::osc_handler]
            /// Kept.
            #[other(osc_handler)]
            fn a() {}
        };
        let kept = quote! {
            /// Kept.
            #[other(osc_handler)]
            fn a() {}
        };
        assert_eq!(handlers(items).to_string(), kept.to_string());
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
