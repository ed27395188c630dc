//! The two framings: how a packet is written, and how they are told apart.

use core::fmt;

use super::MAX_SKIP;

/// The special bytes of SLIP (RFC 1055).
pub(super) mod slip {
    /// Ends a frame; OSC 1.1 has it start one as well.
    pub(in super::super) const END: u8 = 0xC0;
    /// Starts an escape, which stands for a data byte that is END or ESC.
    pub(in super::super) const ESC: u8 = 0xDB;
    pub(in super::super) const ESC_END: u8 = 0xDC;
    pub(in super::super) const ESC_ESC: u8 = 0xDD;
}

/// How packets are told apart in a stream of bytes.
///
/// See [the module](super) for who speaks which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Framing {
    /// SLIP with an END before and after each packet, as OSC 1.1 asks. A receiver finds the next
    /// packet again after damage, so it is the one for serial lines.
    Slip,
    /// The size of each packet before it, as a 32-bit big-endian number: OSC 1.0.
    LengthPrefix,
}

/// What the first bytes of a stream say about its framing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detection {
    /// The stream starts as one in this framing does.
    Framing(Framing),
    /// The bytes so far do not tell; five always do.
    NeedMore,
    /// The stream starts with something else: noise on a line, or another protocol.
    Neither,
}

impl Framing {
    /// Tells the framing of a stream by its first bytes.
    ///
    /// A stream of OSC packets starts with END, `/` or `#b` if it is SLIP (some senders write no
    /// END at the start), and with a zero if it is length prefix, since no size is that large. A
    /// serial line may start with a zero that is noise, so a size must make sense as one (a
    /// multiple of 4, at most [`MAX_SKIP`]) and be followed by what starts a packet.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::stream::{Detection, Framing};
    ///
    /// assert_eq!(Framing::detect(b"\xc0"), Detection::Framing(Framing::Slip));
    /// assert_eq!(Framing::detect(b"#b"), Detection::Framing(Framing::Slip));
    /// assert_eq!(Framing::detect(b"\0\0\0\x08"), Detection::NeedMore);
    /// assert_eq!(Framing::detect(b"\0\0\0\x08/"), Detection::Framing(Framing::LengthPrefix));
    /// assert_eq!(Framing::detect(b"GET / HTTP/1.1"), Detection::Neither);
    /// ```
    pub fn detect(start: &[u8]) -> Detection {
        match start {
            [slip::END | b'/', ..] | [b'#', b'b', ..] => Detection::Framing(Self::Slip),
            [] | [b'#'] | [0] | [0, _] | [0, _, _] | [0, _, _, _] => Detection::NeedMore,
            [0, b, c, d, b'/' | b'#', ..] if is_first_size([0, *b, *c, *d]) => {
                Detection::Framing(Self::LengthPrefix)
            }
            _ => Detection::Neither,
        }
    }

    /// Returns how long the frame of this packet is.
    pub fn framed_len(self, packet: &[u8]) -> usize {
        let escapes = || packet.iter().filter(|byte| escape(**byte).is_some()).count();
        match self {
            Self::Slip => packet.len().saturating_add(escapes()).saturating_add(2),
            Self::LengthPrefix => packet.len().saturating_add(4),
        }
    }

    /// Returns how long the frame of a packet of `len` bytes is at most: the size of a buffer that
    /// holds the frame whatever the packet's bytes are.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::stream::Framing;
    ///
    /// const BUFFER: usize = Framing::Slip.max_framed_len(256);
    /// assert_eq!(BUFFER, 514);
    /// ```
    pub const fn max_framed_len(self, len: usize) -> usize {
        match self {
            Self::Slip => len.saturating_mul(2).saturating_add(2),
            Self::LengthPrefix => len.saturating_add(4),
        }
    }

    /// Iterates over the bytes of a packet's frame, for a UART that takes them one by one.
    ///
    /// # Errors
    ///
    /// The packet is longer than a size can say.
    ///
    /// # Examples
    ///
    /// ```
    /// use microosc::stream::Framing;
    ///
    /// assert!(Framing::Slip.bytes(b"\xc0\0")?.eq(*b"\xc0\xdb\xdc\0\xc0"));
    /// assert!(Framing::LengthPrefix.bytes(b"/a\0\0")?.eq(*b"\0\0\0\x04/a\0\0"));
    /// # Ok::<(), microosc::stream::FrameError>(())
    /// ```
    pub fn bytes(self, packet: &[u8]) -> Result<impl Iterator<Item = u8> + Clone, FrameError> {
        let size = size(packet)?;
        let is_slip = self == Self::Slip;
        let size = (!is_slip).then_some(size).into_iter().flatten();
        let end = is_slip.then_some(slip::END);
        let body = packet.iter().flat_map(move |byte| match escape(*byte) {
            Some([esc, code]) if is_slip => core::iter::once(esc).chain(Some(code)),
            _ => core::iter::once(*byte).chain(None),
        });
        Ok(end.into_iter().chain(size).chain(body).chain(end))
    }

