//! What `osc_router!` says, and `#[osc_handlers]` of what stands in its parentheses.

use super::{Mistake, did_you_mean};

/// A mistake in the list of a router.
#[derive(Debug)]
pub(crate) enum RouterMistake {
    NotAHandlerName,
    UnknownOption { key: String, meant: Option<&'static str> },
    OptionWithoutValue { key: String },
    OptionWithColon { key: String },
    PrefixNotAString,
    PrefixWithoutRouter { prefix: String },
    PrefixCapturesRest { name: String },
    PrefixCapturesForNobody,
    NotARouterName,
    InWithoutFunction,
    SurplusAfterRouter { after: &'static str },
}

impl From<RouterMistake> for Mistake {
    fn from(mistake: RouterMistake) -> Self {
        Self::Router(mistake)
    }
}

impl RouterMistake {
    /// What is wrong, and what to write.
    pub(super) fn table(&self) -> (String, String) {
        match self {
            Self::NotAHandlerName => (
                "expected the name of a handler".into(),
                "list handlers by their names, for example `osc_router![fader, mixer::level]`"
                    .into(),
            ),
            Self::UnknownOption { key, meant } => (
                format!("unknown option `{key}`"),
                did_you_mean(
                    *meant,
                    "the options are `observe`, `fallback`, `rejected`, `failed` and `crate`",
                ),
            ),
            Self::OptionWithoutValue { key } => (
                format!("expected a function after `{key} =`"),
                format!("for example `{key} = print_line`"),
            ),
            Self::OptionWithColon { key } => {
                ("expected `,`, or `=` after an option".into(), format!("write `{key} = function`"))
            }
            Self::PrefixNotAString => (
                "expected the prefix of a router as a string".into(),
                "write it in quotes, for example `\"/deck\" => DECK`".into(),
            ),
            Self::PrefixWithoutRouter { prefix } => (
                format!("expected a router after the prefix \"{prefix}\""),
                format!("write `\"{prefix}\" => ROUTER`; handlers are listed by their names"),
            ),
            Self::PrefixCapturesRest { name } => (
                format!("`{{*{name}}}` captures all that follows, and a router follows it"),
                format!("capture one segment: `{{{name}}}`"),
            ),
            Self::PrefixCapturesForNobody => (
                "the prefix has a capture, which nobody takes".into(),
                "write `in` and a function that takes it and returns the state of the nested \
                 router, for example `\"/deck/{n: 1..=2}\" => DECK in App::deck`"
                    .into(),
            ),
            Self::NotARouterName => (
                "expected the name of a router after `=>`".into(),
                "put the nested router into a `static` and name that, for example \
                 `\"/deck\" => DECK`"
                    .into(),
            ),
            Self::InWithoutFunction => (
                "expected a function after `in`".into(),
                "name one that takes the state and returns that of the nested router, for example \
                 `in App::deck` or `in |app: &mut App| &mut app.deck`"
                    .into(),
            ),
            Self::SurplusAfterRouter { after } => (
                format!("expected `,` after {after}"),
                "an entry is `\"/prefix\" => ROUTER` or `\"/prefix\" => ROUTER in function`".into(),
            ),
        }
    }
}
