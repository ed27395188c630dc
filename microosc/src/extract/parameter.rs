//! What is declared of a handler's parameters, and of the fields of argument types.

use core::fmt;

use super::{Clip, Range, Takes};

/// A parameter of a handler, or a field of an argument type ([`Takes::Fields`]).
///
/// # Examples
///
/// ```
/// use microosc::{Clip, Endpoint, osc_handler};
///
/// #[osc_handler("/filter")]
/// fn filter(
///     /// Where the filter begins to cut.
///     #[osc(range = 20.0..=20_000.0, clip = "both", unit = "Hz", default = 1_000.0)]
///     cutoff: f32,
/// ) {
/// }
///
/// let [cutoff] = <filter as Endpoint>::INFO.parameters() else { panic!("one parameter") };
/// assert_eq!(cutoff.name(), "cutoff");
/// assert_eq!(cutoff.description(), "Where the filter begins to cut.");
/// assert_eq!(cutoff.range().map(|range| range.to_string()).as_deref(), Some("20.0..=20000.0"));
/// assert_eq!(cutoff.clip(), Clip::Both);
/// assert_eq!(cutoff.unit(), Some("Hz"));
/// assert_eq!(cutoff.default(), Some("1_000.0"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    name: &'static str,
    description: &'static str,
    source: Source,
    range: Option<&'static Range>,
    unit: Option<&'static str>,
    default: Option<&'static str>,
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// `&mut T`: the state.
    State,
    /// The address, where a capture has its name.
    Capture,
    /// The message, of which it takes these arguments; an extractor takes none.
    Message(Takes),
}

impl Parameter {
    #[doc(hidden)]
    pub const fn __new(name: &'static str, description: &'static str, source: Source) -> Self {
        Self { name, description, source, range: None, unit: None, default: None }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_range(self, range: &'static Range) -> Self {
        Self { range: Some(range), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// Its name, or `_` if it is a pattern; the index of a field without a name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its doc comment, the lines as they were written; empty if it has none.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Where its value comes from; that of a field from the message.
    pub const fn source(&self) -> Source {
        self.source
    }

    /// What it takes from the message.
    pub(crate) const fn takes(&self) -> &Takes {
        match &self.source {
            Source::Message(takes) => takes,
            Source::State | Source::Capture => &Takes::Nothing,
        }
    }

    /// The numbers it accepts, if that is declared.
    pub const fn range(&self) -> Option<&'static Range> {
        self.range
    }

    /// What becomes of a number outside the range.
    pub const fn clip(&self) -> Clip {
        match self.range {
            Some(range) => range.clip(),
            None => Clip::None,
        }
    }

    /// What it counts, for example `dB`, if that is declared.
    pub const fn unit(&self) -> Option<&'static str> {
        self.unit
    }

    /// What it is when the argument is absent, in Rust, as it was written.
    pub const fn default(&self) -> Option<&'static str> {
        self.default
    }
}

/// The arguments that a handler takes, to be shown; [`Takes`] explains the notation.
///
/// [`EndpointInfo::type_tags`](crate::EndpointInfo::type_tags) returns it.
#[derive(Debug, Clone, Copy)]
pub struct TypeTags {
    parameters: &'static [Parameter],
    then_any: bool,
}

impl TypeTags {
    pub(crate) const fn new(parameters: &'static [Parameter], then_any: bool) -> Self {
        Self { parameters, then_any }
    }
}

impl fmt::Display for TypeTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(",")?;
        for parameter in self.parameters {
            parameter.takes().fmt_in_row(f)?;
        }
        if self.then_any { Takes::Rest.fmt(f) } else { Ok(()) }
    }
}
