//! Waits for sockets, for what is due and for being stopped, all at once.
//!
//! A signal that comes meanwhile ends nothing: the wait is over early, and the server's loop waits
//! again.

use super::stop::{StopHandle, Stopped};
use core::fmt;
use core::time::Duration;
use mio::event::Source;
use mio::{Events, Interest, Poll, Token, Waker};
use std::io::{self, ErrorKind};
use std::sync::Arc;

/// `Server::poll` returns soon after so many packets even if more keep coming.
pub const POLL_LIMIT: usize = 1024;
/// `Server::poll` returns soon after so long even if more packets keep coming.
pub const POLL_TIME: Duration = Duration::from_millis(10);

/// Systems count the time of waiting for sockets in ticks. The rest of the way to a bundle's time
/// is gone in naps, which are exact to a fraction of a millisecond.
const TICK: Duration = Duration::from_millis(if cfg!(windows) { 16 } else { 1 });
pub(crate) const NAP: Duration = Duration::from_millis(1);

/// How many sockets are told about in one look; the others are in the next.
const EVENTS: usize = 256;

/// The token of what wakes the server; sockets have smaller numbers.
const WAKE: Token = Token(usize::MAX);

pub(crate) struct Waiting {
    poll: Poll,
    events: Events,
    waker: Arc<Waker>,
    stopped: Stopped,
}

impl Waiting {
    pub(crate) fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let events = Events::with_capacity(EVENTS);
        Ok(Self { poll, events, waker, stopped: Stopped::default() })
    }

    /// Looks after a socket, too, until it is dropped. What is told is a change: a socket is to be
    /// used until it has nothing more before it is waited for.
    pub(crate) fn add(
        &self,
        socket: &mut impl Source,
        number: usize,
        interest: Interest,
    ) -> io::Result<()> {
        self.poll.registry().register(socket, Token(number), interest)
    }

    /// Tells which sockets have become ready; without any, waits so long for one, or for ever.
    pub(crate) fn look(
        &mut self,
        wait: Option<Duration>,
        mut ready: impl FnMut(usize),
    ) -> io::Result<()> {
        match self.poll.poll(&mut self.events, wait) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            result => result?,
        }
        let sockets = self.events.iter().filter(|event| event.token() != WAKE);
        sockets.for_each(|event| ready(event.token().0));
        Ok(())
    }

    /// Does the same until something is due in so long, or nearly so: to be called in a loop, which
    /// finds out when it is.
    pub(crate) fn look_until(
        &mut self,
        due: Option<Duration>,
        mut ready: impl FnMut(usize),
    ) -> io::Result<()> {
        let Some(left) = due else { return self.look(None, ready) };
        // Whole milliseconds, since parts of one would be rounded up.
        let ticks = u64::try_from(left.saturating_sub(TICK).as_millis()).unwrap_or(u64::MAX);
        let mut is_any = false;
        self.look(Some(Duration::from_millis(ticks)), |number| {
            is_any = true;
            ready(number);
        })?;
        // Not even for no time, which would let other programs run first.
        if ticks == 0 && !is_any && !left.is_zero() {
            std::thread::sleep(left.min(NAP));
        }
        Ok(())
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    pub(crate) fn stop_handle(&self) -> StopHandle {
        let waker = Arc::clone(&self.waker);
        self.stopped.handle(move || {
            // Fails only where the system is out of resources; the next packet ends the wait then.
            let _is_woken = waker.wake();
        })
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("stopped", &self.stopped).finish_non_exhaustive()
    }
}
