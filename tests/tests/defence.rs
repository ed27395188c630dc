//! What a server lets senders do, and how it counts what it does not.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use microosc::{
    Inline, Network, Outbox, Rate, Router, Server, TimeTag, bundle_to_vec, message_to_vec,
    osc_handler, osc_router, udp,
};

#[osc_handler("/go")]
fn go(calls: &mut u64) {
    *calls += 1;
}

#[osc_handler("/ask", reply = "/told")]
fn ask(calls: &mut u64, value: i32) -> i32 {
    *calls += 1;
    value
}

#[osc_handler("/blob/{len}")]
fn blob(len: usize, outbox: Outbox<'_>) {
    let _ = outbox.send("/b", vec![0_u8; len].as_slice());
}

#[osc_handler("/fail")]
fn fail() -> Result<(), &'static str> {
    Err("as asked")
}

static ROUTER: Router<u64> = osc_router![go, ask, blob, fail];

const START: TimeTag = TimeTag::new(3_900_000_000, 0);

fn peer(ip: &str) -> SocketAddr {
    SocketAddr::new(ip.parse().expect("an address"), 9000)
}

fn go_packet() -> Vec<u8> {
    message_to_vec("/go", ()).expect("a message")
}

/// Fetches the replies: how many, and how many bytes they are.
fn fetched<B: microosc::Buffers>(server: &mut Server<u64, B>) -> (usize, usize) {
    let (mut buffer, mut count, mut bytes) = (vec![0; 1 << 16], 0, 0);
    while let Some(transmit) = server.poll_transmit(&mut buffer) {
        (count, bytes) = (count + 1, bytes + transmit.len);
    }
    (count, bytes)
}

#[test]
fn memory_is_what_the_sizes_say() {
    let empty = size_of::<Server<(), Inline<0, 0>>>();
    assert!(empty <= 512, "{empty} bytes");
    assert_eq!(size_of::<Server<(), Inline<1024, 2048>>>(), empty + 3072);
    assert_eq!(size_of::<Server<(), Inline<0, 0, 1, 1>>>(), empty + 32 + 24);
}

#[test]
fn without_memory_bundles_run_at_once_and_nothing_is_answered() {
    let mut server = Server::<u64, Inline<0, 0>>::with_buffers(&ROUTER);
    let mut calls = 0;
    let bundle = bundle_to_vec(START + Duration::from_secs(1), |bundle| bundle.message("/ask", 1));
    server.handle_datagram(START, peer("10.0.0.1"), &bundle.expect("a bundle"), &mut calls);
    assert_eq!((calls, server.poll_timeout()), (1, None));
    assert_eq!(fetched(&mut server), (0, 0));
    let counters = server.counters();
    assert_eq!((counters.schedule_full, counters.replies_dropped), (1, 1));
}

#[test]
fn only_networks_that_are_allowed_are_listened_to() {
    let mut server = Server::new(&ROUTER);
    let listed = ["10.1.0.0/16", "fe80::/10"].map(|text| text.parse::<Network>().expect(text));
    server.settings_mut().allow = listed.to_vec().into();
    let mut calls = 0;
    for (ip, is_allowed) in [
        ("10.1.200.3", true),
        ("10.2.0.1", false),
        ("::ffff:10.1.2.3", true),
        ("::ffff:10.2.2.3", false),
        ("fe80::7", true),
        ("::1", false),
    ] {
        let (before, refused) = (calls, server.counters().refused);
        server.handle_datagram(START, peer(ip), &go_packet(), &mut calls);
        server.handle_datagram(START, peer(ip), b"garbage!", &mut calls);
        assert_eq!(calls - before, u64::from(is_allowed), "{ip}");
        assert_eq!(server.counters().refused - refused, if is_allowed { 0 } else { 2 }, "{ip}");
    }
    assert_eq!(server.counters().malformed, 3, "what is refused is not decoded");
    server.settings_mut().allow = Vec::new().into();
    server.handle_datagram(START, peer("10.1.200.3"), &go_packet(), &mut calls);
    assert_eq!(calls, 3, "an empty list lets nobody in");
}

