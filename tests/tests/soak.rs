//! A server under valid, malformed, hostile and pattern traffic from several senders at full speed,
//! for ten seconds or for as long as `MICROOSC_SOAK_SECONDS` says. Prints a report:
//!
//!     MICROOSC_SOAK_SECONDS=1800 cargo test --release -p microosc-tests --test soak -- --nocapture

use microosc::udp::{Client, Server};
use microosc::{
    Counters, Packet, Router, TimeTag, bundle_to_vec, message_to_vec, osc_handler, osc_router,
};
use microosc_tests::random::Random;
use microosc_tests::vectors;
use std::env;
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What every handler must never see: only packets with a fault carry it.
const MARKER: i32 = -666_666;

/// As much as a socket buffer of the usual size holds with ease.
const BURST: i32 = 100;

/// However long a busy machine takes for the flood, so many bursts follow it.
const BURSTS: i32 = 20;

/// How much memory the process may gain while nothing is to grow.
const GROWTH: u64 = 4 << 20;

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
struct App {
    marked: u64,
    disordered: u64,
    last: [i32; 2],
    paced: i32,
}

impl App {
    fn see(&mut self, value: i32) {
        self.marked += u64::from(value == MARKER);
    }
}

#[osc_handler("/flood/{sender: 0..=1}")]
fn flood(app: &mut App, sender: usize, value: i32) {
    app.see(value);
    app.disordered += u64::from(value <= app.last[sender]);
    app.last[sender] = value;
}

#[osc_handler("/ch/{ch: 1..=64}/level")]
fn level(app: &mut App, ch: u8, value: i32) {
    let _ = ch;
    app.see(value);
}

#[osc_handler("/a/b/c/d/e/f/g/h", reply = "/deep")]
fn deep(app: &mut App, value: i32) -> i32 {
    app.see(value);
    value
}

#[osc_handler("/blob")]
fn blob(app: &mut App, value: i32, _: &[u8]) {
    app.see(value);
}

#[osc_handler("/paced")]
fn paced(app: &mut App, value: i32) {
    app.see(value);
    app.paced += 1;
}

#[osc_handler("/paced/get", reply = "/paced/is")]
fn get_paced(app: &mut App) -> i32 {
    app.paced
}

static ROUTER: Router<App> = osc_router![flood, level, deep, blob, paced, get_paced];

fn message(address: &str, value: i32) -> Vec<u8> {
    message_to_vec(address, value).unwrap()
}

/// A bundle for `time` around packets that are already encoded.
fn bundle_of(time: TimeTag, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut bundle = b"#bundle\0".to_vec();
    bundle.extend(time.to_bits().to_be_bytes());
    for packet in packets {
        bundle.extend((packet.len() as u32).to_be_bytes());
        bundle.extend(packet);
    }
    bundle
}

/// Packets with a fault, whose values are all the marker.
fn malformed() -> Vec<Vec<u8>> {
    let mut random = Random::new(1);
    let good = [
        message("/flood/0", MARKER),
        message("/ch/5/level", MARKER),
        message("/ch/*/level", MARKER),
        message("/paced", MARKER),
        bundle_of(TimeTag::IMMEDIATE, &vec![message("/paced", MARKER); 3]),
    ];
    let mut packets: Vec<Vec<u8>> =
        vectors::load("decode_err.jsonl").iter().map(|vector| vector.bytes("hex")).collect();
    while packets.len() < 2000 {
        let mut packet = good[random.below(good.len())].clone();
        for _ in 0..=random.below(3) {
            random.damage(&mut packet);
        }
        if Packet::decode(&packet).is_err() {
            packets.push(packet);
        }
    }
    // A bundle with one bad element is bad as a whole, the good ones before it included.
    packets.extend((1..20).map(|count| {
        let mut elements = vec![message("/paced", MARKER); count];
        elements.push(b"/bad\0\0\0\0,i\0\0".to_vec());
        bundle_of(TimeTag::IMMEDIATE, &elements)
    }));
    packets
}

/// What costs a careless server time or memory.
fn hostile() -> Vec<Vec<u8>> {
    let mut packets = vec![
        message(&"/*".repeat(30), 1),
        message(&format!("/{}x", "*?".repeat(100)), 1),
        message(&format!("//{}", "{a,b,c,d,e,f,g,h}*".repeat(40)), 1),
        message_to_vec("/blob", (1, vec![1_u8; 60_000].as_slice())).unwrap(),
        bundle_of(TimeTag::IMMEDIATE, &vec![message("/*/*/*/*/*/*/*/*", 1); 500]),
        // Is cut, since each of the names is held against each of the choices.
        message(&format!("//*{{{}}}", ["q"; 30_000].join(",")), 1),
        bundle_of(TimeTag::IMMEDIATE, &vec![Vec::new(); 8000]),
        vec![b'/'; 65_000],
        vec![0; 65_000],
    ];
    let mut nested = message("/paced/none", 1);
    for _ in 0..12 {
        nested = bundle_of(TimeTag::IMMEDIATE, &[nested]);
        packets.push(nested.clone());
    }
    packets
}

fn patterns() -> Vec<Vec<u8>> {
    ["/ch/*/level", "/ch/[1-4]?/level", "/{ch,bus}/{1,2,3}/level", "//h", "/a/*/c/?/[a-e]/f/*/h"]
        .map(|pattern| message(pattern, 1))
        .to_vec()
}

/// How a sender makes its next packet.
type Next = Box<dyn FnMut() -> Vec<u8> + Send>;

