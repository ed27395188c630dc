//! The client's waits, and what the errors say.

use crate::*;
use microosc::Packet;
use microosc::stream::Deframer;
use microosc::tcp::{BindError, ConnectError, ReceiveError, SendError};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{self, RecvTimeoutError};

#[test]
fn a_client_waits_no_longer_than_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = Client::connect(listener.local_addr().unwrap(), SLIP).unwrap();
    let (mut server, _) = listener.accept().unwrap();
    assert_eq!(client.receive(Duration::ZERO).unwrap(), None);
    let start = Instant::now();
    assert_eq!(client.receive(Duration::from_millis(30)).unwrap(), None);
    assert!(start.elapsed() >= Duration::from_millis(29));

    // A server that dribbles one packet, and does not end it while the client waits.
    let (tell, is_told) = mpsc::channel::<()>();
    let dribble = thread::spawn(move || {
        let start = Instant::now();
        server.write_all(b"\xc0/").unwrap();
        while is_told.recv_timeout(Duration::from_millis(5)) == Err(RecvTimeoutError::Timeout) {
            // The client's connection ends with it.
            assert!(start.elapsed() < PATIENCE / 4, "each byte begins the wait anew");
            server.write_all(b"x").unwrap();
        }
        server
    });
    assert_eq!(client.receive(Duration::from_millis(50)).unwrap(), None);
    drop(tell);
    let mut server = dribble.join().unwrap();

    // Packets that came together are given one by one, and in another framing than is sent.
    server.write_all(&[&[0xC0], &*level_frame(SLIP, 1.0).repeat(2)].concat()).unwrap();
    let mut found = Vec::new();
    let start = Instant::now();
    while found.len() < 2 {
        assert!(start.elapsed() < PATIENCE);
        found.extend(
            client
                .receive(Duration::ZERO)
                .unwrap()
                .filter(|packet| Packet::decode(packet).is_ok())
                .map(<[u8]>::to_vec),
        );
    }
    assert_eq!(found, [message("/level", 1.0), message("/level", 1.0)]);
    // It still sends, although it did not wait in receiving.
    client.send("/level", 0.5_f32).unwrap();
    let mut sent = vec![0; level_frame(SLIP, 0.5).len()];
    server.read_exact(&mut sent).unwrap();
    assert_eq!(sent, level_frame(SLIP, 0.5));
    drop(server);
    assert!(matches!(client.receive(PATIENCE), Err(ReceiveError::Closed | ReceiveError::Read(_))));
}

#[test]
fn a_client_tells_when_the_server_takes_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options::new().write_timeout(Duration::from_millis(50));
    let mut client = options.connect(address, LENGTH).unwrap();
    let (server, _) = listener.accept().unwrap();
    let start = Instant::now();
    let error = loop {
        assert!(start.elapsed() < PATIENCE);
        if let Err(error) = client.send("/blob", [0_u8; 60_000].as_slice()) {
            break error;
        }
    };
    assert_eq!(
        error.to_string(),
        "the peer does not take what is sent to it; check that it still runs and receives"
    );
    assert!(matches!(client.send("/level", 0.5_f32), Err(SendError::Broken)));

    // What arrived are whole packets, and half a one.
    drop(client);
    let mut stream = Vec::new();
    (&server).read_to_end(&mut stream).unwrap();
    let mut deframer = Deframer::new(vec![0; 65_536], LENGTH);
    let mut rest = &stream[..];
    while let Some(result) = deframer.next(&mut rest) {
        assert!(Packet::decode(result.unwrap()).is_ok());
    }
    assert!(deframer.is_partial());
}

#[test]
fn errors_say_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let bind = |address: &str| {
        let error: BindError = Server::bind(address, &ROUTER).map(drop).unwrap_err();
        assert_eq!(format!("{error}"), format!("{error:?}"), "`main` prints the text");
        error.to_string()
    };
    assert_eq!(
        bind(&format!("127.0.0.1:{port}")),
        format!(
            "cannot listen on 127.0.0.1:{port}: another program has port {port}; \
             stop it, or choose another port"
        )
    );
    assert_eq!(
        bind("192.0.2.77:5000"),
        "cannot listen on 192.0.2.77:5000: this machine does not have that address; \
         use one of its own, or 0.0.0.0:5000 for all of them"
    );
    assert_eq!(
        bind("239.0.0.1:5000"),
        "cannot receive group 239.0.0.1 over TCP: groups are for datagrams; \
         serve it with microosc::udp, or listen at an address of this machine"
    );

    drop(taken);
    let connect = |address: &str| {
        let error = Client::connect(address, SLIP).map(drop).unwrap_err();
        assert_eq!(format!("{error}"), format!("{error:?}"), "`main` prints the text");
        error.to_string()
    };
    assert_eq!(
        connect(&format!("127.0.0.1:{port}")),
        format!(
            "cannot connect to 127.0.0.1:{port}: nobody listens there; check the port, and that \
             the program runs and is set to OSC over TCP"
        )
    );
    assert_eq!(
        connect("127.0.0.1"),
        "cannot use \"127.0.0.1\" as an address: invalid socket address; \
         write host:port, for example \"127.0.0.1:5000\""
    );
    // These take a machine that does not answer, or none.
    let to = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 3032));
    assert_eq!(
        ConnectError::TimedOut { to, after: Duration::from_secs(5) }.to_string(),
        "cannot connect to 192.0.2.1:3032: no answer within 5s; check the address, and that no \
         firewall stands between"
    );
    assert_eq!(
        ConnectError::Unreachable { to, source: io::Error::other("no route") }.to_string(),
        "cannot connect to 192.0.2.1:3032: no route; connect the machine to that network"
    );
}
