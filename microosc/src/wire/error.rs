//! Why bytes are not an OSC packet.

use core::fmt;

/// What is wrong with a packet, and where.
///
/// # Examples
///
/// ```
/// use microosc::{DecodeErrorKind, Packet};
///
/// let error = Packet::decode(b"/a\0\0,f\0\0").unwrap_err();
/// assert_eq!(error.kind(), DecodeErrorKind::ArgumentTruncated);
/// assert_eq!(error.offset(), 8);
/// assert_eq!(error.to_string(), "the argument's bytes are missing (at byte 8)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    offset: usize,
}

impl DecodeError {
    pub(crate) const fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    pub const fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Where: the number of bytes from the start of the decoded slice to the fault, never more
    /// than the slice's length.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind, self.offset)
    }
}

impl core::error::Error for DecodeError {}

/// The faults a packet can have, named after the rule of OSC 1.0 that it breaks.
// As wide as what stands in its place where there is no error, so that results are passed on whole.
#[repr(usize)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// No bytes at all.
    Empty,
    /// The size of a packet is a multiple of 4.
    SizeNotMultipleOfFour,
    /// A packet starts with `/` (a message) or `#` (a bundle).
    BadFirstByte,
    /// A packet that starts with `#` starts with the OSC-string `#bundle`.
    BadBundleHeader,
    /// A bundle has a time tag of 8 bytes after `#bundle`.
    BundleTruncated,
    /// The size of a bundle element is negative.
    ElementSizeNegative,
    /// The size of a bundle element is zero, and no packet is empty.
    ElementEmpty,
    /// The size of a bundle element is a multiple of 4.
    ElementSizeNotMultipleOfFour,
    /// A bundle element ends within its bundle.
    ElementSizeTooLarge,
    /// Bundles or arrays nest deeper than [`MAX_NESTING`](super::MAX_NESTING).
    NestedTooDeep,
    /// An OSC-string ends with a NUL.
    StringUnterminated,
    /// OSC-strings and blobs are padded with NULs.
    PaddingNotZero,
    /// An address is text.
    AddressNotUtf8,
    /// A type tag string starts with `,`.
    TypeTagsWithoutComma,
    /// A type tag that OSC does not define: the message is to be discarded.
    UnknownTypeTag,
    /// Each `[` of a type tag string has its `]`.
    ArrayUnbalanced,
    /// The type tags announce an argument whose bytes are missing.
    ArgumentTruncated,
    /// The size of a blob is negative.
    BlobSizeNegative,
    /// A blob ends within its message.
    BlobTooLong,
    /// A message ends with its last argument.
    TrailingBytes,
}

impl DecodeErrorKind {
    /// Returns the short name by which programs know this fault: the conformance vectors, and the
    /// command `microosc` in its JSON.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(microosc::DecodeErrorKind::PaddingNotZero.name(), "padding_nonzero");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SizeNotMultipleOfFour => "size_not_multiple_of_4",
            Self::BadFirstByte => "bad_first_byte",
            Self::BadBundleHeader => "bad_bundle_header",
            Self::BundleTruncated => "bundle_truncated",
            Self::ElementSizeNegative => "element_size_negative",
            Self::ElementEmpty => "element_empty",
            Self::ElementSizeNotMultipleOfFour => "element_size_not_multiple_of_4",
            Self::ElementSizeTooLarge => "element_size_too_large",
            Self::NestedTooDeep => "nested_too_deep",
            Self::StringUnterminated => "string_unterminated",
            Self::PaddingNotZero => "padding_nonzero",
            Self::AddressNotUtf8 => "address_not_utf8",
            Self::TypeTagsWithoutComma => "type_tags_no_comma",
            Self::UnknownTypeTag => "unknown_type_tag",
            Self::ArrayUnbalanced => "array_unbalanced",
            Self::ArgumentTruncated => "arg_truncated",
            Self::BlobSizeNegative => "blob_size_negative",
            Self::BlobTooLong => "blob_too_long",
            Self::TrailingBytes => "trailing_bytes",
        }
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the packet is empty",
            Self::SizeNotMultipleOfFour => "the packet's size is not a multiple of 4",
            Self::BadFirstByte => "a packet starts with `/` or with `#bundle`",
            Self::BadBundleHeader => "a packet that starts with `#` must start with `#bundle`",
            Self::BundleTruncated => "the bundle's time tag is missing",
            Self::ElementSizeNegative => "the bundle element's size is negative",
            Self::ElementEmpty => "the bundle element is empty",
            Self::ElementSizeNotMultipleOfFour => {
                "the bundle element's size is not a multiple of 4"
            }
            Self::ElementSizeTooLarge => "the bundle element ends after its bundle",
            Self::NestedTooDeep => "bundles or arrays are nested too deep",
            Self::StringUnterminated => "the string has no terminating NUL",
            Self::PaddingNotZero => "the padding is not NUL",
            Self::AddressNotUtf8 => "the address is not UTF-8",
            Self::TypeTagsWithoutComma => "the type tag string does not start with `,`",
            Self::UnknownTypeTag => "the type tag is not one of OSC's",
            Self::ArrayUnbalanced => "the array's `[` and `]` do not match",
            Self::ArgumentTruncated => "the argument's bytes are missing",
            Self::BlobSizeNegative => "the blob's size is negative",
            Self::BlobTooLong => "the blob ends after its message",
            Self::TrailingBytes => "bytes are left over after the last argument",
        })
    }
}
