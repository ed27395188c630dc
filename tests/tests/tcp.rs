//! Servers and clients over TCP on this machine: framings, several peers, limits. Ports are the
//! system's choice, and every wait is bounded.

use microosc::stream::{Deframer, frame_to_vec};
use microosc::tcp::{
    BindError, Client, ConnectError, ConnectionCounters, Framing, Options, ReceiveError, SendError,
    Server,
};
use microosc::{Packet, Router, TimeTag, bundle_to_vec, message_to_vec, osc_handler, osc_router};
use microosc_tests::random::Random;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a slow machine; a test that passes does not wait for it.
const PATIENCE: Duration = Duration::from_secs(20);

const SLIP: Framing = Framing::Slip;
const LENGTH: Framing = Framing::LengthPrefix;
const BOTH: [Framing; 2] = [SLIP, LENGTH];

#[derive(Default)]
struct App {
    levels: Vec<f32>,
    blob: usize,
    times: Vec<TimeTag>,
}

#[osc_handler("/level")]
fn level(app: &mut App, level: f32) {
    app.levels.push(level);
}

#[osc_handler("/level/get", reply = "/level/is")]
fn get_level(app: &mut App) -> Option<f32> {
    app.levels.last().copied()
}

#[osc_handler("/blob")]
fn blob(app: &mut App, blob: &[u8]) {
    app.blob = blob.len();
}

#[osc_handler("/blob/get", reply = "/blob/is")]
fn get_blob() -> &'static [u8] {
    &[0xC0; 60_000]
}

#[osc_handler("/now")]
fn now(app: &mut App) {
    app.times.push(TimeTag::now());
}

static ROUTER: Router<App> = osc_router![level, get_level, blob, get_blob, now];

/// A server with its state, polled by the test.
struct Polled {
    server: Server<App>,
    app: App,
}

impl Polled {
    fn new() -> Self {
        Self::with(&Options::new())
    }

    fn with(options: &Options) -> Self {
        let server = options.bind("127.0.0.1:0", &ROUTER).unwrap();
        Self { server, app: App::default() }
    }

    fn client(&self, framing: Framing) -> Client {
        Client::connect(self.server.local_addr(), framing).unwrap()
    }

    /// A connection without framing.
    fn raw(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.local_addr()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn counters(&self) -> ConnectionCounters {
        *self.server.connection_counters()
    }

    /// Polls until `done` holds.
    fn until(&mut self, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            let (counters, core) = (self.counters(), self.server.counters());
            assert!(start.elapsed() < PATIENCE, "{counters:?}\n{core:?}\n{:?}", self.app.levels);
            if self.server.poll(&mut self.app).unwrap() == 0 {
                thread::sleep(Duration::from_micros(200));
            }
        }
    }

    /// Polls until there is an answer.
    fn ask(&mut self, client: &mut Client) -> Vec<u8> {
        client.send("/level/get", ()).unwrap();
        let start = Instant::now();
        loop {
            self.server.poll(&mut self.app).unwrap();
            if let Some(packet) = client.receive(Duration::from_millis(1)).unwrap() {
                return packet.to_vec();
            }
            assert!(start.elapsed() < PATIENCE, "{:?}", self.counters());
        }
    }
}

fn message(address: &str, level: f32) -> Vec<u8> {
    message_to_vec(address, level).unwrap()
}

fn level_frame(framing: Framing, level: f32) -> Vec<u8> {
    frame_to_vec(framing, &message("/level", level)).unwrap()
}

