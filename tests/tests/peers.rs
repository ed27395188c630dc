//! Other people's OSC: liblo's `oscsend` and `oscdump`, and python-osc, in both directions.
//!
//! A peer that is not installed is skipped by name; see `microosc_tests::peers`.

use microosc::udp::{Client, Server, StopHandle};
use microosc::{
    Argument, Group, Impulse, Message, Midi, Packet, Peer, Router, Text, TimeTag, osc_handler,
    osc_router,
};
use microosc_tests::peers::{PATIENCE, Printing, available, python};
use std::net::UdpSocket;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

#[derive(Default)]
struct App {
    level: f32,
    /// Every message as text.
    seen: Vec<String>,
}

#[osc_handler("/1/fader")]
fn fader(app: &mut App, level: f32) {
    app.level = level;
}

#[osc_handler("/1/fader/get", reply = "/1/fader/is")]
fn get_fader(app: &mut App) -> (f32, &'static str) {
    (app.level, "answered")
}

fn observe(app: &mut App, message: &Message<'_>, _: Peer) {
    app.seen.push(message.to_string());
}

static ROUTER: Router<App> = osc_router![fader, get_fader, observe = observe];

/// Serves in a thread; returns the port, and what ends it and gives the state.
fn serve() -> (u16, StopHandle, JoinHandle<App>) {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let (port, stop) = (server.local_addr().port(), server.stop_handle());
    let thread = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        app
    });
    (port, stop, thread)
}

/// Waits until the server has handled what was sent to it before, then stops it.
fn finish((port, stop, thread): (u16, StopHandle, JoinHandle<App>)) -> App {
    let mut client = Client::connect(("127.0.0.1", port)).unwrap();
    client.send("/1/fader/get", ()).unwrap();
    assert!(client.receive(PATIENCE).unwrap().is_some(), "the server does not answer");
    stop.stop();
    let mut app = thread.join().unwrap();
    assert_eq!(app.seen.pop().as_deref(), Some("/1/fader/get ,"));
    app
}

#[test]
fn oscsend_moves_the_fader() {
    if !available("oscsend", "oscsend", &[]) {
        return;
    }
    let server = serve();
    let url = format!("osc.udp://127.0.0.1:{}", server.0);
    let send = |arguments: &[&str]| {
        assert!(Command::new("oscsend").arg(&url).args(arguments).status().unwrap().success());
    };
    send(&["/1/fader", "f", "0.5"]);
    send(&["/i", "i", "-7"]);
    send(&["/h", "h", "4294967296"]);
    send(&["/d", "d", "0.1"]);
    send(&["/s", "s", "some text"]);
    send(&["/S", "S", "symbol"]);
    send(&["/c", "c", "x"]);
    send(&["/m", "m", "0190407f"]);
    send(&["/TFNI", "TFNI"]);
    send(&["/all", "isfSTd", "1", "two", "3", "four", "5"]);
    send(&["/none"]);

    let app = finish(server);
    assert_eq!(app.level, 0.5);
    assert_eq!(
        app.seen,
        [
            "/1/fader ,f 0.5",
            "/i ,i -7",
            "/h ,h 4294967296",
            "/d ,d 0.1",
            "/s ,s \"some text\"",
            "/S ,S \"symbol\"",
            "/c ,c 'x'",
            "/m ,m <midi 1: 90 40 7f>",
            "/TFNI ,TFNI true false nil impulse",
            "/all ,isfSTd 1 \"two\" 3.0 \"four\" true 5.0",
            "/none ,",
        ]
    );
}

#[test]
fn oscdump_shows_what_the_client_sends() {
    if !available("oscdump", "oscdump", &[]) {
        return;
    }
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dump = Printing::start(Command::new("oscdump").arg("-L").arg(port.to_string()));
    let mut client = Client::connect(("127.0.0.1", port)).unwrap();

    // oscdump does not tell when it listens: knock until it answers.
    let start = Instant::now();
    while dump.line_within(Duration::from_millis(20)).is_none() {
        assert!(start.elapsed() < PATIENCE, "oscdump does not listen");
        client.send("/knock", ()).unwrap();
    }

    client.send("/1/fader", 0.5_f32).unwrap();
    client.send("/ihd", (-7, 1_i64 << 32, 0.25_f64)).unwrap();
    client.send("/sSc", ("some text", Argument::Symbol(Text::from("symbol")), 'x')).unwrap();
    client.send("/b", [1_u8, 2, 3].as_slice()).unwrap();
    client
        .send("/mt", (Midi { port: 1, status: 0x90, data1: 64, data2: 127 }, TimeTag::new(1, 2)))
        .unwrap();
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
        .filter(|message| !message.starts_with("/knock"))
        .take(8)
        .collect();
    assert_eq!(
        shown,
        [
            "/1/fader f 0.500000",
            "/ihd ihd -7 4294967296 0.250000",
            "/sSc sSc \"some text\" 'symbol 'x'",
            "/b b [3b 0x1 0x2 0x3]",
            "/mt mt MIDI [0x01 0x90 0x40 0x7f] 00000001.00000002",
            "/TFNI TFNI #T #F Nil Infinitum",
            "/first i 1",
            "/second i 2",
        ]
    );
}

