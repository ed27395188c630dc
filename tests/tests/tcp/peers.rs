//! Other people's OSC over TCP: liblo's `oscsend` and `oscdump`, and python-osc, both ways and in
//! both framings.
//!
//! A peer that is not installed is skipped by name; see `microosc_tests::peers`.

use microosc::tcp::{Client, Framing, Server, StopHandle};
use microosc::{
    Argument, Impulse, Message, Midi, Packet, Peer, Router, Text, TimeTag, osc_handler, osc_router,
};
use microosc_tests::peers::{PATIENCE, Printing, available, python};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

struct App {
    level: f32,
    /// Takes every message as text.
    seen: Sender<String>,
}

#[osc_handler("/1/fader")]
fn fader(app: &mut App, level: f32) {
    app.level = level;
}

#[osc_handler("/1/fader/get", reply = "/1/fader/is")]
fn get_fader(app: &mut App) -> (f32, &'static str, &'static [u8]) {
    (app.level, "answered", &[0xC0, 0xDB, 0xDC, 0xDD])
}

fn observe(app: &mut App, message: &Message<'_>, _: Peer) {
    app.seen.send(message.to_string()).unwrap();
}

static ROUTER: Router<App> = osc_router![fader, get_fader, observe = observe];

/// A server in a thread.
struct Serving {
    port: u16,
    seen: Receiver<String>,
    stop: StopHandle,
    thread: JoinHandle<f32>,
}

impl Serving {
    fn start() -> Self {
        let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
        let (port, stop) = (server.local_addr().port(), server.stop_handle());
        let (sender, seen) = channel();
        let thread = thread::spawn(move || {
            let mut app = App { level: 0.0, seen: sender };
            server.serve(&mut app).unwrap();
            assert_eq!(server.counters().malformed, 0);
            app.level
        });
        Self { port, seen, stop, thread }
    }

    fn next(&self) -> String {
        self.seen.recv_timeout(PATIENCE).expect("a message from the peer")
    }

    /// Stops the server and returns the level.
    fn finish(self) -> f32 {
        self.stop.stop();
        let level = self.thread.join().unwrap();
        assert_eq!(self.seen.try_iter().collect::<Vec<_>>(), [""; 0]);
        level
    }
}

#[test]
fn oscsend_moves_the_fader() {
    if !available("oscsend", "oscsend", &[]) {
        return;
    }
    let server = Serving::start();
    let url = format!("osc.tcp://127.0.0.1:{}", server.port);
    // Each is a connection of its own.
    let sent = |arguments: &[&str]| {
        assert!(Command::new("oscsend").arg(&url).args(arguments).status().unwrap().success());
        server.next()
    };
    assert_eq!(sent(&["/1/fader", "f", "0.5"]), "/1/fader ,f 0.5");
    assert_eq!(sent(&["/h", "h", "4294967296"]), "/h ,h 4294967296");
    assert_eq!(sent(&["/m", "m", "0190407f"]), "/m ,m <midi 1: 90 40 7f>");
    assert_eq!(
        sent(&["/all", "isfSTd", "1", "two", "3", "four", "5"]),
        "/all ,isfSTd 1 \"two\" 3.0 \"four\" true 5.0"
    );
    assert_eq!(sent(&["/none"]), "/none ,");
    assert_eq!(server.finish(), 0.5);
}

/// `oscsend` has no option for SLIP, the library it is made of has.
const LIBLO_SENDS: &str = r#"
import ctypes, sys
lo = ctypes.CDLL("liblo.so.7")
for function in lo.lo_address_new_with_proto, lo.lo_message_new:
    function.restype = ctypes.c_void_p
TCP = 4
target = ctypes.c_void_p(lo.lo_address_new_with_proto(TCP, b"127.0.0.1", sys.argv[1].encode()))
lo.lo_address_set_stream_slip(target, int(sys.argv[2]))
for level in 0.25, 0.5:
    message = ctypes.c_void_p(lo.lo_message_new())
    lo.lo_message_add_float(message, ctypes.c_float(level))
    lo.lo_message_add_int32(message, ctypes.c_int32(-0x3F24DC40))
    assert lo.lo_send_message(target, b"/slip", message) > 0
