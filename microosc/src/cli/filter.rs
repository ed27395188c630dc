//! Which packets are wanted, by the addresses in them.

use clap::Args;
use microosc::{AddressPattern, Packet};

/// What is shown or recorded.
#[derive(Args)]
pub(crate) struct Filter {
    /// Take only messages whose address matches; may be given several times
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    filter: Vec<String>,
    /// Leave out messages whose address matches; may be given several times
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    not: Vec<String>,
}

impl Filter {
    /// Whether a packet is wanted: a message is, or any in a bundle. A packet that cannot be read
    /// always is.
    pub(crate) fn wants(&self, packet: &[u8]) -> bool {
        if self.filter.is_empty() && self.not.is_empty() {
            return true;
        }
        Packet::decode_lenient(packet).map_or(true, |packet| self.wants_any(&packet))
    }

    /// At most as deep as bundles nest.
    fn wants_any(&self, packet: &Packet<'_>) -> bool {
        match packet {
            Packet::Message(message) => self.wants_address(message.address()),
            Packet::Bundle(bundle) => bundle
                .elements()
                .any(|element| element.map_or(true, |element| self.wants_any(&element))),
        }
    }

    fn wants_address(&self, address: &str) -> bool {
        let any = |patterns: &[String]| {
            patterns
                .iter()
                .filter_map(|text| AddressPattern::new(text).ok())
                .any(|pattern| pattern.matches(address))
        };
        (self.filter.is_empty() || any(&self.filter)) && !any(&self.not)
    }
}

fn pattern(text: &str) -> Result<String, String> {
    match AddressPattern::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("{error}; `microosc match --help` tells what a pattern is")),
    }
}
