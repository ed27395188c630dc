//! Writes packets into a buffer.

/// A message that is known but for its values: the packet with places for them.
#[inline]
pub fn from_template<'b, const LEN: usize>(
    buffer: &'b mut [u8],
    template: &[u8; LEN],
    values: &[(usize, [u8; 4])],
) -> Option<&'b [u8]> {
    let packet = buffer.first_chunk_mut::<LEN>()?;
    *packet = *template;
    for (at, value) in values {
        packet.get_mut(*at..)?.first_chunk_mut().map(|slot| *slot = *value)?;
    }
    Some(packet)
}

/// Puts one part of a message behind another.
pub struct Writer<'b> {
    buffer: &'b mut [u8],
    len: usize,
}

impl<'b> Writer<'b> {
    /// Starts a message.
    #[inline]
    pub fn new(buffer: &'b mut [u8], address: &str, tags: &str) -> Option<Self> {
        let mut writer = Self { buffer, len: 0 };
        writer.string(address)?;
        writer.string(tags)?;
        Some(writer)
    }

    #[inline]
    pub fn word(&mut self, word: [u8; 4]) -> Option<()> {
        *self.buffer.get_mut(self.len..)?.first_chunk_mut()? = word;
        self.len += 4;
        Some(())
    }

    #[inline]
    pub fn string(&mut self, text: &str) -> Option<()> {
        let padded = text.len() / 4 * 4 + 4;
        let slot = self.buffer.get_mut(self.len..)?.get_mut(..padded)?;
        let (start, padding) = slot.split_at_mut_checked(text.len())?;
        start.copy_from_slice(text.as_bytes());
        padding.fill(0);
        self.len += padded;
        Some(())
    }

    #[inline]
    pub fn finish(self) -> Option<&'b [u8]> {
        self.buffer.get(..self.len)
    }
}