"#;

#[test]
fn liblo_sends_slip_with_one_end_or_two() {
    let Some(python) = python() else { return };
    if !available("liblo.so.7", &python, &["-c", "import ctypes; ctypes.CDLL('liblo.so.7')"]) {
        return;
    }
    let server = Serving::start();
    for ends in ["1", "2"] {
        let port = server.port.to_string();
        let output = Command::new(&python).args(["-c", LIBLO_SENDS, &port, ends]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(server.next(), "/slip ,fi 0.25 -1059380288");
        assert_eq!(server.next(), "/slip ,fi 0.5 -1059380288");
    }
    server.finish();
}

/// Connects as soon as the peer listens.
fn connect(port: u16, framing: Framing) -> Client {
    let start = Instant::now();
    loop {
        match Client::connect(("127.0.0.1", port), framing) {
            Ok(client) => return client,
            Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn oscdump_shows_what_the_client_sends_in_either_framing() {
    if !available("oscdump", "oscdump", &[]) {
        return;
    }
    for framing in [Framing::LengthPrefix, Framing::Slip] {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("osc.tcp://:{port}");
        let dump = Printing::start(Command::new("oscdump").args(["-L", &url]));
        let mut client = connect(port, framing);
        // liblo 0.31 takes END and `#` for a size: the first packet must not be a bundle.
        client.send("/1/fader", 0.5_f32).unwrap();
        client.send("/ihd", (-7, 1_i64 << 32, 0.25_f64)).unwrap();
        client.send("/sSc", ("some text", Argument::Symbol(Text::from("symbol")), 'x')).unwrap();
        client.send("/b", [0xC0_u8, 0xDB, 0xDC, 0xDD].as_slice()).unwrap();
        let midi = Midi { port: 1, status: 0x90, data1: 64, data2: 127 };
        client.send("/mt", (midi, TimeTag::new(1, 2))).unwrap();
        client.send("/TFNI", (true, false, Argument::Nil, Impulse)).unwrap();
        client
            .send_bundle(TimeTag::IMMEDIATE, |bundle| {
                bundle.message("/first", 1)?;
                bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/second", 2))
            })
            .unwrap();
        // Each line starts with the time and ends with the arguments, sometimes with a space more.
        let shown: Vec<String> = core::iter::from_fn(|| Some(dump.line()))
            .filter_map(|line| Some(line.split_once(' ')?.1.trim_end().to_owned()))
            .take(8)
            .collect();
        assert_eq!(
            shown,
            [
                "/1/fader f 0.500000",
                "/ihd ihd -7 4294967296 0.250000",
                "/sSc sSc \"some text\" 'symbol 'x'",
                "/b b [4b 0xc0 0xdb 0xdc 0xdd]",
                "/mt mt MIDI [0x01 0x90 0x40 0x7f] 00000001.00000002",
                "/TFNI TFNI #T #F Nil Infinitum",
                "/first i 1",
                "/second i 2",
            ],
            "{framing}"
        );
    }
}

/// What python-osc calls the framings.
const MODES: [(&str, Framing); 2] = [("1.0", Framing::LengthPrefix), ("1.1", Framing::Slip)];

const PYTHON_ASKS: &str = r#"
import sys
from pythonosc.osc_bundle_builder import OscBundleBuilder, IMMEDIATELY
from pythonosc.osc_message_builder import build_msg
from pythonosc.tcp_client import SimpleTCPClient

client = SimpleTCPClient("127.0.0.1", int(sys.argv[1]), mode=sys.argv[2])

inner = OscBundleBuilder(IMMEDIATELY)
inner.add_content(build_msg("/second", [2]))
outer = OscBundleBuilder(IMMEDIATELY)
outer.add_content(build_msg("/first", [1]))
outer.add_content(inner.build())
outer.add_content(build_msg("/1/fader", [0.75]))
client.send(outer.build())

client.send_message("/all", [1, 2**40, 0.5, "text", bytes([0xC0, 0xDB]), True, False, None, (1, 144, 64, 127), [1, [2]]])
client.send_message("/1/fader/get", [])
reply = next(client.get_messages(15))
print(reply.address, reply.params)
"#;

#[test]
fn python_osc_asks_and_is_answered_in_its_mode() {
    let Some(python) = python() else { return };
    let server = Serving::start();
    for (mode, _) in MODES {
        let port = server.port.to_string();
        let output = Command::new(&python).args(["-c", PYTHON_ASKS, &port, mode]).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            printed.trim_end(),
            r"/1/fader/is [0.75, 'answered', b'\xc0\xdb\xdc\xdd']",
            "mode {mode}: {errors}"
        );
        let seen: Vec<String> = (0..5).map(|_| server.next()).collect();
        assert_eq!(
            seen,
            [
                "/first ,i 1",
                "/second ,i 2",
                "/1/fader ,f 0.75",
                "/all ,ihfsbTFNm[i[i]] 1 1099511627776 0.5 \"text\" <blob of 2 bytes> true false \
                 nil <midi 1: 90 40 7f> [1, [2]]",
                "/1/fader/get ,",
            ]
        );
    }
    assert_eq!(server.finish(), 0.75);
}

const PYTHON_ANSWERS: &str = r#"
import sys
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_tcp_server import BlockingOSCTCPServer

def answer(address, *arguments):
    print(address, arguments, flush=True)
    return ("/answer" + address, *arguments)

dispatcher = Dispatcher()
dispatcher.set_default_handler(answer)
server = BlockingOSCTCPServer(("127.0.0.1", 0), dispatcher, mode=sys.argv[1])
print(server.server_address[1], flush=True)
server.serve_forever()
"#;

#[test]
fn python_osc_receives_and_answers_in_its_mode() {
    let Some(python) = python() else { return };
    for (mode, framing) in MODES {
        let peer = Printing::start(Command::new(&python).args(["-c", PYTHON_ANSWERS, mode]));
        let port: u16 = peer.line().parse().unwrap();
        let mut client = Client::connect(("127.0.0.1", port), framing).unwrap();

        client.send("/1/fader", 0.5_f32).unwrap();
        assert_eq!(peer.line(), "/1/fader (0.5,)");
        assert_eq!(answer(&mut client), "/answer/1/fader ,f 0.5");
        assert_eq!(client.peer_framing(), Some(framing));

        client
            .send("/all", (1, 1_i64 << 40, 0.25_f64, "text", [0xC0_u8, 0xDB].as_slice()))
            .unwrap();
        assert_eq!(peer.line(), r"/all (1, 1099511627776, 0.25, 'text', b'\xc0\xdb')");
        assert_eq!(
            answer(&mut client),
            "/answer/all ,ihfsb 1 1099511627776 0.25 \"text\" <blob of 2 bytes>"
        );

        client
            .send_bundle(TimeTag::IMMEDIATE, |bundle| {
                bundle.message("/first", 1)?;
                bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/second", "two"))
            })
            .unwrap();
        assert_eq!([peer.line(), peer.line()], ["/first (1,)", "/second ('two',)"]);
        let answers = [answer(&mut client), answer(&mut client)];
        assert_eq!(answers, ["/answer/first ,i 1", "/answer/second ,s \"two\""]);
    }
}

/// Receives a message as text.
fn answer(client: &mut Client) -> String {
    let packet = client.receive(PATIENCE).unwrap().expect("an answer");
    match Packet::decode(packet) {
        Ok(Packet::Message(message)) => message.to_string(),
        other => panic!("{other:?}"),
    }
}
