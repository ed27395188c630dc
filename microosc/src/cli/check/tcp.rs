//! A server that is tried over TCP. It may hang up on whoever sends it faults, as long as it
//! answers the others: it is asked on the connection that brought the packets, if that is still
//! there, and then on a new one.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Instant;

use microosc::stream::{Connection, Framing};
use microosc::tcp::{Client, ConnectError, Options};
use socket2::{Domain, SockRef, Socket, Type};

use super::Check;
use super::corpus::{End, Made, Visit};
use super::server::{HARMLESS, Health, LONGEST_PAUSE, LONGEST_TALK, QUIET, Server};
use crate::faults;
use crate::limits;
use crate::output::Stop;
use crate::question::is_answer;

/// A server that hangs up on a faulty packet has not seen those after it: so many of a case it gets
/// once more, over a connection each.
const SINGLY: usize = 300;

/// Between the pieces of a packet.
const PIECE_PAUSE: Duration = Duration::from_millis(2);

/// A server that does not read is not waited for.
const WRITE_TIMEOUT: Duration = Duration::from_millis(250);

/// What the system may keep of answers that nobody reads.
const SMALL_BUFFER: usize = 4_096;

/// What became of a question on one connection.
enum Answer {
    Came,
    Missing,
    /// The server has closed the connection, or sends what cannot be read.
    HungUp,
}

pub(super) struct Connections<'a> {
    to: SocketAddr,
    framing: Framing,
    options: &'a Check,
    /// Left open by a case, so that the server is asked while they are.
    held: Vec<TcpStream>,
}

impl<'a> Connections<'a> {
    pub(super) fn new(to: SocketAddr, framing: Framing, options: &'a Check) -> Self {
        Self { to, framing, options, held: Vec::new() }
    }

    fn connect(&self) -> Result<Client, ConnectError> {
        let options = Options::new().max_packet(limits::PACKET);
        let options = options.connect_timeout(self.options.wait).write_timeout(self.options.wait);
        options.connect(self.to, self.framing)
    }

    /// Connects and starts with a packet that is well, by which a server may tell the framing;
    /// nothing if the server does not answer that.
    fn greet(&self) -> Option<Client> {
        let mut client = self.connect().ok()?;
        let Some(ping) = &self.options.ping else {
            client.send_packet(HARMLESS).ok()?;
            return Some(client);
        };
        client.send_packet(ping.packet()).ok()?;
        matches!(self.answer(&mut client), Answer::Came).then_some(client)
    }

    /// Sends packets over one connection, and asks there; over one connection each if the server
    /// hangs up. The health is that of the connection, if it lasted.
    fn packets(&self, packets: &[Vec<u8>]) -> (usize, Option<Health>) {
        let Some(mut client) = self.greet() else { return (0, None) };
        let sent = packets.iter().take_while(|packet| client.send_packet(packet).is_ok()).count();
        let begun = Instant::now();
        match self.question(&mut client) {
            Answer::Came => return (sent, Some(Health::Answered(begun.elapsed()))),
            Answer::Missing => return (sent, Some(Health::Silent)),
            Answer::HungUp => drop(client),
        }
        let single = packets.iter().take(SINGLY);
        let singly = single.map_while(|packet| self.greet().map(|client| (client, packet)));
        let singly = singly.map(|(mut client, packet)| {
            let _it_may_hang_up = client.send_packet(packet);
            talk(&mut client).is_some()
        });
        (sent.max(singly.count()), None)
    }

    /// Asks on a connection; without a question, whether it lasts.
    fn question(&self, client: &mut Client) -> Answer {
        if talk(client).is_none() {
            return Answer::HungUp;
        }
        let Some(ping) = &self.options.ping else { return Answer::Came };
        if client.send_packet(ping.packet()).is_err() {
            return Answer::HungUp;
        }
        self.answer(client)
    }

    /// Waits for an answer on a connection.
    fn answer(&self, client: &mut Client) -> Answer {
        let begun = Instant::now();
        loop {
            let left = self.options.wait.saturating_sub(begun.elapsed());
            match client.receive(left) {
                Ok(Some(packet)) if is_answer(packet, self.options.reply.as_deref()) => {
                    return Answer::Came;
                }
                Ok(Some(_)) if !left.is_zero() => {}
                Ok(_) => return Answer::Missing,
                Err(_) => return Answer::HungUp,
            }
        }
    }

