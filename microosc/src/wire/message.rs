//! A message as it stands in the packet: address, type tags, arguments.

use core::fmt::{self, Write};

use super::reader::{Reader, is_number};
use super::{
    AddressHash, Arguments, DecodeError, DecodeErrorKind, MAX_NESTING, TypeTag, TypeTagString,
};

/// A message that borrows from its packet. OSC 1.0, "OSC Messages".
///
/// # Examples
///
/// ```
/// use microosc::{Argument, Packet};
///
/// let bytes = b"/mix\0\0\0\0,is\0\0\0\0\x07hi\0\0";
/// let Ok(Packet::Message(message)) = Packet::decode(bytes) else { panic!("a message") };
/// assert_eq!(message.address(), "/mix");
/// assert_eq!(message.type_tags().to_string(), ",is");
/// assert_eq!(message.arguments().next(), Some(Argument::Int32(7)));
/// assert_eq!(message.to_string(), r#"/mix ,is 7 "hi""#);
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Message<'a> {
    /// UTF-8. As text it would have to be gone over when the message is decoded, though most need
    /// no more of it than to be compared.
    address: &'a [u8],
    hash: AddressHash,
    arguments: Arguments<'a>,
}

impl<'a> Message<'a> {
    /// Checks a whole message, from its address to its last byte.
    #[inline]
    pub(super) fn decode(mut reader: Reader<'a>) -> Result<Self, DecodeError> {
        let mut hash = AddressHash::START;
        let address = read_address(&mut reader, |word| hash = hash.then(word))?;
        let arguments = check_arguments(reader)?;
        Ok(Self { address, hash, arguments })
    }

    /// Checks a whole message as [`decode`](Self::decode) does, and leaves it at that.
    pub(super) fn check(bytes: &[u8], offset: usize, strict: bool) -> Result<(), DecodeError> {
        let mut reader = Reader::checking(bytes, offset, strict);
        read_address(&mut reader, |_| {})?;
        check_arguments(reader).map(drop)
    }

    /// Views a message that has been checked before as an element of a bundle.
    ///
    /// # Errors
    ///
    /// Its type tags hold one that OSC does not define: such a message has passed the check of its
    /// bundle, in which it is to be discarded alone.
    #[inline]
    pub(super) fn view(bytes: &'a [u8], offset: usize) -> Result<Self, DecodeError> {
        let mut reader = Reader::viewing(bytes, offset);
        let mut hash = AddressHash::START;
        let address = read_address(&mut reader, |word| hash = hash.then(word))?;
        let tags_at = reader.offset();
        let (tags, are_numbers) = reader.tags()?;
        let is_known = |tag: &u8| TypeTag::from_byte(*tag).is_some();
        if !are_numbers && !tags.iter().all(is_known) {
            check_each(tags, reader, tags_at)?;
        }
        Ok(Self { address, hash, arguments: Arguments::new(tags, reader.rest()) })
    }

    /// Returns the address, or the address pattern, as the sender wrote it. Starts with `/`.
    pub const fn address(&self) -> &'a str {
        match core::str::from_utf8(self.address) {
            Ok(address) => address,
            // It has been checked.
            Err(_) => "",
        }
    }

    /// Returns the same as bytes, which costs nothing.
    pub(crate) const fn address_bytes(&self) -> &'a [u8] {
        self.address
    }

    /// Returns the hash of the address.
    pub(crate) const fn address_hash(&self) -> AddressHash {
        self.hash
    }

    /// Returns the type tags of the arguments.
    pub const fn type_tags(&self) -> TypeTagString<'a> {
        self.arguments.type_tags()
    }

    /// Iterates over the arguments where they stand.
    pub const fn arguments(&self) -> Arguments<'a> {
        self.arguments
    }
}

/// Reads an address and shows its words.
#[inline]
fn read_address<'a>(
    reader: &mut Reader<'a>,
    show: impl FnMut(u32),
) -> Result<&'a [u8], DecodeError> {
    let at = reader.offset();
    let (address, is_ascii) = reader.string_by_words(show)?;
    if !is_ascii {
        check_text(address, at)?;
    }
    Ok(address)
}

