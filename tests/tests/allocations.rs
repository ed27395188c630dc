//! The library takes no memory from the heap for what happens once a server runs or a client is
//! there. The handlers here take none, so all that is counted would be the library's.

use std::hint::black_box;
use std::time::Duration;

use allocation_counter::measure;
use microosc::client::encode_call;
use microosc::udp::{self, Client, StopHandle};
use microosc::{
    Counters, Endpoint, F32, Inline, Message, Outbox, Peer, Rejected, Rest, Router, Server,
    TimeTag, bundle_to_vec, encode_bundle, encode_message, message_to_vec, osc_handler, osc_router,
};

/// Returns how often memory is asked for while `run` runs on this thread.
fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

/// What has been called, or has seen a message.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Seen {
    called: u32,
    unmatched: u32,
    rejected: u32,
}

#[osc_handler("/1/fader")]
fn fader(seen: &mut Seen, _: f32) {
    seen.called += 1;
}

#[osc_handler("/mixed")]
fn mixed(seen: &mut Seen, _: i32, _: u8, text: &str, _: f32, _: Option<f64>) {
    seen.called += u32::from(text == "hello");
}

#[osc_handler("/blob")]
fn blob(seen: &mut Seen, bytes: &[u8]) {
    seen.called += u32::from(bytes.len() == 1024);
}

#[osc_handler("/floats")]
fn floats(seen: &mut Seen, values: &[F32]) {
    seen.called += u32::from(values.len() == 512);
}

#[osc_handler("/rest")]
fn rest(seen: &mut Seen, rest: Rest<'_>) {
    seen.called += u32::from(rest.count() == 3);
}

#[osc_handler("/ch/{ch: 1..=64}/level")]
fn level(seen: &mut Seen, ch: u8, _: f32) {
    seen.called += u32::from(ch > 0);
}

#[osc_handler(
    "/console/of/studio/1/console/of/the/mixer/sections/1/console/of/studio/1/input/strip/gain"
)]
fn long(seen: &mut Seen, _: f32) {
    seen.called += 1;
}

#[osc_handler("/name/{name}/{*path}")]
fn named(seen: &mut Seen, name: &str, path: &str) {
    seen.called += u32::from(name == "a" && path == "b/c");
}

#[osc_handler("/ask/{n}", reply = "/answer/{n}")]
fn ask(seen: &mut Seen, n: u8) -> (i32, &'static str) {
    seen.called += u32::from(n == 7);
    (7, "seven")
}

#[osc_handler("/post")]
fn post(seen: &mut Seen, outbox: Outbox<'_>) {
    let sent = outbox.send("/first", 1).and_then(|()| {
        outbox.send_bundle(TimeTag::IMMEDIATE, |bundle| bundle.message("/second", "two"))
    });
    seen.called += u32::from(sent.is_ok());
}

#[osc_handler("/fails")]
fn fails(seen: &mut Seen) -> Result<(), &'static str> {
    seen.called += 1;
    Err("it fails")
}

fn observe(_: &mut Seen, message: &Message<'_>, _: Peer) {
    black_box(message.address());
}

fn fallback(seen: &mut Seen, _: &Message<'_>, _: Peer) {
    seen.unmatched += 1;
}

fn rejected(seen: &mut Seen, _: &Rejected<'_>) {
    seen.rejected += 1;
}

static ROUTER: Router<Seen> = osc_router![
    fader,
    mixed,
    blob,
    floats,
    rest,
    level,
    long,
    named,
    ask,
    post,
    fails,
    observe = observe,
    fallback = fallback,
    rejected = rejected
];

/// A server whose memory is all in it.
type Small = Server<Seen, Inline<4096, 8192, 4, 16>>;

const PEER: ([u8; 4], u16) = ([127, 0, 0, 1], 9000);

