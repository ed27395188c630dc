//! The network interfaces of this machine.

use core::net::IpAddr;
use std::fs;

use super::finding::Findings;
use crate::output::Stop;

const ABOUT: &str = "interface";

/// A network interface that has an address.
pub(super) struct Interface {
    pub(super) name: String,
    pub(super) index: Option<u32>,
    pub(super) addresses: Vec<IpAddr>,
    is_up: bool,
}

impl Interface {
    pub(super) fn all() -> Result<Vec<Self>, Stop> {
        let entries = if_addrs::get_if_addrs().map_err(|error| {
            Stop::Fault(format!("the system does not list the network interfaces: {error}"))
        })?;
        let mut all: Vec<Self> = Vec::new();
        for entry in entries {
            let (ip, is_up) = (entry.ip(), entry.is_oper_up());
            match all.iter_mut().find(|interface| interface.name == entry.name) {
                Some(interface) => interface.addresses.push(ip),
                None => {
                    let (name, index, addresses) = (entry.name, entry.index, vec![ip]);
                    all.push(Self { name, index, addresses, is_up });
                }
            }
        }
        Ok(all)
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.addresses.iter().any(IpAddr::is_loopback)
    }

    /// Whether the system says that it can do multicast; `None` where it cannot be asked.
    fn is_multicast(&self) -> Option<bool> {
        const IFF_MULTICAST: u32 = 0x1000;
        let flags = fs::read_to_string(format!("/sys/class/net/{}/flags", self.name)).ok()?;
        let flags = u32::from_str_radix(flags.trim().trim_start_matches("0x"), 16).ok()?;
        Some(flags & IFF_MULTICAST != 0)
    }
}

pub(super) fn examine(interfaces: &[Interface], findings: &mut Findings) -> Result<(), Stop> {
    for interface in interfaces {
        let addresses: Vec<String> = interface.addresses.iter().map(IpAddr::to_string).collect();
        let addresses = addresses.join(", ");
        if interface.is_loopback() {
            let text = format!("{addresses} (programs on this machine only)");
            findings.ok(ABOUT, &interface.name, &text)?;
        } else if !interface.is_up {
            let hint = "plug the cable in, or join the wireless network";
            findings.warning(ABOUT, &interface.name, &format!("{addresses}, but down"), hint)?;
        } else if interface.is_multicast() == Some(false) {
            let hint = "receive multicast through another interface, or send to the address";
            let text = format!("{addresses}, without multicast");
            findings.warning(ABOUT, &interface.name, &text, hint)?;
        } else {
            findings.ok(ABOUT, &interface.name, &addresses)?;
        }
    }
    if interfaces.iter().all(Interface::is_loopback) {
        let text = "it is in no network; only its own programs can send to it";
        let hint = "connect it, if another machine is to send";
        findings.warning(ABOUT, &"this machine", &text, hint)?;
    }
    Ok(())
}
