//! Whether anything arrives at the port.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::thread;
use std::time::Instant;

use microosc::udp::{Interface, Options};
use microosc::{Message, Peer, Router, osc_router};

use super::finding::{Findings, what};
use crate::interrupt::Interrupt;
use crate::output::{Stop, explain};

const ABOUT: &str = "arrival";

/// How often the socket is looked at; what comes between waits in it.
const GLANCE: Duration = Duration::from_millis(10);

/// What has arrived.
#[derive(Default)]
struct Arrivals {
    senders: Vec<SocketAddr>,
    first: Option<String>,
}

/// More senders than these are not listed.
const LISTED: usize = 5;

static ROUTER: Router<Arrivals> = osc_router![observe = notice];

fn notice(arrivals: &mut Arrivals, message: &Message<'_>, from: Peer) {
    if arrivals.first.is_none() {
        let shown = message.to_string();
        arrivals.first = Some(shown.chars().filter(|c| !c.is_control()).take(200).collect());
    }
    let Peer(sender) = from;
    if arrivals.senders.len() < LISTED && !arrivals.senders.contains(&sender) {
        arrivals.senders.push(sender);
    }
}

pub(super) fn examine(
    port: u16,
    group: IpAddr,
    time: Duration,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let at = if group.is_ipv4() { "0.0.0.0" } else { "[::]" };
    let address = format!("{at}:{port}");
    let with_group = Options::new().interface(Interface::All).join(group);
    let opened = with_group.bind(address.as_str(), &ROUTER);
    let opened = opened.or_else(|_| Options::new().bind(address.as_str(), &ROUTER));
    let mut server = match opened {
        Ok(server) => server,
        Err(error) => {
            return findings.fault(ABOUT, &address, &what(&error), "see what was found above");
        }
    };
    explain(&format_args!("listening at port {port} for {time:?}; let the sender send"));
    let (begun, mut arrivals) = (Instant::now(), Arrivals::default());
    let interrupt = Interrupt::listen()?;
    while begun.elapsed() < time && !interrupt.is_set() {
        if let Err(error) = server.poll(&mut arrivals) {
            return findings.fault(ABOUT, &address, &what(&error), "try again");
        }
        thread::sleep(GLANCE.min(time));
    }
    let (came, malformed) = (server.counters().datagrams, server.counters().malformed);
    if came == 0 {
        let hint = "check that the sender uses the address of this machine and this port, that \
                    both are in the same network, and that no firewall stands between";
        let text = format!("nothing has arrived within {:.1} s", begun.elapsed().as_secs_f64());
        return findings.warning(ABOUT, &address, &text, hint);
    }
    if malformed > 0 {
        let text = format!("{malformed} of {came} packets are not OSC, or damaged");
        let hint =
            "see whether the sender is set to OSC over UDP, and another program uses the port";
        findings.warning(ABOUT, &address, &text, hint)?;
    }
    if came > malformed {
        let senders: Vec<String> = arrivals.senders.iter().map(SocketAddr::to_string).collect();
        let text = match arrivals.first {
            Some(first) => format!("{came} packets, from {}; first {first}", senders.join(", ")),
            None => format!("{came} packets, of messages for later"),
        };
        findings.ok(ABOUT, &address, &text)?;
    }
    Ok(())
}
