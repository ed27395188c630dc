//! What comes in reaches the handlers, and what they reply the peer that asked.

use crate::*;
use microosc::tcp::ReceiveError;
use microosc::{TimeTag, bundle_to_vec};
use microosc_tests::peers::ipv6;
use std::io::Write;
use std::net::Shutdown;

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
fn the_longest_packets_pass_both_ways() {
    let mut polled = Polled::new();
    for framing in BOTH {
        let mut client = polled.client(framing);
        let longest = vec![0xDB_u8; 65_536 - 16];
        client.send("/blob", longest.as_slice()).unwrap();
        polled.until(|polled| polled.app.blob == longest.len());
        client.send("/blob/get", ()).unwrap();
        let mut reply = None;
        let start = Instant::now();
        while reply.is_none() {
            assert!(start.elapsed() < PATIENCE, "no reply");
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
fn a_bundle_waits_for_its_time_and_its_reply_finds_the_peer() {
    let (address, stop, thread) = serve(&Options::new());
    let mut times = Vec::new();
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
        assert_eq!(client.receive(PATIENCE).unwrap(), Some(&*message("/level/is", 0.5)));
        times.push((due, TimeTag::now()));
    }
    stop.stop();
    let app = thread.join().unwrap();
    assert_eq!(app.times.len(), 2);
    for ((due, answered), ran) in times.into_iter().zip(app.times) {
        assert!(ran.duration_since(due).is_some(), "not before its time");
        assert!(answered.duration_since(ran).is_some());
        let late = answered.duration_since(due).unwrap();
        assert!(late < PATIENCE / 4, "{late:?} late");
    }
}

#[test]
fn a_reply_to_a_peer_that_has_left_is_counted() {
    let mut polled = Polled::new();
    polled.app.levels.push(0.5);
    let due = TimeTag::now() + Duration::from_secs(1);
    let bundle = bundle_to_vec(due, |bundle| bundle.message("/level/get", ())).unwrap();
    polled.client(SLIP).send_packet(&bundle).unwrap();
    polled.until(|polled| polled.counters().closed == 1);
    polled.until(|polled| polled.server.counters().send_failed == 1);
}

#[test]
fn a_server_listens_at_every_address_and_in_ipv6() {
    for address in ["0.0.0.0:0", "localhost:0", "[::1]:0", "[::]:0"] {
        if address.starts_with('[') && !ipv6() {
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
fn replies_that_are_queued_arrive_although_the_server_ends() {
    let mut polled = Polled::new();
    let mut client = polled.client(SLIP);
    for _ in 0..3 {
        client.send("/blob/get", ()).unwrap();
    }
    polled.until(|polled| polled.server.counters().handled == 3);
    drop(polled);
    for _ in 0..3 {
        let reply = client.receive(PATIENCE).unwrap().expect("a reply");
        assert_eq!(reply.len(), 60_000 + 20);
    }
    assert!(matches!(client.receive(PATIENCE), Err(ReceiveError::Closed)));
}
