//! What a slow, silent, greedy or broken peer can do, and cannot.

use crate::*;
use microosc_tests::random::Random;
use std::io::Write;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
fn peers_beyond_the_limit_are_refused_until_one_leaves() {
    let mut polled = Polled::with(&Options::new().max_connections(2));
    let (first, second) = (polled.raw(), polled.raw());
    polled.until(|polled| polled.server.connections() == 2);
    let third = polled.raw();
    polled.until(|polled| polled.counters().refused == 1);
    assert!(is_closed(&third));
    drop(first);
    polled.until(|polled| polled.server.connections() == 1);
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
    // Short and longer packets: of short ones alone, a busy machine would take long to handle so much.
    let blob = message_to_vec("/blob", [1_u8; 200].as_slice()).unwrap();
    let flood = [level_frame(SLIP, 1.0), frame_to_vec(SLIP, &blob).unwrap()].concat().repeat(50);
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

/// Also what happens last before the server waits, when nothing else comes.
#[test]
fn another_thread_reads_what_happened_to_connections() {
    let options = Options::new().max_connections(1).frame_timeout(Duration::from_millis(50));
    let mut server = options.bind("127.0.0.1:0", &ROUTER).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let counters = server.connection_counters_handle();
    assert_eq!(counters.get(), ConnectionCounters::default());
    let serving = thread::spawn(move || server.serve(&mut App::default()).map(|()| server));
    let until = |done: fn(&ConnectionCounters) -> bool| {
        let start = Instant::now();
        while !done(&counters.get()) {
            assert!(start.elapsed() < PATIENCE, "{counters:?}");
            thread::sleep(Duration::from_millis(1));
        }
    };
    let mut half = TcpStream::connect(address).unwrap();
    until(|counters| counters.accepted == 1);
    let second = TcpStream::connect(address).unwrap();
    until(|counters| counters.refused == 1);
    assert!(is_closed(&second));
    half.write_all(b"\xc0/lev").unwrap();
    until(|counters| counters.cut_stalled == 1);
    stop.stop();
    let server = serving.join().unwrap().unwrap();
    assert_eq!(counters.get(), *server.connection_counters());
}
