//! The values that somebody listens to.
//!
//! Handlers do not say what they change. So after they have run, the values that are listened to are
//! asked for again, each no more often than its rate, and what differs is news. Everybody who listens to
//! a value shares it, and who takes messages slowly gets the newest one only: no queue grows.

use crate::message_to_vec;
use crate::query::{Namespace, Node, Values};
use core::time::Duration;
use std::collections::BTreeMap;
use std::time::Instant;

#[derive(Debug)]
pub(super) struct Listeners {
    /// By address.
    watched: BTreeMap<String, Watched>,
    /// Goes up when handlers have run.
    moment: u64,
    interval: Duration,
}

#[derive(Debug)]
struct Watched {
    node: Node,
    /// How many listen to it.
    listeners: usize,
    /// The value as a message to its own address; empty if there has been none.
    packet: Vec<u8>,
    /// Goes up when the value changes; 0 if there has been none.
    version: u64,
    /// When the value was asked for, and at which moment of the state.
    asked: (Instant, u64),
}

impl Listeners {
    pub(super) fn new(interval: Duration) -> Self {
        Self { watched: BTreeMap::new(), moment: 0, interval }
    }

    /// Takes note that values may have changed.
    pub(super) fn touch(&mut self) {
        self.moment = self.moment.wrapping_add(1);
    }

    /// Adds somebody who listens; returns false if there is no value at this address.
    pub(super) fn add(
        &mut self,
        address: &str,
        namespace: Namespace,
        values: &mut dyn Values,
    ) -> bool {
        if let Some(watched) = self.watched.get_mut(address) {
            watched.listeners = watched.listeners.saturating_add(1);
            return true;
        }
        let Some(node) = namespace.find(address).filter(Node::is_readable) else { return false };
        let asked = (Instant::now(), self.moment);
        let mut watched = Watched { node, listeners: 1, packet: Vec::new(), version: 0, asked };
        watched.ask(address, values);
        self.watched.insert(address.to_owned(), watched);
        true
    }

    /// Removes somebody who was added.
    pub(super) fn remove(&mut self, address: &str) {
        let Some(watched) = self.watched.get_mut(address) else { return };
        watched.listeners = watched.listeners.saturating_sub(1);
        if watched.listeners == 0 {
            self.watched.remove(address);
        }
    }

    /// Asks for the values whose time has come, and tells whether there is news.
    pub(super) fn look(&mut self, values: &mut dyn Values) -> bool {
        let (moment, interval) = (self.moment, self.interval);
        let mut is_news = false;
        for (address, watched) in &mut self.watched {
            if watched.until_due(moment, interval).is_some_and(|left| left.is_zero()) {
                watched.asked = (Instant::now(), moment);
                is_news |= watched.ask(address, values);
            }
        }
        is_news
    }

    /// Returns how long no value is to be asked for unless handlers run.
    pub(super) fn until_due(&self) -> Option<Duration> {
        let watched = self.watched.values();
        watched.filter_map(|watched| watched.until_due(self.moment, self.interval)).min()
    }

    /// Returns the value with its version, if there has been one.
    pub(super) fn newest(&self, address: &str) -> Option<(u64, &[u8])> {
        let watched = self.watched.get(address).filter(|watched| watched.version > 0)?;
        Some((watched.version, &watched.packet))
    }
}

impl Watched {
    /// Returns how long until it may be asked for again, if it may have changed.
    fn until_due(&self, moment: u64, interval: Duration) -> Option<Duration> {
        let (at, seen) = self.asked;
        (seen != moment).then(|| interval.saturating_sub(at.elapsed()))
    }

    /// Asks for the value, and tells whether it is another.
    fn ask(&mut self, address: &str, values: &mut dyn Values) -> bool {
        let mut is_news = false;
        values.read(&self.node, &mut |arguments| {
            // What could be read as a message can be written as one.
            let packet = message_to_vec(address, arguments).unwrap_or_default();
            is_news = packet != self.packet;
            self.packet = packet;
        });
        if is_news {
            self.version = self.version.wrapping_add(1);
        }
        is_news
    }
}
