//! Telling the networks of a server that it is there, by multicast DNS (feature `mdns`).
//!
//! What is told goes where the server can be reached, and nowhere else: on loopback interfaces for a
//! server of this machine, on the network of its address, or on all for one that has them all. The
//! host gets a name of its own, since that of the machine belongs to the system.

use crate::net::BindError;
use core::fmt;
use core::hash::BuildHasher;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};
use std::collections::hash_map::RandomState;
use std::io;

/// What OSCQuery asks for.
const OSC_QUERY: &str = "_oscjson._tcp.local.";

/// What OSC 1.1 asks for, with what it tells of the server.
const OSC: &str = "_osc._udp.local.";
const ABOUT_OSC: [(&str, &str); 3] =
    [("txtvers", "1"), ("version", "1.1"), ("types", "ifsbTFNIthdScrm")];

/// How many bytes a name has at most, by DNS.
const LONGEST_NAME: usize = 63;

/// How long the networks may take to be told that the server goes.
const FAREWELL: Duration = Duration::from_secs(1);

/// Stands as long as the server does.
pub(super) struct Announcement(ServiceDaemon);

impl Announcement {
    pub(super) fn new(name: &str, web: SocketAddr, osc: SocketAddr) -> Result<Self, BindError> {
        if name.len() > LONGEST_NAME || name.chars().any(char::is_control) || name.is_empty() {
            let why = "its name must have 1 to 63 bytes, and no control characters";
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, why)));
        }
        Self::tell(name, web, osc).map_err(|error| failed(io::Error::other(error)))
    }

    fn tell(name: &str, web: SocketAddr, osc: SocketAddr) -> mdns_sd::Result<Self> {
        let this = Self(ServiceDaemon::new()?);
        let host = format!("microosc-{:016x}.local.", RandomState::new().hash_one(web));
        this.0.disable_interface(IfKind::All)?;
        let services = [(OSC_QUERY, web, &[][..]), (OSC, osc, &ABOUT_OSC)];
        // A group is no address of a server.
        for (service, address, about) in services.into_iter().filter(|(_, at, _)| is_own(at)) {
            let (ip, port) = (address.ip(), address.port());
            let networks = networks(ip);
            this.0.enable_interface(vec![networks.clone()])?;
            let mut info = if ip.is_unspecified() {
                ServiceInfo::new(service, name, &host, (), port, about)?.enable_addr_auto()
            } else {
                ServiceInfo::new(service, name, &host, ip, port, about)?
            };
            info.set_interfaces(vec![networks]);
            this.0.register(info)?;
        }
        Ok(this)
    }
}

fn failed(source: io::Error) -> BindError {
    BindError::system("announce the server", source)
}

fn is_own(address: &SocketAddr) -> bool {
    !address.ip().is_multicast()
}

/// Where a server at this address can be reached.
fn networks(ip: IpAddr) -> IfKind {
    match ip {
        IpAddr::V4(ip) if ip.is_loopback() => IfKind::LoopbackV4,
        IpAddr::V6(ip) if ip.is_loopback() => IfKind::LoopbackV6,
        IpAddr::V4(ip) if ip.is_unspecified() => IfKind::IPv4,
        IpAddr::V6(ip) if ip.is_unspecified() => IfKind::IPv6,
        _ => IfKind::Addr(ip),
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // Who is not told in time will find out.
        if let Ok(told) = self.0.shutdown() {
            let _ = told.recv_timeout(FAREWELL);
        }
    }
}

impl fmt::Debug for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Announcement")
    }
}