/// Reads type tags and arguments, and checks them.
#[cfg_attr(feature = "std", inline(always))]
fn check_arguments(mut reader: Reader<'_>) -> Result<Arguments<'_>, DecodeError> {
    let tags_at = reader.offset();
    let (tags, are_numbers) = reader.tags()?;
    let data = reader.rest();
    // Nearly all messages are of numbers: nothing to look for where their bytes are as many.
    let is_plain = reader.is_strict()
        && data.len() == tags.len().wrapping_mul(4)
        && (are_numbers || self::are_numbers(tags));
    if !is_plain {
        check_each(tags, reader, tags_at)?;
    }
    Ok(Arguments::new(tags, data))
}

/// Whether all of these tags are `i` or `f`.
fn are_numbers(tags: &[u8]) -> bool {
    let groups = tags.chunks_exact(8);
    groups.remainder().iter().all(is_number)
        && groups.filter_map(|tags| tags.try_into().ok()).all(are_i_or_f)
}

/// Whether all of these tags are `i` or `f`, which differ in four bits: in each tag's place stands
/// what it differs by from `f`, nothing or all of them.
const fn are_i_or_f(tags: [u8; 8]) -> bool {
    const BITS: u64 = 0x0F;
    let differing = u64::from_ne_bytes(tags) ^ u64::from_ne_bytes([b'f'; 8]);
    differing == (differing & 0x0101_0101_0101_0101).wrapping_mul(BITS)
}

/// Checks the arguments one by one, which are what the reader reads next.
fn check_each(tags: &[u8], mut reader: Reader<'_>, tags_at: usize) -> Result<(), DecodeError> {
    let tag_error =
        |kind, index: usize| DecodeError::new(kind, tags_at.wrapping_add(1).wrapping_add(index));
    let mut depth = 0_usize;
    for (index, byte) in tags.iter().enumerate() {
        match TypeTag::from_byte(*byte) {
            None => return Err(tag_error(DecodeErrorKind::UnknownTypeTag, index)),
            Some(TypeTag::ArrayStart) if depth == MAX_NESTING => {
                return Err(tag_error(DecodeErrorKind::NestedTooDeep, index));
            }
            Some(TypeTag::ArrayStart) => depth = depth.wrapping_add(1),
            Some(TypeTag::ArrayEnd) if depth == 0 => {
                return Err(tag_error(DecodeErrorKind::ArrayUnbalanced, index));
            }
            Some(TypeTag::ArrayEnd) => depth = depth.wrapping_sub(1),
            Some(tag) => reader.skip(tag)?,
        }
    }
    if depth != 0 {
        return Err(tag_error(DecodeErrorKind::ArrayUnbalanced, tags.len()));
    }
    if reader.is_strict() && !reader.rest().is_empty() {
        return Err(reader.error(DecodeErrorKind::TrailingBytes));
    }
    Ok(())
}

/// Checks that an address at this offset is UTF-8.
#[cold]
fn check_text(address: &[u8], offset: usize) -> Result<(), DecodeError> {
    core::str::from_utf8(address).map(drop).map_err(|error| {
        let at = offset.wrapping_add(error.valid_up_to());
        DecodeError::new(DecodeErrorKind::AddressNotUtf8, at)
    })
}

/// Shows address, type tags and arguments, with a space between; what could upset a terminal is
/// escaped.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.address().chars() {
            match character {
                '\'' | '"' | '\\' => f.write_char(character)?,
                _ => write!(f, "{}", character.escape_debug())?,
            }
        }
        write!(f, " {}", self.type_tags())?;
        self.arguments().try_for_each(|argument| write!(f, " {argument}"))
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("address", &self.address())
            .field("type_tags", &self.type_tags())
            .field("arguments", &self.arguments)
            .finish()
    }
}
