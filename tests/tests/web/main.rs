//! The server of OSCQuery, asked by clients that know nothing of it.

mod announcing;
mod answers;
mod feedback;
mod foreign;
mod limits;
mod listening;

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use microosc::web::{ConnectionCounters, Options, StopHandle};
use microosc::{Counters, Router, osc_handler, osc_router};

/// Nothing here takes so long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Mixer {
    levels: [f32; 2],
    title: String,
}

/// The level of a channel.
#[osc_handler("/ch/{ch: 1..=2}/level", get = |mixer, ch: usize| mixer.levels[ch - 1])]
fn level(mixer: &mut Mixer, ch: usize, #[osc(range = 0.0..=1.0)] level: f32) {
    mixer.levels[ch - 1] = level;
}

#[osc_handler("/title", get = |mixer| mixer.title.as_str())]
fn title(mixer: &mut Mixer, title: &str) {
    title.clone_into(&mut mixer.title);
}

#[osc_handler("/flash")]
fn flash(_: &mut Mixer) {}

#[osc_handler("/ping", reply = "/pong")]
fn ping(_: &mut Mixer, number: i32) -> i32 {
    number
}

/// A long value, to fill what waits.
#[osc_handler("/dump", get = |mixer| std::iter::repeat_n(mixer.levels[0], 10_000).collect::<Vec<_>>())]
fn dump(_: &mut Mixer) {}

static ROUTER: Router<Mixer> = osc_router![level, title, flash, ping, dump];

/// A server in a thread of its own.
struct Running {
    web: SocketAddr,
    osc: SocketAddr,
    stop: StopHandle,
    thread: Option<JoinHandle<(Counters, ConnectionCounters)>>,
}

fn start(options: Options) -> Running {
    let mut server = options.bind("127.0.0.1:0", &ROUTER).expect("loopback");
    let (web, osc) = (server.web_addr(), server.udp().local_addr());
    let stop = server.stop_handle();
    let thread = thread::spawn(move || {
        let mut mixer = Mixer { levels: [0.25, 0.5], title: "one".into() };
        server.serve(&mut mixer).expect("nothing that a client does ends it");
        (*server.udp().counters(), *server.connection_counters())
    });
    Running { web, osc, stop, thread: Some(thread) }
}

impl Running {
    fn stop(mut self) -> (Counters, ConnectionCounters) {
        self.stop.stop();
        self.thread.take().expect("stopped once").join().expect("no panic")
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.web).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream
    }

    /// Sends text, and returns all that comes until the connection is closed.
    fn exchange(&self, text: &str) -> String {
        self.try_exchange(text).expect("an answer")
    }

    fn try_exchange(&self, text: &str) -> io::Result<String> {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Asks for a path; returns the status and the body.
    fn get(&self, target: &str) -> (u16, String) {
        taken_apart(&self.exchange(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn taken_apart(answer: &str) -> (u16, String) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.unwrap_or_else(|| panic!("{head}")), body.to_owned())
}
