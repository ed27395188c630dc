//! liblo: `oscsend` and `oscdump`, and the library through Python's ctypes where they have no
//! option for what it can do.

use crate::*;

const NAME: &str = "liblo";

fn liblo() -> Option<String> {
    version(NAME, &mut Command::new("oscsend"), "oscsend version ")
}

/// A line is the time, the address, the types, and the arguments.
fn dumped(line: &str) -> Option<String> {
    let (_, message) = line.split_once(' ')?;
    let mut parts = message.splitn(3, ' ');
    let (address, _types) = (parts.next()?, parts.next());
    let mut arguments = parts.next().unwrap_or_default().trim_end().to_owned();
    for (theirs, ours) in [
        ("0.500000", "0.5"),
        ("16777217.000000", "16777217.0"),
        ("[5b 0xc0 0xdb 0x1 0x2 0x3]", "<c0 db 01 02 03>"),
        ("ed000000.80000000", "<ed000000.80000000>"),
        ("'symbol", "\"symbol\""),
        ("MIDI [0x01 0x90 0x40 0x7f]", "<midi 1: 90 40 7f>"),
        ("#T", "true"),
        ("#F", "false"),
        ("Nil", "nil"),
        ("Infinitum", "impulse"),
    ] {
        arguments = arguments.replace(theirs, ours);
    }
    Some(format!("{address} {arguments}").trim_end().to_owned())
}

/// What the library does: `answer udp`, `answer tcp`, `receive GROUP PORT`, `udp PORT`,
/// `tcp PORT ENDS`, `multicast GROUP PORT`.
/// SLIP has as many ENDs around a packet as told; with none, the size is before it.
const LIBRARY: &str = r##"
import ctypes, sys
from ctypes import byref, c_char_p, c_double, c_float, c_int, c_int32, c_uint32, c_void_p

lo = ctypes.CDLL("liblo.so.7")
for name in """address_new_with_proto message_new blob_new bundle_new server_new_with_proto
        server_new_multicast_iface server_add_method blob_dataptr
        message_get_source""".split():
    getattr(lo, "lo_" + name).restype = c_void_p
UDP, TCP = 1, 4

class Time(ctypes.Structure):
    _fields_ = [("seconds", c_uint32), ("fraction", c_uint32)]

IMMEDIATE = Time(0, 1)
BLOB = bytes([0xC0, 0xDB, 1, 2, 3])

def told(kind, value):
    if kind == "b":
        size = lo.lo_blob_datasize(c_void_p(value))
        data = ctypes.string_at(lo.lo_blob_dataptr(c_void_p(value)), size)
        return "<" + data.hex(" ") + ">"
    if kind == "s":
        return '"' + ctypes.string_at(value).decode() + '"'
    return str({"i": c_int32, "f": c_float}[kind].from_address(value).value)

prefix = "osc "
shown = 0

@ctypes.CFUNCTYPE(c_int, c_char_p, c_char_p, ctypes.POINTER(c_void_p), c_int, c_void_p, c_void_p)
def show(path, types, values, count, received, data):
    global shown
    shown += 1
    if path == b"/question":
        source = c_void_p(lo.lo_message_get_source(c_void_p(received)))
        answer = message(c_int32.from_address(values[0]).value)
        assert lo.lo_send_message_from(source, server, b"/answer", answer) > 0
        return 0
    arguments = [told(chr(kind), values[index]) for index, kind in enumerate(types)]
    print(prefix + " ".join([path.decode(), *arguments]), flush=True)
    return 0

def handled(server):
    server = c_void_p(server)
    assert server
    lo.lo_server_add_method(server, None, None, show, None)
    return server

def message(*values):
    message = c_void_p(lo.lo_message_new())
    for value in values:
        if isinstance(value, int):
            lo.lo_message_add_int32(message, c_int32(value))
        elif isinstance(value, float):
            lo.lo_message_add_float(message, c_float(value))
        elif isinstance(value, bytes):
            lo.lo_message_add_blob(message, c_void_p(lo.lo_blob_new(c_int32(len(value)), value)))
        else:
            lo.lo_message_add_timetag(message, value)
    return message

def bundle(time, *elements):
    bundle = c_void_p(lo.lo_bundle_new(time))
    for path, element in elements:
        if path:
            lo.lo_bundle_add_message(bundle, path, element)
        else:
            lo.lo_bundle_add_bundle(bundle, element)
    return bundle

role, *arguments = sys.argv[1:]
if role == "answer":
    server = handled(lo.lo_server_new_with_proto(None, TCP if arguments[0] == "tcp" else UDP, None))
    print("port", lo.lo_server_get_port(server), flush=True)
    while True:
        lo.lo_server_recv(server)
if role == "receive":
    group, port = (argument.encode() for argument in arguments)
    server = handled(lo.lo_server_new_multicast_iface(group, port, None, b"127.0.0.1", None))
    while True:
        lo.lo_server_recv(server)

