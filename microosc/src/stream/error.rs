//! What can go wrong on a stream, said so that the reader knows what to do next.

use super::Fault;
use crate::wire::EncodeError;
use core::error::Error;
use core::fmt;
use std::io;

/// A packet could not be sent.
#[non_exhaustive]
pub enum SendError {
    /// The message or bundle could not be written.
    Encode(EncodeError),
    /// The packet is longer than the limit that the connection was made with.
    TooLong {
        /// The length of the packet in bytes.
        length: usize,
        /// How long a packet may be.
        limit: usize,
    },
    /// The peer did not take the packet in time.
    TimedOut(io::Error),
    /// The stream refused the packet, mostly because the peer has closed it.
    Write(io::Error),
    /// An earlier packet was sent in part, so that the peer would take this one for the rest of it.
    Broken,
}

impl SendError {
    /// Sorts the errors of writing.
    pub(super) fn write(source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::TimedOut(source),
            _ => Self::Write(source),
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::TooLong { length, limit } => write!(
                f,
                "a packet of {length} bytes is longer than the limit of {limit}; \
                 send it in parts, or set a higher limit"
            ),
            Self::TimedOut(_) => f.write_str(
                "the peer does not take what is sent to it; check that it still runs and receives",
            ),
            Self::Write(source) => write!(f, "the stream takes no more packets: {source}"),
            Self::Broken => f.write_str(
                "an earlier packet was sent in part, so the peer cannot tell where this one \
                 starts; connect anew",
            ),
        }
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => Some(error),
            Self::TimedOut(source) | Self::Write(source) => Some(source),
            Self::TooLong { .. } | Self::Broken => None,
        }
    }
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

/// No packet can be received any more.
#[non_exhaustive]
pub enum ReceiveError {
    /// The peer has closed the stream.
    Closed,
    /// What the peer sends cannot be told apart into packets.
    Unreadable(Fault),
    /// The stream failed.
    Read(io::Error),
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str(
                "the peer has closed the stream; if it did so after the first packet, \
                 it may speak the other framing",
            ),
            Self::Unreadable(fault) => fault.fmt(f),
            Self::Read(source) => write!(f, "the stream brings no more packets: {source}"),
        }
    }
}

impl Error for ReceiveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Closed => None,
            Self::Unreadable(fault) => Some(fault),
            Self::Read(source) => Some(source),
        }
    }
}

// `main` prints a returned error by its `Debug`: the text, not the fields.

impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
