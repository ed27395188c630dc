//! Pins what the macros generate, on any compiler.
//!
//! Each shape is compared, token by token, with a file in `golden/`. After an intended change run
//! `UPDATE_GOLDEN=1 cargo test -p microosc-macros`, which needs rustfmt, and read the difference.
#![allow(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::path::Path;
use std::process::Command;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::arguments::osc_arguments;
use crate::handler::{osc_handler, osc_handlers};
use crate::router::osc_router;

#[test]
fn handler_without_parameters() {
    let item = quote!(
        fn stop() {}
    );
    compare("handler_without_parameters", osc_handler(quote!("/stop"), item));
}

#[test]
fn handler_with_everything() {
    let arguments = quote!("/ch/{ch}/level", reply = "/ch/{ch}/level/is", strict);
    let item = quote! {
        /// Sets a level.
        #[cfg(unix)]
        pub(crate) fn level(mixer: &mut Mixer, ch: u8, level: f32, time: Option<f32>) -> f32 {}
    };
    compare("handler_with_everything", osc_handler(arguments, item));
}

#[test]
fn handler_that_can_be_read() {
    let arguments = quote!(
        "/ch/{ch: 1..=2}/level",
        get = |mixer| mixer.level,
        tags = ["mixer", "live"],
        critical
    );
    let item = quote! {
        fn level(mixer: &mut Mixer, ch: u8, level: f32) {}
    };
    compare("handler_that_can_be_read", osc_handler(arguments, item));
}

#[test]
fn handler_with_limits() {
    let item = quote! {
        /// Sets the filter.
        ///
        /// Of all voices.
        fn filter(
            /// In the middle.
            #[osc(range = 20.0..=20_000.0, clip = "both", unit = "Hz", default = 1_000.0)]
            cutoff: f32,
            #[osc(range = ..=MOST)]
            #[allow(unused)]
            poles: Option<u8>,
            #[osc(default = "low")] kind: &str,
        ) {
        }
    };
    compare("handler_with_limits", osc_handler(quote!("/filter", ignore_surplus), item));
}

#[test]
fn methods() {
    let item = quote! {
        impl Mixer {
            const LIMIT: f32 = { 1.0 };
            /// Sets the level.
            #[osc_handler("/level")]
            pub fn level(&mut self, #[osc(range = 0.0..=Self::LIMIT)] level: f32) {
                Self::print(level);
            }
            fn print(level: f32) {}
        }
    };
    compare("methods", osc_handlers(quote!(observe = Self::print), item));
}

#[test]
fn handler_with_a_mistake() {
    let item = quote!(
        pub fn level(value: f32) {}
    );
    compare("handler_with_a_mistake", osc_handler(quote!("level"), item));
}

#[test]
fn router() {
    let router = osc_router(quote!(fader, mixer::level, observe = print, crate = crate::osc));
    compare("router", quote!(static ROUTER: Router = #router;));
}

#[test]
fn arguments_of_a_struct() {
    let item = quote!(
        pub struct Point {
            x: f32,
            r#y: Option<f32>,
        }
    );
    compare("arguments_of_a_struct", osc_arguments(item));
}

#[test]
fn arguments_of_an_enum() {
    let item = quote!(
        enum Note<'a> {
            #[deprecated]
            Name(&'a str, u8),
            Number {
                /// In semitones.
                #[osc(range = 0..=127, unit = "semitones", default = 60)]
                number: u8,
            },
            Off,
        }
    );
    compare("arguments_of_an_enum", osc_arguments(item));
}

#[test]
fn arguments_with_a_mistake() {
    let item = quote!(
        struct Pair<T: Copy>(T, T);
    );
    compare("arguments_with_a_mistake", osc_arguments(item));
}

#[test]
fn router_of_routers() {
    let router = osc_router(quote!(
        fader,
        "/deck/{n: 1..=2}" => DECK in App::deck,
        "/" => eq::EQ,
        "/mix" => MIXER in |app| &mut app.mixer,
        failed = log,
    ));
    compare("router_of_routers", quote!(static ROUTER: Router<App> = #router;));
}

#[test]
fn handler_that_can_fail() {
    let item = quote!(
        fn save() -> io::Result<()> {}
    );
    compare("handler_that_can_fail", osc_handler(quote!("/save"), item));
}

#[test]
fn with_a_path_to_the_crate_no_other_is_used() {
    let arguments = quote!("/{n}", reply = "/n", strict, crate = osc);
    let item = quote!(
        fn level(state: &mut State, n: u8, a: f32, b: f32) -> f32 {}
    );
    let expansions = [
        osc_handler(arguments, item.clone()),
        osc_handler(quote!("no address", crate = osc), item),
        osc_router(quote!(a, b, observe = c, fallback = d, crate = osc)),
        osc_router(quote!(a, "/b/{c}" => B in |s: &mut S, c: u8| s, "/c" => C, crate = osc)),
        osc_handler(
            quote!("/save", crate = osc),
            quote!(
                fn save() -> io::Result<()> {}
            ),
        ),
        osc_arguments(quote!(
            #[osc(crate = osc)]
            enum Note<'a> {
                A(i32, &'a str),
                B { b: u8 },
            }
        )),
        osc_arguments(quote!(
            #[osc(crate = osc)]
            struct Note<T>(T);
        )),
    ];
    for expansion in expansions {
        assert!(!words(expansion.clone()).contains(&"microosc".to_owned()), "{expansion}");
    }
}

#[test]
fn a_body_that_is_half_typed_is_left_alone() {
    let item = quote!(
        fn level(value: f32) {
            let half = value.
        }
    );
    let expansion = osc_handler(quote!("/level"), item.clone());
    let kept: TokenStream = expansion.into_iter().take(item.clone().into_iter().count()).collect();
    assert_eq!(words(kept), words(item));
}

fn compare(name: &str, expansion: TokenStream) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/golden/{name}.rs"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, expansion.to_string()).expect("the file can be written");
        let style = ["--edition", "2024", "--config", "use_small_heuristics=Max"];
        let formatted = Command::new("rustfmt").args(style).arg(&file).status();
        assert!(formatted.is_ok_and(|status| status.success()), "rustfmt takes {}", file.display());
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    let golden = golden.parse().expect("the file is Rust");
    let [golden, found] = [golden, expansion].map(words);
    let differs = golden.iter().zip(&found).position(|(golden, found)| golden != found);
    let from = differs.unwrap_or(0).saturating_sub(10);
    let [golden, found] = [golden, found].map(|words| words.into_iter().skip(from));
    let [golden, found] = [golden, found].map(|words| words.collect::<Vec<_>>().join(" "));
    assert!(golden == found, "{} has\n{golden}\nand generated is\n{found}", file.display());
}

/// The tokens, without the commas at the end of lists, which rustfmt adds and removes.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            let word = token.to_string();
            if word == ">" && words.last().is_some_and(|last| last == ",") {
                words.pop();
            }
            words.push(word);
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::None => ("", ""),
        };
        words.push(open.to_owned());
        words.extend(self::words(group.stream()));
        if words.last().is_some_and(|last| last == ",") {
            words.pop();
        }
        words.push(close.to_owned());
    }
    words
}
