//! Writing packets into the caller's buffer.
//!
//! A message is measured before its first byte is written, so that a buffer that is too small is
//! left as it was. Nothing here panics; only the `_to_vec` forms allocate.

use core::fmt;

use super::{ArgumentWriter, TimeTag, ToArguments};

/// Why a packet could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The buffer is too small for this message, or for what a bundle holds so far.
    BufferTooSmall {
        /// How many bytes the message, or the bundle up to here, needs.
        needed: usize,
    },
    /// The address does not start with `/`, or has a NUL in it.
    InvalidAddress,
    /// An OSC-string cannot contain a NUL.
    NulInString {
        /// The index of the argument's type tag.
        argument: usize,
    },
    /// A blob's size is a 32-bit signed number.
    BlobTooLong {
        /// The index of the argument's type tag.
        argument: usize,
    },
    /// An integer is more than 64 bits with a sign can hold, the largest that OSC has.
    IntegerTooLarge {
        /// The index of the argument's type tag.
        argument: usize,
    },
    /// A [`ToArguments`] wrote other arguments than when it was measured.
    ArgumentsChanged,
    /// A number is outside the range that the handler called declares, and is not clipped there.
    OutsideRange {
        /// The index of the argument.
        argument: usize,
    },
    /// The value given for a capture cannot stand in the address of the handler called.
    InvalidCapture {
        /// The name of the capture.
        name: &'static str,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: {needed} bytes are needed")
            }
            Self::InvalidAddress => f.write_str("an OSC address starts with `/` and has no NUL"),
            Self::NulInString { argument } => {
                write!(f, "argument {argument}: an OSC string cannot contain a NUL")
            }
            Self::BlobTooLong { argument } => {
                write!(f, "argument {argument}: a blob has at most 2147483647 bytes")
            }
            Self::IntegerTooLarge { argument } => {
                write!(f, "argument {argument}: OSC has no integer above 9223372036854775807")
            }
            Self::ArgumentsChanged => {
                f.write_str("`write_arguments` must write the same arguments each time")
            }
            Self::OutsideRange { argument } => {
                write!(f, "argument {argument}: outside the range that this handler accepts")
            }
            Self::InvalidCapture { name } => {
                write!(f, "the value for `{{{name}}}` cannot stand in the address of this handler")
            }
        }
    }
}

impl core::error::Error for EncodeError {}

/// Writes a message to the start of `buffer` and returns its bytes, a whole packet.
///
/// The address may be an address pattern.
///
/// # Errors
///
/// The buffer is too small (it is unchanged then), or the address or a string cannot be an
/// OSC-string.
///
/// # Examples
///
/// ```
/// let mut buffer = [0; 64];
/// let packet = microosc::encode_message(&mut buffer, "/1/fader", (0.5_f32,))?;
/// assert_eq!(packet, b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0");
/// # Ok::<(), microosc::EncodeError>(())
/// ```
pub fn encode_message<'b>(
    buffer: &'b mut [u8],
    address: &str,
    arguments: impl ToArguments,
) -> Result<&'b [u8], EncodeError> {
    let len = encode_message_to(buffer, core::iter::once(address), &arguments)?;
    Ok(buffer.get(..len).unwrap_or_default())
}

/// Writes a bundle to the start of `buffer`: `fill` adds its elements. Returns its bytes, a whole
/// packet.
///
/// # Errors
///
/// What `fill` returns, or that the buffer cannot hold the header of a bundle. The buffer is filled
/// with zeros then.
///
/// # Examples
///
/// ```
/// use microosc::{TimeTag, encode_bundle};
///
/// let mut buffer = [0; 128];
/// let packet = encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |bundle| {
///     bundle.message("/on", ())?;
///     bundle.bundle(TimeTag::new(4_000_000_000, 0), |later| later.message("/off", ()))
/// })?;
/// assert_eq!(packet.len(), 16 + 4 + 8 + 4 + (16 + 4 + 12));
/// # Ok::<(), microosc::EncodeError>(())
/// ```
pub fn encode_bundle(
    buffer: &mut [u8],
    time_tag: TimeTag,
    fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
) -> Result<&[u8], EncodeError> {
    let (filled, len) = match BundleEncoder::new(Some(&mut *buffer), time_tag) {
        Ok(mut bundle) => (fill(&mut bundle), bundle.len),
        Err(error) => (Err(error), 0),
    };
    match filled {
        Ok(()) => Ok(buffer.get(..len).unwrap_or_default()),
        Err(error) => {
            buffer.fill(0);
            Err(error)
        }
    }
}

