//! What the attribute `osc_handler` makes of a function.

use super::table::has_capture;
use crate::extract::{Parameter, Rejection, Request, TypeTags};

/// A function with an OSC address: its static facts.
///
/// `#[osc_handler]` implements it for a type that has the function's name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an OSC handler",
    label = "has no `#[osc_handler]`",
    note = "put `#[osc_handler(\"/address\")]` on the function"
)]
pub trait Endpoint {
    /// The facts.
    const INFO: EndpointInfo;

    /// The parameters but for the state, as a typed client sees them: `(first, (second, ()))`.
    #[doc(hidden)]
    type Parameters<'a>;
}

/// A function with an OSC address, for servers whose state is `S`.
///
/// `#[osc_handler]` implements it: for the type behind the function's `&mut` parameter, or for
/// every state if it has none.
#[diagnostic::on_unimplemented(
    message = "handler `{Self}` cannot run on the state `{S}`",
    label = "takes another type as its `&mut` state",
    note = "all handlers of a router take the router's state `{S}`, or none"
)]
pub trait Handler<S: ?Sized>: Endpoint {
    /// Takes the parameters from the message, calls the function, and sends its reply.
    ///
    /// # Errors
    ///
    /// The message does not fit the parameters; the function has not been called.
    fn call(state: &mut S, request: &mut Request<'_>) -> Result<(), Rejection>;

    /// Takes the captures from the address, and sends the value that the declaration's `get` tells.
    #[doc(hidden)]
    fn read(_: &mut S, _: &mut Request<'_>) -> Result<(), Rejection> {
        Ok(())
    }
}

/// The static facts of a handler.
///
/// # Examples
///
/// ```
/// use microosc::{Endpoint, osc_handler};
///
/// /// Sets the level of a channel.
/// #[osc_handler("/ch/{ch}/level")]
/// fn level(ch: u8, #[osc(range = -60.0..=10.0, unit = "dB")] level: f32, fade: Option<f32>) {}
///
/// let info = <level as Endpoint>::INFO;
/// assert_eq!(info.address(), "/ch/{ch}/level");
/// assert_eq!(info.description(), "Sets the level of a channel.");
/// assert_eq!(info.type_tags().to_string(), ",ff?");
/// assert_eq!(info.parameters()[1].unit(), Some("dB"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct EndpointInfo {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) address: &'static str,
    pub(super) segments: &'static [Segment],
    /// Whether any of them has a capture: then no single string is its address.
    pub(super) has_captures: bool,
    parameters: &'static [Parameter],
    pub(super) ignores_surplus: bool,
    tags: &'static [&'static str],
    is_critical: bool,
    pub(super) reply: Option<&'static str>,
    /// Those of the route that tells the value.
    pub(super) getter: Option<&'static Self>,
    pub(super) file: &'static str,
    pub(super) line: u32,
}

impl EndpointInfo {
    #[doc(hidden)]
    pub const fn __new(
        name: &'static str,
        description: &'static str,
        address: &'static str,
        segments: &'static [Segment],
        parameters: &'static [Parameter],
        file: &'static str,
        line: u32,
    ) -> Self {
        let (ignores_surplus, is_critical, reply) = (false, false, None);
        let has_captures = has_capture(segments);
        Self {
            name,
            description,
            address,
            segments,
            has_captures,
            parameters,
            ignores_surplus,
            tags: &[],
            is_critical,
            reply,
            getter: None,
            file,
            line,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __ignoring_surplus(self) -> Self {
        Self { ignores_surplus: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_reply(self, address: &'static str) -> Self {
        Self { reply: Some(address), ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_tags(self, tags: &'static [&'static str]) -> Self {
        Self { tags, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __critical(self) -> Self {
        Self { is_critical: true, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_getter(self, getter: &'static Self) -> Self {
        Self { getter: Some(getter), ..self }
    }

    /// What no handler has: stands where the facts of one are still to come.
    pub(super) const VACANT: Self = Self::__new("", "", "", &[], &[], "", 0);

    /// The name of the function.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The doc comment of the function, its lines as they were written; empty if it has none.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// The address as it was declared, captures in braces; in the routes of a router, below the
    /// prefixes of those that it is nested in.
    pub const fn address(&self) -> &'static str {
        self.address
    }

    /// The parts of the address.
    pub const fn segments(&self) -> &'static [Segment] {
        self.segments
    }

    /// The parameters of the function, in order.
    pub const fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }

    /// What arguments it takes, to be shown: `,fi?` for a float and an integer that may be absent.
    ///
    /// [`Takes`](crate::Takes) explains the notation.
    pub const fn type_tags(&self) -> TypeTags {
        TypeTags::new(self.parameters, self.ignores_surplus)
    }

    /// Whether arguments after those that it takes are ignored; otherwise they make it reject the
    /// message.
    pub const fn ignores_surplus(&self) -> bool {
        self.ignores_surplus
    }

    /// The words that it was declared with for others to sort it by: `tags = ["mixer", "live"]`.
    pub const fn tags(&self) -> &'static [&'static str] {
        self.tags
    }

    /// Whether senders should make sure that messages arrive, by TCP for example: `critical`.
    pub const fn is_critical(&self) -> bool {
        self.is_critical
    }

    /// The address of the reply, if there is one, as [`address`](Self::address) shows it.
    pub const fn reply(&self) -> Option<&'static str> {
        self.reply
    }

    /// The source file and line of the declaration.
    pub const fn location(&self) -> (&'static str, u32) {
        (self.file, self.line)
    }
}

/// A part of a handler's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment {
    /// Stands for itself.
    Literal(&'static str),
    /// `{name}` or `prefix{name}`: stands for one part of an address that starts with the prefix
    /// and goes on with one of the values.
    Capture {
        /// The parameter that gets what follows the prefix.
        name: &'static str,
        /// What stands before the capture in the segment; may be empty.
        prefix: &'static str,
        /// What it may capture.
        values: Values,
        /// The whole segments that it stands for, if its values are declared.
        segments: &'static [&'static str],
    },
    /// `{*name}`: stands for all that is left of an address, one part at least.
    Rest {
        /// The parameter that gets it.
        name: &'static str,
    },
}

/// What a capture may capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// Any text but the empty one.
    Any,
    /// These whole numbers, written without sign and leading zeros: `{n: 1..=8}`.
    Range {
        /// The first of them.
        first: u32,
        /// The last of them, not less than the first.
        last: u32,
    },
    /// These texts: `{drum: kick|snare}`.
    OneOf(&'static [&'static str]),
}