host, port = (arguments if role == "multicast" else ["127.0.0.1", arguments[0]])
proto = TCP if role == "tcp" else UDP
target = c_void_p(lo.lo_address_new_with_proto(proto, host.encode(), port.encode()))
if role == "multicast":
    assert lo.lo_address_set_iface(target, None, b"127.0.0.1") == 0
    lo.lo_send_message(target, b"/multicast", message(7))
    lo.lo_send_message(target, b"/done", message())
    sys.exit()
if role == "tcp":
    lo.lo_address_set_stream_slip(target, int(arguments[1]))
server = handled(lo.lo_server_new_with_proto(None, proto, None))

def send(path, *values):
    assert lo.lo_send_message_from(target, server, path, message(*values)) > 0

def send_bundle(bundle):
    assert lo.lo_send_bundle_from(target, server, bundle) > 0

send(b"/f", 0.5, 7)
send(b"/b", BLOB, 7)
send(b"/t", Time(0xED000000, 0x80000000), 7)
send_bundle(bundle(IMMEDIATE, (b"/first", message(1)), (b"/second", message(2))))
inner = bundle(IMMEDIATE, (b"/inner", message(2)))
send_bundle(bundle(IMMEDIATE, (b"/outer", message(1)), (None, inner), (b"/after", message(3))))
send(b"/ask")
prefix = "reply "
# liblo 0.31 takes a reply in SLIP off the socket, but gives it to nobody: do not wait for ever.
slip = role == "tcp" and arguments[1] != "0"
for _ in range(3 if slip else 30):
    if not shown:
        lo.lo_server_recv_noblock(server, 1000)
if not shown:
    print("reply none", flush=True)
time = Time()
lo.lo_timetag_now(byref(time))
time.seconds += 1
send_bundle(bundle(time, (b"/ahead", message(7))))
send_bundle(bundle(time, (b"/done", message())))
"##;

fn library(arguments: &[&str]) -> Printing {
    Printing::start(python().args(["-c", LIBRARY]).args(arguments))
}

/// A server that prints what comes, and answers.
fn answering(kind: &str) -> (Printing, u16) {
    let peer = library(&["answer", kind]);
    let port = peer.after("port ").parse().unwrap();
    (peer, port)
}

#[test]
fn liblo_receives() {
    let Some(version) = liblo() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::ToPeer);

    let port = free_port();
    let dump = Printing::start(Command::new("oscdump").args(["-L", &port.to_string()]));
    Receiving::udp(&dump, dumped, port).all(&mut seen);

    for (framing, row) in FRAMINGS {
        let port = free_port();
        let url = format!("osc.tcp://:{port}");
        let dump = Printing::start(Command::new("oscdump").args(["-L", &url]));
        // The first packet is a fence: liblo 0.31 takes the END of SLIP and `#` for a size.
        Receiving::tcp(&dump, dumped, port, framing).some(&mut seen, row);
    }

    let (peer, port) = answering("udp");
    Receiving::udp(&peer, told, port).answers(&mut seen);
    for (framing, _) in FRAMINGS {
        let (peer, port) = answering("tcp");
        assert_eq!(Receiving::tcp(&peer, told, port, framing).answer(), ANSWERED);
    }

    let port = free_port();
    let group = GROUP.to_string();
    let member = library(&["receive", &group, &port.to_string()]);
    Receiving::multicast(&member, told, (GROUP, port).into()).some(&mut seen, MULTICAST);
    seen.finish();
}

#[test]
fn liblo_sends() {
    let Some(version) = liblo() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::FromPeer);

    let server = Serving::udp();
    let url = format!("osc.udp://127.0.0.1:{}", server.port());
    for arguments in [
        &["/i", "ii", "-7", "7"][..],
        &["/s", "si", "text", "7"],
        &["/utf8", "si", "é✓", "7"],
        &["/h", "hi", "1099511627776", "7"],
        &["/d", "di", "16777217", "7"],
        &["/S", "Si", "symbol", "7"],
        &["/c", "ci", "x", "7"],
        &["/m", "mi", "0190407f", "7"],
        &["/T", "Ti", "7"],
        &["/F", "Fi", "7"],
        &["/N", "Ni", "7"],
        &["/I", "Ii", "7"],
        &["/none"],
        &["/drum/k?ck"],
        &["/drum/*a*"],
        &["/drum/[!h]*"],
        &["/drum/{hat,kick}"],
        &["//snare"],
    ] {
        assert!(Command::new("oscsend").arg(&url).args(arguments).status().unwrap().success());
    }
    let asking = library(&["udp", &server.port().to_string()]);
    reply(&mut seen, &asking);
    server.all(&mut seen);

    for (ends, row) in [("0", TCP_SIZE), ("1", TCP_SLIP), ("2", TCP_SLIP)] {
        let server = Serving::tcp();
        let asking = library(&["tcp", &server.port().to_string(), ends]);
        server.some(&mut seen, row, &asking);
    }

    let server = Serving::multicast();
    let _sending = library(&["multicast", &GROUP.to_string(), &server.port().to_string()]);
    server.group(&mut seen);
    seen.finish();
}
