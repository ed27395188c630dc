//! What comes and goes by WebSocket.

use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use microosc::udp::Client;
use microosc::web::{Options, Server};
use microosc::{Packet, message_to_vec};
use tungstenite::{Message, WebSocket};

use super::{Mixer, PATIENCE, ROUTER, Running, start};

/// The head of a request for a WebSocket.
pub(super) fn upgrade(host: &str, lines: &str) -> String {
    format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
    )
}

/// Opens a WebSocket by a client's own handshake.
pub(super) fn connect(stream: TcpStream, server: &Running) -> WebSocket<TcpStream> {
    let url = format!("ws://{}/", server.web);
    let (socket, _) = tungstenite::client(url, stream).expect("a WebSocket");
    socket
}

fn listen(socket: &mut WebSocket<TcpStream>, command: &str, address: &str) {
    let text = serde_json::json!({ "COMMAND": command, "DATA": address }).to_string();
    socket.send(Message::text(text)).expect("sent");
}

/// Returns the next packet, as it is shown.
fn next(socket: &mut WebSocket<TcpStream>) -> String {
    loop {
        match socket.read().expect("a frame") {
            Message::Binary(packet) => match Packet::decode(&packet).expect("a packet") {
                Packet::Message(message) => return message.to_string(),
                Packet::Bundle(_) => panic!("a bundle"),
            },
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_value_comes_at_once_and_whenever_a_handler_changes_it() {
    let server = start(Options::new());
    let mut socket = connect(server.connect(), &server);
    listen(&mut socket, "LISTEN", "/ch/1/level");
    assert_eq!(next(&mut socket), "/ch/1/level ,f 0.25");
    listen(&mut socket, "LISTEN", "/title");
    assert_eq!(next(&mut socket), "/title ,s \"one\"");

    let mut client = Client::connect(server.osc).expect("loopback");
    client.send("/ch/1/level", 0.75_f32).expect("sent");
    assert_eq!(next(&mut socket), "/ch/1/level ,f 0.75");
    // What nobody listens to, what is the same, and then what has changed.
    client.send("/ch/2/level", 0.75_f32).expect("sent");
    client.send("/ch/1/level", 0.75_f32).expect("sent");
    client.send("/title", "two").expect("sent");
    assert_eq!(next(&mut socket), "/title ,s \"two\"");

    // After IGNORE there is nothing more of it.
    listen(&mut socket, "IGNORE", "/title");
    socket.send(Message::Ping(tungstenite::Bytes::new())).expect("sent");
    assert!(matches!(socket.read(), Ok(Message::Pong(_))));
    client.send("/title", "three").expect("sent");
    client.send("/ch/1/level", 0.125_f32).expect("sent");
    assert_eq!(next(&mut socket), "/ch/1/level ,f 0.125");
}

#[test]
fn what_has_no_value_is_not_listened_to() {
    let server = start(Options::new());
    let mut socket = connect(server.connect(), &server);
    for address in ["/flash", "/ch", "/nowhere", "", "/ch/*/level"] {
        listen(&mut socket, "LISTEN", address);
    }
    listen(&mut socket, "IGNORE", "/title");
    listen(&mut socket, "LISTEN", "/title");
    assert_eq!(next(&mut socket), "/title ,s \"one\"");
    assert_eq!(server.stop().1.commands_ignored, 5);
}

#[test]
fn a_value_that_changes_fast_comes_seldom_and_the_last_one_always() {
    let interval = Duration::from_millis(100);
    let server = start(Options::new().push_interval(interval));
    let mut sockets = [connect(server.connect(), &server), connect(server.connect(), &server)];
    for socket in &mut sockets {
        listen(socket, "LISTEN", "/ch/1/level");
        assert_eq!(next(socket), "/ch/1/level ,f 0.25");
    }
    let mut client = Client::connect(server.osc).expect("loopback");
    let start = Instant::now();
    for step in 0..=500_u16 {
        client.send("/ch/1/level", f32::from(step) / 1000.0).expect("sent");
        thread::sleep(Duration::from_millis(1));
    }
    for socket in &mut sockets {
        let mut count = 0;
        while next(socket) != "/ch/1/level ,f 0.5" {
            count += 1;
        }
        let most = start.elapsed().as_millis() / interval.as_millis() + 1;
        assert!(u128::from(count as u32) <= most, "{count} of at most {most}");
        assert!(count > 0, "some came on the way");
    }
}

#[test]
fn packets_control_only_where_that_is_allowed() {
    let packet = |level: f32| Message::binary(message_to_vec("/ch/1/level", level).expect("fits"));
    let question = || Message::binary(message_to_vec("/ping", 7).expect("fits"));

    let server = start(Options::new());
    let mut socket = connect(server.connect(), &server);
    socket.send(packet(0.75)).expect("sent");
    socket.send(question()).expect("sent");
    listen(&mut socket, "LISTEN", "/ch/1/level");
    assert_eq!(next(&mut socket), "/ch/1/level ,f 0.25", "it has not changed");
    let (counters, web) = server.stop();
    assert_eq!((counters.datagrams, web.control_refused), (0, 2));

    let server = start(Options::new().allow_control(true));
    let mut socket = connect(server.connect(), &server);
    let mut other = connect(server.connect(), &server);
    listen(&mut other, "LISTEN", "/ch/1/level");
    assert_eq!(next(&mut other), "/ch/1/level ,f 0.25");
    socket.send(packet(0.75)).expect("sent");
    assert_eq!(next(&mut other), "/ch/1/level ,f 0.75");
    // The reply goes back to who asked, and to nobody else.
    socket.send(question()).expect("sent");
    assert_eq!(next(&mut socket), "/pong ,i 7");
    listen(&mut other, "LISTEN", "/title");
    assert_eq!(next(&mut other), "/title ,s \"one\"");
}

#[test]
fn what_the_program_itself_changes_comes_where_it_polls() {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).expect("loopback");
    let address = server.web_addr();
    let (tell_first, first) = mpsc::channel();
    let reader = thread::spawn(move || {
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let (mut socket, _) =
            tungstenite::client(format!("ws://{address}/"), stream).expect("a WebSocket");
        listen(&mut socket, "LISTEN", "/title");
        tell_first.send(next(&mut socket)).expect("somebody hears");
        next(&mut socket)
    });
    let mut mixer = Mixer::default();
    let start = Instant::now();
    while !reader.is_finished() {
        server.poll(&mut mixer).expect("serves");
        if let Ok(value) = first.try_recv() {
            assert_eq!(value, "/title ,s \"\"");
            mixer.title = "by itself".into();
        }
        assert!(start.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(reader.join().expect("no panic"), "/title ,s \"by itself\"");
}
