//! What is said of captures, which need parameters of their names.

use super::{Mistake, did_you_mean};

/// A mistake about a capture.
#[derive(Debug)]
pub(crate) enum CaptureMistake {
    Twice { name: String },
    WithoutParameter { name: String, parameter: String },
    Misspelt { name: String, parameter: String, written: String },
    InPattern { name: String, parameter: String },
    IsState { name: String },
    InOtherBrackets { written: String, braces: String, parameter: String },
    UnknownInReply { name: String, meant: Option<String> },
}

impl From<CaptureMistake> for Mistake {
    fn from(mistake: CaptureMistake) -> Self {
        Self::Captures(mistake)
    }
}

impl CaptureMistake {
    /// What is wrong, and what to write.
    pub(super) fn table(&self) -> (String, String) {
        match self {
            Self::Twice { name } => (
                format!("the address captures `{{{name}}}` twice"),
                "give each capture a name of its own".into(),
            ),
            Self::WithoutParameter { name, parameter } => (
                format!(
                    "the address captures `{{{name}}}`, but no parameter is named `{parameter}`"
                ),
                format!("add a parameter, for example `{parameter}: u8`"),
            ),
            Self::Misspelt { name, parameter, written } => (
                format!(
                    "the address captures `{{{name}}}`, but no parameter is named `{parameter}`"
                ),
                format!("did you mean `{parameter}` instead of `{written}`?"),
            ),
            Self::InPattern { name, parameter } => (
                format!("the capture `{{{name}}}` needs a plain parameter, not a pattern"),
                format!("write `{parameter}: …` and take it apart in the body"),
            ),
            Self::IsState { name } => (
                format!("the capture `{{{name}}}` cannot be the state, which `&mut` stands for"),
                "leave `&mut` out, or give the state another name".into(),
            ),
            Self::InOtherBrackets { written, braces, parameter } => (
                format!("`{written}` in an address stands for itself and captures nothing"),
                format!("write `{braces}` to capture it as the parameter `{parameter}`"),
            ),
            Self::UnknownInReply { name, meant } => (
                format!(
                    "the reply's address uses `{{{name}}}`, which the handler's does not capture"
                ),
                did_you_mean(
                    meant.as_deref(),
                    &format!("capture `{{{name}}}` in the handler's address, or leave it out"),
                ),
            ),
        }
    }
}
