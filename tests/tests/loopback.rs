//! Real sockets on this machine. Ports are the system's choice, and every wait is bounded.

use microosc::udp::{BindError, Client, Interface, Options, SendError, Server};
use microosc::{TimeTag, message_to_vec};
use microosc_tests::app::{App, ROUTER};
use microosc_tests::peers::{ipv6, skipped};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a slow machine; a test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(10);

fn bind(address: &str) -> Server<App> {
    Server::bind(address, &ROUTER).unwrap()
}

/// Polls until `done` holds of the state.
fn poll_until(server: &mut Server<App>, app: &mut App, done: impl Fn(&App) -> bool) {
    let start = Instant::now();
    while !done(app) {
        assert!(start.elapsed() < PATIENCE, "{:?}", server.counters());
        if server.poll(app).unwrap() == 0 {
            thread::yield_now();
        }
    }
}

/// Polls until the server has handled a message that the client sends now; what was sent to it
/// before on the same way has arrived then, or never will.
fn poll_until_here(server: &mut Server<App>, app: &mut App, client: &mut Client) {
    client.send("/level", -1.0_f32).unwrap();
    poll_until(server, app, |app| app.levels.last() == Some(&-1.0));
    app.levels.pop();
}

#[test]
fn poll_handles_what_has_arrived() {
    for address in ["127.0.0.1:0", "localhost:0", "0.0.0.0:0", "[::1]:0", "[::]:0"] {
        if address.starts_with('[') && !ipv6() {
            continue;
        }
        let mut app = App::default();
        let mut server = bind(address);
        assert_eq!(server.poll(&mut app).unwrap(), 0, "it does not wait");

        let port = server.local_addr().port();
        let host = if server.local_addr().is_ipv4() { "localhost" } else { "::1" };
        let mut client = Client::connect((host, port)).unwrap();
        client.send("/level", (0.25_f32,)).unwrap();
        client.send("/level", 1).unwrap();
        poll_until(&mut server, &mut app, |app| app.levels.len() == 2);
        assert_eq!(app.levels, [0.25, 1.0], "at {address}");
    }
}

#[test]
fn serve_runs_until_it_is_stopped() {
    let mut server = bind("127.0.0.1:0");
    let stop = server.stop_handle();
    let mut client = Client::connect(server.local_addr()).unwrap();
    let thread = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        app
    });
    client.send("/level", 0.5_f32).unwrap();
    client.send("/level/get", ()).unwrap();
    assert!(client.receive(PATIENCE).unwrap().is_some(), "it has served");

    let start = Instant::now();
    stop.clone().stop();
    assert_eq!(thread.join().unwrap().levels, [0.5]);
    assert!(start.elapsed() < Duration::from_secs(2));
    stop.stop();
}

#[test]
fn a_server_stopped_beforehand_does_not_serve() {
    let mut server = bind("127.0.0.1:0");
    server.stop_handle().stop();
    server.serve(&mut App::default()).unwrap();
    assert_eq!(server.poll(&mut App::default()).unwrap(), 0);
}

#[test]
fn a_stop_handle_does_not_keep_the_port() {
    let server = bind("127.0.0.1:0");
    let (address, stop) = (server.local_addr(), server.stop_handle());
    drop(server);
    Server::bind(address, &ROUTER).unwrap();
    stop.stop();
}

#[test]
fn a_reply_comes_from_the_serving_port_to_the_asking_port() {
    let mut app = App { levels: vec![0.75], ..App::default() };
    let mut server = bind("127.0.0.1:0");
    let mut asking = Client::connect(server.local_addr()).unwrap();
    let mut other = Client::connect(server.local_addr()).unwrap();

    asking.send("/level/get", ()).unwrap();
    poll_until_here(&mut server, &mut app, &mut other);
    let (packet, sender) = asking.receive(PATIENCE).unwrap().unwrap();
    assert_eq!(packet, message_to_vec("/level/is", 0.75_f32).unwrap());
    assert_eq!(sender, server.local_addr());
    assert!(other.receive(Duration::ZERO).unwrap().is_none());
}

