//! Which network interface a multicast group is joined on, or sent through.
//!
//! An interface is named by the user as it is convenient: by one of its addresses, by index, by
//! name. The system wants an address of the interface for IPv4 and its index for IPv6; this file
//! translates. Interfaces without any address do not take part: OSC cannot reach them.

use super::error::BindError;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::io;

/// A network interface, for [`Options::interface`](crate::udp::Options::interface).
///
/// ```
/// use microosc::udp::Interface;
/// use std::net::Ipv4Addr;
///
/// assert_eq!(Interface::from("eth0"), Interface::Name("eth0".into()));
/// assert_eq!(Interface::from("192.168.1.5"), Interface::from(Ipv4Addr::new(192, 168, 1, 5)));
/// assert_eq!(Interface::from(2), Interface::Index(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Interface {
    /// The interface to which the system routes the multicast group. To receive on a machine
    /// without such a route (no network, or a cable to the lighting desk and no gateway), all of
    /// its interfaces.
    #[default]
    Routed,
    /// Every interface the machine has at that moment, the loopback interface included. Only for
    /// receiving. A machine that is on one network twice (by cable and by radio) then receives
    /// every message twice.
    All,
    /// The interface that has this address; `127.0.0.1` is the loopback interface, which is this
    /// machine only.
    Address(IpAddr),
    /// The interface with this index, as `ip link` and `if_nametoindex` number them.
    Index(u32),
    /// The interface of this name, such as `eth0`, `en0` or `wlan0`.
    Name(String),
}

impl Interface {
    /// One IPv4 address of each interface meant.
    pub(crate) fn ipv4_addresses(&self) -> Result<Vec<Ipv4Addr>, BindError> {
        let mut found: Vec<(String, Ipv4Addr)> = Vec::new();
        for entry in self.entries()? {
            if let IpAddr::V4(address) = entry.ip() {
                if found.iter().all(|(name, _)| *name != entry.name) {
                    found.push((entry.name, address));
                }
            }
        }
        self.unless_empty(found.into_iter().map(|(_, address)| address).collect())
    }

    /// The index of each interface meant.
    pub(crate) fn indices(&self) -> Result<Vec<u32>, BindError> {
        let mut found: Vec<u32> = self.entries()?.iter().filter_map(|entry| entry.index).collect();
        found.sort_unstable();
        found.dedup();
        self.unless_empty(found)
    }

    /// All addresses of the interfaces meant, starting with the one that was named.
    fn entries(&self) -> Result<Vec<if_addrs::Interface>, BindError> {
        let mut entries = machine_interfaces()?;
        let names: Vec<String> = entries
            .iter()
            .filter(|entry| self.means(entry))
            .map(|entry| entry.name.clone())
            .collect();
        entries.retain(|entry| names.contains(&entry.name));
        entries.sort_by_key(|entry| !self.means(entry));
        Ok(entries)
    }

    fn means(&self, entry: &if_addrs::Interface) -> bool {
        match self {
            Self::Routed | Self::All => true,
            Self::Address(address) => entry.ip() == *address,
            Self::Index(index) => entry.index == Some(*index),
            Self::Name(name) => entry.name == *name,
        }
    }

    fn unless_empty<T>(&self, found: Vec<T>) -> Result<Vec<T>, BindError> {
        if found.is_empty() {
            let available = machine_interfaces()?
                .iter()
                .map(|entry| format!("{} ({})", entry.name, entry.ip()))
                .collect();
            return Err(BindError::NoSuchInterface { interface: self.clone(), available });
        }
        Ok(found)
    }
}

fn machine_interfaces() -> Result<Vec<if_addrs::Interface>, BindError> {
    if_addrs::get_if_addrs()
        .map_err(|source: io::Error| BindError::system("list the network interfaces", source))
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Routed => f.write_str("any interface"),
            Self::All => f.write_str("all interfaces"),
            Self::Address(address) => write!(f, "the interface with address {address}"),
            Self::Index(index) => write!(f, "the interface with index {index}"),
            Self::Name(name) => write!(f, "the interface {name}"),
        }
    }
}

/// An address if the text is one, otherwise a name.
impl From<&str> for Interface {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(address) => Self::Address(address),
            Err(_) => Self::Name(text.to_owned()),
        }
    }
}

/// An address if the text is one, otherwise a name.
impl From<String> for Interface {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<IpAddr> for Interface {
    fn from(address: IpAddr) -> Self {
        Self::Address(address)
    }
}

impl From<Ipv4Addr> for Interface {
    fn from(address: Ipv4Addr) -> Self {
        Self::Address(IpAddr::V4(address))
    }
}

impl From<Ipv6Addr> for Interface {
    fn from(address: Ipv6Addr) -> Self {
        Self::Address(IpAddr::V6(address))
    }
}

impl From<u32> for Interface {
    fn from(index: u32) -> Self {
        Self::Index(index)
    }
}
