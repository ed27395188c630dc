//! The layers of `microosc/src` use each other in one direction, and the core needs neither an
//! operating system nor a heap. Written rules rot; these fail.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each folder or file of `microosc/src`, and the ones it may use. `lib.rs` puts them together and
/// is free. Who adds one says here where it stands.
const LAYERS: &[(&str, &[&str])] = &[
    ("events", &[]),
    ("wire", &[]),
    ("address", &[]),
    ("stream", &["wire"]),
    ("extract", &["wire", "address"]),
    ("route", &["events", "extract", "wire", "address"]),
    ("server", &["events", "route", "extract", "wire", "address"]),
    ("client", &["route", "extract", "wire", "address"]),
    ("query", &["route", "extract", "wire", "address"]),
    ("net", &[]),
    ("tcp", &["net", "stream", "server", "client", "route", "extract", "wire", "address", ROOT]),
    ("udp", &["net", "server", "client", "route", "extract", "wire", "address", ROOT]),
    ("tokio", &["udp", "net", ROOT]),
    ("embassy", &[ROOT]),
    ("web", &["tcp", "udp", "net", "query", ROOT]),
    // `Format` for types of all layers.
    ("format", &["stream", "server", "client", "route", "extract", "wire", "address", ROOT]),
    // A program of its own, which sees the library as any other does.
    ("cli", &["tcp", "udp", "stream", "wire", ROOT]),
];

/// What `lib.rs` re-exports: any layer, so only what stands above all of them may name it.
const ROOT: &str = "the crate root";

/// The layers that a microcontroller runs.
const CORE: &[&str] = &[
    "events", "format", "wire", "address", "stream", "extract", "route", "server", "client",
    "query", "embassy",
];