const PYTHON_ASKS: &str = r#"
import sys
from pythonosc.osc_bundle_builder import OscBundleBuilder, IMMEDIATELY
from pythonosc.osc_message_builder import build_msg
from pythonosc.udp_client import SimpleUDPClient

client = SimpleUDPClient("127.0.0.1", int(sys.argv[1]))
client.send_message("/all", [1, 2**40, 0.5, "text", b"blob", True, False, None, (1, 144, 64, 127), [1, [2]]])

inner = OscBundleBuilder(IMMEDIATELY)
inner.add_content(build_msg("/second", [2]))
outer = OscBundleBuilder(IMMEDIATELY)
outer.add_content(build_msg("/first", [1]))
outer.add_content(inner.build())
outer.add_content(build_msg("/1/fader", [0.75]))
client.send(outer.build())

client.send_message("/1/fader/get", [])
reply = next(client.get_messages(15))
print(reply.address, reply.params)
"#;

#[test]
fn python_osc_asks_and_is_answered() {
    let Some(python) = python() else { return };
    let server = serve();
    let port = server.0.to_string();
    let output = Command::new(python).args(["-c", PYTHON_ASKS, &port]).output().unwrap();
    let app = finish(server);
    assert_eq!(
        app.seen,
        [
            "/all ,ihfsbTFNm[i[i]] 1 1099511627776 0.5 \"text\" <blob of 4 bytes> true false nil \
             <midi 1: 90 40 7f> [1, [2]]",
            "/first ,i 1",
            "/second ,i 2",
            "/1/fader ,f 0.75",
            "/1/fader/get ,",
        ]
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(printed.trim_end(), "/1/fader/is [0.75, 'answered']", "{errors}");
}

const PYTHON_ANSWERS: &str = r#"
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer

def answer(address, *arguments):
    print(address, arguments, flush=True)
    return ("/answer" + address, *arguments)

dispatcher = Dispatcher()
dispatcher.set_default_handler(answer)
server = BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
print(server.server_address[1], flush=True)
server.serve_forever()
"#;

#[test]
fn python_osc_receives_and_answers() {
    let Some(python) = python() else { return };
    let peer = Printing::start(Command::new(python).args(["-c", PYTHON_ANSWERS]));
    let port: u16 = peer.line().parse().unwrap();
    let mut client = Client::connect(("127.0.0.1", port)).unwrap();

    client.send("/1/fader", 0.5_f32).unwrap();
    assert_eq!(peer.line(), "/1/fader (0.5,)");
    assert_eq!(answer(&mut client), "/answer/1/fader ,f 0.5");

    client
        .send("/all", (1, 1_i64 << 40, 0.25_f64, "text", [1_u8, 2].as_slice(), true, false))
        .unwrap();
    assert_eq!(peer.line(), r"/all (1, 1099511627776, 0.25, 'text', b'\x01\x02', True, False)");
    assert_eq!(
        answer(&mut client),
        "/answer/all ,ihfsbTF 1 1099511627776 0.25 \"text\" <blob of 2 bytes> true false"
    );

    client.send("/group", (Argument::Nil, Group((1, Group(("a", 2)))))).unwrap();
    assert_eq!(peer.line(), "/group (None, [1, ['a', 2]])");
    assert_eq!(answer(&mut client), "/answer/group ,N[i[si]] nil [1, [\"a\", 2]]");

    client
        .send_bundle(TimeTag::IMMEDIATE, |bundle| {
            bundle.message("/first", 1)?;
            bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/second", "two"))?;
            bundle.message("/third", ())
        })
        .unwrap();
    let printed = [peer.line(), peer.line(), peer.line()];
    assert_eq!(printed, ["/first (1,)", "/second ('two',)", "/third ()"]);
    let answers = [answer(&mut client), answer(&mut client), answer(&mut client)];
    assert_eq!(answers, ["/answer/first ,i 1", "/answer/second ,s \"two\"", "/answer/third ,"]);
}

/// Receives a message as text.
fn answer(client: &mut Client) -> String {
    let (packet, _) = client.receive(PATIENCE).unwrap().expect("an answer");
    match Packet::decode(packet) {
        Ok(Packet::Message(message)) => message.to_string(),
        other => panic!("{other:?}"),
    }
}
