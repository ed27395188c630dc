//! A bundle as it stands in the packet: a time tag, and elements that are packets themselves.

use core::fmt;
use core::iter::FusedIterator;

use super::reader::Reader;
use super::{DecodeError, DecodeErrorKind, MAX_NESTING, Message, Packet, TimeTag};

/// `#bundle`, terminated, then a time tag.
const HEADER_LEN: usize = 16;
const MARKER: &[u8; 8] = b"#bundle\0";

/// A bundle that borrows from its packet. OSC 1.0, "OSC Bundles".
///
/// # Examples
///
/// ```
/// use microosc::{Packet, TimeTag};
///
/// let bytes = b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x08/go\0,\0\0\0";
/// let Ok(Packet::Bundle(bundle)) = Packet::decode(bytes) else { panic!("a bundle") };
/// assert_eq!(bundle.time_tag(), TimeTag::IMMEDIATE);
/// for element in bundle.elements() {
///     let Ok(Packet::Message(message)) = element else { panic!("a message") };
///     assert_eq!(message.address(), "/go");
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Bundle<'a> {
    time_tag: TimeTag,
    bytes: &'a [u8],
}

impl<'a> Bundle<'a> {
    /// Checks a whole bundle with all that is nested in it; no recursion, whatever the nesting.
    pub(super) fn decode(bytes: &'a [u8], strict: bool) -> Result<Self, DecodeError> {
        let bundle = Self::view(bytes, 0)?;
        let mut outer = Nesting::new();
        let mut elements = bundle.raw_elements(0, strict);
        loop {
            let Some(element) = elements.next_raw()? else {
                match outer.pop() {
                    Some(enclosing) => elements = enclosing,
                    None => return Ok(bundle),
                }
                continue;
            };
            match element.bytes.first() {
                Some(b'/') => match Message::check(element.bytes, element.offset, strict) {
                    Err(error) if error.kind() != DecodeErrorKind::UnknownTypeTag => {
                        return Err(error);
                    }
                    _ => {}
                },
                Some(b'#') => {
                    let inner = Self::view(element.bytes, element.offset)?;
                    if outer.push(elements).is_err() {
                        let kind = DecodeErrorKind::NestedTooDeep;
                        return Err(DecodeError::new(kind, element.offset));
                    }
                    elements = inner.raw_elements(element.offset, strict);
                }
                _ => return Err(DecodeError::new(DecodeErrorKind::BadFirstByte, element.offset)),
            }
        }
    }

    /// Reads the header of a bundle; its elements have been, or are about to be, checked.
    fn view(bytes: &'a [u8], offset: usize) -> Result<Self, DecodeError> {
        let Some((marker, rest)) = bytes.split_first_chunk::<8>() else {
            return Err(DecodeError::new(DecodeErrorKind::BadBundleHeader, offset));
        };
        if marker != MARKER {
            return Err(DecodeError::new(DecodeErrorKind::BadBundleHeader, offset));
        }
        let Some((time_tag, _)) = rest.split_first_chunk::<8>() else {
            let at = offset.wrapping_add(MARKER.len());
            return Err(DecodeError::new(DecodeErrorKind::BundleTruncated, at));
        };
        Ok(Self { time_tag: TimeTag::from_bits(u64::from_be_bytes(*time_tag)), bytes })
    }

    fn raw_elements(&self, offset: usize, strict: bool) -> Elements<'a> {
        let elements = self.bytes.get(HEADER_LEN..).unwrap_or_default();
        let offset = offset.wrapping_add(HEADER_LEN);
        Elements { reader: Reader::checking(elements, offset, strict) }
    }

    /// Returns when the bundle is to take effect.
    pub const fn time_tag(&self) -> TimeTag {
        self.time_tag
    }

    /// Iterates over the elements, in order, without going into nested bundles.
    pub fn elements(&self) -> Elements<'a> {
        self.raw_elements(0, false)
    }

    /// Whether it has no elements.
    pub(crate) fn is_empty(&self) -> bool {
        !matches!(self.elements().next_raw(), Ok(Some(_)))
    }

    /// Returns the bundle's bytes, a packet of its own.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl fmt::Debug for Bundle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("time_tag", &self.time_tag)
            .field("elements", &self.elements())
            .finish()
    }
}

/// The elements of a bundle, in order.
///
/// An element is an error only if it is a message whose type tag string holds a tag that OSC does
/// not define: OSC 1.0 asks to discard that message, and its neighbours are fine. The error's
/// offset counts from the start of the bundle.
#[derive(Clone, Copy)]
pub struct Elements<'a> {
    reader: Reader<'a>,
}

struct RawElement<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Elements<'a> {
    /// Splits off the next element, checking its size only.
    #[inline]
    fn next_raw(&mut self) -> Result<Option<RawElement<'a>>, DecodeError> {
        let start = self.reader;
        let size = match self.reader.size() {
            Ok(0) => return Err(start.error(DecodeErrorKind::ElementEmpty)),
            Ok(size) => usize::try_from(size)
                .map_err(|_| start.error(DecodeErrorKind::ElementSizeNegative))?,
            // Fewer bytes than a size: none, or surplus, where that is let pass.
            Err(_) if start.rest().is_empty() || !start.is_strict() => return Ok(None),
            Err(_) => return Err(start.error(DecodeErrorKind::ElementSizeTooLarge)),
        };
        if size % 4 != 0 {
            return Err(start.error(DecodeErrorKind::ElementSizeNotMultipleOfFour));
        }
        let offset = self.reader.offset();
        match self.reader.take(size) {
            Some(bytes) => Ok(Some(RawElement { bytes, offset })),
            None => Err(start.error(DecodeErrorKind::ElementSizeTooLarge)),
        }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Packet<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        // The sizes were checked with the bundle.
        let element = self.next_raw().ok().flatten()?;
        Some(match element.bytes.first() {
            Some(b'#') => Bundle::view(element.bytes, element.offset).map(Packet::Bundle),
            _ => Message::view(element.bytes, element.offset).map(Packet::Message),
        })
    }
}

impl FusedIterator for Elements<'_> {}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(*self).finish()
    }
}

/// The bundles that enclose the one being walked: a stack that replaces recursion.
#[derive(Debug)]
pub(crate) struct Nesting<T> {
    /// Made for the first of them, since most bundles hold none.
    enclosing: Option<[Option<T>; MAX_NESTING - 1]>,
    depth: usize,
}

impl<T> Nesting<T> {
    pub(crate) const fn new() -> Self {
        Self { enclosing: None, depth: 0 }
    }

    /// # Errors
    ///
    /// [`MAX_NESTING`] is reached; `level` comes back.
    pub(crate) fn push(&mut self, level: T) -> Result<(), T> {
        let enclosing = self.enclosing.get_or_insert([const { None }; MAX_NESTING - 1]);
        match enclosing.get_mut(self.depth) {
            Some(slot) => {
                *slot = Some(level);
                self.depth = self.depth.wrapping_add(1);
                Ok(())
            }
            None => Err(level),
        }
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        self.depth = self.depth.checked_sub(1)?;
        self.enclosing.as_mut()?.get_mut(self.depth)?.take()
    }
}
