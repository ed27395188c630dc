//! Which errors of a socket pass by themselves, and which stay.
//!
//! An error of receiving ends a server only if receiving makes no sense any more. An error of
//! sending never does: the reply is counted as lost, and its peer may ask again.

use std::io::{self, ErrorKind};

/// What an error of a receive call means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is nothing to receive now.
    Empty,
    /// A signal has come; the call is made again.
    Interrupted,
    /// An earlier datagram of ours could not be delivered (ICMP).
    Undelivered,
    /// The system lacks something for the moment.
    Busy,
    /// The socket cannot receive any more.
    Fatal,
}

/// Sorts the errors of `recvfrom(2)`.
pub(super) fn of_receiving(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Fault::Empty,
        ErrorKind::Interrupted => Fault::Interrupted,
        ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable => Fault::Undelivered,
        ErrorKind::NetworkDown | ErrorKind::OutOfMemory => Fault::Busy,
        _ => match error.raw_os_error() {
            Some(NO_BUFFERS) => Fault::Busy,
            // WSAENETRESET: the time to live of an earlier datagram of ours has expired.
            Some(10_052) if cfg!(windows) => Fault::Undelivered,
            _ => Fault::Fatal,
        },
    }
}

/// Sends one datagram by `call`, again if a signal came, or if the system told instead of an
/// earlier datagram that found nobody.
pub(super) fn send(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<()> {
    let mut result = call();
    for _ in 0..RETRIES {
        match result.as_ref().map_err(io::Error::kind) {
            Err(ErrorKind::Interrupted | ErrorKind::ConnectionRefused) => result = call(),
            _ => break,
        }
    }
    result.map(drop)
}

const RETRIES: usize = 8;

/// ENOBUFS, for which the standard library has no name.
pub(super) const NO_BUFFERS: i32 = if cfg!(windows) {
    10_055
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    105
} else {
    55
};

/// EMSGSIZE, for which the standard library has no name: longer than the system sends.
pub(super) const TOO_LONG: i32 = if cfg!(windows) {
    10_040
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    90
} else {
    40
};

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn errors_of_receiving_are_sorted_as_the_documentation_says() {
        for (kind, fault) in [
            (ErrorKind::WouldBlock, Fault::Empty),
            (ErrorKind::TimedOut, Fault::Empty),
            (ErrorKind::Interrupted, Fault::Interrupted),
            (ErrorKind::ConnectionRefused, Fault::Undelivered),
            (ErrorKind::ConnectionReset, Fault::Undelivered),
            (ErrorKind::HostUnreachable, Fault::Undelivered),
            (ErrorKind::NetworkUnreachable, Fault::Undelivered),
            (ErrorKind::NetworkDown, Fault::Busy),
            (ErrorKind::OutOfMemory, Fault::Busy),
            (ErrorKind::InvalidInput, Fault::Fatal),
            (ErrorKind::NotConnected, Fault::Fatal),
            (ErrorKind::PermissionDenied, Fault::Fatal),
            (ErrorKind::Other, Fault::Fatal),
        ] {
            assert_eq!(of_receiving(&kind.into()), fault, "{kind:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_numbers_of_linux_are_sorted_alike() {
        let fault = |number| of_receiving(&io::Error::from_raw_os_error(number));
        for (name, number, expected) in [
            ("EINTR", 4, Fault::Interrupted),
            ("EBADF", 9, Fault::Fatal),
            ("EAGAIN", 11, Fault::Empty),
            ("ENOMEM", 12, Fault::Busy),
            ("EINVAL", 22, Fault::Fatal),
            ("ENOTSOCK", 88, Fault::Fatal),
            ("ENETDOWN", 100, Fault::Busy),
            ("ENETUNREACH", 101, Fault::Undelivered),
            ("ENOBUFS", 105, Fault::Busy),
            ("ENOTCONN", 107, Fault::Fatal),
            ("ECONNREFUSED", 111, Fault::Undelivered),
            ("EHOSTUNREACH", 113, Fault::Undelivered),
        ] {
            assert_eq!(fault(number), expected, "{name}");
        }
    }

    #[test]
    fn sending_goes_on_after_signals_and_old_news() {
        let mut answers = [
            Err(ErrorKind::Interrupted.into()),
            Err(ErrorKind::ConnectionRefused.into()),
            Ok(4),
            Err(io::Error::other("called too often")),
        ]
        .into_iter();
        send(|| answers.next().unwrap()).unwrap();
        assert_eq!(answers.len(), 1);
    }

    #[test]
    fn sending_ends_with_every_other_error() {
        for kind in [ErrorKind::WouldBlock, ErrorKind::NetworkDown, ErrorKind::HostUnreachable] {
            let mut calls = 0;
            let sent = send(|| {
                calls += 1;
                Err(kind.into())
            });
            assert_eq!((sent.unwrap_err().kind(), calls), (kind, 1));
        }
        let sent = send(|| Err(ErrorKind::Interrupted.into()));
        assert_eq!(sent.unwrap_err().kind(), ErrorKind::Interrupted, "bounded");
    }
}
