//! Blobs: bytes that OSC carries without looking at them.

use core::fmt;
use core::ops::Deref;

/// The bytes of a blob (`b`), where they stand in the packet: a name for `&[u8]`.
///
/// # Examples
///
/// ```
/// use microosc::{Blob, osc_handler};
///
/// #[osc_handler("/firmware")]
/// fn firmware(part: i32, bytes: Blob<'_>) {
///     println!("part {part}: {} bytes from {:?} on", bytes.len(), bytes.first());
/// }
///
/// firmware(1, Blob(&[0x7F, b'E']));
/// assert_eq!(format!("{:?}", Blob(&[1, 2, 3])), "Blob(3 bytes)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Blob<'a>(pub &'a [u8]);

impl Deref for Blob<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0
    }
}

impl<'a> From<&'a [u8]> for Blob<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

/// Tells the length alone: blobs are long.
impl fmt::Debug for Blob<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}