/// Whether the peer has closed the connection, after whatever it has sent.
fn is_closed(mut stream: &TcpStream) -> bool {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return true,
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn peers_of_both_framings_share_one_state() {
    let mut polled = Polled::new();
    assert_eq!(polled.server.poll(&mut polled.app).unwrap(), 0, "it does not wait");
    let mut clients: Vec<Client> = (0..8).map(|n| polled.client(BOTH[n % 2])).collect();
    for (n, client) in clients.iter_mut().enumerate() {
        client.send("/level", n as f32).unwrap();
        polled.until(|polled| polled.app.levels.len() == n + 1);
    }
    assert_eq!(polled.app.levels, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    assert_eq!((polled.server.connections(), polled.counters().accepted), (8, 8));
    for client in &mut clients {
        assert_eq!(polled.ask(client), message("/level/is", 7.0));
    }
    assert_eq!(polled.server.counters().datagrams, 16, "each packet counts");
}

#[test]
fn the_framing_is_detected_and_the_reply_comes_in_it() {
    let ask = message_to_vec("/level/get", ()).unwrap();
    let mut polled = Polled::new();
    polled.app.levels.push(0.75);
    for framing in BOTH {
        // Also byte by byte, and for SLIP without an END before the packet.
        for (skip, delay) in [(0, None), (0, Some(Duration::from_millis(2))), (1, None)] {
            let frame = frame_to_vec(framing, &ask).unwrap();
            let bytes = if framing == SLIP { &frame[skip..] } else { &frame };
            let mut stream = polled.raw();
            stream.set_nodelay(true).unwrap();
            for byte in bytes.chunks(if delay.is_some() { 1 } else { 100 }) {
                stream.write_all(byte).unwrap();
                thread::sleep(delay.unwrap_or_default());
                polled.server.poll(&mut polled.app).unwrap();
            }
            let reply = thread::spawn(move || {
                let mut reply = vec![0; 24];
                let len = stream.read(&mut reply).unwrap();
                reply.truncate(len);
                reply
            });
            polled.until(|_| reply.is_finished());
            let expected = frame_to_vec(framing, &message("/level/is", 0.75)).unwrap();
            assert_eq!(reply.join().unwrap(), expected, "{framing}");
        }
    }
}

#[test]
fn a_framing_that_was_chosen_is_not_detected() {
    let mut polled = Polled::with(&Options::new().framing(LENGTH));
    let mut right = polled.client(LENGTH);
    right.send("/level", 0.5_f32).unwrap();
    polled.until(|polled| polled.app.levels == [0.5]);
    let mut wrong = polled.client(SLIP);
    wrong.send("/level", 0.25_f32).unwrap();
    polled.until(|polled| polled.counters().cut_unreadable == 1);
    assert!(matches!(wrong.receive(PATIENCE), Err(ReceiveError::Closed | ReceiveError::Read(_))));
    assert_eq!(polled.app.levels, [0.5]);
}

/// Serves in a thread, and gives the state when it is stopped.
fn serve(options: &Options) -> (SocketAddr, microosc::tcp::StopHandle, thread::JoinHandle<App>) {
    let mut server = options.bind("127.0.0.1:0", &ROUTER).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let thread = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        app
    });
    (address, stop, thread)
}

#[test]
fn serve_runs_until_it_is_stopped() {
    let (address, stop, thread) = serve(&Options::new());
    let mut client = Client::connect(address, SLIP).unwrap();
    let silent = TcpStream::connect(address).unwrap();
    client.send("/level", 0.5_f32).unwrap();
    client.send("/level/get", ()).unwrap();
    assert_eq!(client.receive(PATIENCE).unwrap(), Some(&*message("/level/is", 0.5)));
    assert_eq!(client.peer_framing(), Some(SLIP));

    let start = Instant::now();
    stop.clone().stop();
    assert_eq!(thread.join().unwrap().levels, [0.5]);
    assert!(start.elapsed() < Duration::from_secs(2));
    stop.stop();
    assert!(matches!(client.receive(PATIENCE), Err(ReceiveError::Closed)));
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    assert!(is_closed(&silent), "connections end with the server");
}

#[test]
fn a_server_stopped_beforehand_does_not_serve() {
    let mut polled = Polled::new();
    polled.server.stop_handle().stop();
    polled.server.serve(&mut polled.app).unwrap();
    assert_eq!(polled.server.poll(&mut polled.app).unwrap(), 0);
}

#[test]
fn the_port_is_free_again_at_once() {
    let mut polled = Polled::new();
    let (address, stop) = (polled.server.local_addr(), polled.server.stop_handle());
    let mut client = polled.client(SLIP);
    polled.app.levels.push(0.5);
    polled.ask(&mut client);
    drop(polled);
    let again = Server::bind(address, &ROUTER).unwrap();
    assert_eq!(again.local_addr(), address);
    stop.stop();
}

