//! The plain address of a method.

use core::fmt;

use super::is_name_byte;

/// The address of an OSC method: names separated by `/`, without wildcards.
///
/// # Examples
///
/// ```
/// use microosc::Address;
///
/// let address = Address::new("/mixer/1/level")?;
/// assert!(address.segments().eq(["mixer", "1", "level"]));
/// assert!(Address::new("/mixer/*/level").is_err());
/// # Ok::<(), microosc::AddressError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address<'a>(&'a str);

impl<'a> Address<'a> {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// The first fault: no `/` at the start, an empty name, or a character that no name may hold.
    pub fn new(address: &'a str) -> Result<Self, AddressError> {
        let Some(names) = address.strip_prefix('/') else {
            return Err(AddressError { kind: AddressErrorKind::NoLeadingSlash, offset: 0 });
        };
        let mut offset = 1_usize;
        for name in names.split('/') {
            if name.is_empty() {
                return Err(AddressError { kind: AddressErrorKind::EmptyName, offset });
            }
            if let Some(at) = name.bytes().position(|byte| !is_name_byte(byte)) {
                let offset = offset.wrapping_add(at);
                return Err(AddressError { kind: AddressErrorKind::InvalidCharacter, offset });
            }
            offset = offset.wrapping_add(name.len()).wrapping_add(1);
        }
        Ok(Self(address))
    }

    /// Returns the address as it was given.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Iterates over the names between the slashes.
    pub fn segments(self) -> impl Iterator<Item = &'a str> + Clone {
        segments(self.0)
    }
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Splits any string that starts with `/` as if it were an address.
pub(super) fn segments(address: &str) -> impl Iterator<Item = &str> + Clone {
    let mut rest = split_name(address).1;
    core::iter::from_fn(move || {
        let (name, behind) = split_name(rest?);
        rest = behind;
        Some(name)
    })
}

/// Splits a text before its first slash: what is before it, and what is behind it if there is one. The
/// methods of `str` search by a way that can panic and is much longer.
pub(crate) fn split_name(text: &str) -> (&str, Option<&str>) {
    let end = text.bytes().position(|byte| byte == b'/').unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (name, rest.get(1..))
}

/// Why a string is not the address of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressError {
    kind: AddressErrorKind,
    offset: usize,
}

impl AddressError {
    /// What is wrong.
    pub const fn kind(&self) -> AddressErrorKind {
        self.kind
    }

    /// Where: the number of bytes before the fault.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self.kind {
            AddressErrorKind::NoLeadingSlash => "an address starts with `/`",
            AddressErrorKind::EmptyName => "a name between slashes is missing",
            AddressErrorKind::InvalidCharacter => {
                "a name is printable ASCII without space, # * , / ? [ ] { }"
            }
        };
        write!(f, "{message} (at byte {})", self.offset)
    }
}

impl core::error::Error for AddressError {}

/// What can be wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressErrorKind {
    /// It does not start with `/`.
    NoLeadingSlash,
    /// Two slashes in a row, or one at the end.
    EmptyName,
    /// A character that a name may not hold.
    InvalidCharacter,
}
