//! Why a frame was skipped.

use core::fmt;

/// A frame that was skipped. The stream goes on behind it unless [`is_fatal`](Self::is_fatal).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The packet is longer than the buffer.
    TooLong,
    /// An escape of SLIP stands for END or for ESC, and this one stands for neither.
    BadEscape,
    /// The size of a packet is a multiple of 4.
    SizeNotMultipleOfFour,
    /// What stands in the place of a size cannot be one. Where the next frame starts is unknown:
    /// nothing comes out of this stream any more.
    BadSize {
        /// The four bytes as a number.
        size: i32,
    },
    /// The stream starts neither as SLIP nor as length prefix does. Taken for noise before SLIP.
    UnknownStart,
}

impl Fault {
    /// Whether the stream cannot be read any further.
    pub const fn is_fatal(self) -> bool {
        matches!(self, Self::BadSize { .. })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the packet is longer than the receiver accepts"),
            Self::BadEscape => f.write_str("a SLIP escape stands for neither END nor ESC"),
            Self::SizeNotMultipleOfFour => {
                f.write_str("the size before the packet is not a multiple of 4")
            }
            Self::BadSize { size } => write!(
                f,
                "{size} stands where the size of a packet belongs; \
                 the peer may speak SLIP (OSC 1.1) or no OSC at all"
            ),
            Self::UnknownStart => {
                f.write_str("the stream starts neither as SLIP nor as length prefix does")
            }
        }
    }
}

impl core::error::Error for Fault {}
