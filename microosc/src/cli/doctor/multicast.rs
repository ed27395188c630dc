//! Whether a group can be joined on each interface, and whether what is sent to it comes back.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::thread;
use std::time::Instant;

use microosc::udp::{Client, Interface as Way, Options, Server};
use microosc::{Message, Peer, Router, osc_router};

use super::finding::{Findings, Level, what};
use super::machine::Interface;
use crate::output::Stop;

const ABOUT: &str = "multicast";

/// What comes back does so at once.
const PATIENCE: Duration = Duration::from_millis(300);

static ROUTER: Router<bool> = osc_router![observe = notice];

fn notice(came: &mut bool, message: &Message<'_>, _: Peer) {
    *came |= message.address() == ADDRESS;
}

const ADDRESS: &str = "/microosc/doctor";

pub(super) fn examine(
    interfaces: &[Interface],
    group: IpAddr,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let results: Vec<(&Interface, Result<(), Trouble>)> = interfaces
        .iter()
        .filter_map(|interface| Some((interface, way(interface, group)?)))
        .map(|(interface, way)| (interface, there_and_back(group, &way)))
        .collect();
    // One that works may be all that is needed.
    let level = if results.iter().any(|(_, result)| result.is_ok()) {
        Level::Warning
    } else {
        Level::Fault
    };
    for (interface, result) in &results {
        let subject = format!("{group} on {}", interface.name);
        match result {
            Ok(()) => findings.ok(ABOUT, &subject, &"joined, and what is sent to it comes back")?,
            Err(Trouble { text, hint }) => {
                findings.add(level, ABOUT, &subject, text, Some(hint))?;
            }
        }
    }
    if results.is_empty() {
        let version = if group.is_ipv4() { "IPv4" } else { "IPv6" };
        let text = format!("no interface has an {version} address");
        let hint = "connect the machine to a network, or use a group of the other IP version";
        findings.fault(ABOUT, &group, &text, hint)?;
    }
    Ok(())
}

/// How the library is told to use the interface; not at all without an address of that IP version.
fn way(interface: &Interface, group: IpAddr) -> Option<Way> {
    let address = interface.addresses.iter().find(|ip| ip.is_ipv4() == group.is_ipv4())?;
    match (address, interface.index) {
        (IpAddr::V6(_), Some(index)) => Some(Way::Index(index)),
        _ => Some(Way::Address(*address)),
    }
}

struct Trouble {
    text: String,
    hint: &'static str,
}

/// Sends to the group with a time to live of zero, so that nothing leaves the machine.
fn there_and_back(group: IpAddr, way: &Way) -> Result<(), Trouble> {
    let any = if group.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let mut server =
        Options::new().interface(way.clone()).join(group).bind(any, &ROUTER).map_err(|error| {
            Trouble {
                text: what(&error),
                hint: "choose another interface, or send to the address of the machine",
            }
        })?;
    let to = SocketAddr::new(group, server.local_addr().port());
    let options = Options::new().interface(way.clone()).multicast_ttl(0);
    let sent = options
        .connect(to)
        .map_err(|error| what(&error))
        .and_then(|mut client: Client| client.send(ADDRESS, ()).map_err(|error| what(&error)));
    sent.map_err(|text| Trouble { text, hint: "add a route for multicast to this interface" })?;
    if arrives(&mut server) {
        return Ok(());
    }
    Err(Trouble {
        text: "joined, but what is sent to it does not come back".to_owned(),
        hint: "a firewall may drop multicast: allow UDP to 224.0.0.0/4 and ff00::/8",
    })
}

fn arrives(server: &mut Server<bool>) -> bool {
    let (begun, mut came) = (Instant::now(), false);
    while !came && begun.elapsed() < PATIENCE {
        if server.poll(&mut came).is_err() {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    came
}
