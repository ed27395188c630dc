//! A server that is tried over UDP: a question that gets lost is asked again, and the system tells
//! of a closed port.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::thread;
use std::time::Instant;

use super::Check;
use super::corpus::Made;
use super::server::{FIRST_PAUSE, HARMLESS, Health, LONGEST_PAUSE, LONGEST_TALK, QUIET, Server};
use crate::output::Stop;
use crate::question::is_answer;

/// How long the news of a closed port may take: from this machine, from another.
const NEWS_FROM_HERE: Duration = Duration::from_millis(50);
const NEWS_FROM_AFAR: Duration = Duration::from_millis(250);

/// How often it is asked for.
const GLANCE: Duration = Duration::from_millis(10);

/// Datagrams longer than this are refused by some systems.
const SURELY_SENT: usize = 9_000;

/// What a call to receive has brought.
enum Arrival {
    Packet(usize),
    Refused,
    Nothing,
}

pub(super) struct Datagrams<'a> {
    /// Connected, so that the system tells of a closed port.
    socket: UdpSocket,
    to: SocketAddr,
    options: &'a Check,
    buffer: Vec<u8>,
}

impl<'a> Datagrams<'a> {
    pub(super) fn open(to: SocketAddr, options: &'a Check) -> Result<Self, Stop> {
        let local: SocketAddr = match to {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        let socket = UdpSocket::bind(local).and_then(|socket| {
            socket.connect(to)?;
            Ok(socket)
        });
        Ok(Self {
            socket: socket.map_err(|error| cannot(to, &error))?,
            to,
            options,
            buffer: vec![0; 65_536],
        })
    }

    /// Sends packets as fast as the system takes them, and returns how many it took.
    fn send_all(&self, packets: &[Vec<u8>]) -> Result<usize, Stop> {
        let mut sent = 0_usize;
        for packet in packets {
            match self.send(packet) {
                Ok(()) => sent = sent.saturating_add(1),
                Err(_) if packet.len() > SURELY_SENT => {}
                Err(error) => return Err(cannot(self.to, &error)),
            }
        }
        Ok(sent)
    }

    /// Looks for a while whether the port is closed: the server may still be at what came before.
    fn look(&mut self) -> Result<Health, Stop> {
        let news = if self.to.ip().is_loopback() { NEWS_FROM_HERE } else { NEWS_FROM_AFAR };
        let begun = Instant::now();
        while begun.elapsed() < news {
            self.send(HARMLESS).map_err(|error| cannot(self.to, &error))?;
            let glance = Instant::now();
            while let Some(left) = GLANCE.checked_sub(glance.elapsed()) {
                match self.receive(left)? {
                    Arrival::Refused => return Ok(Health::Closed),
                    Arrival::Packet(_) => {}
                    Arrival::Nothing => break,
                }
            }
        }
        Ok(Health::Open)
    }

    /// Takes the answers to what has been sent before, so that they are not taken for those to
    /// what is asked next.
    fn let_talk(&mut self) -> Result<(), Stop> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_TALK {
            if let Arrival::Nothing = self.receive(QUIET)? {
                break;
            }
        }
        Ok(())
    }

    fn is_answer(&self, len: usize) -> bool {
        is_answer(self.buffer.get(..len).unwrap_or_default(), self.options.reply.as_deref())
    }

    fn send(&self, packet: &[u8]) -> io::Result<()> {
        let mut result = Ok(0);
        for _ in 0..100 {
            result = self.socket.send(packet);
            match &result {
                // What an earlier packet has met; this one has not been sent.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(1));
                }
                _ => break,
            }
        }
        match result {
            Err(error) if error.kind() != ErrorKind::ConnectionRefused => Err(error),
            _ => Ok(()),
        }
    }

    fn receive(&mut self, wait: Duration) -> Result<Arrival, Stop> {
        let wait = wait.max(Duration::from_micros(1));
        self.socket.set_read_timeout(Some(wait)).map_err(|error| cannot(self.to, &error))?;
        match self.socket.recv(&mut self.buffer) {
            Ok(len) => Ok(Arrival::Packet(len)),
            Err(error) => match error.kind() {
                ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Ok(Arrival::Refused),
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
                    Ok(Arrival::Nothing)
                }
                _ => Err(cannot(self.to, &error)),
            },
        }
    }
}

impl Server for Datagrams<'_> {
    fn address(&self) -> SocketAddr {
        self.to
    }

    fn options(&self) -> &Check {
        self.options
    }

    fn attempt(&mut self, made: &Made) -> Result<(usize, Health), Stop> {
        let sent = match made {
            Made::Packets(packets) => self.send_all(packets)?,
            Made::Visits(_) => 0,
        };
        Ok((sent, self.ask()?))
    }

    fn ask(&mut self) -> Result<Health, Stop> {
        let Some(ping) = self.options.ping.as_ref() else { return self.look() };
        self.let_talk()?;
        let (begun, mut pause) = (Instant::now(), FIRST_PAUSE);
        while begun.elapsed() < self.options.wait {
            self.send(ping.packet()).map_err(|error| cannot(self.to, &error))?;
            let asked = Instant::now();
            loop {
                let left = pause.saturating_sub(asked.elapsed());
                match self.receive(left)? {
                    Arrival::Packet(len) if self.is_answer(len) => {
                        return Ok(Health::Answered(begun.elapsed()));
                    }
                    Arrival::Packet(_) if !left.is_zero() => {}
                    Arrival::Refused => return Ok(Health::Closed),
                    Arrival::Packet(_) | Arrival::Nothing => break,
                }
            }
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
        Ok(Health::Silent)
    }

    fn hint(&self) -> &'static str {
        "that the answer goes to the port that asked"
    }
}

fn cannot(to: SocketAddr, error: &io::Error) -> Stop {
    Stop::Fault(format!(
        "cannot send to {to}: {error}; check the address, and that this machine is in the same \
         network"
    ))
}
