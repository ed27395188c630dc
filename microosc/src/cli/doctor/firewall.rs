//! Whether something may stand between the network and the port. Its rules cannot be read without
//! the administrator's rights, so more than a hint it is not.

use std::fs;
use std::path::Path;

use super::finding::Findings;
use crate::output::Stop;

const ABOUT: &str = "firewall";

pub(super) fn examine(port: u16, findings: &mut Findings) -> Result<(), Stop> {
    let ufw = fs::read_to_string("/etc/ufw/ufw.conf").unwrap_or_default();
    if ufw.lines().any(|line| line.trim().eq_ignore_ascii_case("enabled=yes")) {
        let hint = format!("if other machines are to send: sudo ufw allow {port}/udp");
        findings.warning(ABOUT, &"ufw", &"it is switched on", &hint)
    } else if Path::new("/run/firewalld").exists() || Path::new("/run/firewalld.pid").exists() {
        let hint =
            format!("if other machines are to send: sudo firewall-cmd --add-port={port}/udp");
        findings.warning(ABOUT, &"firewalld", &"it is running", &hint)
    } else if cfg!(windows) {
        let hint = "allow the program in Windows Defender Firewall, for private networks";
        findings.warning(ABOUT, &"Windows", &"its firewall cannot be seen from here", hint)
    } else if cfg!(target_vendor = "apple") {
        let hint = "System Settings, Network, Firewall: allow the program to receive";
        findings.warning(ABOUT, &"macOS", &"its firewall cannot be seen from here", hint)
    } else {
        findings.ok(ABOUT, &"this machine", &"neither ufw nor firewalld is running")
    }
}
