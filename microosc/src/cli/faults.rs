//! What the library says when a socket cannot be had, in the words of the command: its options
//! instead of the library's functions, and what to do next.

use core::fmt::Display;

use microosc::udp::{BindError, SendError};
use microosc::{stream, tcp};

use super::output::Stop;

/// Why a socket could not be opened.
pub(crate) fn open(error: &BindError) -> Stop {
    let fault = |text: String| Stop::Fault(text);
    match error {
        BindError::PortTaken { address, .. } => {
            let port = address.port();
            fault(format!(
                "cannot listen on {address}: another program has port {port} (perhaps another \
                 microosc, or one that was not closed); {} shows which; stop it, or use another \
                 port",
                who_has(port)
            ))
        }
        BindError::GroupRefused { group, interface, source } => fault(format!(
            "cannot join group {group} on {interface}: {source}; connect the machine to a network, \
             or choose another interface: --interface NAME, or --interface 127.0.0.1 for this \
             machine only"
        )),
        BindError::ManyInterfaces => {
            fault("a datagram leaves by one interface: --interface NAME instead of all".to_owned())
        }
        BindError::GroupOverTcp { group } => {
            fault(format!("groups such as {group} are for UDP: leave out --tcp"))
        }
        BindError::GroupMismatch { group, address } => {
            let all = if group.is_ipv4() { "0.0.0.0" } else { "[::]" };
            let port = address.port();
            fault(format!(
                "cannot receive group {group} at {address}: listen at {all}:{port}, or at the \
                 group itself"
            ))
        }
        other => fault(other.to_string()),
    }
}

/// The program by which a system tells who has a port.
fn who_has(port: u16) -> String {
    if cfg!(windows) {
        format!("`netstat -ano | findstr :{port}`")
    } else if cfg!(target_os = "linux") {
        format!("`ss -tulpn 'sport = :{port}'`")
    } else {
        format!("`lsof -nP -i :{port}`")
    }
}

/// Why a datagram could not be sent.
pub(crate) fn send(error: &SendError) -> Stop {
    Stop::Fault(match error {
        SendError::BroadcastNotAllowed { to, .. } => format!(
            "cannot send to {to}: permission denied; if it is the address of a whole network, use \
             --broadcast; otherwise a firewall may forbid it"
        ),
        SendError::Unreachable { to, source } if to.ip().is_multicast() => format!(
            "cannot send to group {to}: {source}; connect the machine to a network, or choose \
             another interface: --interface NAME"
        ),
        SendError::Unreachable { to, source } => format!(
            "cannot send to {to}: {source}; check the address, and that this machine is in the \
             same network"
        ),
        SendError::TooLong { length } => format!(
            "a packet of {length} bytes does not fit into one datagram (65507 bytes in IPv4); send \
             it in parts, or over TCP if the receiver has it: --tcp"
        ),
        other => other.to_string(),
    })
}

/// Why a connection could not be made.
pub(crate) fn connect(error: &tcp::ConnectError) -> Stop {
    Stop::Fault(error.to_string())
}

/// Why a packet could not be sent over a connection.
pub(crate) fn send_over(error: &stream::SendError) -> Stop {
    Stop::Fault(error.to_string())
}

/// Why nothing can be received any more.
pub(crate) fn receive(error: &dyn Display) -> Stop {
    Stop::Fault(format!("cannot receive any more: {error}"))
}