    /// Connects to send what the library would not, and returns whether the answer came that had
    /// to.
    fn visit(&mut self, visit: &Visit) -> io::Result<bool> {
        let socket = Socket::new(Domain::for_address(self.to), Type::STREAM, None)?;
        socket.set_recv_buffer_size(SMALL_BUFFER)?;
        socket.set_tcp_nodelay(true)?;
        socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
        socket.connect_timeout(&self.to.into(), self.options.wait)?;
        let mut stream = TcpStream::from(socket);
        for (index, piece) in visit.pieces.iter().enumerate() {
            if index > 0 {
                thread::sleep(PIECE_PAUSE);
            }
            if stream.write_all(piece).is_err() {
                // It has hung up, or does not read.
                break;
            }
        }
        match visit.end {
            End::Close => {}
            End::Reset => SockRef::from(&stream).set_linger(Some(Duration::ZERO))?,
            End::Hold => self.held.push(stream),
            End::Answer => return self.is_answered(stream),
        }
        Ok(true)
    }

    /// Waits for the answer to a question that was sent in pieces.
    fn is_answered(&self, stream: TcpStream) -> io::Result<bool> {
        if self.options.ping.is_none() {
            return Ok(true);
        }
        stream.set_read_timeout(Some(self.options.wait))?;
        let mut connection = Connection::with_max_packet(stream, self.framing, limits::PACKET);
        loop {
            match connection.receive() {
                Ok(Some(packet)) if is_answer(packet, self.options.reply.as_deref()) => {
                    return Ok(true);
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return Ok(false),
            }
        }
    }

    /// Asks on a new connection, and on another one if the server closes that: it may have too many
    /// for the moment.
    fn ask_anew(&self) -> Result<Health, Stop> {
        let (begun, mut pause) = (Instant::now(), QUIET);
        loop {
            match self.connect() {
                Ok(_) if self.options.ping.is_none() => return Ok(Health::Open),
                Ok(mut client) => match self.question(&mut client) {
                    Answer::Came => return Ok(Health::Answered(begun.elapsed())),
                    Answer::Missing => return Ok(Health::Silent),
                    Answer::HungUp => {}
                },
                Err(ConnectError::Refused { .. }) => return Ok(Health::Closed),
                Err(ConnectError::TimedOut { .. }) => return Ok(Health::Silent),
                Err(error) => return Err(faults::connect(&error)),
            }
            if begun.elapsed() >= self.options.wait {
                return Ok(Health::Silent);
            }
            thread::sleep(pause);
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}

/// Takes what the server still has to say, so that it is not taken for the answer to what is asked
/// next; nothing if the connection is over.
fn talk(client: &mut Client) -> Option<()> {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST_TALK {
        if client.receive(QUIET).ok()?.is_none() {
            break;
        }
    }
    Some(())
}

/// How a server is that was asked on the connection of a case, if it lasted, and on a new one.
fn worse(there: Option<Health>, anew: Health) -> Health {
    match (there, anew) {
        (Some(Health::Silent), Health::Answered(_)) => Health::Silent,
        (Some(Health::Answered(there)), Health::Answered(anew)) => {
            Health::Answered(there.max(anew))
        }
        _ => anew,
    }
}

impl Server for Connections<'_> {
    fn address(&self) -> SocketAddr {
        self.to
    }

    fn options(&self) -> &Check {
        self.options
    }

    fn attempt(&mut self, made: &Made) -> Result<(usize, Health), Stop> {
        match made {
            Made::Packets(packets) => {
                let (sent, health) = self.packets(packets);
                Ok((sent, worse(health, self.ask()?)))
            }
            Made::Visits(visits) => {
                let (mut made, mut there) = (0_usize, None);
                for visit in visits {
                    match self.visit(visit) {
                        Ok(true) => made = made.saturating_add(1),
                        Ok(false) => {
                            (made, there) = (made.saturating_add(1), Some(Health::Silent));
                            break;
                        }
                        // Whether the server is still there is asked next.
                        Err(_) => break,
                    }
                }
                // While connections of this case are still open.
                Ok((made, worse(there, self.ask_anew()?)))
            }
        }
    }

    fn ask(&mut self) -> Result<Health, Stop> {
        self.held.clear();
        self.ask_anew()
    }

    fn hint(&self) -> &'static str {
        "the framing: --framing length (OSC 1.0) or --framing slip (OSC 1.1)"
    }
}
