//! Opens sockets: which local address they get, how groups are joined.
//!
//! * A server asked for a group is bound to the unspecified address, `0.0.0.0` or `::`, and then
//!   joins the group: it receives what is sent to the group and what is sent to the machine. (A
//!   socket bound to the group itself would not get the latter on Unix.)
//! * IPv6 sockets carry IPv6 only, on every system alike.
//! * A client gets a port of the system's choice; if its target is this machine, other machines
//!   cannot reach that port.

use super::options::Options;
use crate::net::{BindError, Interface};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::UdpSocket;

/// Opens a socket that receives at `address`, which may be a group.
pub(super) fn server(address: SocketAddr, options: &Options) -> Result<UdpSocket, BindError> {
    let mut groups = options.groups.clone();
    let mut interface = options.interface.clone();
    let mut local = address;
    if address.ip().is_multicast() {
        groups.insert(0, address.ip());
        local = SocketAddr::new(unspecified(address), address.port());
        if let (SocketAddr::V6(address), Interface::Routed) = (address, &interface) {
            if address.scope_id() != 0 {
                interface = Interface::Index(address.scope_id());
            }
        }
    }
    for &group in &groups {
        if !group.is_multicast() {
            return Err(BindError::NotMulticast { group });
        }
        if group.is_ipv4() != local.is_ipv4() || !local.ip().is_unspecified() {
            return Err(BindError::GroupMismatch { group, address: local });
        }
    }

    let socket = open(local, options)?;
    if options.reuse_address.unwrap_or(address.ip().is_multicast()) {
        share_port(&socket).map_err(|source| BindError::system("share the port", source))?;
    }
    socket.bind(&local.into()).map_err(|source| BindError::bind(local, source))?;
    only_joined_groups(&socket, local);
    for group in groups {
        join(&socket, group, &interface)?;
    }
    Ok(socket.into())
}

/// Opens a socket that sends to `target`, which may be a group.
pub(super) fn client(target: SocketAddr, options: &Options) -> Result<UdpSocket, BindError> {
    let local = if target.ip().is_loopback() { target.ip() } else { unspecified(target) };
    let local = SocketAddr::new(local, 0);
    let socket = open(local, options)?;
    if target.ip().is_multicast() && options.interface != Interface::Routed {
        send_through(&socket, target, &options.interface)?;
    }
    socket.bind(&local.into()).map_err(|source| BindError::bind(local, source))?;
    Ok(socket.into())
}

fn unspecified(address: SocketAddr) -> IpAddr {
    match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    }
}

/// Makes a socket of the IP version of `local` with all options set that go before binding.
fn open(local: SocketAddr, options: &Options) -> Result<Socket, BindError> {
    let ipv4 = local.is_ipv4();
    let socket = Socket::new(Domain::for_address(local), Type::DGRAM, Some(Protocol::UDP))
        .map_err(|source| BindError::system("open a socket", source))?;
    let set =
        |action, result: io::Result<()>| result.map_err(|source| BindError::system(action, source));
    if !ipv4 {
        set("limit the socket to IPv6", socket.set_only_v6(true))?;
    }
    if options.broadcast {
        set("allow broadcasts", socket.set_broadcast(true))?;
    }
    if let Some(ttl) = options.ttl.map(u32::from) {
        let result = if ipv4 { socket.set_ttl_v4(ttl) } else { socket.set_unicast_hops_v6(ttl) };
        set("set the time to live", result)?;
    }
    if let Some(ttl) = options.multicast_ttl.map(u32::from) {
        let result =
            if ipv4 { socket.set_multicast_ttl_v4(ttl) } else { socket.set_multicast_hops_v6(ttl) };
        set("set the time to live of multicasts", result)?;
    }
    if let Some(enabled) = options.multicast_loop {
        let result = if ipv4 {
            socket.set_multicast_loop_v4(enabled)
        } else {
            socket.set_multicast_loop_v6(enabled)
        };
        set("set the loop of multicasts", result)?;
    }
    if let Some(bytes) = options.receive_buffer {
        set("set the size of the receive buffer", socket.set_recv_buffer_size(bytes))?;
    }
    Ok(socket)
}

fn share_port(socket: &Socket) -> io::Result<()> {
    socket.set_reuse_address(true)?;
    // Linux and Windows share by the option above alone; the BSDs want this one as well.
    #[cfg(any(
        target_vendor = "apple",
        target_os = "freebsd",
        target_os = "netbsd",
        target_os = "openbsd",
        target_os = "dragonfly"
    ))]
    socket.set_reuse_port(true)?;
    Ok(())
}

/// Linux gives a socket bound to the unspecified address the datagrams of every group that any
/// program on the machine has joined. This turns that off, where the kernel is new enough.
fn only_joined_groups(socket: &Socket, local: SocketAddr) {
    #[cfg(target_os = "linux")]
    let _old_kernels_refuse = if local.is_ipv4() {
        socket.set_multicast_all_v4(false)
    } else {
        socket.set_multicast_all_v6(false)
    };
    #[cfg(not(target_os = "linux"))]
    let _ = (socket, local);
}

/// Joins the group on the interface, or on as many of several as accept it.
fn join(socket: &Socket, group: IpAddr, interface: &Interface) -> Result<(), BindError> {
    let refused = |source| BindError::GroupRefused { group, interface: interface.clone(), source };
    if *interface == Interface::Routed {
        return match join_routed(socket, group) {
            Ok(()) => Ok(()),
            Err(no_route) => {
                join(socket, group, &Interface::All).map_err(|_nor_there| refused(no_route))
            }
        };
    }
    let results: Vec<io::Result<()>> = match group {
        IpAddr::V4(group) => interface
            .ipv4_addresses()?
            .iter()
            .map(|address| socket.join_multicast_v4(&group, address))
            .collect(),
        IpAddr::V6(group) => interface
            .indices()?
            .iter()
            .map(|&index| socket.join_multicast_v6(&group, index))
            .collect(),
    };
    if results.iter().any(Result::is_ok) {
        return Ok(());
    }
    results.into_iter().collect::<io::Result<()>>().map_err(refused)
}

/// Lets the system choose; it refuses if it has no route to the group.
fn join_routed(socket: &Socket, group: IpAddr) -> io::Result<()> {
    match group {
        IpAddr::V4(group) => socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(group) => socket.join_multicast_v6(&group, 0),
    }
}

fn send_through(
    socket: &Socket,
    target: SocketAddr,
    interface: &Interface,
) -> Result<(), BindError> {
    if *interface == Interface::All {
        return Err(BindError::ManyInterfaces);
    }
    let result = match target {
        SocketAddr::V4(_) => match interface.ipv4_addresses()?.first() {
            Some(address) => socket.set_multicast_if_v4(address),
            None => Ok(()),
        },
        SocketAddr::V6(_) => match interface.indices()?.first() {
            Some(&index) => socket.set_multicast_if_v6(index),
            None => Ok(()),
        },
    };
    result.map_err(|source| BindError::system("send multicasts through that interface", source))
}
