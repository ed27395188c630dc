//! Addresses of methods, and the patterns by which senders reach several of them.
//!
//! Two strings look alike in OSC and are not: the *address* of a method, which the receiver
//! declares, is plain; the *address pattern* of a message, which the sender writes, may hold
//! wildcards. [`Address`] checks the one, [`AddressPattern`] checks and matches the other.
//!
//! ```text
//! address  = 1*( "/" name )
//! pattern  = 1*( slashes segment ) [ "//" ]
//! slashes  = "/" | "//" *"/"            ; "//" stands for any number of levels, also none
//! segment  = 1*( char | "?" | "*" | set | choice )
//! set      = "[" [ "!" ] 1*( char | char "-" char ) "]"
//! choice   = "{" name *( "," name ) "}"
//! name     = 1*char
//! char     = printable ASCII but for space # * , / ? [ ] { }
//! ```
//!
//! `?`, `*`, sets and choices are OSC 1.0 ("OSC Message Dispatching and Pattern Matching"); `//`
//! is OSC 1.1. Nothing here panics, allocates or recurses, and matching takes at most a number of
//! steps proportional to the pattern's length times the address's, whatever they hold.

mod method;
mod pattern;
mod segment;

pub use method::{Address, AddressError, AddressErrorKind};
pub use pattern::{AddressPattern, PatternError, PatternErrorKind};
pub use segment::MAX_WILDCARD_SEGMENT;

pub(crate) use method::split_name;
pub(crate) use pattern::is_pattern;
pub(crate) use segment::{Matcher, is_wildcard};

/// Whether a byte may stand in the name of a container or method.
pub(crate) const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'#' | b'*' | b',' | b'/' | b'?' | b'[' | b']' | b'{' | b'}')
}
