//! Opens sockets: which local address they get, how groups are joined.
//!
//! * A server asked for a group is bound to the unspecified address, `0.0.0.0` or `::`, and then
//!   joins the group: it receives what is sent to the group and what is sent to the machine. (A
//!   socket bound to the group itself would not get the latter on Unix.)
//! * IPv6 sockets carry IPv6 only, on every system alike, unless both versions are asked for.
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
    let bound = [bind(address, options)?];
    join_groups(&bound, options)?;
    let [(_, socket)] = bound;
    Ok(socket.into())
}

/// Opens a socket for each address; groups of the options are joined on those that can receive
/// them.
pub(super) fn servers(
    addresses: &[SocketAddr],
    options: &Options,
) -> Result<Vec<UdpSocket>, BindError> {
    let bind = |&address| bind(address, options);
    let bound: Vec<_> = addresses.iter().map(bind).collect::<Result<_, _>>()?;
    join_groups(&bound, options)?;
    Ok(bound.into_iter().map(|(_, socket)| socket.into()).collect())
}

/// Opens a socket, and tells where it is bound. If `address` is a group, it is joined.
fn bind(address: SocketAddr, options: &Options) -> Result<(SocketAddr, Socket), BindError> {
    let is_group = address.ip().is_multicast();
    let local =
        if is_group { SocketAddr::new(unspecified(address), address.port()) } else { address };
    if options.dual_stack && local.ip() != IpAddr::from(Ipv6Addr::UNSPECIFIED) {
        return Err(BindError::NotDualStack { address });
    }
    let socket = open(local, options)?;
    if options.reuse_address.unwrap_or(is_group) {
        share_port(&socket).map_err(|source| BindError::system("share the port", source))?;
    }
    socket.bind(&local.into()).map_err(|source| BindError::bind(local, source))?;
    only_joined_groups(&socket, local);
    if is_group {
        let scope = match address {
            SocketAddr::V6(address) if options.interfaces.is_empty() => address.scope_id(),
            _ => 0,
        };
        match scope {
            0 => join(&socket, address.ip(), &options.interfaces)?,
            index => join(&socket, address.ip(), &[Interface::Index(index)])?,
        }
    }
    Ok((local, socket))
}

/// Joins each group of the options on every socket that can receive it.
fn join_groups(bound: &[(SocketAddr, Socket)], options: &Options) -> Result<(), BindError> {
    for &group in &options.groups {
        if !group.is_multicast() {
            return Err(BindError::NotMulticast { group });
        }
        let mut fitting = bound
            .iter()
            .filter(|(local, _)| local.ip().is_unspecified() && local.is_ipv4() == group.is_ipv4())
            .peekable();
        if let (None, Some(&(address, _))) = (fitting.peek(), bound.first()) {
            return Err(BindError::GroupMismatch { group, address });
        }
        for (_, socket) in fitting {
            join(socket, group, &options.interfaces)?;
        }
    }
    Ok(())
}

/// Opens a socket that sends to `target`, which may be a group.
pub(super) fn client(target: SocketAddr, options: &Options) -> Result<UdpSocket, BindError> {
    if target.port() == 0 {
        return Err(BindError::NoPort { address: target });
    }
    let local = if target.ip().is_loopback() { target.ip() } else { unspecified(target) };
    let local = SocketAddr::new(local, 0);
    let socket = open(local, options)?;
    if target.ip().is_multicast() {
        send_through(&socket, target, &options.interfaces)?;
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
        set("choose the IP versions of the socket", socket.set_only_v6(!options.dual_stack))?;
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

/// Joins the group on each of the interfaces; without any, on that which the system chooses, or if
/// it chooses none, on all.
fn join(socket: &Socket, group: IpAddr, interfaces: &[Interface]) -> Result<(), BindError> {
    let is_routed = |interface: &Interface| *interface == Interface::Routed;
    if interfaces.iter().all(is_routed) {
        return join_routed(socket, group).or_else(|source| {
            let refused = BindError::GroupRefused { group, interface: Interface::Routed, source };
            join_on(socket, group, &Interface::All).map_err(|_nor_there| refused)
        });
    }
    interfaces.iter().try_for_each(|interface| join_on(socket, group, interface))
}

/// Joins the group on an interface, or on as many of several as accept it.
fn join_on(socket: &Socket, group: IpAddr, interface: &Interface) -> Result<(), BindError> {
    let results: Vec<io::Result<()>> = match group {
        _ if *interface == Interface::Routed => vec![join_routed(socket, group)],
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
    // An interface that was named twice has the group already.
    let is_member = |result: &io::Result<()>| match result {
        Ok(()) => true,
        Err(error) => error.kind() == io::ErrorKind::AddrInUse,
    };
    if results.iter().any(is_member) {
        return Ok(());
    }
    results.into_iter().collect::<io::Result<()>>().map_err(|source| BindError::GroupRefused {
        group,
        interface: interface.clone(),
        source,
    })
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
    interfaces: &[Interface],
) -> Result<(), BindError> {
    let interface = match interfaces {
        [] | [Interface::Routed] => return Ok(()),
        [Interface::All] | [_, _, ..] => return Err(BindError::ManyInterfaces),
        [interface] => interface,
    };
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
