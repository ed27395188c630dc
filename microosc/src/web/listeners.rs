//! The values that somebody listens to, by WebSocket or as a surface.
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
        now: Instant,
    ) -> bool {
        let known = self.watched.get(address).map(|watched| watched.node);
        let Some(node) = known.or_else(|| namespace.find(address).filter(Node::is_readable)) else {
            return false;
        };
        self.follow(address, node, values, now);
        true
    }

    /// Adds somebody who listens to a node that can be read.
    pub(super) fn follow(
        &mut self,
        address: &str,
        node: Node,
        values: &mut dyn Values,
        now: Instant,
    ) {
        if let Some(watched) = self.watched.get_mut(address) {
            watched.listeners = watched.listeners.saturating_add(1);
            return;
        }
        let asked = (now, self.moment);
        let mut watched = Watched { node, listeners: 1, packet: Vec::new(), version: 0, asked };
        watched.ask(address, values);
        self.watched.insert(address.to_owned(), watched);
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
    pub(super) fn look(&mut self, values: &mut dyn Values, now: Instant) -> bool {
        let (moment, interval) = (self.moment, self.interval);
        let mut is_news = false;
        for (address, watched) in &mut self.watched {
            if watched.until_due(moment, interval, now).is_some_and(|left| left.is_zero()) {
                watched.asked = (now, moment);
                is_news |= watched.ask(address, values);
            }
        }
        is_news
    }

    /// Returns how long no value is to be asked for unless handlers run.
    pub(super) fn until_due(&self, now: Instant) -> Option<Duration> {
        let watched = self.watched.values();
        watched.filter_map(|watched| watched.until_due(self.moment, self.interval, now)).min()
    }

    /// Returns the value with its version, if there has been one.
    pub(super) fn newest(&self, address: &str) -> Option<(u64, &[u8])> {
        let watched = self.watched.get(address).filter(|watched| watched.version > 0)?;
        Some((watched.version, &watched.packet))
    }
}

impl Watched {
    /// Returns how long until it may be asked for again, if it may have changed.
    fn until_due(&self, moment: u64, interval: Duration, now: Instant) -> Option<Duration> {
        let (at, seen) = self.asked;
        (seen != moment).then(|| interval.saturating_sub(now.saturating_duration_since(at)))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests may panic")]
mod tests {
    use super::*;
    use crate::query::State;
    use crate::{Packet, Router, osc_handler, osc_router};

    #[osc_handler("/level", get = |level| *level, crate = crate)]
    fn level(level: &mut i32, value: i32) {
        *level = value;
    }

    static ROUTER: Router<i32> = osc_router![level, crate = crate];

    const INTERVAL: Duration = Duration::from_millis(33);

    #[test]
    fn a_value_is_asked_for_no_more_often_than_its_rate_and_at_the_end_it_is_the_last() {
        let (start, mut buffer) = (Instant::now(), [0; 64]);
        let mut listeners = Listeners::new(INTERVAL);
        let mut values = State { router: &ROUTER, state: &mut 0, buffer: &mut buffer };
        assert!(listeners.add("/level", Namespace::of(&ROUTER), &mut values, start));
        assert!(!listeners.add("/nowhere", Namespace::of(&ROUTER), &mut values, start));
        // A handler runs every millisecond for a second.
        let mut news = 0;
        for step in 1..=1000_u16 {
            let now = start + Duration::from_millis(step.into());
            *values.state = i32::from(step);
            listeners.touch();
            news += i32::from(listeners.look(&mut values, now));
        }
        assert_eq!(news, 30);
        // Then none does: what came in between is due, and after it nothing is.
        let now = start + Duration::from_secs(1);
        let left = listeners.until_due(now).unwrap();
        assert!(left <= INTERVAL && !left.is_zero(), "{left:?}");
        assert!(listeners.look(&mut values, now + left));
        let (_, packet) = listeners.newest("/level").unwrap();
        let Ok(Packet::Message(message)) = Packet::decode(packet) else { unreachable!() };
        assert_eq!(message.to_string(), "/level ,i 1000");
        assert_eq!(listeners.until_due(now + left), None);
        assert!(!listeners.look(&mut values, now + 2 * INTERVAL));
    }
}
