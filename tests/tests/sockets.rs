//! Servers with several sockets, both IP versions, signals: what depends on the system.

use microosc::udp::{BindError, Client, Interface, Options, Server};
use microosc::{Outbox, Peer, Router, TimeTag, osc_handler, osc_router, tcp};
use microosc_tests::peers::{ipv6, skipped};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a slow machine; a test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(10);

type Peers = Vec<SocketAddr>;

#[osc_handler("/hello", reply = "/welcome")]
fn hello(peers: &mut Peers, peer: Peer) -> i32 {
    peers.push(peer.0);
    peers.len() as i32
}

#[osc_handler("/noise")]
fn noise(length: usize, outbox: Outbox<'_>) {
    outbox.send("/noise", vec![0_u8; length].as_slice()).unwrap();
}

static ROUTER: Router<Peers> = osc_router![hello, noise];

fn poll_until(server: &mut Server<Peers>, peers: &mut Peers, count: usize) {
    let start = Instant::now();
    while peers.len() < count {
        assert!(start.elapsed() < PATIENCE, "{:?}", server.counters());
        server.poll(peers).unwrap();
        thread::yield_now();
    }
}

/// The address that a reply came from.
fn replier(client: &mut Client) -> SocketAddr {
    client.receive(PATIENCE).unwrap().expect("a reply").1
}

#[test]
fn each_of_several_sockets_replies_to_its_own_peers() {
    let mut addresses = vec!["127.0.0.1:0", "127.0.0.2:0", "0.0.0.0:0"];
    if ipv6() {
        addresses.push("[::1]:0");
    }
    let mut server = Server::bind_all(&addresses, &ROUTER).unwrap();
    let mut peers = Peers::new();
    let locals: Vec<SocketAddr> = server.local_addrs().collect();
    assert_eq!(locals.len(), addresses.len());
    assert_eq!(locals[0], server.local_addr());

    let mut clients: Vec<Client> = locals
        .iter()
        .map(|local| match local.ip().is_unspecified() {
            true => Client::connect((Ipv4Addr::LOCALHOST, local.port())).unwrap(),
            false => Client::connect(local).unwrap(),
        })
        .collect();
    for (index, client) in clients.iter_mut().enumerate() {
        client.send("/hello", ()).unwrap();
        poll_until(&mut server, &mut peers, index + 1);
        assert_eq!(replier(client), client.peer_addr());
    }

    // Bundles that wait answer from there, too, whatever comes between.
    let soon = TimeTag::now() + Duration::from_millis(100);
    for client in &mut clients {
        client.send_bundle(soon, |bundle| bundle.message("/hello", ())).unwrap();
    }
    poll_until(&mut server, &mut peers, 2 * locals.len());
    for client in &mut clients {
        assert_eq!(replier(client), client.peer_addr());
    }
}

#[test]
fn one_flooded_socket_does_not_starve_another() {
    let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.1:0"], &ROUTER).unwrap();
    let locals: Vec<SocketAddr> = server.local_addrs().collect();
    let mut loud = Client::connect(locals[0]).unwrap();
    let mut quiet = Client::connect(locals[1]).unwrap();
    for _ in 0..400 {
        loud.send("/hello", 1).unwrap();
    }
    quiet.send("/hello", ()).unwrap();
    let mut peers = Peers::new();
    let stop = server.stop_handle();
    let thread = thread::spawn(move || server.serve(&mut peers).map(|()| peers));
    assert_eq!(replier(&mut quiet), locals[1]);
    stop.stop();
    thread.join().unwrap().unwrap();
}

#[test]
fn a_list_of_addresses_fails_as_a_whole() {
    let error = |addresses: &[&str]| {
        Server::bind_all(addresses, &ROUTER).map(drop).unwrap_err().to_string()
    };
    assert!(error(&[]).starts_with("cannot use an empty list as an address: there is none"));
    assert!(error(&["127.0.0.1:0", "192.0.2.77:0"]).starts_with("cannot listen on 192.0.2.77:0"));
    let port = Server::bind("127.0.0.1:0", &ROUTER).unwrap().local_addr().port();
    let taken = format!("127.0.0.1:{port}");
    let twice = error(&[&taken, &taken]);
    assert!(twice.contains("another program has port"), "{twice}");
    Server::bind(&taken, &ROUTER).expect("what was bound before the fault is free again");
}