/// Returns a message as a packet of its own.
///
/// # Errors
///
/// The address or a string cannot be an OSC-string.
///
/// # Examples
///
/// ```
/// assert_eq!(microosc::message_to_vec("/go", ())?, b"/go\0,\0\0\0");
/// # Ok::<(), microosc::EncodeError>(())
/// ```
#[cfg(feature = "std")]
pub fn message_to_vec(
    address: &str,
    arguments: impl ToArguments,
) -> Result<std::vec::Vec<u8>, EncodeError> {
    let layout = Layout::measure(address_len(core::iter::once(address))?, &arguments)?;
    let mut packet = std::vec![0; layout.len()];
    layout.write(&mut packet, &arguments, |slot| slot.copy_from_slice(address.as_bytes()))?;
    Ok(packet)
}

/// Returns a bundle as a packet of its own. `fill` is called twice, to measure and to write.
///
/// # Errors
///
/// What `fill` returns.
///
/// # Examples
///
/// ```
/// use microosc::{TimeTag, bundle_to_vec};
///
/// let packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| bundle.message("/go", ()))?;
/// assert_eq!(packet.len(), 16 + 4 + 8);
/// # Ok::<(), microosc::EncodeError>(())
/// ```
#[cfg(feature = "std")]
pub fn bundle_to_vec(
    time_tag: TimeTag,
    fill: impl Fn(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
) -> Result<std::vec::Vec<u8>, EncodeError> {
    let mut measured = BundleEncoder::new(None, time_tag)?;
    fill(&mut measured)?;
    let mut packet = std::vec![0; measured.len];
    match encode_bundle(&mut packet, time_tag, fill)?.len() {
        len if len == packet.len() => Ok(packet),
        _ => Err(EncodeError::ArgumentsChanged),
    }
}

/// Adds elements to a bundle in place.
///
/// An element that does not fit leaves the bundle as it was before.
#[derive(Debug)]
pub struct BundleEncoder<'b> {
    /// `None` while measuring.
    buffer: Option<&'b mut [u8]>,
    len: usize,
}

impl<'b> BundleEncoder<'b> {
    fn new(buffer: Option<&'b mut [u8]>, time_tag: TimeTag) -> Result<Self, EncodeError> {
        let mut bundle = Self { buffer, len: 0 };
        let marker = u64::from_be_bytes(*b"#bundle\0");
        let header = u128::from(marker) << 64 | u128::from(time_tag.to_bits());
        bundle.put(&header.to_be_bytes())?;
        Ok(bundle)
    }

    /// Adds a message.
    ///
    /// # Errors
    ///
    /// The buffer is too small, or the address or a string cannot be an OSC-string.
    pub fn message(
        &mut self,
        address: &str,
        arguments: impl ToArguments,
    ) -> Result<(), EncodeError> {
        let address = core::iter::once(address);
        self.element(|buffer| match buffer {
            Some(buffer) => encode_message_to(buffer, address, &arguments),
            None => Ok(Layout::measure(address_len(address)?, &arguments)?.len()),
        })
    }

    /// Adds a bundle, which `fill` fills. Its time tag should not be earlier than that of the
    /// bundle around it.
    ///
    /// # Errors
    ///
    /// What `fill` returns, or that the buffer is too small.
    pub fn bundle(
        &mut self,
        time_tag: TimeTag,
        fill: impl FnOnce(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.element(|buffer| {
            let mut bundle = BundleEncoder::new(buffer, time_tag)?;
            fill(&mut bundle)?;
            Ok(bundle.len)
        })
    }

    /// Adds what `write` writes to the rest of the buffer, and its size before it. While the bundle
    /// is measured there is no buffer.
    pub(crate) fn element(
        &mut self,
        write: impl FnOnce(Option<&mut [u8]>) -> Result<usize, EncodeError>,
    ) -> Result<(), EncodeError> {
        let start = self.len;
        let content = start.wrapping_add(4);
        let too_small = |error| match error {
            EncodeError::BufferTooSmall { needed } => {
                EncodeError::BufferTooSmall { needed: content.wrapping_add(needed) }
            }
            other => other,
        };
        let rest = self.buffer.as_deref_mut().map(|b| b.get_mut(content..).unwrap_or_default());
        let len = write(rest).map_err(too_small)?;
        let size = i32::try_from(len).map_err(|_| EncodeError::BufferTooSmall { needed: len })?;
        self.put(&size.to_be_bytes())?;
        self.len = content.wrapping_add(len);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        let end = self.len.wrapping_add(bytes.len());
        if let Some(buffer) = &mut self.buffer {
            buffer
                .get_mut(self.len..end)
                .ok_or(EncodeError::BufferTooSmall { needed: end })?
                .copy_from_slice(bytes);
        }
        self.len = end;
        Ok(())
    }
}

/// Writes a message whose address is given in pieces, and returns its length in bytes.
pub(crate) fn encode_message_to<'p>(
    buffer: &mut [u8],
    address: impl Iterator<Item = &'p str> + Clone,
    arguments: &impl ToArguments,
) -> Result<usize, EncodeError> {
    let layout = Layout::measure(address_len(address.clone())?, arguments)?;
    layout.write(buffer, arguments, |mut slot| {
        for piece in address {
            let Some((start, rest)) = slot.split_at_mut_checked(piece.len()) else { return };
            start.copy_from_slice(piece.as_bytes());
            slot = rest;
        }
    })
}

