//! Values that go to control surfaces by UDP, as handlers change them.

use std::net::{SocketAddr, UdpSocket};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use microosc::udp::Client;
use microosc::web::{Options, StopHandle};
use microosc::{Packet, Router, osc_handler, osc_router};
use microosc_tests::peers::receiving::free_port;
use microosc_tests::peers::{Printing, version};

use super::PATIENCE;

struct Desk {
    faders: [f32; 100],
}

#[osc_handler("/fader/{n: 1..=100}", get = |desk, n: usize| desk.faders[n - 1])]
fn fader(desk: &mut Desk, n: usize, #[osc(range = 0.0..=1.0, clip = "both")] level: f32) {
    desk.faders[n - 1] = level;
}

#[osc_handler("/go")]
fn go(_: &mut Desk) {}

static ROUTER: Router<Desk> = osc_router![fader, go];

/// Stops the server in its thread.
struct Running(StopHandle, SocketAddr);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stop();
    }
}

fn start(options: Options) -> Running {
    let mut server = options.bind("127.0.0.1:0", &ROUTER).expect("loopback");
    let running = Running(server.stop_handle(), server.udp().local_addr());
    thread::spawn(move || server.serve(&mut Desk { faders: [0.5; 100] }).expect("serves"));
    running
}

fn surface() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let address = socket.local_addr().expect("bound");
    (socket, address)
}

/// The next message, as it is shown, and who sent it.
fn next(surface: &UdpSocket) -> (String, SocketAddr) {
    let mut piece = [0; 1000];
    let (length, from) = surface.recv_from(&mut piece).expect("a datagram");
    match Packet::decode(&piece[..length]).expect("a packet") {
        Packet::Message(message) => (message.to_string(), from),
        Packet::Bundle(_) => panic!("a bundle"),
    }
}

#[test]
fn a_surface_gets_all_values_and_then_those_that_change() {
    let ((one, to_one), (two, to_two)) = (surface(), surface());
    let server = start(Options::new().feedback_to(to_one).feedback_to(to_two));
    for surface in [&one, &two] {
        let mut all: Vec<_> = (0..100).map(|_| next(surface)).collect();
        all.sort();
        let mut expected: Vec<_> =
            (1..=100).map(|n| (format!("/fader/{n} ,f 0.5"), server.1)).collect();
        expected.sort();
        assert_eq!(all, expected, "by the port of the server, once each");
    }
    let mut client = Client::connect(server.1).expect("loopback");
    client.send("/go", ()).expect("sent");
    client.send("/fader/7", 0.5_f32).expect("sent");
    client.send("/fader/9", 7.0_f32).expect("sent");
    for surface in [&one, &two] {
        assert_eq!(next(surface).0, "/fader/9 ,f 1.0", "what has changed, as the handler left it");
    }
    // Who sends and has not been named is sent nothing.
    assert_eq!(client.receive(Duration::from_millis(200)).expect("a socket"), None);
}

#[test]
fn what_changes_fast_is_sent_seldom_and_the_last_one_always() {
    let interval = Duration::from_millis(100);
    let (surface, to) = surface();
    let server = start(Options::new().feedback_to(to).push_interval(interval));
    (0..100).for_each(|_| drop(next(&surface)));
    let mut client = Client::connect(server.1).expect("loopback");
    let start = Instant::now();
    for step in 1..=500_u16 {
        client.send("/fader/1", f32::from(step) / 1000.0 + 0.5).expect("sent");
        thread::sleep(Duration::from_millis(1));
    }
    let mut count = 0_u32;
    while next(&surface).0 != "/fader/1 ,f 1.0" {
        count += 1;
    }
    let most = start.elapsed().as_millis() / interval.as_millis() + 1;
    assert!(u128::from(count) <= most, "{count} of at most {most}");
    assert!(count > 0, "some came on the way");
}

#[test]
fn a_foreign_surface_shows_what_handlers_make_of_messages() {
    if version("liblo", &mut Command::new("oscsend"), "oscsend version ").is_none() {
        return;
    }
    let port = free_port();
    let dump = Printing::start(Command::new("oscdump").args(["-L", &port.to_string()]));
    // Until it listens, nothing that is sent to it arrives.
    let probe = UdpSocket::bind("127.0.0.1:0").expect("loopback");
    let packet = microosc::message_to_vec("/there", ()).expect("fits");
    while dump.line_within(Duration::from_millis(100)).is_none() {
        let _ = probe.send_to(&packet, ("127.0.0.1", port));
    }
    let server = start(Options::new().feedback_to(([127, 0, 0, 1], port)));
    // A line is the time, the address, the types, and the arguments.
    let shows = |expected: &str| while !dump.line().ends_with(expected) {};
    shows(" /fader/100 f 0.500000");
    let sent = Command::new("oscsend")
        .args(["127.0.0.1", &server.1.port().to_string(), "/fader/3", "f", "2.5"])
        .status();
    assert!(sent.expect("oscsend").success());
    shows(" /fader/3 f 1.000000");
}

#[test]
fn a_surface_that_cannot_be_reached_is_refused() {
    let ipv6 = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 9000));
    for to in [SocketAddr::from(([192, 0, 2, 1], 9000)), ([127, 0, 0, 1], 0).into(), ipv6] {
        let refused = Options::new().feedback_to(to).bind("127.0.0.1:0", &ROUTER);
        let told = refused.expect_err("nothing could arrive").to_string();
        let expected = format!("cannot send feedback: {to} cannot be reached from the addresses");
        assert!(told.starts_with(&expected), "{told}");
    }
}
