//! Several sockets, both IP versions, the waiting, and what the system lacks.

use crate::*;
use microosc::tcp::BindError;
use microosc::{Peer, Router, osc_handler, osc_router};
use microosc_tests::peers::ipv6;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

type Seen = Vec<SocketAddr>;

#[osc_handler("/hello", reply = "/welcome")]
fn hello(seen: &mut Seen, peer: Peer) -> i32 {
    seen.push(peer.0);
    seen.len() as i32
}

static HELLO: Router<Seen> = osc_router![hello];

/// Says hello and takes the answer.
fn greet(server: &mut Server<Seen>, seen: &mut Seen, client: &mut Client) {
    client.send("/hello", ()).unwrap();
    let start = Instant::now();
    loop {
        server.poll(seen).unwrap();
        if client.receive(Duration::from_millis(1)).unwrap().is_some() {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{:?}", server.connection_counters());
    }
}

#[test]
fn several_sockets_share_one_state_and_one_limit() {
    let mut addresses = vec!["127.0.0.1:0", "127.0.0.2:0", "0.0.0.0:0"];
    if ipv6() {
        addresses.push("[::1]:0");
    }
    let options = Options::new().max_connections(addresses.len());
    let mut server = options.bind_all(&addresses, &HELLO).unwrap();
    let locals: Vec<SocketAddr> = server.local_addrs().collect();
    assert_eq!(locals.len(), addresses.len());
    assert_eq!(locals[0], server.local_addr());

    let mut seen = Seen::new();
    let mut clients: Vec<Client> = Vec::new();
    for (local, framing) in locals.iter().zip(BOTH.into_iter().cycle()) {
        let ip = if local.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { local.ip() };
        clients.push(Client::connect((ip, local.port()), framing).unwrap());
    }
    for client in &mut clients {
        greet(&mut server, &mut seen, client);
        assert_eq!(seen.last(), Some(&client.local_addr()));
    }
    let refused = TcpStream::connect(locals[1]).unwrap();
    let start = Instant::now();
    while server.connection_counters().refused == 0 {
        assert!(start.elapsed() < PATIENCE);
        server.poll(&mut seen).unwrap();
    }
    assert!(is_closed(&refused));
}

/// A program may use one port of its own for connections to several sockets of the server.
#[test]
fn a_peer_that_is_there_twice_is_told_apart_by_the_socket_it_came_by() {
    let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.2:0"], &HELLO).unwrap();
    let mut seen = Seen::new();
    let ask = frame_to_vec(SLIP, &message_to_vec("/hello", ()).unwrap()).unwrap();
    let mut from = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut streams = Vec::new();
    for to in server.local_addrs() {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None);
        let socket = socket.unwrap();
        socket.set_reuse_address(true).unwrap();
        socket.bind(&from.into()).unwrap();
        socket.connect(&to.into()).unwrap();
        let stream = TcpStream::from(socket);
        from = stream.local_addr().unwrap();
        stream.set_nonblocking(true).unwrap();
        streams.push(stream);
    }
    for (index, stream) in streams.iter_mut().enumerate() {
        stream.write_all(&ask).unwrap();
        let expected = message_to_vec("/welcome", index as i32 + 1).unwrap();
        let expected = frame_to_vec(SLIP, &expected).unwrap();
        let mut reply = vec![0; 100];
        let start = Instant::now();
        let length = loop {
            assert!(start.elapsed() < PATIENCE, "no reply at {index}");
            server.poll(&mut seen).unwrap();
            if let Ok(length) = stream.read(&mut reply) {
                break length;
            }
        };
        assert_eq!(reply[..length], expected);
    }
    assert_eq!(seen, [from, from]);
}

#[test]
fn a_list_of_addresses_fails_as_a_whole() {
    let error =
        |addresses: &[&str]| Server::bind_all(addresses, &HELLO).map(drop).unwrap_err().to_string();
    assert!(error(&[]).starts_with("cannot use an empty list as an address: there is none"));
    assert!(error(&["127.0.0.1:0", "192.0.2.77:0"]).starts_with("cannot listen on 192.0.2.77:0"));
    assert_eq!(error(&["127.0.0.1:0"; 257]), "cannot serve so many addresses: 256 are the most");
    let port = Server::bind("127.0.0.1:0", &HELLO).unwrap().local_addr().port();
    let taken = format!("127.0.0.1:{port}");
    let twice = error(&[&taken, &taken]);
    assert!(twice.contains("another program has port"), "{twice}");
    Server::bind(&taken, &HELLO).expect("what was bound before the fault is free again");
}