/// Hands in a packet and fetches all replies; returns what was seen and counted, and how many
/// replies there were.
fn handle(server: &mut Small, now: TimeTag, packet: &[u8]) -> (Seen, Counters, u32) {
    let (mut seen, mut replies) = (Seen::default(), 0);
    let mut buffer = [0; 1024];
    let count = allocations(|| {
        server.handle_datagram(now, PEER.into(), packet, &mut seen);
        server.handle_timeout(now, &mut seen);
        while let Some(transmit) = server.poll_transmit(&mut buffer) {
            replies += u32::from(transmit.len > 0);
        }
        black_box(server.poll_timeout());
    });
    assert_eq!(count, 0, "{}", packet.escape_ascii());
    (seen, *server.counters(), replies)
}

#[test]
fn an_allocation_would_be_counted() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    let mut texts = Vec::new();
    assert!(allocations(|| texts.push(String::from("text"))) > 1);
    assert_eq!(allocations(|| assert!(black_box([1; 64]).contains(&1))), 0);
}

#[test]
fn no_message_costs_an_allocation() {
    let message = |address: &str, arguments: &dyn microosc::ToArguments| {
        message_to_vec(address, arguments).expect("a message")
    };
    let called = |called| Seen { called, ..Seen::default() };
    let nobody = Seen { unmatched: 1, ..Seen::default() };
    let refused = Seen { rejected: 1, ..Seen::default() };
    let long = <self::long as Endpoint>::INFO.address();
    let worst = "//*a*//*b*//{f,fa,fad}*[!0-9]*//*";
    for (packet, expected, replies) in [
        (message("/1/fader", &0.5_f32), called(1), 0),
        (message("/mixed", &(1, 2, "hello", 0.5_f32)), called(1), 0),
        (message("/blob", &&[1_u8; 1024][..]), called(1), 0),
        (message("/floats", &&[0.5_f32; 512][..]), called(1), 0),
        (message("/rest", &(1, "two", true)), called(1), 0),
        (message("/ch/64/level", &0.5_f32), called(1), 0),
        (message(long, &0.5_f32), called(1), 0),
        (message("/name/a/b/c", &()), called(1), 0),
        (message("/ch/[1-4]/*", &0.5_f32), called(4), 0),
        // `/ask/level` among them.
        (message("//level", &0.5_f32), Seen { rejected: 1, ..called(64) }, 0),
        (message("/a*/7", &()), called(1), 1),
        (message("/ask/7", &()), called(1), 1),
        (message("/post", &()), called(1), 2),
        (message("/fails", &()), called(1), 0),
        (message("/1/fader", &"no number"), refused, 0),
        (message("/1/fader", &()), refused, 0),
        (message("/1/fader", &(0.5_f32, 0.5_f32)), refused, 0),
        (message("/nobody", &()), nobody, 0),
        (message("/[", &()), nobody, 0),
        (message(worst, &()), nobody, 0),
        (b"no packet".to_vec(), Seen::default(), 0),
        (b"/bad\0\0\0\0,f\0\0".to_vec(), Seen::default(), 0),
    ] {
        let mut server = Small::with_buffers(&ROUTER);
        let (seen, counters, sent) = handle(&mut server, TimeTag::IMMEDIATE, &packet);
        let shown = packet.escape_ascii();
        assert_eq!((seen, sent), (expected, replies), "{shown}");
        assert_eq!(counters.datagrams, 1, "{shown}");
    }
}

