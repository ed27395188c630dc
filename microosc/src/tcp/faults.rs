//! Which errors of accepting a connection pass by themselves, and which stay.

use std::io::{self, ErrorKind};

/// What an error of an accept call means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no connection to accept now.
    Empty,
    /// A signal has come; the call is made again.
    Interrupted,
    /// That connection is gone; there may be another.
    Gone,
    /// The system lacks something for the moment, or tells of something unknown.
    Busy,
    /// The socket cannot accept any more.
    Fatal,
}

/// Sorts the errors of `accept(2)`. Systems tell by them of much that concerns the one connection,
/// the network or other programs, so a server ends only where the socket is known to be of no use.
pub(super) fn of_accepting(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::WouldBlock => Fault::Empty,
        ErrorKind::Interrupted => Fault::Interrupted,
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => Fault::Gone,
        ErrorKind::InvalidInput | ErrorKind::NotConnected => Fault::Fatal,
        _ if error.raw_os_error().is_some_and(|number| NO_SOCKET.contains(&number)) => Fault::Fatal,
        _ => Fault::Busy,
    }
}

/// EBADF and ENOTSOCK, for which the standard library has no name.
const NO_SOCKET: [i32; 2] = if cfg!(windows) {
    [10_009, 10_038]
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    [9, 88]
} else {
    [9, 38]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn errors_of_accepting_are_sorted_as_the_documentation_says() {
        for (name, number, expected) in [
            ("EPERM", 1, Fault::Busy),
            ("EINTR", 4, Fault::Interrupted),
            ("EBADF", 9, Fault::Fatal),
            ("EAGAIN", 11, Fault::Empty),
            ("ENOMEM", 12, Fault::Busy),
            ("EINVAL", 22, Fault::Fatal),
            ("ENFILE", 23, Fault::Busy),
            ("EMFILE", 24, Fault::Busy),
            ("EPROTO", 71, Fault::Busy),
            ("ENOTSOCK", 88, Fault::Fatal),
            ("EOPNOTSUPP", 95, Fault::Busy),
            ("ENETDOWN", 100, Fault::Busy),
            ("ECONNABORTED", 103, Fault::Gone),
            ("ENOBUFS", 105, Fault::Busy),
        ] {
            assert_eq!(of_accepting(&io::Error::from_raw_os_error(number)), expected, "{name}");
        }
    }
}