#[test]
fn what_was_asked_before_the_end_is_answered() {
    // As `printf … | nc` does: ask, close that direction, read the answers.
    let mut polled = Polled::new();
    polled.app.levels.push(0.5);
    for framing in BOTH {
        let mut stream = polled.raw();
        let ask = frame_to_vec(framing, &message_to_vec("/level/get", ()).unwrap()).unwrap();
        stream.write_all(&ask.repeat(3)).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let closed = polled.counters().closed;
        polled.until(|polled| polled.counters().closed == closed + 1);
        let mut answers = Vec::new();
        stream.read_to_end(&mut answers).unwrap();
        assert_eq!(answers, frame_to_vec(framing, &message("/level/is", 0.5)).unwrap().repeat(3));
    }
    assert_eq!(polled.counters().closed_within_frame, 0);
}

#[test]
fn a_reply_goes_to_the_peer_that_asked_and_to_no_other() {
    let mut polled = Polled::new();
    polled.app.levels.push(0.75);
    let (mut asking, mut other) = (polled.client(SLIP), polled.client(SLIP));
    other.send("/level", 0.75_f32).unwrap();
    polled.until(|polled| polled.app.levels.len() == 2);
    assert_eq!(polled.ask(&mut asking), message("/level/is", 0.75));
    assert!(other.receive(Duration::from_millis(20)).unwrap().is_none());
}

#[test]
fn a_peer_that_is_gone_does_not_end_the_server() {
    let mut polled = Polled::new();
    polled.app.levels.push(0.75);
    let mut staying = polled.client(LENGTH);
    for framing in BOTH {
        polled.client(framing).send("/level/get", ()).unwrap();
        polled.raw().write_all(&level_frame(framing, 0.5)[..10]).unwrap();
        polled.raw();
    }
    polled.until(|polled| polled.counters().closed == 6);
    assert_eq!(polled.counters().closed_within_frame, 2);
    assert_eq!(polled.ask(&mut staying), message("/level/is", 0.75));
    assert_eq!(polled.server.connections(), 1);
}