/// Returns the length of an address that is given in pieces, if it can be one.
fn address_len<'p>(pieces: impl Iterator<Item = &'p str> + Clone) -> Result<usize, EncodeError> {
    let mut bytes = pieces.clone().flat_map(str::bytes);
    if bytes.next() != Some(b'/') || bytes.any(|byte| byte == 0) {
        return Err(EncodeError::InvalidAddress);
    }
    Ok(pieces.fold(0, |len, piece| len.wrapping_add(piece.len())))
}

/// Where the parts of a message go: address, type tags, data.
///
/// Its functions are inlined, so that for values of fixed size all of it is known when compiling.
pub(crate) struct Layout {
    address_len: usize,
    tags_at: usize,
    data_at: usize,
    data_len: usize,
    tags_len: usize,
}

impl Layout {
    /// Measures a message whose address has so many bytes.
    #[inline]
    pub(crate) fn measure(
        address_len: usize,
        arguments: &impl ToArguments,
    ) -> Result<Self, EncodeError> {
        let mut writer = ArgumentWriter::measuring();
        arguments.write_arguments(&mut writer);
        let (tags_len, data_len) = writer.finish()?;
        let tags_at = padded_len(address_len);
        let data_at = tags_at.wrapping_add(padded_len(tags_len.wrapping_add(1)));
        Ok(Self { address_len, tags_at, data_at, data_len, tags_len })
    }

    /// Returns the length of the message in bytes.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.data_at.wrapping_add(self.data_len)
    }

    /// Writes the message and returns its length; `address` writes the address into the bytes for
    /// it, unless it is there already.
    #[inline]
    pub(crate) fn write(
        &self,
        buffer: &mut [u8],
        arguments: &impl ToArguments,
        address: impl FnOnce(&mut [u8]),
    ) -> Result<usize, EncodeError> {
        let needed = self.len();
        let too_small = EncodeError::BufferTooSmall { needed };
        let packet = buffer.get_mut(..needed).ok_or(too_small)?;
        let (head, data) = packet.split_at_mut_checked(self.data_at).ok_or(too_small)?;
        let (head, tags) = head.split_at_mut_checked(self.tags_at).ok_or(too_small)?;
        let (name, padding) = head.split_at_mut_checked(self.address_len).ok_or(too_small)?;
        address(name);
        padding.fill(0);
        tags.fill(0);
        data.fill(0);
        let (comma, tags) = tags.split_first_mut().ok_or(too_small)?;
        *comma = b',';
        let tags = tags.get_mut(..self.tags_len).ok_or(too_small)?;
        let mut writer = ArgumentWriter::writing(tags, data);
        arguments.write_arguments(&mut writer);
        if writer.finish()? == (self.tags_len, self.data_len) {
            Ok(needed)
        } else {
            Err(EncodeError::ArgumentsChanged)
        }
    }
}

/// The length of an OSC-string of `len` bytes with its terminator and padding.
const fn padded_len(len: usize) -> usize {
    len.wrapping_add(4) & !3
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_does_not_fit_leaves_the_buffer_as_it_was() {
        for len in 0..20 {
            let mut buffer = [7; 20];
            let written = encode_message(&mut buffer[..len], "/1/fader", 0.5_f32);
            assert_eq!(written, Err(EncodeError::BufferTooSmall { needed: 20 }));
            assert_eq!(buffer, [7; 20]);
        }
    }

    #[test]
    fn a_bundle_that_does_not_fit_leaves_no_part_of_it() {
        let fill = |bundle: &mut BundleEncoder<'_>| {
            bundle.message("/a", 1)?;
            bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/b", (1, 2)))
        };
        let mut buffer = [7; 72];
        assert_eq!(encode_bundle(&mut buffer, TimeTag::IMMEDIATE, fill).map(<[u8]>::len), Ok(72));
        for len in 0..72 {
            let mut buffer = [7; 72];
            let written = encode_bundle(&mut buffer[..len], TimeTag::IMMEDIATE, fill);
            assert!(matches!(written, Err(EncodeError::BufferTooSmall { .. })));
            assert!(buffer[..len].iter().all(|byte| *byte == 0), "{len}");
        }
    }

    #[test]
    fn an_element_that_fails_leaves_the_bundle_as_it_was() {
        let mut buffer = [0; 64];
        let packet = encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/a", ())?;
            assert_eq!(bundle.message("no slash", ()), Err(EncodeError::InvalidAddress));
            assert_eq!(bundle.message("/b", "a\0b"), Err(EncodeError::NulInString { argument: 0 }));
            bundle.message("/c", ())
        });
        assert_eq!(packet.map(<[u8]>::len), Ok(16 + 12 + 12));
    }
}
