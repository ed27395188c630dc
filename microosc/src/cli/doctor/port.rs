//! Whether a program could listen at the port.

use core::net::SocketAddr;

use microosc::udp::{BindError, Options};
use microosc::{Router, osc_router};

use super::finding::{Findings, what};
use crate::output::Stop;

const ABOUT: &str = "bind";

static ROUTER: Router = osc_router![];

/// Tries it, and returns whether it can be done with IPv4.
pub(super) fn examine(port: u16, is_held: bool, findings: &mut Findings) -> Result<bool, Stop> {
    let ipv4 = SocketAddr::from(([0; 4], port));
    let ipv6 = SocketAddr::from(([0_u16; 8], port));
    let mut is_free = false;
    for address in [ipv4, ipv6] {
        match Options::new().bind(address, &ROUTER) {
            Ok(_) => {
                is_free |= address.is_ipv4();
                findings.ok(ABOUT, &address, &"a program can listen there")?;
            }
            // Whoever has it has been named.
            Err(BindError::PortTaken { .. }) if is_held => {
                let hint = "stop the program that has the port, to let this one listen instead";
                findings.warning(ABOUT, &address, &"the port is taken", hint)?;
            }
            Err(error @ (BindError::PortTaken { .. } | BindError::PermissionDenied { .. })) => {
                let hint = "choose another port, above 1023, or become administrator";
                findings.fault(ABOUT, &address, &what(&error), hint)?;
            }
            Err(error) if address.is_ipv6() => {
                let hint = "use IPv4 addresses";
                findings.warning(ABOUT, &address, &what(&error), hint)?;
            }
            Err(error) => {
                let hint = "see whether the machine's network is set up";
                findings.fault(ABOUT, &address, &what(&error), hint)?;
            }
        }
    }
    Ok(is_free)
}