#[test]
fn a_peer_that_is_gone_does_not_end_the_server() {
    let mut app = App { levels: vec![0.75], ..App::default() };
    let mut server = bind("127.0.0.1:0");
    let mut client = Client::connect(server.local_addr()).unwrap();
    for _ in 0..3 {
        Client::connect(server.local_addr()).unwrap().send("/level/get", ()).unwrap();
        poll_until_here(&mut server, &mut app, &mut client);
    }
}

#[test]
fn broken_datagrams_are_counted_and_survived() {
    let mut app = App::default();
    let mut server = bind("127.0.0.1:0");
    let mut client = Client::connect(server.local_addr()).unwrap();
    let broken: [&[u8]; 6] = [
        b"",
        b"/",
        b"/level\0\0,f\0\0",
        b"\xff\xff\xff\xff",
        b"#bundle\0\0\0\0\0\0\0\0\x01\xff\xff\xff\xfc",
        &[0; 65_507],
    ];
    for datagram in broken {
        client.send_packet(datagram).unwrap();
        poll_until_here(&mut server, &mut app, &mut client);
    }
    assert_eq!(server.counters().malformed, 6);
    assert!(app.levels.is_empty());
}

#[test]
fn the_longest_datagram_is_received_whole() {
    let mut app = App::default();
    let mut server = bind("127.0.0.1:0");
    let mut client = Client::connect(server.local_addr()).unwrap();
    // 65,507 bytes fit into a datagram; a packet's length is a multiple of 4.
    let blob = vec![7_u8; 65_504 - 16];
    client.send("/blob", blob.as_slice()).unwrap();
    poll_until(&mut server, &mut app, |app| app.blob != 0);
    assert_eq!(app.blob, blob.len());

    let error = client.send("/blob", [0_u8; 65_508].as_slice()).unwrap_err();
    assert!(matches!(error, SendError::TooLong { length: 65_524 }), "{error}");
}

#[test]
fn a_bundle_runs_at_its_time() {
    let mut server = bind("127.0.0.1:0");
    let stop = server.stop_handle();
    let mut client = Client::connect(server.local_addr()).unwrap();
    let thread = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        app
    });
    let due = TimeTag::now() + Duration::from_millis(150);
    client
        .send_bundle(due, |bundle| {
            bundle.message("/now", ())?;
            bundle.message("/level", 0.5_f32)?;
            bundle.message("/level/get", ())
        })
        .unwrap();
    assert!(client.receive(PATIENCE).unwrap().is_some());
    stop.stop();
    let app = thread.join().unwrap();
    let late = app.times[0].duration_since(due).expect("not before its time");
    assert!(late < Duration::from_secs(1), "{late:?} late");
}

#[test]
fn poll_leaves_a_bundle_of_the_future_alone() {
    let mut app = App::default();
    let mut server = bind("127.0.0.1:0");
    let mut client = Client::connect(server.local_addr()).unwrap();
    let due = TimeTag::now() + Duration::from_millis(100);
    client.send_bundle(due, |bundle| bundle.message("/now", ())).unwrap();
    poll_until(&mut server, &mut app, |app| !app.times.is_empty());
    assert!(app.times[0].duration_since(due).is_some(), "not before its time");
}

/// A server and a client of a group on the loopback interface.
fn group(group: Ipv4Addr) -> (Server<App>, Client) {
    let options = Options::new().interface(Ipv4Addr::LOCALHOST);
    let server = options.bind((group, 0), &ROUTER).unwrap();
    let client = options.connect((group, server.local_addr().port())).unwrap();
    (server, client)
}