#[test]
fn both_versions_by_two_sockets_or_by_one() {
    let both = Options::new().dual_stack(true);
    for address in ["127.0.0.1:5000", "0.0.0.0:5000", "[::1]:5000"] {
        let error = both.bind(address, &HELLO).map(drop).unwrap_err();
        assert!(matches!(error, BindError::NotDualStack { .. }), "{error}");
    }
    if !ipv6() {
        return;
    }
    let one = both.bind("[::]:0", &HELLO).unwrap();
    let port = one.local_addr().port();
    drop(one);
    let two = [format!("0.0.0.0:{port}"), format!("[::]:{port}")];
    let mut servers = vec![Server::bind_all(&two, &HELLO).expect("IPv6 leaves IPv4 alone")];
    servers.push(both.bind("[::]:0", &HELLO).unwrap());
    for mut server in servers {
        let mut seen = Seen::new();
        for ip in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
            let mut client = Client::connect((ip, server.local_addr().port()), SLIP).unwrap();
            greet(&mut server, &mut seen, &mut client);
            assert_eq!(seen.last(), Some(&client.local_addr()), "shown in its own version");
        }
    }

    let only = Server::bind("[::]:0", &HELLO).unwrap();
    let refused = TcpStream::connect((Ipv4Addr::LOCALHOST, only.local_addr().port()));
    assert!(refused.is_err(), "IPv6 only unless asked for");
}

#[test]
fn a_stop_wakes_a_server_that_waits() {
    let stop = || {
        let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.1:0"], &HELLO).unwrap();
        let stop = server.stop_handle();
        let thread = thread::spawn(move || {
            server.serve(&mut Seen::new()).unwrap();
            Instant::now()
        });
        thread::sleep(Duration::from_millis(5));
        let stopped = Instant::now();
        stop.stop();
        thread.join().unwrap().saturating_duration_since(stopped)
    };
    // It never waits for ever; the fastest tells about the server, the others about the machine.
    let fastest = (0..20).map(|_| stop()).min().unwrap();
    assert!(fastest < Duration::from_millis(20), "{fastest:?}");
}

/// How often a thread of this process has gone to sleep.
#[cfg(target_os = "linux")]
fn naps(thread: &str) -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let named = tasks.map(|task| task.unwrap().path()).find(|task| {
        std::fs::read_to_string(task.join("comm")).is_ok_and(|it| it.trim() == thread)
    });
    let status = std::fs::read_to_string(named.expect("the thread").join("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches:")).unwrap();
    line.rsplit('\t').next().unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_that_has_nothing_to_do_sleeps() {
    let options = Options::new().idle_timeout(Duration::from_secs(3600));
    let mut server = options.bind("127.0.0.1:0", &HELLO).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let serving = thread::Builder::new().name("idle server".into());
    let serving = serving.spawn(move || server.serve(&mut Seen::new()).unwrap()).unwrap();
    let mut client = Client::connect(address, SLIP).unwrap();
    client.send("/hello", ()).unwrap();
    assert!(client.receive(PATIENCE).unwrap().is_some());
    thread::sleep(Duration::from_millis(20));
    let before = naps("idle server");
    thread::sleep(Duration::from_millis(500));
    assert!(naps("idle server") <= before + 1, "it wakes up for nothing");
    stop.stop();
    serving.join().unwrap();
}

/// The server of the test below, in a process of its own that may open few files.
#[test]
#[ignore = "started by another test"]
fn a_server_without_handles() {
    let mut server = Server::bind("127.0.0.1:0", &HELLO).unwrap();
    println!("port {}", server.local_addr().port());
    let stop = server.stop_handle();
    thread::spawn(move || {
        // Until the other process closes the pipe.
        let _end = std::io::stdin().read(&mut [0]);
        stop.stop();
    });
    server.serve(&mut Seen::new()).unwrap();
    println!("{:?}", server.connection_counters());
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_without_handles_goes_on_and_does_not_spin() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let test = "exec \"$0\" --exact sockets::a_server_without_handles --ignored --nocapture";
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -n 24; {test}")])
        .arg(std::env::current_exe().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut told =
        |what: &str| lines.find_map(|line| Some(line.split_once(what)?.1.to_owned())).unwrap();
    let port: u16 = told("port ").parse().unwrap();

    let answers = |client: &mut Client, patience| {
        client.send("/hello", ()).unwrap();
        client.receive(patience).unwrap().is_some()
    };
    let connect = || Client::connect((Ipv4Addr::LOCALHOST, port), SLIP).unwrap();
    let mut served: Vec<Client> = Vec::new();
    let mut waiting = loop {
        let mut client = connect();
        // Long for a machine that is busy: everybody else is answered at once.
        if !answers(&mut client, Duration::from_secs(2)) {
            break client;
        }
        served.push(client);
        assert!(served.len() < 24, "it may not open so many");
    };
    assert!(served.len() > 4);
    // Time in ticks of 10 ms that the process has had, of which there are 50 in that time.
    let ticks = || -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let fields = stat.rsplit(')').next().unwrap().split(' ');
        fields.skip(12).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
    };
    let before = ticks();
    thread::sleep(Duration::from_millis(500));
    assert!(ticks() - before < 10, "a busy loop");
    for client in &mut served {
        assert!(answers(client, PATIENCE), "others are served as before");
    }
    drop(served.pop());
    assert!(waiting.receive(PATIENCE).unwrap().is_some(), "it was waited for");

    drop(child.stdin.take());
    let counters = told("ConnectionCounters");
    let failed = counters.split("accept_failed: ").nth(1).unwrap().split(',').next().unwrap();
    let failed: u64 = failed.parse().unwrap();
    assert!(failed > 0, "{counters}");
    assert!(child.wait().unwrap().success());
}
