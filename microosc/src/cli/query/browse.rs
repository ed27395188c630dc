//! Who is there: servers that announce themselves by multicast DNS.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::collections::BTreeSet;
use std::time::Instant;

use mdns_sd::{IfKind, Receiver, ResolvedService, ServiceDaemon, ServiceEvent};

use crate::interrupt::{Interrupt, NOTICE};
use crate::output::Stop;

/// What servers of OSCQuery announce.
const SERVICE: &str = "_oscjson._tcp.local.";

/// A server that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) address: SocketAddr,
    pub(super) host: String,
}

/// Servers as they are found, until the time is over or the user ends it.
pub(super) struct Browsing {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
    interrupt: Interrupt,
    end: Instant,
    /// Servers on several networks are told of once.
    told: BTreeSet<String>,
}

impl Browsing {
    pub(super) fn start(interface: Option<&str>, time: Duration) -> Result<Self, Stop> {
        let end = Instant::now().checked_add(time);
        let end = end.ok_or_else(|| Stop::Fault("nobody looks for so long".to_owned()))?;
        let interrupt = Interrupt::listen()?;
        let (daemon, events) = open(interface)
            .map_err(|error| Stop::Fault(format!("cannot ask the networks: {error}")))?;
        Ok(Self { daemon, events, interrupt, end, told: BTreeSet::new() })
    }
}

fn open(interface: Option<&str>) -> mdns_sd::Result<(ServiceDaemon, Receiver<ServiceEvent>)> {
    let daemon = ServiceDaemon::new()?;
    if let Some(name) = interface {
        let chosen = name.parse::<IpAddr>().map_or(IfKind::Name(name.to_owned()), IfKind::Addr);
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(vec![chosen])?;
    }
    let events = daemon.browse(SERVICE)?;
    Ok((daemon, events))
}

impl Iterator for Browsing {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.interrupt.is_set() {
            let left = self.end.checked_duration_since(Instant::now())?;
            let Ok(event) = self.events.recv_timeout(left.min(NOTICE)) else { continue };
            let ServiceEvent::ServiceResolved(service) = event else { continue };
            let found = found(&service).filter(|_| self.told.insert(service.fullname));
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// Of several addresses the first IPv4 one, as for names of hosts.
fn found(service: &ResolvedService) -> Option<Found> {
    let name = service.fullname.strip_suffix(&format!(".{}", service.ty_domain))?;
    let addresses = service.addresses.iter().map(mdns_sd::ScopedIp::to_ip_addr);
    let ip = addresses.min_by_key(|ip| (ip.is_ipv6(), *ip))?;
    Some(Found {
        name: name.to_owned(),
        address: SocketAddr::new(ip, service.port),
        host: service.host.trim_end_matches('.').to_owned(),
    })
}

impl Drop for Browsing {
    fn drop(&mut self) {
        // The process ends soon; nobody waits for it.
        let _ = self.daemon.shutdown();
    }
}