#[test]
fn a_group_is_joined_and_unicast_is_received_on_its_port() {
    let mut app = App::default();
    let (mut server, mut client) = group(Ipv4Addr::new(239, 83, 67, 1));
    client.send("/level", 0.25_f32).unwrap();
    poll_until(&mut server, &mut app, |app| app.levels == [0.25]);

    let port = server.local_addr().port();
    let mut unicast = Client::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    unicast.send("/level", 0.5_f32).unwrap();
    poll_until(&mut server, &mut app, |app| app.levels == [0.25, 0.5]);
}

#[test]
fn a_member_of_a_group_replies_from_its_own_address() {
    let mut app = App { levels: vec![0.75], ..App::default() };
    let (mut server, mut client) = group(Ipv4Addr::new(239, 83, 67, 2));
    client.send("/level/get", ()).unwrap();
    while server.poll(&mut app).unwrap() == 0 {}
    let (_, sender) = client.receive(PATIENCE).unwrap().unwrap();
    assert_eq!(sender, SocketAddr::from((Ipv4Addr::LOCALHOST, server.local_addr().port())));
}

#[test]
fn servers_share_the_port_of_a_group_and_get_only_their_own_groups() {
    let options = Options::new().interface(Ipv4Addr::LOCALHOST);
    let one = Ipv4Addr::new(239, 83, 67, 3);
    let two = Ipv4Addr::new(239, 83, 67, 4);
    let (mut only_one, mut to_one) = group(one);
    let port = only_one.local_addr().port();
    let mut both = options.clone().join(two).bind((one, port), &ROUTER).unwrap();
    let mut to_two = options.connect((two, port)).unwrap();

    let (mut app, mut app_of_both) = (App::default(), App::default());
    to_two.send("/level", 0.2_f32).unwrap();
    to_one.send("/level", 0.1_f32).unwrap();
    poll_until(&mut both, &mut app_of_both, |app| app.levels == [0.2, 0.1]);
    poll_until(&mut only_one, &mut app, |app| app.levels.contains(&0.1));
    if cfg!(target_os = "linux") {
        assert_eq!(app.levels, [0.1]);
    }
}

#[test]
fn a_multicast_does_not_come_back_when_its_loop_is_off() {
    // The loopback interface brings everything back; this takes one that the group is routed to.
    let mut app = App::default();
    let mut server = bind("239.83.67.5:0");
    let group = (Ipv4Addr::new(239, 83, 67, 5), server.local_addr().port());
    let mut heard = Client::connect(group).unwrap();
    let quiet = Options::new().multicast_loop(false).multicast_ttl(0);
    match quiet.connect(group).unwrap().send("/level", 0.5_f32) {
        Ok(()) => poll_until_here(&mut server, &mut app, &mut heard),
        Err(error) => skipped("multicast beyond loopback", &error),
    }
    assert!(app.levels.is_empty());
}

#[test]
fn an_ipv6_group_is_joined() {
    if !ipv6() {
        return;
    }
    let mut app = App::default();
    let mut server = bind("[ff02::5367]:0");
    let mut client = Client::connect(("ff02::5367", server.local_addr().port())).unwrap();
    match client.send("/level", 0.25_f32) {
        Ok(()) => poll_until(&mut server, &mut app, |app| app.levels == [0.25]),
        Err(error) => skipped("IPv6 multicast", &error),
    }
}

#[test]
fn broadcasts_are_sent_when_asked_for() {
    let mut app = App::default();
    let mut server = bind("0.0.0.0:0");
    let address = SocketAddr::from(([127, 255, 255, 255], server.local_addr().port()));

    let error = Client::connect(address).unwrap().send("/level", 0.5_f32).unwrap_err();
    assert!(error.to_string().contains("Options::broadcast(true)"), "{error}");

    let mut client = Options::new().broadcast(true).ttl(1).connect(address).unwrap();
    client.send("/level", 0.5_f32).unwrap();
    poll_until(&mut server, &mut app, |app| app.levels == [0.5]);
}

#[test]
fn a_client_that_gets_no_reply_goes_on() {
    let mut client = Client::connect("127.0.0.1:9").unwrap();
    client.send("/level", 0.5_f32).unwrap();
    assert!(client.receive(Duration::from_millis(20)).unwrap().is_none());
    client.send("/level", 0.5_f32).unwrap();
}