#[test]
fn both_versions_by_two_sockets_or_by_one() {
    if !ipv6() {
        return;
    }
    let ipv4 = IpAddr::from(Ipv4Addr::LOCALHOST);
    let ipv6 = IpAddr::from(Ipv6Addr::LOCALHOST);
    let one = Options::new().dual_stack(true).bind("[::]:0", &ROUTER).unwrap();
    let port = one.local_addr().port();
    drop(one);
    let two = [format!("0.0.0.0:{port}"), format!("[::]:{port}")];
    let mut servers = vec![Server::bind_all(&two, &ROUTER).expect("IPv6 leaves IPv4 alone")];
    servers.push(Options::new().dual_stack(true).bind("[::]:0", &ROUTER).unwrap());
    for mut server in servers {
        let mut peers = Peers::new();
        for ip in [ipv4, ipv6] {
            let mut client = Client::connect((ip, server.local_addr().port())).unwrap();
            client.send("/hello", ()).unwrap();
            let count = peers.len() + 1;
            poll_until(&mut server, &mut peers, count);
            assert_eq!(peers.last().unwrap().ip(), ip, "shown in its own version");
            assert_eq!(replier(&mut client).ip(), ip);
        }
    }

    let mut server = Server::bind("[::]:0", &ROUTER).unwrap();
    let mut client = Client::connect((ipv4, server.local_addr().port())).unwrap();
    client.send("/hello", ()).unwrap();
    thread::sleep(Duration::from_millis(20));
    assert_eq!(server.poll(&mut Peers::new()).unwrap(), 0, "IPv6 only unless asked for");
}

#[test]
fn what_cannot_be_is_said() {
    let text = |error: BindError| error.to_string();
    let both = Options::new().dual_stack(true);
    for address in ["127.0.0.1:5000", "0.0.0.0:5000", "[::1]:5000"] {
        assert_eq!(
            text(both.bind(address, &ROUTER).map(drop).unwrap_err()),
            format!(
                "cannot receive both IP versions on {address}: listen on [::]:5000, \
                 or leave Options::dual_stack away"
            )
        );
    }
    assert_eq!(
        text(Client::connect("127.0.0.1:0").map(drop).unwrap_err()),
        "cannot send to 127.0.0.1:0: nobody has port 0; \
         write the port at which the other program listens"
    );
    let two = Options::new().interface("lo").interface(Ipv4Addr::LOCALHOST);
    let error = two.connect("239.83.67.9:5000").map(drop).unwrap_err();
    assert!(matches!(error, BindError::ManyInterfaces), "{error}");
}

#[test]
fn a_group_is_joined_on_each_interface_named_and_not_twice() {
    let group = Ipv4Addr::new(239, 83, 67, 20);
    let options = Options::new()
        .interface(Ipv4Addr::LOCALHOST)
        .interface(Interface::All)
        .interface(Ipv4Addr::LOCALHOST);
    let mut server = options.bind((group, 0), &ROUTER).unwrap();
    let mut client = Options::new()
        .interface(Ipv4Addr::LOCALHOST)
        .connect((group, server.local_addr().port()))
        .unwrap();
    client.send("/hello", ()).unwrap();
    let mut peers = Peers::new();
    poll_until(&mut server, &mut peers, 1);
    thread::sleep(Duration::from_millis(20));
    server.poll(&mut peers).unwrap();
    assert_eq!(peers.len(), 1);

    let missing = Options::new().interface(Ipv4Addr::LOCALHOST).interface("no such name");
    let error = missing.bind((group, 0), &ROUTER).map(drop).unwrap_err();
    assert!(matches!(error, BindError::NoSuchInterface { .. }), "each must do: {error}");
}

/// What is sent does not leave the machine, for it may not pass even one router.
#[test]
fn a_group_is_received_from_the_interfaces_it_was_joined_on_and_from_no_other() {
    let mut locals: Vec<Ipv4Addr> = if_addrs::get_if_addrs()
        .unwrap()
        .into_iter()
        .filter(|entry| entry.is_oper_up())
        .filter_map(|entry| match entry.ip() {
            IpAddr::V4(ip) => Some(ip),
            IpAddr::V6(_) => None,
        })
        .collect();
    locals.sort_unstable();
    if locals.len() < 2 {
        return skipped("multicast on several interfaces", &format!("there is only {locals:?}"));
    }
    let group = Ipv4Addr::new(239, 83, 67, 22);
    let both = locals.iter().fold(Options::new(), |options, &local| options.interface(local));
    let mut both = both.bind((group, 0), &ROUTER).unwrap();
    let port = both.local_addr().port();
    let mut one = Options::new().interface(locals[0]).bind((group, port), &ROUTER).unwrap();
    let (mut peers, mut peers_of_one) = (Peers::new(), Peers::new());
    for &local in locals.iter().rev() {
        let options = Options::new().interface(local).multicast_ttl(0);
        let mut client = options.connect((group, port)).unwrap();
        client.send("/hello", ()).unwrap();
        let count = peers.len() + 1;
        poll_until(&mut both, &mut peers, count);
    }
    poll_until(&mut one, &mut peers_of_one, 1);
    thread::sleep(Duration::from_millis(20));
    one.poll(&mut peers_of_one).unwrap();
    let senders: Vec<IpAddr> = peers.iter().map(SocketAddr::ip).collect();
    assert!(senders.iter().rev().eq(&locals), "{senders:?} of {locals:?}");
    assert_eq!(
        peers_of_one,
        peers[locals.len() - 1..],
        "sent through the interface that it joined"
    );
}

