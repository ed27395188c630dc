//! Control surfaces that the program names: by UDP they are sent every value that can be read.

use super::listeners::Listeners;
use super::sent::Sent;
use crate::net::BindError;
use crate::query::{Namespace, Values};
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::time::Instant;

/// How many values are sent to a surface before others have their turn.
const TURN: usize = 64;

#[derive(Debug)]
pub(super) struct Surfaces {
    all: Vec<Surface>,
    /// Whether they follow what there is, which takes the state.
    are_following: bool,
}

#[derive(Debug)]
struct Surface {
    to: SocketAddr,
    /// The socket by which they are reached.
    port: usize,
    sent: Sent,
}

impl Surfaces {
    /// Finds a way to each of them.
    pub(super) fn new(
        to: &[SocketAddr],
        ports: impl Iterator<Item = SocketAddr> + Clone,
    ) -> Result<Self, BindError> {
        let surface = |&to: &SocketAddr| match ports.clone().position(|port| reaches(port, to)) {
            Some(port) if to.port() != 0 => Ok(Surface { to, port, sent: Sent::default() }),
            _ => {
                let why = format!("{to} cannot be reached from the addresses of the server");
                let source = io::Error::new(io::ErrorKind::InvalidInput, why);
                Err(BindError::system("send feedback", source))
            }
        };
        let all = to.iter().map(surface).collect::<Result<_, _>>()?;
        Ok(Self { all, are_following: false })
    }

    /// Lets all follow every value, if they do not yet.
    pub(super) fn follow(
        &mut self,
        listeners: &mut Listeners,
        namespace: Namespace,
        values: &mut dyn Values,
        now: Instant,
    ) {
        if core::mem::replace(&mut self.are_following, true) || self.all.is_empty() {
            return;
        }
        for node in namespace.methods().filter(|node| node.is_readable()) {
            let address = node.address().to_string();
            for surface in &mut self.all {
                listeners.follow(&address, node, values, now);
                surface.sent.add(address.clone());
            }
        }
    }

    /// Sends what is new by one of the sockets, each surface a turn.
    pub(super) fn push(
        &mut self,
        listeners: &Listeners,
        is_news: bool,
        mut send: impl FnMut(usize, &[u8], SocketAddr),
    ) {
        for Surface { to, port, sent } in &mut self.all {
            let mut left = TURN;
            sent.catch_up(listeners, is_news, |packet| {
                let is_turn = left > 0;
                if is_turn {
                    left = left.saturating_sub(1);
                    send(*port, packet, *to);
                }
                is_turn
            });
        }
    }

    /// Returns how long nothing is to be sent unless there is news.
    pub(super) fn until_due(&self) -> Option<Duration> {
        let is_due = self.all.iter().any(|surface| surface.sent.is_behind());
        (is_due || !self.are_following && !self.all.is_empty()).then_some(Duration::ZERO)
    }
}

/// Whether what is sent from a socket at `port` can come to `to`.
fn reaches(port: SocketAddr, to: SocketAddr) -> bool {
    let is_out = !port.ip().is_loopback() || to.ip().is_loopback();
    is_out && port.is_ipv4() == to.is_ipv4()
}