#[test]
fn a_sender_above_its_rate_is_not_listened_to() {
    let mut server = Server::<u64, Inline<0, 0, 2>>::with_buffers(&ROUTER);
    server.settings_mut().rate = Some(Rate { per_second: 10, burst: 5 });
    let mut calls = 0;
    for port in 1..=100 {
        let flooding = SocketAddr::new([10, 0, 0, 1].into(), port);
        server.handle_datagram(START, flooding, &go_packet(), &mut calls);
    }
    assert_eq!((calls, server.counters().limited), (5, 95), "another port is the same sender");
    server.handle_datagram(START, peer("10.0.0.2"), &go_packet(), &mut calls);
    assert_eq!(calls, 6);
    let later = START + Duration::from_secs(1);
    for _ in 0..100 {
        server.handle_datagram(later, peer("10.0.0.1"), &go_packet(), &mut calls);
    }
    assert_eq!(calls, 11);
    for _ in 0..100 {
        server.handle_datagram(TimeTag::IMMEDIATE, peer("10.0.0.1"), &go_packet(), &mut calls);
    }
    assert_eq!(calls, 111, "without a clock there is no rate");
}

#[test]
fn a_datagram_is_answered_with_so_many_bytes() {
    let mut server = Server::<u64, Inline<65_536, 0>>::with_buffers(&ROUTER);
    let mut calls = 0;
    // Forty requests of 16 bytes, each answered with 16.
    let forty = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        (0..40).try_for_each(|n| bundle.message("/ask", n))
    })
    .expect("a bundle");
    let from = peer("10.0.0.1");
    server.handle_datagram(START, from, &forty, &mut calls);
    assert_eq!(fetched(&mut server), (40, 640));

    server.settings_mut().reply_bytes = Some(100);
    server.handle_datagram(START, from, &forty, &mut calls);
    assert_eq!(fetched(&mut server), (6, 96));
    assert_eq!(server.counters().replies_dropped, 34);
    assert_eq!(calls, 80, "the handlers run all the same");

    server.settings_mut().reply_bytes = None;
    for (len, sent) in [(16_372, 1), (16_373, 0)] {
        let packet = message_to_vec(&format!("/blob/{len}"), ()).expect("a message");
        server.handle_datagram(START, from, &packet, &mut calls);
        // A reply is 12 bytes longer than its blob.
        assert_eq!(fetched(&mut server).0, sent, "{len}");
    }

    server.settings_mut().reply_factor = Some(3);
    for (len, sent) in [(36, 1), (37, 0)] {
        let packet = message_to_vec(&format!("/blob/{len}"), ()).expect("a message");
        assert_eq!(packet.len(), 16);
        server.handle_datagram(START, from, &packet, &mut calls);
        assert_eq!(fetched(&mut server).0, sent, "{len}");
    }
}

#[test]
fn bundles_that_wait_share_what_their_datagram_may_be_answered_with() {
    let mut server = Server::<u64, Inline<65_536, 65_536>>::with_buffers(&ROUTER);
    server.settings_mut().reply_bytes = Some(1000);
    let packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        (1..=20).try_for_each(|wave| {
            bundle.bundle(START + Duration::from_millis(wave), |inner| {
                (0..10).try_for_each(|n| inner.message("/ask", n))
            })
        })
    })
    .expect("a bundle");
    let mut calls = 0;
    server.handle_datagram(START, peer("10.0.0.1"), &packet, &mut calls);
    let mut bytes = 0;
    while let Some(due) = server.poll_timeout() {
        server.handle_timeout(due, &mut calls);
        bytes += fetched(&mut server).1;
    }
    assert_eq!(calls, 200);
    assert!((900..=1000).contains(&bytes), "{bytes} bytes of 1000");
}

#[test]
fn nothing_is_sent_to_whom_no_sender_can_be() {
    let ask = message_to_vec("/ask", 1).expect("a message");
    for (to, is_answered) in [
        ("192.168.1.20:9000", true),
        ("[fe80::1]:9000", true),
        ("192.168.1.20:0", false),
        ("239.0.0.1:9000", false),
        ("255.255.255.255:9000", false),
        ("0.0.0.0:9000", false),
        ("[ff02::1]:9000", false),
        ("[::]:9000", false),
        ("[::ffff:239.0.0.1]:9000", false),
    ] {
        let mut server = Server::new(&ROUTER);
        server.handle_datagram(START, to.parse().expect(to), &ask, &mut 0);
        assert_eq!(fetched(&mut server).0, usize::from(is_answered), "{to}");
        assert_eq!(server.counters().replies_dropped, u64::from(!is_answered), "{to}");
    }
}

