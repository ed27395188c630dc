//! SuperCollider's language, `sclang`, without a screen.

use crate::*;

const NAME: &str = "SuperCollider";

/// Qt would look for a screen, and Chromium in it for a user.
fn sclang() -> Command {
    let mut command = Command::new("sclang");
    command.env("QT_QPA_PLATFORM", "offscreen").env("QTWEBENGINE_DISABLE_SANDBOX", "1");
    command
}

fn supercollider() -> Option<String> {
    version(NAME, sclang().arg("-v"), "sclang ")
}

/// `UDP TCP` as arguments: the ports of the servers that it sends to. It prints the port where it
/// listens itself. One language does everything, since it takes seconds to start.
const SCRIPT: &str = r##"(
var told = { |value|
    case
    { value.isKindOf(Char) } {
        if(value.isPrint) { "'" ++ value ++ "'" } { "character " ++ value.ascii }
    }
    { value.isKindOf(Int8Array) } {
        var bytes = value.asArray.collect { |byte| byte.bitAnd(255).asHexString(2).toLower };
        "<" ++ bytes.join(" ") ++ ">"
    }
    { value.isKindOf(Symbol) or: { value.isKindOf(String) } } { "\"" ++ value ++ "\"" }
    { value.asString }
};
var show = { |prefix, message|
    (prefix ++ ([message[0]] ++ message.drop(1).collect(told)).join(" ")).postln
};
var send = { |server|
    server.sendMsg("/i", -7, 7);
    server.sendMsg("/f", 0.5, 7);
    server.sendMsg("/s", "text", 7);
    server.sendMsg("/utf8", "é✓", 7);
    server.sendMsg("/b", Int8Array[0xC0 - 256, 0xDB - 256, 1, 2, 3], 7);
    NetAddr.useDoubles_(true);
    server.sendMsg("/d", 16777217.0, 7);
    NetAddr.useDoubles_(false);
    server.sendMsg("/S", 'symbol', 7);
    // A character is a type tag of its own: true would be the integer 1, and so on.
    "TFNI".do { |tag| server.sendMsg("/" ++ tag, tag, 7) };
    server.sendMsg("/array", $[, 1, "two", $], 7);
    server.sendMsg("/arrays", $[, 1, $[, 2, $], $], 7);
    server.sendMsg("/none");
    server.sendBundle(nil, ["/first", 1], ["/second", 2]);
    ["/drum/k?ck", "/drum/*a*", "/drum/[!h]*", "/drum/{hat,kick}", "//snare"].do { |pattern|
        server.sendMsg(pattern)
    };
    server.sendMsg("/ask")
};
var servers = thisProcess.argv.collect { |port| NetAddr("127.0.0.1", port.asInteger) };
var current = servers[0];
thisProcess.addOSCRecvFunc { |message, time, sender|
    case
    { message[0] == '/question' } { sender.sendMsg("/answer", message[1]) }
    { message[0] == '/answer' } {
        show.("reply ", message);
        current.sendBundle(0.3, ["/ahead", 7], ["/done"]);
        if(current != servers[1]) { current = servers[1].connect; send.(current) }
    }
    { show.("osc ", message) }
};
("port" + NetAddr.langPort).postln;
send.(current);
)
"##;

/// A time tag comes as seconds from the start of the language, which differ each time.
fn shown(line: &str) -> Option<String> {
    let message = told(line)?;
    let time = message.strip_prefix("/t ").and_then(|rest| rest.strip_suffix(" 7"));
    Some(match time.map(str::parse::<f64>) {
        Some(Ok(_)) => "/t seconds from its start 7".to_owned(),
        _ => message,
    })
}

#[test]
fn supercollider_sends_and_receives() {
    let Some(version) = supercollider() else { return };
    let (udp, tcp) = (Serving::udp(), Serving::tcp());
    let file = script("supercollider.scd", SCRIPT);
    let ports = [udp.port().to_string(), tcp.port().to_string()];
    let peer = Printing::start(sclang().arg(file).args(ports));
    let port = peer.after("port ").parse().unwrap();

    let mut seen = Seen::new(NAME, &version, Direction::FromPeer);
    reply(&mut seen, &peer);
    udp.all(&mut seen);
    tcp.some(&mut seen, TCP_SIZE, &peer);
    only_loopback(&mut seen, MULTICAST, "supercollider::supercollider_sends_to_a_group");
    seen.finish();

    let mut seen = Seen::new(NAME, &version, Direction::ToPeer);
    let mut receiving = Receiving::udp(&peer, shown, port);
    receiving.answers(&mut seen);
    receiving.all(&mut seen);
    seen.finish();
}

#[test]
#[ignore = "supercollider_sends_and_receives runs it in a network of its own"]
fn supercollider_sends_to_a_group() {
    let server = Serving::multicast();
    let port = server.port();
    let text = format!(r#"NetAddr("{GROUP}", {port}).sendMsg("/multicast", 7).sendMsg("/done");"#);
    let file = script("sends_to_a_group.scd", &text);
    let _peer = Printing::start(sclang().arg(file));
    assert!(server.is_reached());
}
