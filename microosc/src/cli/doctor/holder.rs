//! Who has the port, and whether they read what arrives.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::fs;
use std::path::Path;

use super::finding::Findings;
use crate::output::Stop;

const ABOUT: &str = "holder";

/// A UDP socket of this machine, as Linux lists it.
struct Socket {
    local: SocketAddr,
    /// Bytes that wait to be read, with what the system adds to them.
    waiting: u64,
    inode: u64,
    /// Datagrams that found no room.
    dropped: u64,
}

/// Tells who has the port, and returns whether anybody has.
pub(super) fn examine(port: u16, findings: &mut Findings) -> Result<bool, Stop> {
    let subject = format!("UDP port {port}");
    let Some(sockets) = sockets() else {
        let hint =
            if cfg!(windows) { "netstat -ano -p UDP shows it" } else { "lsof -nP -iUDP shows it" };
        findings.warning(ABOUT, &subject, &"this system does not tell who has it", hint)?;
        return Ok(false);
    };
    let sockets: Vec<Socket> =
        sockets.into_iter().filter(|socket| socket.local.port() == port).collect();
    if sockets.is_empty() {
        findings.ok(ABOUT, &subject, &"no program has it")?;
    }
    for socket in &sockets {
        let local = socket.local;
        let program = program_of(socket.inode).unwrap_or_else(|| {
            "a program that only the administrator can see (try with sudo)".to_owned()
        });
        let hint = "if that is the program that should receive, all is well so far; \
                    otherwise stop it, or use another port";
        findings.warning(ABOUT, &subject, &format!("{program} has it, at {local}"), hint)?;
        if local.ip().is_loopback() {
            let text = format!("at {local} it receives from this machine only");
            let hint = "listen at 0.0.0.0, if another machine is to send";
            findings.warning(ABOUT, &subject, &text, hint)?;
        }
        if socket.waiting > 0 {
            let text = format!("{} bytes have arrived and are not read", socket.waiting);
            findings.warning(ABOUT, &subject, &text, "see whether the program hangs")?;
        }
        if socket.dropped > 0 {
            let text = format!("{} datagrams were dropped for lack of room", socket.dropped);
            let hint = "send less at once, or give the program a larger receive buffer";
            findings.warning(ABOUT, &subject, &text, hint)?;
        }
    }
    Ok(!sockets.is_empty())
}

/// All UDP sockets, or `None` where the system does not list them.
fn sockets() -> Option<Vec<Socket>> {
    let ipv4 = fs::read_to_string("/proc/net/udp").ok()?;
    let ipv6 = fs::read_to_string("/proc/net/udp6").unwrap_or_default();
    Some(ipv4.lines().chain(ipv6.lines()).filter_map(socket_of).collect())
}

/// Reads a line of the list; the first line of names is none.
fn socket_of(line: &str) -> Option<Socket> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (_, waiting) = fields.get(4)?.split_once(':')?;
    Some(Socket {
        local: address_of(fields.get(1)?)?,
        waiting: u64::from_str_radix(waiting, 16).ok()?,
        inode: fields.get(9)?.parse().ok()?,
        dropped: fields.last()?.parse().ok()?,
    })
}

/// Reads `0100007F:1389`: words of 32 bits in the byte order of the machine, then the port.
fn address_of(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let word = |at: usize| {
        let end = at.checked_add(8)?;
        u32::from_str_radix(ip.get(at..end)?, 16).ok().map(u32::to_ne_bytes)
    };
    let ip: IpAddr = if ip.len() == 8 {
        Ipv4Addr::from(word(0)?).into()
    } else {
        let words = [word(0)?, word(8)?, word(16)?, word(24)?];
        let octets: [u8; 16] = words.concat().try_into().ok()?;
        Ipv6Addr::from(octets).into()
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

/// The name and the number of the process that has the socket open, if this user may see it.
fn program_of(inode: u64) -> Option<String> {
    let wanted = format!("socket:[{inode}]");
    let has_it = |process: &Path| {
        let files = fs::read_dir(process.join("fd")).ok()?;
        let is_it = |path: &Path| fs::read_link(path).is_ok_and(|to| to == Path::new(&wanted));
        Some(files.flatten().any(|file| is_it(&file.path())))
    };
    for process in fs::read_dir("/proc").ok()?.flatten() {
        let number = process.file_name().to_string_lossy().into_owned();
        let is_process = number.bytes().all(|byte| byte.is_ascii_digit());
        if is_process && has_it(&process.path()) == Some(true) {
            let name = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            return Some(format!("{} (process {number})", name.trim().escape_debug()));
        }
    }
    None
}