#[test]
fn no_bundle_costs_an_allocation_whether_it_waits_or_not() {
    let mut server = Small::with_buffers(&ROUTER);
    let second = |seconds: u32| TimeTag::new(4_000_000_000 + seconds, 0);
    let bundle = |time| {
        bundle_to_vec(time, |bundle| {
            bundle.message("/1/fader", 0.5_f32)?;
            bundle.message("/ch/[1-4]/level", 0.5_f32)?;
            bundle.bundle(time, |inner| inner.message("/ask/7", ()))
        })
        .expect("a bundle")
    };
    let (seen, _, replies) = handle(&mut server, second(0), &bundle(TimeTag::IMMEDIATE));
    assert_eq!((seen.called, replies), (6, 1));

    for time in [5, 3, 4] {
        let (seen, _, _) = handle(&mut server, second(0), &bundle(second(time)));
        assert_eq!(seen.called, 0, "it waits");
    }
    assert_eq!(server.poll_timeout(), Some(second(3)));
    let (seen, _, replies) = handle(&mut server, second(4), &bundle(TimeTag::IMMEDIATE));
    assert_eq!((seen.called, replies), (3 * 6, 3), "two that waited and one that did not");

    // Until there is no room any more.
    let counters = (0..64).map(|_| handle(&mut server, second(0), &bundle(second(8))).1);
    assert!(counters.last().is_some_and(|counters| counters.schedule_full > 0));
}

#[test]
fn encoding_costs_no_allocation() {
    let mut buffer = [0; 4096];
    let count = allocations(|| {
        let floats = [0.5_f32; 512];
        for len in [
            encode_message(&mut buffer, "/1/fader", 0.5_f32).map(<[u8]>::len),
            encode_message(&mut buffer, "/mixed", (1, 2, "hello", 0.5_f32)).map(<[u8]>::len),
            encode_call::<mixed>(&mut buffer, (1, 2, "hello", 0.5, None)).map(<[u8]>::len),
            encode_call::<level>(&mut buffer, (3, 0.5)).map(<[u8]>::len),
            encode_call::<self::floats>(&mut buffer, &floats[..]).map(<[u8]>::len),
            encode_call::<blob>(&mut buffer, &[1; 1024][..]).map(<[u8]>::len),
            encode_bundle(&mut buffer, TimeTag::IMMEDIATE, |bundle| {
                bundle.call::<fader>(0.5)?;
                bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.call::<named>(("a", "b/c")))
            })
            .map(<[u8]>::len),
        ] {
            assert!(len.is_ok_and(|len| len > 16));
        }
        assert!(encode_message(&mut buffer, "/text", "a\0b").is_err());
        assert!(encode_call::<level>(&mut buffer, (65, 0.5)).is_err());
    });
    assert_eq!(count, 0);
}

/// How many messages a server still waits for.
struct Left(u32, StopHandle);

#[osc_handler("/count/{n}", reply = "/left")]
fn count(left: &mut Left, n: u32) -> u32 {
    left.0 -= n;
    if left.0 == 0 {
        left.1.stop();
    }
    left.0
}

static COUNTING: Router<Left> = osc_router![count];

/// Sends so many messages, each after the answer to the one before; returns how often memory was
/// asked for on the server's thread, from its start to its stop, and on the client's.
fn over_udp(messages: u32) -> (u64, u64) {
    let mut server = udp::Server::bind("127.0.0.1:0", &COUNTING).expect("a port");
    let mut client = Client::connect(server.local_addr()).expect("a port");
    let serving = std::thread::spawn(move || {
        let mut left = Left(messages, server.stop_handle());
        let count = allocations(|| server.serve(&mut left).expect("a server"));
        assert_eq!(server.counters().handled, u64::from(messages));
        count
    });
    let sent = allocations(|| {
        for left in (0..messages).rev() {
            client.call::<count>(1).expect("it is sent");
            let answer = client.receive(Duration::from_secs(10)).expect("it is received");
            let (answer, _) = answer.expect("an answer");
            assert!(answer.ends_with(&i64::from(left).to_be_bytes()));
        }
    });
    (serving.join().expect("it has stopped"), sent)
}

#[test]
fn messages_over_udp_cost_no_allocation_once_the_server_runs() {
    let (few, _) = over_udp(2);
    let (many, sent) = over_udp(200);
    assert_eq!(few, many, "the start alone costs {few}");
    assert_eq!(sent, 0);
}
