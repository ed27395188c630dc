//! Several datagrams in one system call, where the system can (Linux, feature `gro`): it puts
//! together what comes from one sender (`UDP_GRO`), and takes apart what is sent (`UDP_SEGMENT`).
//!
//! All datagrams of a call have the same length; on receiving, the last may be shorter. The crate nix
//! holds the unsafe code.

use super::engine::Received;
use core::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use nix::errno::Errno;
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, sendmsg, setsockopt,
    sockopt,
};
use std::io::{self, IoSlice, IoSliceMut};
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

/// Room for what the system tells of a receive call, aligned as it writes it.
#[repr(align(16))]
struct Control([u8; 64]);

/// Asks the system to put together what comes by this socket.
pub(super) fn join(socket: &UdpSocket) -> io::Result<()> {
    Ok(setsockopt(socket, sockopt::UdpGroSegment, &true)?)
}

/// Receives one datagram, or several of one sender.
pub(crate) fn receive(socket: &impl AsRawFd, buffer: &mut [u8]) -> io::Result<Received> {
    let mut control = Control([0; 64]);
    let mut parts = [IoSliceMut::new(buffer)];
    let message = recvmsg::<SockaddrStorage>(
        socket.as_raw_fd(),
        &mut parts,
        Some(&mut control.0),
        MsgFlags::empty(),
    )?;
    let segment = message.cmsgs()?.find_map(|told| match told {
        ControlMessageOwned::UdpGroSegments(length) => usize::try_from(length).ok(),
        _ => None,
    });
    let from = message.address.as_ref().and_then(address).ok_or(Errno::EAFNOSUPPORT)?;
    let len = message.bytes;
    Ok(Received { len, segment: segment.unwrap_or(len), from })
}

/// Sends what stands in `packets`, a datagram for every `length` bytes.
pub(super) fn send(
    socket: &UdpSocket,
    packets: &[u8],
    length: u16,
    to: SocketAddr,
) -> io::Result<usize> {
    let told = [ControlMessage::UdpGsoSegments(&length)];
    let to = SockaddrStorage::from(to);
    let parts = [IoSlice::new(packets)];
    Ok(sendmsg(socket.as_raw_fd(), &parts, &told, MsgFlags::empty(), Some(&to))?)
}

fn address(from: &SockaddrStorage) -> Option<SocketAddr> {
    let ipv4 = from.as_sockaddr_in().map(|from| SocketAddrV4::from(*from).into());
    ipv4.or_else(|| from.as_sockaddr_in6().map(|from| SocketAddrV6::from(*from).into()))
}
