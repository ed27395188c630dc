//! python-osc: its UDP and TCP clients and servers.

use crate::*;

const NAME: &str = "python-osc";

fn python_osc() -> Option<String> {
    let tell = "from importlib.metadata import version; print('version', version('python-osc'))";
    version(NAME, python().args(["-c", tell]), "version ")
}

/// What python-osc calls the framings, with the rows that tell of them.
fn modes() -> impl Iterator<Item = (&'static str, Framing, &'static str)> {
    ["1.0", "1.1"].into_iter().zip(FRAMINGS).map(|(mode, (framing, row))| (mode, framing, row))
}

/// Arguments as microosc writes them.
const TOLD: &str = r##"
from datetime import datetime

def told(value):
    if isinstance(value, bytes):
        return "<" + value.hex(" ") + ">"
    if isinstance(value, str):
        return '"' + value + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(told, value)) + "]"
    if isinstance(value, tuple) and len(value) == 4:
        return "<midi {}: {:02x} {:02x} {:02x}>".format(*value)
    if isinstance(value, tuple) and isinstance(value[0], datetime):
        time, fraction = value
        seconds = int((time.replace(microsecond=0) - datetime(1900, 1, 1)).total_seconds())
        return "<{:08x}.{:08x}>".format(seconds, fraction)
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "nil"}[value]
    return str(value)
"##;

/// `udp GROUP`, or `tcp MODE`.
const RECEIVES: &str = r##"
import socket, sys
from pythonosc.dispatcher import Dispatcher

def show(address, *arguments):
    if address == "/question":
        return ("/answer", *arguments)
    print("osc", address, *map(told, arguments), flush=True)

dispatcher = Dispatcher()
dispatcher.set_default_handler(show)
kind, how = sys.argv[1:]
if kind == "udp":
    from pythonosc.osc_server import BlockingOSCUDPServer
    server = BlockingOSCUDPServer((how, 0), dispatcher)
    if how != "127.0.0.1":
        membership = socket.inet_aton(how) + socket.inet_aton("127.0.0.1")
        server.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
else:
    from pythonosc.osc_tcp_server import BlockingOSCTCPServer
    server = BlockingOSCTCPServer(("127.0.0.1", 0), dispatcher, mode=how)
print("port", server.server_address[1], flush=True)
server.serve_forever()
"##;

fn receiving(kind: &str, how: &str) -> (Printing, u16) {
    let peer = Printing::start(python().args(["-c", &[TOLD, RECEIVES].concat(), kind, how]));
    let port = peer.after("port ").parse().unwrap();
    (peer, port)
}

#[test]
fn python_osc_receives() {
    let Some(version) = python_osc() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::ToPeer);
    let (peer, port) = receiving("udp", "127.0.0.1");
    let mut receiving_all = Receiving::udp(&peer, told, port);
    receiving_all.answers(&mut seen);
    receiving_all.all(&mut seen);
    for (mode, framing, row) in modes() {
        let (peer, port) = receiving("tcp", mode);
        let mut receiving_some = Receiving::tcp(&peer, told, port, framing);
        assert_eq!(receiving_some.answer(), ANSWERED);
        receiving_some.some(&mut seen, row);
    }
    let (peer, port) = receiving("udp", &GROUP.to_string());
    Receiving::multicast(&peer, told, (GROUP, port).into()).some(&mut seen, MULTICAST);
    seen.finish();
}

/// `PORT udp 127.0.0.1`, `PORT udp GROUP` or `PORT tcp MODE`.
const SENDS: &str = r##"
import socket, sys, time
from pythonosc.osc_bundle_builder import OscBundleBuilder, IMMEDIATELY
from pythonosc.osc_message_builder import OscMessageBuilder, build_msg

port, kind, how = sys.argv[1:]
if kind == "udp":
    from pythonosc.udp_client import SimpleUDPClient
    client = SimpleUDPClient(how, int(port))
else:
    from pythonosc.tcp_client import SimpleTCPClient
    client = SimpleTCPClient("127.0.0.1", int(port), mode=how)
if how[:3] == "239":
    client._sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
    client.send_message("/multicast", 7)
    client.send_message("/done", [])
    sys.exit()

def bundle(time, *contents):
    builder = OscBundleBuilder(time)
    for content in contents:
        builder.add_content(content)
    return builder.build()

def typed(address, kind, value):
    builder = OscMessageBuilder(address)
    builder.add_arg(value, kind)
    builder.add_arg(7)
    client.send(builder.build())

for address, value in [
    ("/i", -7), ("/f", 0.5), ("/s", "text"), ("/utf8", "é✓"), ("/b", bytes([0xC0, 0xDB, 1, 2, 3])),
    ("/h", 2**40), ("/m", (1, 0x90, 0x40, 0x7F)), ("/T", True), ("/F", False), ("/N", None),
    ("/array", [1, "two"]), ("/arrays", [1, [2]]),
]:
    client.send_message(address, [value, 7])
for address, kind, value in [
    ("/d", "d", 16777217.0), ("/r", "r", 0x112233FF), ("/t", "t", None), ("/S", "S", "symbol"),
    ("/c", "c", "x"), ("/I", "I", None),
]:
    try:
        typed(address, kind, value)
    except ValueError as error:
        # It has no such type.
        print(error, file=sys.stderr)
client.send_message("/none", [])
client.send(bundle(IMMEDIATELY, build_msg("/first", 1), build_msg("/second", 2)))
inner = bundle(IMMEDIATELY, build_msg("/inner", 2))
client.send(bundle(IMMEDIATELY, build_msg("/outer", 1), inner, build_msg("/after", 3)))
for pattern in ["/drum/k?ck", "/drum/*a*", "/drum/[!h]*", "/drum/{hat,kick}", "//snare"]:
    client.send_message(pattern, [])
client.send_message("/ask", [])
answer = next(client.get_messages(30))
print("reply", answer.address, *map(told, answer.params), flush=True)
client.send(bundle(time.time() + 0.3, build_msg("/ahead", 7), build_msg("/done", [])))
"##;

fn sending(port: u16, kind: &str, how: &str) -> Printing {
    let text = [TOLD, SENDS].concat();
    Printing::start(python().args(["-c", &text, &port.to_string(), kind, how]))
}

#[test]
fn python_osc_sends() {
    let Some(version) = python_osc() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::FromPeer);
    let server = Serving::udp();
    let peer = sending(server.port(), "udp", "127.0.0.1");
    reply(&mut seen, &peer);
    server.all(&mut seen);
    for (mode, _, row) in modes() {
        let server = Serving::tcp();
        let peer = sending(server.port(), "tcp", mode);
        server.some(&mut seen, row, &peer);
    }
    let server = Serving::multicast();
    let _peer = sending(server.port(), "udp", &GROUP.to_string());
    server.group(&mut seen);
    seen.finish();
}