#[test]
fn errors_of_binding_say_what_to_do() {
    let taken = bind("127.0.0.1:0");
    let port = taken.local_addr().port();
    let options = Options::new;
    // `main` prints a returned error by its `Debug`: the text, not the fields.
    let text = |error: BindError| {
        assert_eq!(format!("{error}"), format!("{error:?}"));
        error.to_string()
    };
    let error = |options: Options, address: &str| {
        text(options.bind(address, &ROUTER).map(drop).unwrap_err())
    };
    assert_eq!(
        error(options(), &format!("127.0.0.1:{port}")),
        format!(
            "cannot listen on 127.0.0.1:{port}: another program has port {port}; \
             stop it, or choose another port"
        )
    );
    assert_eq!(
        error(options(), "192.0.2.77:5000"),
        "cannot listen on 192.0.2.77:5000: this machine does not have that address; \
         use one of its own, or 0.0.0.0:5000 for all of them"
    );
    assert_eq!(
        error(options(), "239.0.0.1"),
        "cannot use \"239.0.0.1\" as an address: invalid socket address; \
         write host:port, for example \"127.0.0.1:5000\""
    );
    assert_eq!(
        error(options().join(Ipv4Addr::new(192, 168, 0, 1)), "0.0.0.0:0"),
        "cannot join 192.168.0.1: it is not a multicast group; \
         groups are 224.0.0.0 to 239.255.255.255 and those that start with ff in IPv6"
    );
    assert_eq!(
        error(options().join(Ipv4Addr::new(239, 0, 0, 1)), "127.0.0.1:0"),
        "cannot receive group 239.0.0.1 on 127.0.0.1:0: listen on 0.0.0.0:0 to receive groups"
    );
    let missing = error(options().interface("no such name"), "239.0.0.1:0");
    let starts =
        "cannot find the interface no such name, or it has no address of that IP version; ";
    assert!(missing.starts_with(starts), "{missing}");
    assert!(missing.contains("this machine has") && missing.contains("(127.0.0.1)"), "{missing}");

    // These take a machine without a network, or a user without rights.
    assert_eq!(
        text(BindError::GroupRefused {
            group: Ipv4Addr::new(239, 0, 0, 1).into(),
            interface: Interface::Routed,
            source: io::Error::other("No such device"),
        }),
        "cannot join group 239.0.0.1 on any interface: No such device; connect the machine to a \
         network, choose another interface (Options::interface), or serve without a group on 0.0.0.0"
    );
    assert_eq!(
        text(BindError::PermissionDenied {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 80)),
            source: io::ErrorKind::PermissionDenied.into(),
        }),
        "cannot listen on 127.0.0.1:80: permission denied; choose a port above 1023, \
         or run with the rights port 80 asks for"
    );
}

#[test]
fn options_are_set_in_both_ip_versions() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        if address.starts_with('[') && !ipv6() {
            continue;
        }
        let options = Options::new()
            .reuse_address(true)
            .ttl(3)
            .multicast_ttl(3)
            .multicast_loop(true)
            .receive_buffer(1 << 20);
        let one = options.bind(address, &ROUTER).unwrap();
        options.bind(one.local_addr(), &ROUTER).expect("the port is shared");
        Server::bind(one.local_addr(), &ROUTER).map(drop).expect_err("this one does not share");
    }
}

#[test]
fn a_client_sends_through_one_interface() {
    let error = Options::new().interface(Interface::All).connect("239.0.0.1:5000").unwrap_err();
    assert!(matches!(error, BindError::ManyInterfaces), "{error}");
}

#[test]
fn an_interface_has_several_names() {
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    let names = [Interface::All, Interface::from(loopback), Interface::from("127.0.0.1")];
    for interface in names {
        Options::new().interface(interface).bind("239.83.67.6:0", &ROUTER).unwrap();
    }
}
