//! Writing packets into the caller's buffer.
//!
//! Nothing here panics; only the `_to_vec` forms allocate.

use core::fmt;

#[cfg(feature = "std")]
use super::layout::write_address;
use super::layout::{Layout, encode_message_to};
use super::{MAX_NESTING, TimeTag, ToArguments};

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
    /// Bundles nest in bundles, or arrays in arrays, deeper than [`MAX_NESTING`], and so deeper than
    /// [`Packet::decode`](super::Packet::decode) takes.
    NestedTooDeep,
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
            Self::NestedTooDeep => {
                write!(
                    f,
                    "bundles and arrays nest at most {MAX_NESTING} deep: send the inner ones by themselves"
                )
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
/// The address may be an address pattern. It may also hold what OSC 1.0 does not allow in the names
/// of methods, spaces and characters beyond ASCII, for there are peers that have such names (Max,
/// Millumin); [`Address::new`](crate::Address::new) tells whether it is one that any peer takes.
///
/// # Errors
///
/// The buffer is too small (it is unchanged then), or the address or a string cannot be an
/// OSC-string, or arrays are nested too deep (the place of the message holds zeros then).
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
    let len = encode_message_to(buffer, address, &arguments)?;
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
    let (filled, len) = match BundleEncoder::new(Some(&mut *buffer), time_tag, 0) {
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
    let layout = Layout::measure(address.len(), &arguments)?;
    let mut packet = std::vec![0; layout.len()];
    layout.write(&mut packet, &arguments, |slot| write_address(slot, address))?;
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
    let mut measured = BundleEncoder::new(None, time_tag, 0)?;
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
    /// In how many bundles it is.
    depth: usize,
}

impl<'b> BundleEncoder<'b> {
    fn new(
        buffer: Option<&'b mut [u8]>,
        time_tag: TimeTag,
        depth: usize,
    ) -> Result<Self, EncodeError> {
        let mut bundle = Self { buffer, len: 0, depth };
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
        self.element(|buffer| match buffer {
            Some(buffer) => encode_message_to(buffer, address, &arguments),
            None => Ok(Layout::measure(address.len(), &arguments)?.len()),
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
        let depth = self.depth.wrapping_add(1);
        if depth == MAX_NESTING {
            return Err(EncodeError::NestedTooDeep);
        }
        self.element(|buffer| {
            let mut bundle = BundleEncoder::new(buffer, time_tag, depth)?;
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

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "tests may panic")]
mod tests {
    use core::cell::Cell;

    use super::super::{ArgumentWriter, Group, Packet, Text};
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

    #[test]
    fn a_nul_in_a_string_is_an_error_wherever_it_stands_and_leaves_zeros() {
        for len in 0..20 {
            for at in 0..len {
                let mut text = [b'a'; 20];
                text[at] = 0;
                let text = core::str::from_utf8(&text[..len]).unwrap_or_default();
                let mut buffer = [7; 64];
                let error = Err(EncodeError::NulInString { argument: 1 });
                assert_eq!(encode_message(&mut buffer, "/a", (1, text)), error, "{text:?}");
                assert_eq!(encode_message(&mut buffer, "/a", (1, Text::from(text))), error);
                let end = buffer.iter().rposition(|byte| *byte == 0).unwrap_or_default();
                assert!(buffer[..end].iter().all(|byte| *byte == 0), "{text:?}: {buffer:?}");
                let address = std::format!("/{text}");
                assert_eq!(
                    encode_message(&mut buffer, &address, ()),
                    Err(EncodeError::InvalidAddress)
                );
            }
        }
    }

    #[test]
    fn what_is_encoded_nests_no_deeper_than_what_is_decoded() {
        fn bundles(bundle: &mut BundleEncoder<'_>, inner: usize) -> Result<(), EncodeError> {
            match inner {
                0 => bundle.message("/a", ()),
                _ => bundle.bundle(TimeTag::IMMEDIATE, |bundle| bundles(bundle, inner - 1)),
            }
        }
        let mut buffer = [0; 512];
        for inner in 0..12 {
            let packet = encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |b| bundles(b, inner));
            match packet {
                Ok(packet) => assert!(inner < MAX_NESTING && Packet::decode(packet).is_ok()),
                Err(error) => assert!(inner >= MAX_NESTING && error == EncodeError::NestedTooDeep),
            }
        }
        let inner = Group(Group(Group(Group(Group(Group(Group((1, Group("a")))))))));
        assert!(encode_message(&mut buffer, "/a", inner).is_ok_and(|p| Packet::decode(p).is_ok()));
        assert_eq!(
            encode_message(&mut buffer, "/a", Group(inner)),
            Err(EncodeError::NestedTooDeep)
        );
    }

    #[test]
    fn arguments_that_change_are_an_error() {
        struct Changing(Cell<usize>, [usize; 2]);
        impl ToArguments for Changing {
            fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
                let count = self.1[self.0.replace(1)];
                (0..count).for_each(|_| 1_i32.write_arguments(writer));
            }
        }
        for (measured, written) in [(0, 1), (1, 0), (3, 4), (4, 3), (0, 9)] {
            let mut buffer = [0; 64];
            let changing = Changing(Cell::new(0), [measured, written]);
            let packet = encode_message(&mut buffer, "/a", changing);
            assert_eq!(packet, Err(EncodeError::ArgumentsChanged), "{measured} {written}");
        }
    }
}
