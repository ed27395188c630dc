//! Names the lifetimes that a type leaves out, for places where Rust wants each to have a name.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// The types of microosc that borrow from the message, which many write without their lifetime.
const BORROWING: [&str; 6] = ["Argument", "Blob", "Message", "Outbox", "Rest", "Text"];

/// What may stand after the name of a type that is not the whole path, or has its lifetime.
const GOES_ON: [char; 4] = ['<', ':', '=', '!'];

/// Returns the type with `name` for each lifetime left out: `&str`, `Rest<'_>`, `Rest`.
///
/// What stands in the parentheses of `fn(…)` and `Fn(…)` has lifetimes of its own, and what stands in
/// braces or after `;` are expressions; both are left alone.
pub(crate) fn named(ty: TokenStream, name: &str) -> TokenStream {
    let mut output = TokenStream::new();
    let mut tokens = ty.into_iter().peekable();
    let mut before = String::new();
    while let Some(token) = tokens.next() {
        let text = token.to_string();
        match token {
            TokenTree::Group(group) => {
                let is_of_function = group.delimiter() == Delimiter::Parenthesis
                    && ["fn", "Fn", "FnMut", "FnOnce"].contains(&before.as_str());
                if is_of_function || group.delimiter() == Delimiter::Brace {
                    output.extend([TokenTree::Group(group)]);
                } else {
                    let mut inner = Group::new(group.delimiter(), named(group.stream(), name));
                    inner.set_span(group.span());
                    output.extend([TokenTree::Group(inner)]);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                output.extend([TokenTree::Punct(punct)]);
                output.extend(tokens.by_ref());
            }
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let is_named = tokens.peek().is_some_and(|next| is_punct(next, &['\'']));
                let span = punct.span();
                output.extend([TokenTree::Punct(punct)]);
                if !is_named {
                    output.extend(lifetime(name, span));
                }
            }
            TokenTree::Ident(word) if before == "'" => {
                let word = if text == "_" { Ident::new(name, word.span()) } else { word };
                output.extend([TokenTree::Ident(word)]);
            }
            TokenTree::Ident(word) if BORROWING.contains(&text.as_str()) => {
                let goes_on = tokens.peek().is_some_and(|next| is_punct(next, &GOES_ON));
                let span = word.span();
                output.extend([TokenTree::Ident(word)]);
                if !goes_on {
                    output.extend([punct('<', Spacing::Alone, span)]);
                    output.extend(lifetime(name, span));
                    output.extend([punct('>', Spacing::Alone, span)]);
                }
            }
            token => output.extend([token]),
        }
        before = text;
    }
    output
}

fn lifetime(name: &str, span: Span) -> [TokenTree; 2] {
    [punct('\'', Spacing::Joint, span), TokenTree::Ident(Ident::new(name, span))]
}

fn punct(character: char, spacing: Spacing, span: Span) -> TokenTree {
    let mut punct = Punct::new(character, spacing);
    punct.set_span(span);
    TokenTree::Punct(punct)
}

fn is_punct(token: &TokenTree, characters: &[char]) -> bool {
    matches!(token, TokenTree::Punct(punct) if characters.contains(&punct.as_char()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn lifetimes_that_are_left_out_are_named() {
        for (ty, expected) in [
            (quote!(f32), quote!(f32)),
            (quote!(&str), quote!(&'m str)),
            (quote!(&&str), quote!(&'m &'m str)),
            (quote!(&'x [u8]), quote!(&'x [u8])),
            (quote!(Option<(&[F32], [Midi; 2])>), quote!(Option<(&'m [F32], [Midi; 2])>)),
            (quote!(microosc::Rest<'_>), quote!(microosc::Rest<'m>)),
            (quote!(microosc::Rest), quote!(microosc::Rest<'m>)),
            (quote!([Text; 2]), quote!([Text<'m>; 2])),
            (quote!((Message, u8)), quote!((Message<'m>, u8))),
            (quote!(Message::Part), quote!(Message::Part)),
            (quote!(Argument!()), quote!(Argument!())),
            (quote!(&[u8; A & B]), quote!(&'m [u8; A & B])),
            (quote!(Flags<{ A & B }>), quote!(Flags<{ A & B }>)),
            (quote!(Map<fn(&str) -> u8>), quote!(Map<fn(&str) -> u8>)),
        ] {
            let [named, expected] = [named(ty, "m"), expected].map(|tokens| {
                tokens.to_string().chars().filter(|c| !c.is_whitespace()).collect::<String>()
            });
            assert_eq!(named, expected);
        }
    }
}