    /// Hands out the frame in pieces, of which each is as long as it can be.
    fn write(self, size: [u8; 4], packet: &[u8], mut put: impl FnMut(&[u8])) {
        if self == Self::LengthPrefix {
            put(&size);
            return put(packet);
        }
        put(&[slip::END]);
        for run in packet.split_inclusive(|byte| escape(*byte).is_some()) {
            let Some((last, before)) = run.split_last() else { continue };
            match escape(*last) {
                Some(escaped) => {
                    put(before);
                    put(&escaped);
                }
                None => put(run),
            }
        }
        put(&[slip::END]);
    }
}

/// Returns what stands for a byte that has a meaning of its own in SLIP.
const fn escape(byte: u8) -> Option<[u8; 2]> {
    match byte {
        slip::END => Some([slip::ESC, slip::ESC_END]),
        slip::ESC => Some([slip::ESC, slip::ESC_ESC]),
        _ => None,
    }
}

/// Whether a stream of OSC packets may start with this size.
fn is_first_size(size: [u8; 4]) -> bool {
    let size = u32::from_be_bytes(size);
    size != 0 && size & 3 == 0 && usize::try_from(size).is_ok_and(|size| size <= MAX_SKIP)
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Slip => "SLIP (OSC 1.1)",
            Self::LengthPrefix => "length prefix (OSC 1.0)",
        })
    }
}

/// Writes the frame of a packet to the start of `buffer` and returns its bytes.
///
/// The packet is not looked at; anything can be framed. [`Framing::max_framed_len`] tells how
/// large a buffer needs to be.
///
/// # Errors
///
/// The buffer is too small; it is unchanged then. Or the packet is longer than a size can say.
///
/// # Examples
///
/// ```
/// use microosc::encode_message;
/// use microosc::stream::{FrameError, Framing, frame};
///
/// let mut packet = [0; 64];
/// let packet = encode_message(&mut packet, "/eos/ping", ())?;
///
/// let mut buffer = [0; 128];
/// let bytes = frame(&mut buffer, Framing::LengthPrefix, packet)?;
/// assert_eq!(bytes, b"\0\0\0\x10/eos/ping\0\0\0,\0\0\0");
///
/// let error = frame(&mut [0; 8], Framing::Slip, packet).unwrap_err();
/// assert_eq!(error, FrameError::BufferTooSmall { needed: 18 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn frame<'b>(
    buffer: &'b mut [u8],
    framing: Framing,
    packet: &[u8],
) -> Result<&'b [u8], FrameError> {
    let size = size(packet)?;
    let needed = framing.framed_len(packet);
    let frame = buffer.get_mut(..needed).ok_or(FrameError::BufferTooSmall { needed })?;
    let mut rest = &mut *frame;
    framing.write(size, packet, |bytes| {
        let (slot, after) =
            core::mem::take(&mut rest).split_at_mut_checked(bytes.len()).unwrap_or_default();
        // Both are as long: the frame has been measured.
        slot.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        rest = after;
    });
    Ok(frame)
}

/// Returns the frame of a packet.
///
/// # Errors
///
/// The packet is longer than a size can say.
#[cfg(feature = "std")]
pub fn frame_to_vec(framing: Framing, packet: &[u8]) -> Result<std::vec::Vec<u8>, FrameError> {
    let size = size(packet)?;
    let mut frame = std::vec::Vec::with_capacity(framing.framed_len(packet));
    framing.write(size, packet, |bytes| frame.extend_from_slice(bytes));
    Ok(frame)
}

/// Returns the size of a packet as it stands before it.
fn size(packet: &[u8]) -> Result<[u8; 4], FrameError> {
    match i32::try_from(packet.len()) {
        Ok(size) => Ok(size.to_be_bytes()),
        Err(_) => Err(FrameError::PacketTooLong),
    }
}

/// Why a packet could not be framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The buffer cannot hold the frame.
    BufferTooSmall {
        /// How long the frame is.
        needed: usize,
    },
    /// A packet has at most 2147483647 bytes, since its size is a 32-bit signed number.
    PacketTooLong,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the buffer is too small: the frame has {needed} bytes")
            }
            Self::PacketTooLong => f.write_str("a packet has at most 2147483647 bytes"),
        }
    }
}

impl core::error::Error for FrameError {}
