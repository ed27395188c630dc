//! Writing one message. It is measured before its first byte is written, so that a buffer that is too
//! small is left as it was.

use core::mem;

use super::string::{padded_len, write_string};
use super::{ArgumentWriter, EncodeError, ToArguments};

/// Returns the length of a message with so many bytes of address, type tags, and bytes of arguments.
#[inline]
pub(crate) const fn message_len(address: usize, tags: usize, data: usize) -> usize {
    padded_len(address).wrapping_add(padded_len(tags.wrapping_add(1))).wrapping_add(data)
}

/// Writes a message and returns its length in bytes.
pub(crate) fn encode_message_to(
    buffer: &mut [u8],
    address: &str,
    arguments: &impl ToArguments,
) -> Result<usize, EncodeError> {
    let layout = Layout::measure(address.len(), arguments)?;
    layout.write(buffer, arguments, |slot| write_address(slot, address))
}

/// Shows the pieces of an address, one after another.
pub(crate) type Pieces<'p> = &'p dyn Fn(&mut dyn FnMut(&str));

/// Does the same for an address that is given in pieces.
pub(crate) fn encode_message_to_pieces(
    buffer: &mut [u8],
    address: Pieces<'_>,
    arguments: &impl ToArguments,
) -> Result<usize, EncodeError> {
    let mut len = 0_usize;
    address(&mut |piece| len = len.wrapping_add(piece.len()));
    let layout = Layout::measure(len, arguments)?;
    layout.write(buffer, arguments, |slot| write_pieces(slot, len, address))
}

/// Writes an address of so many bytes to a slot of its padded length; returns whether it is one.
fn write_pieces(slot: &mut [u8], len: usize, address: Pieces<'_>) -> bool {
    slot.fill(0);
    let mut rest = &mut *slot;
    address(&mut |piece| {
        if let Some((start, after)) = mem::take(&mut rest).split_at_mut_checked(piece.len()) {
            start.copy_from_slice(piece.as_bytes());
            rest = after;
        }
    });
    slot.get(..len).is_some_and(|address| address.starts_with(b"/") && !address.contains(&0))
}

/// Writes an address to a slot of its padded length; returns whether it is one.
pub(super) fn write_address(slot: &mut [u8], address: &str) -> bool {
    address.starts_with('/') && write_string(slot, address.as_bytes())
}

/// Where the parts of a message go: address, type tags, data.
///
/// Its functions are inlined, so that for values of fixed size all of it is known when compiling.
pub(crate) struct Layout {
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
        let data_at = message_len(address_len, tags_len, 0);
        Ok(Self { tags_at, data_at, data_len, tags_len })
    }

    /// Returns the length of the message in bytes.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.data_at.wrapping_add(self.data_len)
    }

    /// Writes the message and returns its length; `address` writes the OSC-string into the bytes for
    /// it, and returns whether it is an address.
    ///
    /// A buffer that is too small is left as it was; after any other error it holds zeros.
    #[inline]
    pub(crate) fn write(
        &self,
        buffer: &mut [u8],
        arguments: &impl ToArguments,
        address: impl FnOnce(&mut [u8]) -> bool,
    ) -> Result<usize, EncodeError> {
        let needed = self.len();
        let too_small = EncodeError::BufferTooSmall { needed };
        let packet = buffer.get_mut(..needed).ok_or(too_small)?;
        let written = self.fill(packet, arguments, address);
        if written.is_err() {
            packet.fill(0);
        }
        written.map(|()| needed)
    }

    #[inline]
    fn fill(
        &self,
        packet: &mut [u8],
        arguments: &impl ToArguments,
        address: impl FnOnce(&mut [u8]) -> bool,
    ) -> Result<(), EncodeError> {
        let changed = EncodeError::ArgumentsChanged;
        let (head, data) = packet.split_at_mut_checked(self.data_at).ok_or(changed)?;
        let (head, tags) = head.split_at_mut_checked(self.tags_at).ok_or(changed)?;
        if !address(head) {
            return Err(EncodeError::InvalidAddress);
        }
        tags.fill(0);
        let (comma, tags) = tags.split_first_mut().ok_or(changed)?;
        *comma = b',';
        let tags = tags.get_mut(..self.tags_len).ok_or(changed)?;
        let mut writer = ArgumentWriter::writing(tags, data);
        arguments.write_arguments(&mut writer);
        if writer.finish()? == (self.tags_len, self.data_len) { Ok(()) } else { Err(changed) }
    }
}
