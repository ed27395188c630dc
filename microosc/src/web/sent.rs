//! What somebody has been sent of the values that they follow.

use super::listeners::Listeners;
use std::collections::BTreeMap;

/// The addresses that somebody follows, each with the version of the value that was sent last. Who is
/// behind gets the newest ones only: no queue grows.
#[derive(Debug, Default)]
pub(super) struct Sent {
    versions: BTreeMap<String, u64>,
    /// Whether there may be values that have not been sent.
    is_behind: bool,
}

impl Sent {
    /// Sends what is new, until `send` takes no more.
    pub(super) fn catch_up(
        &mut self,
        listeners: &Listeners,
        is_news: bool,
        mut send: impl FnMut(&[u8]) -> bool,
    ) {
        self.is_behind |= is_news;
        if !self.is_behind {
            return;
        }
        for (address, sent) in &mut self.versions {
            let Some((version, packet)) = listeners.newest(address) else { continue };
            if version != *sent {
                if !send(packet) {
                    return;
                }
                *sent = version;
            }
        }
        self.is_behind = false;
    }

    pub(super) fn is_behind(&self) -> bool {
        self.is_behind
    }

    pub(super) fn contains(&self, address: &str) -> bool {
        self.versions.contains_key(address)
    }

    /// Follows an address, whose value has not been sent.
    pub(super) fn add(&mut self, address: String) {
        self.versions.insert(address, 0);
        self.is_behind = true;
    }

    /// Returns whether it was followed.
    pub(super) fn remove(&mut self, address: &str) -> bool {
        self.versions.remove(address).is_some()
    }

    pub(super) fn into_addresses(self) -> impl Iterator<Item = String> {
        self.versions.into_keys()
    }
}
