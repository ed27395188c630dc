//! osc.js, the package `osc` of npm, in Node.

use crate::*;

const NAME: &str = "osc.js";

fn node(script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(["-e", &[TOLD, script].concat(), "--"]).args(arguments);
    command
}

fn osc_js() -> Option<String> {
    let tell = "try { console.log('version', require('osc/package.json').version) } \
                catch (error) { console.log(error.message.split('\\n')[0]) }";
    version(NAME, Command::new("node").args(["-e", tell]), "version ")
}

/// Arguments as microosc writes them; and what the scripts share.
const TOLD: &str = r##"
const net = require("net");
const osc = require("osc");
const hex = (value, digits = 2) => value.toString(16).padStart(digits, "0");
const told = argument => {
    if (Array.isArray(argument)) return "[" + argument.map(told).join(", ") + "]";
    const value = argument.value;
    switch (argument.type) {
        case "f": case "d": return Number.isInteger(value) ? value.toFixed(1) : String(value);
        case "s": case "S": return JSON.stringify(value);
        case "c": return "'" + value + "'";
        case "b": return "<" + Array.from(value, byte => hex(byte)).join(" ") + ">";
        case "h": return String(BigInt(value.high) * 0x100000000n + BigInt(value.low >>> 0));
        case "t": return "<" + value.raw.map(part => hex(part, 8)).join(".") + ">";
        case "r": return "#" + hex(value.r) + hex(value.g) + hex(value.b) + hex(255 * value.a);
        case "m": return `<midi ${value[0]}: ${[...value.slice(1)].map(byte => hex(byte)).join(" ")}>`;
        case "N": return "nil";
        case "I": return "impulse";
        default: return String(value);
    }
};
const show = (prefix, message) =>
    console.log([prefix, message.address, ...message.args.map(told)].join(" "));
const [kind, group, port] = process.argv.slice(1);
const loopback = "127.0.0.1";
// A packet that it cannot read is an event.
const quiet = port => port.on("error", error => console.error(error.message));
const listen = port => quiet(port).on("message", (message, timeTag, info = {}) => {
    if (message.address !== "/question") return show("osc", message);
    port.send({ address: "/answer", args: message.args }, info.address, info.port);
});
"##;

/// `udp 127.0.0.1`, `udp GROUP` or `tcp`.
const RECEIVES: &str = r##"
if (kind === "udp") {
    const membership = group === loopback ? [] : [{ address: group, interface: loopback }];
    const port = new osc.UDPPort({
        localAddress: group, localPort: 0, metadata: true, multicastMembership: membership,
    });
    listen(port);
    port.on("ready", () => console.log("port", port.socket.address().port));
    port.open();
} else {
    const server = net.createServer(socket => {
        listen(new osc.TCPSocketPort({ socket, metadata: true }));
    });
    server.listen(0, loopback, () => console.log("port", server.address().port));
}
"##;

fn receiving(arguments: &[&str]) -> (Printing, u16) {
    let peer = Printing::start(&mut node(RECEIVES, arguments));
    let port = peer.after("port ").parse().unwrap();
    (peer, port)
}

#[test]
fn osc_js_receives() {
    let Some(version) = osc_js() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::ToPeer);
    let (peer, port) = receiving(&["udp", "127.0.0.1"]);
    let mut receiving_all = Receiving::udp(&peer, told, port);
    receiving_all.answers(&mut seen);
    receiving_all.all(&mut seen);
    let (peer, port) = receiving(&["tcp"]);
    let mut receiving_some = Receiving::tcp(&peer, told, port, Framing::Slip);
    assert_eq!(receiving_some.answer(), ANSWERED);
    receiving_some.some(&mut seen, TCP_SLIP);
    let (peer, port) = receiving(&["udp", &GROUP.to_string()]);
    Receiving::multicast(&peer, told, (GROUP, port).into()).some(&mut seen, MULTICAST);
    seen.finish();
}

/// `udp 127.0.0.1 PORT`, `udp GROUP PORT` or `tcp 127.0.0.1 PORT`.
const SENDS: &str = r##"
const remote = { metadata: true, remoteAddress: group, remotePort: Number(port) };
const client = kind === "udp"
    ? new osc.UDPPort({ ...remote, localAddress: loopback, localPort: 0 })
    : new osc.TCPSocketPort({ metadata: true, address: group, port: Number(port) });
const message = (address, ...args) => ({ address, args });
const bundle = (timeTag, ...packets) => ({ timeTag, packets });
const i = value => ({ type: "i", value });
const immediate = { raw: [0, 1] };

quiet(client).on("message", answer => {
    show("reply", answer);
    client.send(bundle(osc.timeTag(0.3), message("/ahead", i(7)), message("/done")));
});

client.on("ready", () => {
    if (kind === "udp" && group !== loopback) {
        client.socket.setMulticastInterface(loopback);
        client.send(message("/multicast", i(7)));
        client.send(message("/done"));
        return;
    }
    for (const [address, type, value] of [
        ["/i", "i", -7], ["/f", "f", 0.5], ["/s", "s", "text"], ["/utf8", "s", "é✓"],
        ["/b", "b", Uint8Array.of(0xC0, 0xDB, 1, 2, 3)],
        ["/h", "h", { high: 256, low: 0, unsigned: false }], ["/d", "d", 16777217],
        ["/t", "t", { raw: [0xED000000, 0x80000000] }], ["/S", "S", "symbol"], ["/c", "c", "x"],
        ["/r", "r", { r: 0x11, g: 0x22, b: 0x33, a: 1 }],
        ["/m", "m", Uint8Array.of(1, 0x90, 0x40, 0x7F)],
        ["/T", "T"], ["/F", "F"], ["/N", "N"], ["/I", "I"],
    ]) client.send(message(address, { type, value }, i(7)));
    client.send(message("/array", [i(1), { type: "s", value: "two" }], i(7)));
    client.send(message("/arrays", [i(1), [i(2)]], i(7)));
    client.send(message("/none"));
    client.send(bundle(immediate, message("/first", i(1)), message("/second", i(2))));
    const inner = bundle(immediate, message("/inner", i(2)));
    client.send(bundle(immediate, message("/outer", i(1)), inner, message("/after", i(3))));
    for (const pattern of ["/drum/k?ck", "/drum/*a*", "/drum/[!h]*", "/drum/{hat,kick}", "//snare"])
        client.send(message(pattern));
    client.send(message("/ask"));
});
client.open();
"##;

fn sending(kind: &str, host: &str, port: u16) -> Printing {
    Printing::start(&mut node(SENDS, &[kind, host, &port.to_string()]))
}

#[test]
fn osc_js_sends() {
    let Some(version) = osc_js() else { return };
    let mut seen = Seen::new(NAME, &version, Direction::FromPeer);
    let server = Serving::udp();
    let peer = sending("udp", "127.0.0.1", server.port());
    reply(&mut seen, &peer);
    server.all(&mut seen);
    let server = Serving::tcp();
    let peer = sending("tcp", "127.0.0.1", server.port());
    server.some(&mut seen, TCP_SLIP, &peer);
    let server = Serving::multicast();
    let _peer = sending("udp", &GROUP.to_string(), server.port());
    server.group(&mut seen);
    seen.finish();
}
