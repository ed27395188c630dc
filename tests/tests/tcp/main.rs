//! Servers and clients over TCP on this machine. Ports are the system's choice, and every wait is
//! bounded.

mod client;
mod limits;
mod serving;
mod sockets;

use microosc::message_to_vec;
use microosc::stream::frame_to_vec;
use microosc::tcp::{Client, ConnectionCounters, Framing, Options, Server, StopHandle};
use microosc_tests::app::{App, ROUTER};
use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Long enough for a slow machine; a test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(20);

const SLIP: Framing = Framing::Slip;
const LENGTH: Framing = Framing::LengthPrefix;
const BOTH: [Framing; 2] = [SLIP, LENGTH];

/// A server with its state, polled by the test.
struct Polled {
    server: Server<App>,
    app: App,
}

impl Polled {
    fn new() -> Self {
        Self::with(&Options::new())
    }

    fn with(options: &Options) -> Self {
        let server = options.bind("127.0.0.1:0", &ROUTER).unwrap();
        Self { server, app: App::default() }
    }

    fn client(&self, framing: Framing) -> Client {
        Client::connect(self.server.local_addr(), framing).unwrap()
    }

    /// A connection without framing.
    fn raw(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.local_addr()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn counters(&self) -> ConnectionCounters {
        *self.server.connection_counters()
    }

    /// Polls until `done` holds.
    fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            let (counters, core) = (self.counters(), self.server.counters());
            assert!(start.elapsed() < PATIENCE, "{counters:?}\n{core:?}\n{:?}", self.app.levels);
            if self.server.poll(&mut self.app).unwrap() == 0 {
                thread::sleep(Duration::from_micros(200));
            }
        }
    }

    /// Polls until there is an answer.
    fn ask(&mut self, client: &mut Client) -> Vec<u8> {
        client.send("/level/get", ()).unwrap();
        let start = Instant::now();
        loop {
            self.server.poll(&mut self.app).unwrap();
            if let Some(packet) = client.receive(Duration::from_millis(1)).unwrap() {
                return packet.to_vec();
            }
            assert!(start.elapsed() < PATIENCE, "{:?}", self.counters());
        }
    }
}

fn message(address: &str, level: f32) -> Vec<u8> {
    message_to_vec(address, level).unwrap()
}

fn level_frame(framing: Framing, level: f32) -> Vec<u8> {
    frame_to_vec(framing, &message("/level", level)).unwrap()
}

/// Whether the peer has closed the connection, after whatever it has sent.
fn is_closed(mut stream: &TcpStream) -> bool {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return true,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Serves in a thread, and gives the state when it is stopped.
fn serve(options: &Options) -> (SocketAddr, StopHandle, JoinHandle<App>) {
    let mut server = options.bind("127.0.0.1:0", &ROUTER).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let thread = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        app
    });
    (address, stop, thread)
}
