//! Where packets are sent, over UDP or TCP, and where replies come from: what the commands share
//! that send.

use core::net::SocketAddr;
use core::time::Duration;

use clap::Args;
use microosc::stream::Framing;
use microosc::{tcp, udp};

use super::faults;
use super::limits;
use super::listen::FramingName;
use super::network::Target;
use super::output::Stop;

/// Whether over UDP or TCP.
#[derive(Args)]
pub(crate) struct Transport {
    /// Send over TCP instead of UDP
    #[arg(long)]
    tcp: bool,
    /// How TCP tells packets apart; length unless given
    #[arg(long, requires = "tcp")]
    framing: Option<FramingName>,
}

impl Transport {
    /// How packets are told apart if they go over TCP.
    pub(crate) fn framing(&self) -> Option<Framing> {
        self.tcp.then(|| self.framing.unwrap_or(FramingName::Length).into())
    }
}

/// How to send.
#[derive(Args)]
pub(crate) struct LinkOptions {
    #[command(flatten)]
    transport: Transport,
    /// Send multicasts through this network interface, by name or address
    #[arg(long, value_name = "NAME", conflicts_with = "tcp")]
    interface: Option<String>,
    /// Allow to send to a whole network: 192.168.1.255
    #[arg(long, conflicts_with = "tcp")]
    broadcast: bool,
    /// How many routers a multicast may pass, plus one
    #[arg(long, value_name = "N", conflicts_with = "tcp")]
    ttl: Option<u8>,
}

/// A socket to send from.
pub(crate) enum Link {
    Udp(udp::Client),
    Tcp(tcp::Client),
}

impl Link {
    pub(crate) fn open(to: &Target, options: &LinkOptions) -> Result<Self, Stop> {
        let address = to.resolve()?;
        if let Some(framing) = options.transport.framing() {
            let client = tcp::Options::new().max_packet(limits::PACKET).connect(address, framing);
            return client.map(Self::Tcp).map_err(|error| faults::connect(&error));
        }
        let mut udp = udp::Options::new().broadcast(options.broadcast);
        udp = match options.interface.as_deref() {
            Some(_) if !address.ip().is_multicast() => {
                return Err(Stop::Fault(format!(
                    "--interface is for multicast groups; the way to {address} is the system's \
                     choice: leave --interface out"
                )));
            }
            Some("all") => udp.interface(udp::Interface::All),
            Some(name) => udp.interface(name),
            None => udp,
        };
        if let Some(ttl) = options.ttl {
            udp = udp.multicast_ttl(ttl);
        }
        udp.connect(address).map(Self::Udp).map_err(|error| faults::open(&error))
    }

    pub(crate) fn send(&mut self, packet: &[u8]) -> Result<(), Stop> {
        match self {
            Self::Udp(client) => client.send_packet(packet).map_err(|error| faults::send(&error)),
            Self::Tcp(client) => {
                client.send_packet(packet).map_err(|error| faults::send_over(&error))
            }
        }
    }

    /// Receives a reply, or nothing within that time.
    pub(crate) fn receive(&mut self, wait: Duration) -> Result<Option<(&[u8], SocketAddr)>, Stop> {
        match self {
            Self::Udp(client) => client.receive(wait).map_err(|error| faults::receive(&error)),
            Self::Tcp(client) => {
                let peer = client.peer_addr();
                let packet = client.receive(wait).map_err(|error| faults::receive(&error))?;
                Ok(packet.map(|packet| (packet, peer)))
            }
        }
    }
}