#[test]
fn a_layer_uses_only_what_lies_below_it() {
    let faults: Vec<String> = sources()
        .iter()
        .flat_map(|source| {
            imports(&source.tokens, source.depth)
                .into_iter()
                .filter_map(|import| forbidden(&source.layer, &import))
                .map(|fault| format!("{}: {fault}", source.path.display()))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_core_names_std_and_alloc_only_where_the_feature_guards_it() {
    let sources = sources();
    let guarded: Vec<PathBuf> = sources
        .iter()
        .flat_map(|source| {
            let beside = match source.path.file_stem().and_then(|stem| stem.to_str()) {
                Some("mod") => source.path.with_file_name(""),
                _ => source.path.with_extension(""),
            };
            names_of_std(&source.tokens)
                .guarded_modules
                .into_iter()
                .map(move |name| beside.join(name))
        })
        .collect();
    let faults: Vec<String> = sources
        .iter()
        .filter(|source| CORE.contains(&source.layer.as_str()))
        .filter(|source| {
            !guarded.iter().any(|module| source.path.with_extension("").starts_with(module))
        })
        .flat_map(|source| {
            let names = names_of_std(&source.tokens).names;
            names.into_iter().map(|name| {
                format!("{}: `{name}` without cfg(feature = \"std\")", source.path.display())
            })
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_source_holds_unsafe_code() {
    for source in sources() {
        assert!(!names_unsafe(&source.tokens), "{}: unsafe", source.path.display());
    }
}

#[test]
fn an_import_of_a_higher_layer_is_found_however_it_is_written() {
    for (file_depth, text) in [
        (2, "use crate::route::Router;"),
        (2, "use crate::{wire::Packet, route::{Router, Route}};"),
        (1, "use super::route::Router;"),
        (2, "use super::super::route::Router;"),
        (2, "use super::{super::route::Router, Packet};"),
        (2, "mod inner { use super::super::super::route::Router; }"),
        (2, "fn f() -> crate::route::Router { loop {} }"),
        (2, "macro_rules! m { () => { $crate::route::Router } }"),
        (2, "use ::microosc::route::Router;"),
    ] {
        let found = imports(&parse(text), file_depth);
        assert!(found.contains(&"route".to_owned()), "{text}: found only {found:?}");
    }
    assert!(forbidden("wire", "route").is_some());
    assert!(forbidden("extract", "server").is_some());
    assert!(forbidden("server", "client").is_some());
}

#[test]
fn an_import_by_way_of_the_root_is_found() {
    for text in
        ["use crate::Router;", "use crate::*;", "use crate as root;", "use crate::{Router};"]
    {
        let found = imports(&parse(text), 2);
        assert!(
            found.iter().any(|import| forbidden("server", import).is_some()),
            "{text}: {found:?}"
        );
        assert!(found.iter().all(|import| forbidden("udp", import).is_none()), "{text}: {found:?}");
    }
    assert!(forbidden("new", "wire").is_some(), "a layer that is not in the table may use nothing");
}

#[test]
fn what_stays_inside_a_layer_is_no_import() {
    for (file_depth, text) in [
        (2, "use super::error::DecodeError;"),
        (1, "mod error; pub use error::DecodeError; pub(crate) fn f() {}"),
        (1, "#[cfg(test)] mod tests { use super::*; }"),
        (
            2,
            "//! crate::route\n/// super::super::route\nconst S: &str = \"crate::route\"; // crate::route",
        ),
        (3, "use super::super::error::DecodeError;"),
    ] {
        assert_eq!(imports(&parse(text), file_depth), [""; 0], "{text}");
    }
    assert_eq!(forbidden("route", "extract"), None);
    assert_eq!(forbidden("wire", "wire"), None);
}

#[test]
fn std_is_found_unless_the_feature_guards_it() {
    for text in [
        "use std::vec::Vec;",
        "use ::alloc::string::String;",
        "extern crate alloc;",
        "fn f() { let v = std::vec![0]; }",
        "#[cfg(feature = \"std\")] fn f() {} fn g() -> std::string::String { loop {} }",
        "#[cfg(feature = \"std\")] use std::a::{b, c}; use std::d;",
        "#[cfg(not(feature = \"std\"))] use std::vec::Vec;",
        "#[cfg_attr(feature = \"std\", doc = \"\")] fn f() { std::process::abort() }",
        "struct S { #[cfg(feature = \"std\")] a: std::vec::Vec<u8>, b: std::vec::Vec<u8> }",
    ] {
        assert_eq!(names_of_std(&parse(text)).names.len(), 1, "{text}");
    }
    for text in [
        "use core::fmt;",
        "#[cfg(feature = \"std\")] use std::vec::Vec;",
        "#[cfg(feature = \"std\")] #[doc = \"\"] pub(crate) fn f<A, B>(a: A) -> std::vec::Vec<B> { loop {} }",
        "#[cfg(feature = \"std\")] one_argument! { std::string::String: 1; }",
        "#[cfg(test)] mod tests { use std::vec::Vec; }",
        "#![cfg(feature = \"std\")] use std::vec::Vec;",
        "impl S { #[cfg(feature = \"std\")] pub fn now() -> Self { std::now() } }",
        "// std::vec::Vec\nconst S: &str = \"std::vec::Vec\";",
    ] {
        assert_eq!(names_of_std(&parse(text)).names, [""; 0], "{text}");
    }
    assert_eq!(
        names_of_std(&parse("#[cfg(feature = \"std\")] mod clock;")).guarded_modules,
        ["clock"]
    );
}

#[test]
fn unsafe_is_found_and_its_name_in_a_lint_is_not() {
    assert!(names_unsafe(&parse("fn f() { loop { unsafe { g() } } }")));
    assert!(!names_unsafe(&parse(
        "#![forbid(unsafe_code)] // unsafe\nconst S: &str = \"unsafe\";"
    )));
}

struct Source {
    /// From `microosc/src` on.
    path: PathBuf,
    layer: String,
    /// How many modules deep its contents lie; 1 is directly below the root.
    depth: usize,
    tokens: Vec<TokenTree>,
}

/// Reads everything below `microosc/src` but `lib.rs`.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../microosc/src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let path = file.strip_prefix(&root).unwrap().to_owned();
            let names: Vec<_> = path.iter().map(|name| name.to_str().unwrap()).collect();
            if names == ["lib.rs"] {
                continue;
            }
            sources.push(Source {
                layer: names[0].trim_end_matches(".rs").to_owned(),
                depth: names.len() - usize::from(names.last() == Some(&"mod.rs")),
                tokens: parse(&fs::read_to_string(&file).unwrap()),
                path,
            });
        }
    }
    assert!(sources.len() > 10, "this test looks in the wrong place: {}", root.display());
    sources
}

/// Comments are gone from the tokens, and strings are single ones: what is named is named in code.
fn parse(text: &str) -> Vec<TokenTree> {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{error} in {text}"));
    tokens.into_iter().collect()
}

/// Tells why `layer` may not use `import`.
fn forbidden(layer: &str, import: &str) -> Option<String> {
    let Some((_, below)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return Some(format!("`{layer}` is not in the table of layers"));
    };
    // What is no layer is a name that `lib.rs` re-exports from one.
    let is_layer = LAYERS.iter().any(|(name, _)| *name == import);
    let import = if is_layer { import } else { ROOT };
    if import == layer || below.contains(&import) {
        None
    } else {
        Some(format!("`{layer}` must not use `{import}`"))
    }
}

/// The names below the crate root by which paths start, in a file whose modules are `depth` deep.
fn imports(tokens: &[TokenTree], depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_root = is_ident(tokens, at, "crate") || is_ident(tokens, at, "microosc");
        let supers = (0..).take_while(|n| is_path_start(tokens, at + 3 * n, "super")).count();
        if is_root && is_separator(tokens, at + 1) {
            found.extend(path_starts(tokens.get(at + 3)));
            at += 3;
        } else if is_root && is_ident(tokens, at + 1, "as") {
            found.push(ROOT_ITSELF.to_owned());
            at += 1;
        } else if supers >= depth.max(1) {
            at += 3 * supers;
            found.extend(path_starts(tokens.get(at)));
        } else if supers > 0 {
            at += 3 * supers;
            if let Some(TokenTree::Group(group)) = tokens.get(at) {
                found.extend(imports(&contents(group), depth - supers));
                at += 1;
            }
        } else {
            if let TokenTree::Group(group) = &tokens[at] {
                let is_module = at >= 2 && is_ident(tokens, at - 2, "mod");
                found.extend(imports(&contents(group), depth + usize::from(is_module)));
            }
            at += 1;
        }
    }
    found
}

/// Stands for all that the root holds.
const ROOT_ITSELF: &str = "*";

/// What comes after `crate::`: one name, several in braces, or everything.
fn path_starts(token: Option<&TokenTree>) -> Vec<String> {
    match token {
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let tokens = contents(group);
            let is_comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
            tokens
                .split(is_comma)
                .filter(|path| !path.is_empty())
                .flat_map(|path| path_starts(path.first()))
                .collect()
        }
        _ => vec![ROOT_ITSELF.to_owned()],
    }
}

#[derive(Default)]
struct NamesOfStd {
    /// `std` or `alloc`, once for every time it is named unguarded.
    names: Vec<String>,
    /// Modules in files of their own that exist only with the feature.
    guarded_modules: Vec<String>,
}

fn names_of_std(tokens: &[TokenTree]) -> NamesOfStd {
    let mut found = NamesOfStd::default();
    let mut at = 0;
    while at < tokens.len() {
        if is_punct(tokens, at, '#') {
            if is_punct(tokens, at + 1, '!') && is_guard(tokens.get(at + 2)) {
                return found;
            }
            if is_guard(tokens.get(at + 1)) {
                let end = end_of_item(tokens, at + 2);
                let item = &tokens[at + 2..end];
                let module = item
                    .iter()
                    .position(|token| matches!(token, TokenTree::Ident(name) if name == "mod"));
                found
                    .guarded_modules
                    .extend(module.and_then(|at| item.get(at + 1)).map(ToString::to_string));
                at = end;
                continue;
            }
        }
        for name in ["std", "alloc"] {
            let is_crate =
                at >= 2 && is_ident(tokens, at - 2, "extern") && is_ident(tokens, at - 1, "crate");
            if is_ident(tokens, at, name) && (is_crate || is_separator(tokens, at + 1)) {
                found.names.push(name.to_owned());
            }
        }
        if let TokenTree::Group(group) = &tokens[at] {
            let inner = names_of_std(&contents(group));
            found.names.extend(inner.names);
        }
        at += 1;
    }
    found
}

/// Whether an attribute's brackets say that what follows exists only with `std`, or only in tests.
fn is_guard(attribute: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = attribute else { return false };
    let tokens = contents(group);
    let condition = tokens.get(1).map(ToString::to_string).unwrap_or_default();
    is_ident(&tokens, 0, "cfg")
        && (condition.contains("feature = \"std\"") || condition == "(test)")
        && !condition.contains("not")
        && !condition.contains("any")
}

/// Where the item, field or statement that starts at `at` is over.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let mut at = at;
    while is_punct(tokens, at, '#') {
        at += 2;
    }
    let start = at + if is_ident(tokens, at, "pub") { 1 } else { 0 };
    let start = match tokens.get(start) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => start + 1,
        _ => start,
    };
    let starts_with = |names: &[&str]| names.iter().any(|name| is_ident(tokens, start, name));
    let ends_with_semicolon = starts_with(&["use", "static", "type"])
        || starts_with(&["const"]) && !is_ident(tokens, start + 1, "fn");
    // Their generic parameters hold commas that separate nothing here.
    let has_a_body = starts_with(&["const", "fn", "impl", "struct", "enum", "trait", "mod"]);
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return index + 1,
            TokenTree::Punct(punct)
                if punct.as_char() == ',' && !has_a_body && !ends_with_semicolon =>
            {
                return index + 1;
            }
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !ends_with_semicolon =>
            {
                return index + 1;
            }
            _ => {}
        }
    }
    tokens.len()
}

fn names_unsafe(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(name) => name == "unsafe",
        TokenTree::Group(group) => names_unsafe(&contents(group)),
        _ => false,
    })
}

fn contents(group: &proc_macro2::Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn is_ident(tokens: &[TokenTree], at: usize, name: &str) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == name)
}

fn is_punct(tokens: &[TokenTree], at: usize, character: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// `::`, which is two tokens.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens, at, ':') && is_punct(tokens, at + 1, ':')
}

fn is_path_start(tokens: &[TokenTree], at: usize, name: &str) -> bool {
    is_ident(tokens, at, name) && is_separator(tokens, at + 1)
}