#[test]
fn groups_of_both_versions_are_joined_by_two_sockets() {
    if !ipv6() {
        return;
    }
    let groups = Options::new()
        .interface(Ipv4Addr::LOCALHOST)
        .join(Ipv4Addr::new(239, 83, 67, 21))
        .join("ff02::5368".parse::<Ipv6Addr>().unwrap());
    match groups.bind_all(&["0.0.0.0:0", "[::]:0"], &ROUTER) {
        Ok(server) => assert_eq!(server.local_addrs().count(), 2),
        // The loopback interface of some machines has no IPv6 multicast.
        Err(error @ BindError::GroupRefused { .. }) => skipped("IPv6 multicast", &error),
        Err(error) => panic!("{error}"),
    }
    let error = groups.bind_all(&["0.0.0.0:0"], &ROUTER).map(drop).unwrap_err();
    assert!(matches!(error, BindError::GroupMismatch { .. }), "{error}");
}

/// Of programs started at the same time, one has the port.
#[test]
fn a_port_has_one_server() {
    let free = Server::bind("127.0.0.1:0", &ROUTER).unwrap().local_addr();
    let (barrier, over) = (Barrier::new(8), Barrier::new(8));
    let won: Vec<(bool, bool)> = thread::scope(|scope| {
        let start = || {
            barrier.wait();
            let servers = (Server::bind(free, &ROUTER), tcp::Server::bind(free, &ROUTER));
            over.wait();
            (servers.0.is_ok(), servers.1.is_ok())
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(won.iter().filter(|won| won.0).count(), 1, "by UDP");
    assert!(won.iter().filter(|won| won.1).count() <= 1, "by TCP");
}

#[test]
fn a_stop_wakes_a_server_that_waits() {
    let stop = || {
        let mut server = Server::bind_all(&["127.0.0.1:0", "127.0.0.1:0"], &ROUTER).unwrap();
        let stop = server.stop_handle();
        let thread = thread::spawn(move || {
            server.serve(&mut Peers::new()).unwrap();
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

#[test]
fn replies_that_cannot_be_sent_are_counted_and_survived() {
    let mut sizes = microosc::Sizes::new();
    sizes.replies = 1 << 17;
    let mut server = Options::new().sizes(sizes).bind("127.0.0.1:0", &ROUTER).unwrap();
    server.settings_mut().reply_bytes = Some(1 << 17);
    let mut client = Client::connect(server.local_addr()).unwrap();
    let mut peers = Peers::new();
    for (length, failed) in [(65_000, 0), (65_500, 1)] {
        client.send("/noise", length).unwrap();
        client.send("/hello", ()).unwrap();
        let count = peers.len() + 1;
        poll_until(&mut server, &mut peers, count);
        let counters = server.counters();
        assert_eq!((counters.send_failed, counters.replies_dropped), (failed, 0), "{length}");
    }
    let replies =
        std::iter::from_fn(|| client.receive(PATIENCE).unwrap().map(|(packet, _)| packet.len()));
    assert_eq!(replies.take(3).collect::<Vec<_>>(), [65_016, 20, 20]);
}

/// The server of the test below, in a process of its own, whose first thread gets the signals.
#[test]
#[ignore = "started by another test"]
fn a_server_for_signals() {
    let signals = std::sync::Arc::default();
    signal_hook::flag::register(signal_hook::consts::SIGUSR1, signals).unwrap();
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    println!("port {}", server.local_addr().port());
    let stop = server.stop_handle();
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        stop.stop();
    });
    server.serve(&mut Peers::new()).unwrap();
}

/// How often the first thread of a process has gone to sleep.
#[cfg(target_os = "linux")]
fn naps(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/task/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches:")).unwrap();
    line.rsplit('\t').next().unwrap().parse().unwrap()
}

#[cfg(unix)]
#[test]
fn signals_do_not_end_a_server() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_server_for_signals", "--ignored", "--nocapture", "--test-threads=1"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let port = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .find_map(|line| line.unwrap().rsplit_once("port ")?.1.parse::<u16>().ok())
        .expect("the server tells its port");
    let mut client = Client::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let signal = || {
        let kill = Command::new("kill").args(["-USR1", &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    };
    // Nothing arrives, so what ends the sleep of the thread that serves is the signal.
    #[cfg(target_os = "linux")]
    for _ in 0..20 {
        let before = naps(child.id());
        signal();
        let start = Instant::now();
        while naps(child.id()) == before {
            assert!(start.elapsed() < PATIENCE, "the wait was not interrupted");
            thread::sleep(Duration::from_millis(1));
        }
    }
    for _ in 0..20 {
        signal();
        client.send("/hello", ()).unwrap();
        assert_eq!(replier(&mut client), client.peer_addr());
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