#[test]
fn after_garbage_a_slip_peer_is_understood_again() {
    let mut polled = Polled::new();
    let mut stream = polled.raw();
    for (n, garbage) in
        [&b"GET / HTTP/1.1\r\n\r\n"[..], b"\xdb\xdb\xdb", b"\xc0not OSC\xc0", b"\xff\0\xdb"]
            .into_iter()
            .enumerate()
    {
        stream.write_all(garbage).unwrap();
        stream.write_all(&level_frame(SLIP, n as f32)).unwrap();
        polled.until(|polled| polled.app.levels.len() == n + 1);
    }
    assert_eq!(polled.app.levels, [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(polled.counters().unknown_starts, 1);
    assert_eq!(polled.counters().frames_damaged, 2);
    assert_eq!(polled.server.counters().malformed, 1);
}

#[test]
fn a_length_prefix_peer_that_sends_no_sizes_is_cut_off() {
    let mut polled = Polled::new();
    let mut stream = polled.raw();
    stream.write_all(&level_frame(LENGTH, 0.5)).unwrap();
    stream.write_all(b"\0\0\0\x05hello").unwrap();
    stream.write_all(&level_frame(LENGTH, 0.25)).unwrap();
    polled.until(|polled| polled.app.levels == [0.5, 0.25]);
    assert_eq!(polled.counters().frames_damaged, 1, "an odd size is skipped");

    stream.write_all(b"hello").unwrap();
    polled.until(|polled| polled.counters().cut_unreadable == 1);
    assert!(is_closed(&stream));
    assert_eq!(polled.server.connections(), 0);
}

#[test]
fn a_packet_too_long_is_skipped_and_the_next_is_handled() {
    let mut polled = Polled::with(&Options::new().max_packet(1000));
    for framing in BOTH {
        let mut client = polled.client(framing);
        client.send("/blob", [1_u8; 984].as_slice()).unwrap();
        polled.until(|polled| polled.app.blob == 984);
        let too_long = polled.counters().frames_too_long;
        client.send("/blob", [1_u8; 988].as_slice()).unwrap();
        client.send("/blob", [1_u8; 60_000].as_slice()).unwrap();
        client.send("/blob", [1_u8; 8].as_slice()).unwrap();
        polled.until(|polled| polled.app.blob == 8);
        assert_eq!(polled.counters().frames_too_long, too_long + 2, "{framing}");
    }
    let error = Options::new().max_packet(100).connect(polled.server.local_addr(), SLIP);
    let error = error.unwrap().send("/blob", [1_u8; 200].as_slice()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a packet of 216 bytes is longer than the limit of 100; \
         send it in parts, or set a higher limit"
    );
}

#[test]
fn the_longest_packets_pass_both_ways() {
    let mut polled = Polled::new();
    for framing in BOTH {
        let mut client = polled.client(framing);
        let longest = vec![0xDB_u8; 65_536 - 16];
        client.send("/blob", longest.as_slice()).unwrap();
        polled.until(|polled| polled.app.blob == longest.len());
        client.send("/blob/get", ()).unwrap();
        let mut reply = None;
        while reply.is_none() {
            polled.server.poll(&mut polled.app).unwrap();
            reply = client.receive(Duration::ZERO).unwrap().map(<[u8]>::to_vec);
        }
        assert_eq!(
            reply.unwrap(),
            message_to_vec("/blob/is", [0xC0_u8; 60_000].as_slice()).unwrap()
        );
        polled.app.blob = 0;
    }
}

#[test]
fn peers_beyond_the_limit_are_refused_until_one_leaves() {
    let mut polled = Polled::with(&Options::new().max_connections(2));
    let (first, second) = (polled.raw(), polled.raw());
    polled.until(|polled| polled.server.connections() == 2);
    let third = polled.raw();
    polled.until(|polled| polled.counters().refused == 1);
    assert!(is_closed(&third));
    drop(first);
    polled.until(|polled| polled.server.connections() == 1);
    // The place is free once the threads of the connection have ended.
    let start = Instant::now();
    while polled.counters().accepted < 3 {
        assert!(start.elapsed() < PATIENCE);
        let refused = polled.counters().refused;
        let _next = polled.raw();
        polled
            .until(|polled| polled.counters().refused > refused || polled.counters().accepted == 3);
    }
    drop(second);
}

/// Asks for long replies and never takes one, while another peer is served.
fn cut_off_the_slow(options: &Options) {
    let mut polled = Polled::with(options);
    polled.app.levels.push(0.5);
    let mut quick = polled.client(SLIP);
    let mut slow = polled.raw();
    let ask = frame_to_vec(LENGTH, &message_to_vec("/blob/get", ()).unwrap()).unwrap();
    let start = Instant::now();
    while polled.counters().cut_slow == 0 {
        assert!(start.elapsed() < PATIENCE, "{:?}", polled.counters());
        let _cut_off = slow.write_all(&ask.repeat(10));
        let asked = Instant::now();
        polled.ask(&mut quick);
        assert!(asked.elapsed() < PATIENCE / 2, "the slow peer holds up the quick one");
    }
    assert_eq!(polled.server.connections(), 1);
    polled.ask(&mut quick);
    let lost = polled.server.counters().send_failed + polled.counters().replies_lost;
    assert!(lost > 0, "what it is not sent is counted");
}

#[test]
fn a_peer_with_too_many_replies_waiting_is_cut_off() {
    cut_off_the_slow(&Options::new().write_timeout(PATIENCE * 2));
}

#[test]
fn a_peer_that_does_not_take_a_reply_in_time_is_cut_off() {
    let options = Options::new().write_queue(usize::MAX).write_timeout(Duration::from_millis(100));
    cut_off_the_slow(&options);
}

#[test]
fn half_a_packet_is_waited_for_a_while_and_silence_for_ever() {
    let mut polled = Polled::with(&Options::new().frame_timeout(Duration::from_millis(150)));
    let mut silent = polled.raw();
    let mut halves = Vec::new();
    let starts =
        [&b"\xc0/lev"[..], b"\0\0", b"\0\0\0\x10/level", b"GET / HTTP/1.1\r\n\r\n", b"\xc0\xdb"];
    for start in starts {
        let mut stream = polled.raw();
        stream.write_all(start).unwrap();
        halves.push(stream);
    }
    // One of them goes on sending, but not to the end of its packet.
    let begun = Instant::now();
    while polled.counters().cut_stalled < 5 {
        assert!(begun.elapsed() < PATIENCE, "{:?}", polled.counters());
        let _cut_off = halves[0].write_all(b"x");
        polled.server.poll(&mut polled.app).unwrap();
        thread::sleep(Duration::from_millis(5));
    }
    assert!(begun.elapsed() > Duration::from_millis(140));
    assert!(halves.iter().all(is_closed));

    silent.write_all(&level_frame(SLIP, 0.5)).unwrap();
    polled.until(|polled| polled.app.levels == [0.5]);
}

#[test]
fn a_silent_peer_is_cut_off_where_asked() {
    let mut polled = Polled::with(&Options::new().idle_timeout(Duration::from_millis(300)));
    let silent = polled.raw();
    let mut talking = polled.client(SLIP);
    polled.app.levels.push(0.5);
    let start = Instant::now();
    while polled.counters().cut_idle == 0 {
        assert!(start.elapsed() < PATIENCE, "{:?}", polled.counters());
        polled.ask(&mut talking);
    }
    assert!(start.elapsed() > Duration::from_millis(250));
    assert!(is_closed(&silent));
    polled.ask(&mut talking);
}

#[test]
fn a_peer_that_floods_does_not_starve_another() {
    let (address, stop, thread) = serve(&Options::new());
    let flood = level_frame(SLIP, 1.0).repeat(500);
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let flooding = thread::spawn(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        while stream.write_all(&flood).is_ok() {
            count.fetch_add(flood.len(), Ordering::Relaxed);
        }
    });
    let mut client = Client::connect(address, LENGTH).unwrap();
    client.send("/level", 1.0_f32).unwrap();
    let start = Instant::now();
    // More than the system holds between the two, so the flood has been handled.
    while written.load(Ordering::Relaxed) < 20 << 20 {
        let asked = Instant::now();
        client.send("/level/get", ()).unwrap();
        assert!(client.receive(PATIENCE).unwrap().is_some());
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        assert!(start.elapsed() < PATIENCE, "the flood is not read");
    }
    stop.stop();
    assert!(thread.join().unwrap().levels.len() > 1000);
    flooding.join().unwrap();
}

#[test]
fn poll_returns_while_a_peer_floods() {
    let mut polled = Polled::new();
    let flood = level_frame(LENGTH, 1.0).repeat(10_000);
    let mut stream = polled.raw();
    let flooding = thread::spawn(move || stream.write_all(&flood).unwrap());
    let (mut most, start) = (0, Instant::now());
    while polled.app.levels.len() < 10_000 {
        assert!(start.elapsed() < PATIENCE, "{:?}", polled.counters());
        most = most.max(polled.server.poll(&mut polled.app).unwrap());
    }
    assert!(most < 4096, "{most} in one call");
    flooding.join().unwrap();
}

#[test]
fn a_bundle_waits_for_its_time_and_its_reply_finds_the_peer() {
    let (address, stop, thread) = serve(&Options::new());
    for framing in BOTH {
        let mut client = Client::connect(address, framing).unwrap();
        let due = TimeTag::now() + Duration::from_millis(150);
        client
            .send_bundle(due, |bundle| {
                bundle.message("/now", ())?;
                bundle.message("/level", 0.5_f32)?;
                bundle.message("/level/get", ())
            })
            .unwrap();
        client.send("/level", 0.25_f32).unwrap();
        assert_eq!(client.receive(PATIENCE).unwrap(), Some(&*message("/level/is", 0.5)));
        let late = TimeTag::now().duration_since(due).expect("not before its time");
        assert!(late < Duration::from_secs(1), "{late:?} late");
    }
    stop.stop();
    let app = thread.join().unwrap();
    assert_eq!(app.levels, [0.25, 0.5, 0.25, 0.5]);
    assert_eq!(app.times.len(), 2);
}

#[test]
fn a_reply_to_a_peer_that_has_left_is_counted() {
    let mut polled = Polled::new();
    polled.app.levels.push(0.5);
    let due = TimeTag::now() + Duration::from_millis(100);
    let bundle = bundle_to_vec(due, |bundle| bundle.message("/level/get", ())).unwrap();
    polled.client(SLIP).send_packet(&bundle).unwrap();
    polled.until(|polled| polled.counters().closed == 1);
    polled.until(|polled| polled.server.counters().send_failed == 1);
}

#[test]
fn nothing_that_strangers_send_ends_the_server() {
    let (address, stop, thread) =
        serve(&Options::new().frame_timeout(Duration::from_millis(50)).max_connections(8));
    let strangers: Vec<_> = (0..4_u64)
        .map(|seed| {
            thread::spawn(move || {
                let mut random = Random::new(seed + 1);
                for _ in 0..60 {
                    let Ok(mut stream) = TcpStream::connect(address) else { continue };
                    let framing = random.choose(&BOTH);
                    for _ in 0..random.below(6) {
                        let mut frame = level_frame(framing, -1.0);
                        match random.below(4) {
                            0 => {
                                frame = {
                                    let len = random.below(3000);
                                    random.bytes(len)
                                }
                            }
                            1 => random.damage(&mut frame),
                            2 => frame.truncate(random.below(frame.len())),
                            _ => {}
                        }
                        if stream.write_all(&frame).is_err() {
                            break;
                        }
                    }
                    if random.below(2) == 0 {
                        let _ = stream.shutdown(Shutdown::Write);
                        thread::sleep(Duration::from_millis(1));
                    }
                }
            })
        })
        .collect();
    for stranger in strangers {
        stranger.join().unwrap();
    }
    // The places of strangers become free at the latest when their half frames are given up.
    let start = Instant::now();
    loop {
        assert!(start.elapsed() < PATIENCE, "the server is gone");
        let Ok(mut client) = Client::connect(address, SLIP) else { continue };
        let _refused = client.send("/level", 0.5_f32).and_then(|()| client.send("/level/get", ()));
        if let Ok(Some(packet)) = client.receive(Duration::from_secs(1)) {
            assert_eq!(packet, message("/level/is", 0.5));
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    stop.stop();
    thread.join().unwrap();
}

#[test]
fn a_server_listens_at_every_address_and_in_ipv6() {
    for address in ["0.0.0.0:0", "localhost:0", "[::1]:0", "[::]:0"] {
        if address.starts_with('[') && TcpListener::bind("[::1]:0").is_err() {
            println!("skipped: IPv6");
            continue;
        }
        let mut app = App::default();
        let mut server = Server::bind(address, &ROUTER).unwrap();
        let port = server.local_addr().port();
        let host = if server.local_addr().is_ipv4() { "localhost" } else { "::1" };
        let mut client = Client::connect((host, port), LENGTH).unwrap();
        assert_eq!(client.peer_addr().port(), port);
        client.send("/level", 0.5_f32).unwrap();
        let start = Instant::now();
        while app.levels.is_empty() {
            server.poll(&mut app).unwrap();
            assert!(start.elapsed() < PATIENCE);
        }
    }
}

#[test]
fn a_client_waits_no_longer_than_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = Client::connect(listener.local_addr().unwrap(), SLIP).unwrap();
    let (mut server, _) = listener.accept().unwrap();
    assert_eq!(client.receive(Duration::ZERO).unwrap(), None);
    let start = Instant::now();
    assert_eq!(client.receive(Duration::from_millis(30)).unwrap(), None);
    assert!(start.elapsed() >= Duration::from_millis(29));

    // A server that dribbles without an end of a packet.
    let dribble = thread::spawn(move || {
        for _ in 0..40 {
            let _ = server.write_all(b"\xc0/");
            thread::sleep(Duration::from_millis(10));
        }
        server
    });
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(50) {
        let _noise = client.receive(Duration::from_millis(50)).unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(2));
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