#[test]
fn one_sender_leaves_room_for_others() {
    let mut server = Server::<u64, Inline<0, 4096>>::with_buffers(&ROUTER);
    let bundle = bundle_to_vec(START + Duration::from_secs(1), |bundle| bundle.message("/go", ()));
    let bundle = bundle.expect("a bundle");
    let mut calls = 0;
    // How many bundles of a sender wait when it sends as many as it can.
    let mut waiting = |server: &mut Server<u64, Inline<0, 4096>>, ip: &str| {
        let before = calls;
        for _ in 0..100 {
            server.handle_datagram(START, peer(ip), &bundle, &mut calls);
        }
        100 - (calls - before)
    };
    let room = 4096 / (bundle.len() as u64 + 44);
    assert_eq!(waiting(&mut server, "10.0.0.1"), room / 2);
    assert_eq!(waiting(&mut server, "10.0.0.1"), 0);
    let second = waiting(&mut server, "10.0.0.2");
    assert!((room / 4..=room / 4 + 1).contains(&second), "{second} of {room}");
    assert!(waiting(&mut server, "10.0.0.3") >= room / 10);
}

#[test]
fn routes_are_counted_by_themselves_where_asked() {
    let mut server = Server::<u64, Inline<2048, 0, 0, 4>>::with_buffers(&ROUTER);
    for (address, values) in
        [("/go", &[][..]), ("/ask", &[1]), ("/ask", &[]), ("/fail", &[]), ("/{go,ask}", &[1])]
    {
        let packet = message_to_vec(address, values).expect("a message");
        server.handle_datagram(START, peer("10.0.0.1"), &packet, &mut 0);
    }
    let counted: Vec<_> = ROUTER
        .routes()
        .zip(server.route_counters())
        .map(|(route, counters)| {
            (route.address(), counters.handled, counters.rejected, counters.failed)
        })
        .collect();
    // The pattern reaches `/go` too, which takes no argument.
    let expected =
        [("/go", 1, 1, 0), ("/ask", 2, 1, 0), ("/blob/{len}", 0, 0, 0), ("/fail", 1, 0, 1)];
    assert_eq!(counted, expected);
    assert_eq!((server.counters().handled, server.counters().failed), (4, 1));
    assert!(Server::new(&ROUTER).route_counters().is_empty());
}

#[test]
fn another_thread_reads_the_counters_of_a_running_server() {
    let mut sizes = microosc::Sizes::new();
    sizes.count_routes = true;
    let mut settings = microosc::Settings::new();
    settings.allow = Network::LOOPBACK.into();
    let options = udp::Options::new().sizes(sizes).settings(settings);
    let mut server = options.bind("127.0.0.1:0", &ROUTER).expect("a port");
    let (counters, stop) = (server.counters_handle(), server.stop_handle());
    assert_eq!(counters.get().datagrams, 0);
    let mut client = udp::Client::connect(server.local_addr()).expect("a client");
    let thread = std::thread::spawn(move || server.serve(&mut 0));
    for _ in 0..10 {
        client.send("/go", ()).expect("sent");
    }
    let start = std::time::Instant::now();
    while counters.get().handled < 10 {
        assert!(start.elapsed() < Duration::from_secs(10), "{counters:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(counters.routes()[0].handled, 10);
    stop.stop();
    assert!(thread.join().expect("no panic").is_ok());
    assert_eq!(counters.get().datagrams, 10);
}

#[test]
fn a_runtime_refuses_whom_it_is_told_to() {
    let mut server = udp::Server::bind("127.0.0.1:0", &ROUTER).expect("a port");
    server.settings_mut().allow = vec![Network::from(IpAddr::from([10, 0, 0, 1]))].into();
    let mut client = udp::Client::connect(server.local_addr()).expect("a client");
    client.send("/go", ()).expect("sent");
    let mut calls = 0;
    while server.poll(&mut calls).expect("a socket") == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!((calls, server.counters().refused), (0, 1));
}
