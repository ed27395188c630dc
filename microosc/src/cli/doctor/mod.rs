//! `microosc doctor`: why does nothing arrive?

mod finding;
mod firewall;
mod holder;
mod listen;
mod machine;
mod multicast;
mod port;

use core::net::{IpAddr, Ipv4Addr};
use core::time::Duration;

use clap::Args;

use self::finding::Findings;
use self::machine::Interface;
use super::output::{Outcome, Stop};
use super::span;

/// Find out why nothing arrives
///
/// Looks at the network interfaces of this machine, whether each of them receives multicast,
/// who has the port, whether a program could have it, and whether anything arrives there.
/// Says what is well, what is not, and what to do about it. It sends a few packets, none of
/// which leaves this machine.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Doctor {
    /// The UDP port at which something should arrive: 5000
    port: Option<u16>,
    /// The multicast group to try
    #[arg(long, value_name = "ADDRESS", default_value_t = GROUP, value_parser = group)]
    group: IpAddr,
    /// How long to wait for something to arrive; 0s does not wait
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = span::read)]
    listen: Duration,
    /// Print a line of JSON for each finding
    #[arg(long)]
    json: bool,
}

const GROUP: IpAddr = IpAddr::V4(Ipv4Addr::new(239, 0, 0, 1));

const AFTER_HELP: &str = r#"Each finding is ok, a warning (it may be as you want it) or a fault.
With --json a line looks so; "hint", what to do, is null if there is nothing to do:
  {"about":"bind","level":"ok","subject":"0.0.0.0:5000","text":"...","hint":null}
"about" is one of interface, multicast, holder, bind, arrival, firewall.

Examples:
  Does anything arrive at port 5000? Touch something on the sender meanwhile:
    microosc doctor 5000 --listen 10s
  Does multicast work here?
    microosc doctor
    microosc doctor --group ff02::4f53:43

Exit codes:
  0  no fault was found
  1  at least one fault
  2  the command could not do its work: a wrong option"#;

fn group(text: &str) -> Result<IpAddr, String> {
    let wrong = || "groups are 224.0.0.0 to 239.255.255.255, and those that start with ff in IPv6";
    let ip: IpAddr = text.parse().map_err(|_| wrong())?;
    if ip.is_multicast() { Ok(ip) } else { Err(wrong().to_owned()) }
}

pub(crate) fn run(options: &Doctor) -> Result<Outcome, Stop> {
    let mut findings = Findings::new(options.json);
    let interfaces = Interface::all()?;
    machine::examine(&interfaces, &mut findings)?;
    multicast::examine(&interfaces, options.group, &mut findings)?;
    if let Some(port) = options.port {
        let is_held = holder::examine(port, &mut findings)?;
        let is_free = port::examine(port, is_held, &mut findings)?;
        firewall::examine(port, &mut findings)?;
        if is_free && !options.listen.is_zero() {
            listen::examine(port, options.group, options.listen, &mut findings)?;
        }
    }
    findings.finish()
}
