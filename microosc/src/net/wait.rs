//! How long a socket waits in a receive call.

use core::time::Duration;
use socket2::SockRef;
use std::io;

/// What a socket was told last; each change is a system call, so only changes are made.
#[derive(Debug, Default)]
pub(crate) struct Wait(Option<Duration>);

impl Wait {
    /// Makes the socket wait so long; zero makes it look only for what is there, in sending as in
    /// receiving.
    pub(crate) fn set(&mut self, socket: &SockRef<'_>, wait: Duration) -> io::Result<()> {
        if self.0 == Some(wait) {
            return Ok(());
        }
        if wait.is_zero() {
            socket.set_nonblocking(true)?;
        } else {
            if self.0 == Some(Duration::ZERO) {
                socket.set_nonblocking(false)?;
            }
            socket.set_read_timeout(Some(wait))?;
        }
        self.0 = Some(wait);
        Ok(())
    }

    /// Whether the socket does not wait at all.
    pub(crate) fn is_zero(&self) -> bool {
        self.0 == Some(Duration::ZERO)
    }
}
