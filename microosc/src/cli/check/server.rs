//! What is asked of a server that is tried, whatever it is reached over.

use core::net::SocketAddr;
use core::time::Duration;
use std::thread;
use std::time::Instant;

use super::Check;
use super::corpus::Made;
use super::tcp::Connections;
use super::udp::Datagrams;
use crate::output::Stop;
use crate::question::Question;

/// An empty bundle, which asks nothing of anybody: what is sent to learn whether a port is closed.
pub(super) const HARMLESS: &[u8] = b"#bundle\0\0\0\0\0\0\0\0\x01";

/// When nothing has come for so long, the server has said what it had to say about a case.
pub(super) const QUIET: Duration = Duration::from_millis(5);

/// It does not get longer than this to say it.
pub(super) const LONGEST_TALK: Duration = Duration::from_millis(500);

/// Before a question is asked again: first so long, later more.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(50);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// How a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    /// It answered, after this time.
    Answered(Duration),
    /// Its port is not closed.
    Open,
    Silent,
    /// The system says that nobody listens.
    Closed,
}

/// A server under trial.
pub(super) trait Server {
    fn address(&self) -> SocketAddr;

    /// What the user has said about it.
    fn options(&self) -> &Check;

    /// Sends what a case has made, and finds out how the server is then. Returns how many packets,
    /// or connections, were taken.
    fn attempt(&mut self, made: &Made) -> Result<(usize, Health), Stop>;

    /// Asks until there is an answer or no more patience. Nothing is left of what was tried before.
    fn ask(&mut self) -> Result<Health, Stop>;

    /// What else may be wrong when the server does not answer from the start.
    fn hint(&self) -> &'static str;

    /// Makes sure that the server is there before it is tried.
    fn is_well(&mut self) -> Result<(), Stop> {
        let to = self.address();
        Err(Stop::Fault(match self.ask()? {
            Health::Answered(_) | Health::Open => return Ok(()),
            Health::Closed => format!(
                "nobody listens at {to}; start the server, and check its address and its port"
            ),
            Health::Silent => {
                let ping = self.options().ping.as_ref().map_or("", Question::address);
                format!(
                    "{to} does not answer {ping}; check the address and the arguments of --ping, \
                     and {}",
                    self.hint()
                )
            }
        }))
    }

    /// Waits for a server that is not well to come back, and returns how long it took.
    fn recover(&mut self) -> Result<Option<Duration>, Stop> {
        let begun = Instant::now();
        while begun.elapsed() < self.options().wait {
            if let Health::Answered(_) | Health::Open = self.ask()? {
                return Ok(Some(begun.elapsed()));
            }
            thread::sleep(FIRST_PAUSE);
        }
        Ok(None)
    }
}

/// The way to the server that the user has chosen.
pub(super) fn open(to: SocketAddr, options: &Check) -> Result<Box<dyn Server + '_>, Stop> {
    Ok(match options.transport.framing() {
        Some(framing) => Box::new(Connections::new(to, framing, options)),
        None => Box::new(Datagrams::open(to, options)?),
    })
}
