//! Reading of comma-separated arguments that goes on after a mistake.

use proc_macro2::TokenTree;
use syn::Token;
use syn::parse::{ParseStream, Result};

use crate::diagnostics::{Mistake, Sink};

/// Reads `argument, argument, …` with an optional comma at the end.
///
/// `argument` reports what is wrong itself and may leave tokens unread. Only where it found
/// nothing to report is a surplus token a mistake of its own.
pub(crate) fn comma_separated(
    input: ParseStream<'_>,
    sink: &mut Sink,
    mut argument: impl FnMut(ParseStream<'_>, &mut Sink) -> Result<()>,
) -> Result<()> {
    while !input.is_empty() {
        let known = sink.count();
        argument(input, sink)?;
        if !at_end_of_argument(input) && sink.count() == known {
            sink.report_at(input.span(), &Mistake::SurplusInArgument);
        }
        while !at_end_of_argument(input) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok(())
}

/// Whether the next token is a comma or there is none.
pub(crate) fn at_end_of_argument(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}
