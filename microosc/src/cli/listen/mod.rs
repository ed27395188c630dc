//! Packets as they arrive, over UDP or TCP: what `dump` and `record` share.

mod tcp;

use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::time::Instant;

use clap::{Args, ValueEnum};
use microosc::stream::Framing;
use microosc::udp::{Interface, Options, Receiver};

use super::filter::Filter;
use super::interrupt::{Interrupt, NOTICE};
use super::network::{Target, listen_at};
use super::output::{Stop, explain};
use super::{faults, span};
use tcp::{Event, Listener};

/// How many bytes the system is asked to hold; it may hold less.
const RECEIVE_BUFFER: usize = 1 << 20;

/// Where to listen, and for how long.
#[derive(Args)]
pub(crate) struct Listen {
    /// The port to listen on. Alone, only programs on this machine reach it;
    /// 0.0.0.0:PORT is reached from every network, and 239.0.0.1:PORT also
    /// receives that multicast group
    #[arg(verbatim_doc_comment, value_name = "[ADDRESS:]PORT", value_parser = listen_at)]
    at: Target,
    /// Join this multicast group, too; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    group: Vec<IpAddr>,
    /// Join the groups on this network interface, by name or address; or on all
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    /// Listen for connections over TCP instead of UDP
    #[arg(long, conflicts_with_all = ["group", "interface"])]
    tcp: bool,
    /// How TCP tells packets apart; unless given, the first bytes show
    #[arg(long, requires = "tcp")]
    framing: Option<FramingName>,
    #[command(flatten)]
    filter: Filter,
    /// End after so many packets
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// End after this time: 30s, 5min
    #[arg(long, value_name = "TIME", value_parser = span::read)]
    duration: Option<Duration>,
    /// Say nothing but what goes wrong
    #[arg(long, short)]
    quiet: bool,
}

/// A framing as users name it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FramingName {
    /// The length of each packet before it, also called OSC 1.0
    Length,
    /// SLIP, also called OSC 1.1
    Slip,
}

impl From<FramingName> for Framing {
    fn from(name: FramingName) -> Self {
        match name {
            FramingName::Length => Self::LengthPrefix,
            FramingName::Slip => Self::Slip,
        }
    }
}

/// What [`Listen::each`] tells.
#[derive(Debug)]
pub(crate) enum News<'a> {
    /// A packet that is wanted, from whom it is, and when it came.
    Packet { bytes: &'a [u8], from: SocketAddr, at: Instant },
    /// Nothing is there at the moment: time to show what has come.
    Pause,
}

/// How much was received.
#[derive(Debug)]
pub(crate) struct Total {
    packets: u64,
    elapsed: Duration,
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { packets, elapsed } = self;
        let (plural, seconds) = (if *packets == 1 { "" } else { "s" }, elapsed.as_secs_f64());
        write!(f, "{packets} packet{plural} in {seconds:.1} s")?;
        match u32::try_from(*packets) {
            Ok(0) | Err(_) => Ok(()),
            Ok(packets) => write!(f, ", {:.1} per second", f64::from(packets) / seconds.max(1e-6)),
        }
    }
}

enum Source {
    Udp(Receiver),
    Tcp(Listener),
}

/// An open socket.
pub(crate) struct Listening<'o> {
    options: &'o Listen,
    source: Source,
    /// Where, for the user.
    place: String,
}

impl Listen {
    /// Opens the socket.
    pub(crate) fn open(&self) -> Result<Listening<'_>, Stop> {
        let address = self.at.resolve()?;
        let (source, local, over) = if self.tcp {
            let listener = Listener::bind(address, self.framing.map(Framing::from))?;
            let local = listener.local_addr();
            (Source::Tcp(listener), local, "TCP")
        } else {
            let receiver = self.receiver(address)?;
            let local = receiver.local_addr();
            (Source::Udp(receiver), local, "UDP")
        };
        let reach = self.reach(address, local);
        let place = format!("listening on {local} over {over}{reach}");
        Ok(Listening { options: self, source, place })
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn receiver(&self, address: SocketAddr) -> Result<Receiver, Stop> {
        // Bursts shall not get lost while a terminal is busy.
        let mut options = Options::new().receive_buffer(RECEIVE_BUFFER);
        let joins = address.ip().is_multicast() || !self.group.is_empty();
        match self.interface.as_deref() {
            Some(_) if !joins => {
                return Err(Stop::Fault(
                    "--interface chooses where a group is joined, and there is no --group; to \
                     listen in one network only, give this machine's address there: \
                     192.168.1.5:5000"
                        .to_owned(),
                ));
            }
            Some("all") => options = options.interface(Interface::All),
            Some(name) => options = options.interface(name),
            None => {}
        }
        // Groups reach only a socket that is not bound to one address.
        let mut address = address;
        if let (true, Some(group)) = (address.ip().is_loopback(), self.group.first()) {
            let all: IpAddr = if group.is_ipv4() { [0; 4].into() } else { [0_u16; 8].into() };
            address.set_ip(all);
        }
        for group in &self.group {
            options = options.join(*group);
        }
        options.receiver(address).map_err(|error| faults::open(&error))
    }

    /// Who can reach the port, if that may surprise.
    fn reach(&self, address: SocketAddr, local: SocketAddr) -> String {
        let group = Some(address.ip()).filter(IpAddr::is_multicast);
        let groups = group.iter().chain(&self.group).map(ToString::to_string);
        let groups: Vec<String> = groups.collect();
        if !groups.is_empty() {
            format!(", and to group {}", groups.join(", "))
        } else if local.ip().is_loopback() {
            let all = if local.is_ipv4() { "0.0.0.0" } else { "[::]" };
            format!(" for programs on this machine; {all}:{} is for others, too", local.port())
        } else {
            String::new()
        }
    }
}

impl Listening<'_> {
    /// Says where it listens, and tells `take` what happens until as many packets have come as are wanted, the time is over,
    /// or the user asks to end.
    pub(crate) fn each(
        mut self,
        interrupt: &Interrupt,
        mut take: impl FnMut(News<'_>) -> Result<(), Stop>,
    ) -> Result<Total, Stop> {
        let Listen { filter, count, duration, quiet, .. } = self.options;
        if !quiet {
            explain(&self.place);
        }
        let (start, mut packets) = (Instant::now(), 0_u64);
        let mut wait = Duration::ZERO;
        while !interrupt.is_set() && count.is_none_or(|count| packets < count) {
            let left = duration.map(|duration| duration.saturating_sub(start.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            let wait_now = left.map_or(wait, |left| wait.min(left));
            match self.source.receive(wait_now, *quiet)? {
                Some((bytes, from)) => {
                    let at = Instant::now();
                    wait = Duration::ZERO;
                    if filter.wants(bytes) {
                        packets = packets.saturating_add(1);
                        take(News::Packet { bytes, from, at })?;
                    }
                }
                None => {
                    wait = NOTICE;
                    take(News::Pause)?;
                }
            }
        }
        Ok(Total { packets, elapsed: start.elapsed() })
    }
}

impl Source {
    fn receive(
        &mut self,
        wait: Duration,
        quiet: bool,
    ) -> Result<Option<(&[u8], SocketAddr)>, Stop> {
        match self {
            Self::Udp(receiver) => receiver.receive(wait).map_err(|error| faults::receive(&error)),
            Self::Tcp(listener) => match listener.receive(wait) {
                Some(Event::Packet(bytes, from)) => Ok(Some((bytes, from))),
                Some(Event::Remark(remark)) => {
                    if !quiet {
                        explain(&remark);
                    }
                    Ok(None)
                }
                None => Ok(None),
            },
        }
    }
}
