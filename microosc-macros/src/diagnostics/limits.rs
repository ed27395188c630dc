//! What is said of `#[osc(…)]` on an argument.

use super::{Mistake, did_you_mean};

/// A mistake in what is declared of an argument.
#[derive(Debug)]
pub(crate) enum LimitsMistake {
    Empty,
    Twice,
    UnknownKey { key: String, meant: Option<&'static str> },
    NotARange,
    Exclusive,
    BoundNotANumber,
    NotAClip { meant: Option<&'static str> },
    ClipWithoutRange,
    ClipWithoutMin,
    ClipWithoutMax,
    UnitNotAString,
    DefaultWithoutValue,
    DefaultOfOption,
    OnState,
    OnCapture { name: String },
}

impl From<LimitsMistake> for Mistake {
    fn from(mistake: LimitsMistake) -> Self {
        Self::Limits(mistake)
    }
}

impl LimitsMistake {
    /// Another thing than one of the words for clipping.
    pub(crate) fn not_a_clip(meant: Option<&'static str>) -> Mistake {
        Self::NotAClip { meant }.into()
    }

    /// What is wrong, and what to write.
    pub(super) fn table(&self) -> (String, String) {
        match self {
            Self::Empty => (
                "`#[osc]` says nothing about its argument".into(),
                "say what is known about it, for example `#[osc(range = 0.0..=1.0)]`, or leave it out"
                    .into(),
            ),
            Self::Twice => (
                "`#[osc(…)]` is given twice for one argument".into(),
                "write all keys into one, for example `#[osc(range = 0..=10, unit = \"dB\")]`"
                    .into(),
            ),
            Self::UnknownKey { key, meant } => (
                format!("unknown key `{key}`"),
                did_you_mean(*meant, "the keys are `range`, `clip`, `unit` and `default`"),
            ),
            Self::NotARange => (
                "expected a range".into(),
                "for example `range = 0.0..=1.0`, `range = 0..` or `range = ..=10`".into(),
            ),
            Self::Exclusive => (
                "the range of an argument includes its last number".into(),
                "write `..=` and the last number that is accepted".into(),
            ),
            Self::BoundNotANumber => (
                "a range is one of numbers".into(),
                "write its bounds as numbers, for example `range = 0.0..=1.0`".into(),
            ),
            Self::NotAClip { meant } => (
                "expected what becomes of a number outside the range".into(),
                did_you_mean(
                    meant.map(|meant| format!("\"{meant}\"")).as_deref(),
                    "write \"low\", \"high\" or \"both\" to move it into the range on that side, \
                     or \"none\" to reject it",
                ),
            ),
            Self::ClipWithoutRange => (
                "there is no range to clip to".into(),
                "add one, for example `range = 0.0..=1.0`".into(),
            ),
            Self::ClipWithoutMin => (
                "the range has no lower bound to clip to".into(),
                "add one, for example `range = 0.0..=1.0`, or write `clip = \"high\"`".into(),
            ),
            Self::ClipWithoutMax => (
                "the range has no upper bound to clip to".into(),
                "add one, for example `range = 0.0..=1.0`, or write `clip = \"low\"`".into(),
            ),
            Self::UnitNotAString => {
                ("expected a unit in quotes".into(), "for example `unit = \"dB\"`".into())
            }
            Self::DefaultWithoutValue => (
                "expected what the argument is when it is absent".into(),
                "for example `default = 0.5`".into(),
            ),
            Self::DefaultOfOption => (
                "an `Option` is `None` when its argument is absent, and takes no default".into(),
                "leave the default out, or write the type without `Option`".into(),
            ),
            Self::OnState => (
                "`#[osc(…)]` describes an argument, and this is the state".into(),
                "put it on a parameter that takes an argument, or leave it out".into(),
            ),
            Self::OnCapture { name } => (
                format!(
                    "`#[osc(…)]` describes an argument, and `{name}` is captured in the address"
                ),
                format!("declare its values there, for example `{{{name}: 1..=8}}`"),
            ),
        }
    }
}