fn cycle(packets: Vec<Vec<u8>>) -> Next {
    let mut packets = packets.into_iter().cycle();
    Box::new(move || packets.next().unwrap())
}

fn senders() -> Vec<(&'static str, Next)> {
    let mut count = 0;
    let plain = move || {
        count += 1;
        message("/flood/0", count)
    };
    let (mut count, mut random) = (0, Random::new(2));
    let bundled = move || {
        count += 1;
        let delay = Duration::from_millis(random.below(30) as u64);
        match count % 3 {
            0 => message("/flood/1", count),
            _ => bundle_to_vec(TimeTag::now() + delay, |bundle| {
                bundle.message("/ch/7/level", count)?;
                bundle.message("/a/b/c/d/e/f/g/h", count)
            })
            .unwrap(),
        }
    };
    vec![
        ("plain", Box::new(plain)),
        ("bundles", Box::new(bundled)),
        ("malformed", cycle(malformed())),
        ("hostile", cycle(hostile())),
        ("patterns", cycle(patterns())),
    ]
}

/// Sends until `end`, and rests between packets if they are large: a few of them fill the socket's
/// buffer, and nothing else would arrive.
fn send(mut next: Next, rest: bool, to: SocketAddr, end: Instant, sent: &AtomicU64) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    while Instant::now() < end {
        for _ in 0..64 {
            // A full buffer is the point of it.
            sent.fetch_add(u64::from(socket.send_to(&next(), to).is_ok()), Ordering::Relaxed);
            if rest {
                thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

/// Asks how many paced messages have arrived.
fn ask(client: &mut Client) -> i32 {
    let start = Instant::now();
    loop {
        assert!(start.elapsed() < PATIENCE, "the server does not answer");
        client.send("/paced/get", ()).unwrap();
        if let Some((packet, _)) = client.receive(Duration::from_secs(1)).unwrap() {
            let Ok(Packet::Message(answer)) = Packet::decode(packet) else { panic!("an answer") };
            let Some(microosc::Argument::Int32(count)) = answer.arguments().next() else {
                panic!("{answer}")
            };
            return count;
        }
    }
}

/// The memory that the process has, in bytes, where the system tells.
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

#[test]
fn a_server_lasts() {
    let seconds = env::var("MICROOSC_SOAK_SECONDS").ok();
    let seconds: u64 = seconds.map_or(10, |seconds| seconds.parse().expect("a number of seconds"));
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let serving = thread::spawn(move || {
        let mut app = App::default();
        server.serve(&mut app).unwrap();
        (app, *server.counters())
    });

    // At full speed. What is there after a fifth of the time is there for good.
    let sent: Vec<AtomicU64> = senders().iter().map(|_| AtomicU64::new(0)).collect();
    let (start, flood) = (Instant::now(), Duration::from_secs(seconds).mul_f32(0.8));
    let (mut warm, mut names) = (None, Vec::new());
    thread::scope(|scope| {
        for ((name, next), sent) in senders().into_iter().zip(&sent) {
            names.push(name);
            scope.spawn(move || send(next, name == "hostile", address, start + flood, sent));
        }
        thread::sleep(flood / 4);
        warm = memory();
    });
    let took = start.elapsed();
    let sent: Vec<u64> = sent.iter().map(|sent| sent.load(Ordering::Relaxed)).collect();

    // Below the socket buffer: each burst is counted at the other end before the next.
    let mut client = Client::connect(address).unwrap();
    let mut paced = 0;
    assert_eq!(ask(&mut client), 0, "the flood is over");
    // Each of these for certain: few get through a flood.
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for packet in hostile() {
        socket.send_to(&packet, address).unwrap();
        assert_eq!(ask(&mut client), 0);
    }
    while paced < BURSTS * BURST || start.elapsed() < Duration::from_secs(seconds) {
        for _ in 0..BURST {
            client.send("/paced", paced).unwrap();
            paced += 1;
        }
        assert_eq!(ask(&mut client), paced, "no message is lost");
    }
    let end = memory();
    stop.stop();
    let (app, counters) = serving.join().unwrap();
    report(&names, &sent, took, paced, (warm, end), &counters);

    assert_eq!(app.marked, 0, "a handler was called for a packet with a fault");
    assert_eq!(app.disordered, 0);
    assert_eq!(app.paced, paced);
    assert!(counters.malformed > 0 && counters.patterns_cut > 0 && counters.late > 0);
    if let (Some(warm), Some(end)) = (warm, end) {
        assert!(end < warm + GROWTH, "memory grew from {warm} to {end} bytes");
    }
}

fn report(
    names: &[&str],
    sent: &[u64],
    took: Duration,
    paced: i32,
    (warm, end): (Option<u64>, Option<u64>),
    counters: &Counters,
) {
    let sum: u64 = sent.iter().sum();
    let rate = |count: u64| count as f64 / took.as_secs_f64();
    println!(
        "full speed for {:.0} s: {sum} datagrams sent, {:.0}/s",
        took.as_secs_f64(),
        rate(sum)
    );
    for (name, sent) in names.iter().zip(sent) {
        println!("  {name}: {sent}");
    }
    let mebi = |bytes: Option<u64>| bytes.map_or(0.0, |bytes| bytes as f64 / 1_048_576.0);
    println!("received, paced included: {}", counters.datagrams);
    println!("paced: {paced} sent and received, none lost");
    println!("memory: {:.1} MiB when warm, {:.1} MiB at the end", mebi(warm), mebi(end));
    println!("{counters:?}");
}
