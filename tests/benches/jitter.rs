//! How exactly bundles run: the time of the handler's call less the time of its bundle, over loopback.
//!
//!     cargo bench -p microosc-tests --bench jitter
//!     cargo bench -p microosc-tests --bench jitter -- 2000 5 tokio
//!
//! The numbers are how many bundles, and how many milliseconds apart. It fails if a bundle runs before
//! its time, or not at all.

use microosc::udp::{Client, Server};
use microosc::{CountersHandle, Router, TimeTag, osc_handler, osc_router};
use std::env;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// How far ahead bundles are sent.
const AHEAD: Duration = Duration::from_millis(50);

/// How long a bundle that is due may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// How late each bundle ran.
type Late = Vec<Duration>;

#[osc_handler("/tick")]
fn tick(late: &mut Late, due: TimeTag) {
    let now = TimeTag::now();
    late.push(now.duration_since(due).expect("no bundle runs before its time"));
}

static ROUTER: Router<Late> = osc_router![tick];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo adds an argument of its own.
    let mut arguments = env::args().skip(1).filter(|argument| argument != "--bench");
    let count: u32 = arguments.next().map_or(Ok(2000), |text| text.parse())?;
    let period: u64 = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let period = Duration::from_millis(period);
    let mut late = match arguments.next().as_deref() {
        None => in_a_thread(count, period)?,
        Some("tokio") => in_a_task(count, period)?,
        Some(other) => {
            return Err(
                format!("no runtime is named {other}: leave it away, or write tokio").into()
            );
        }
    };
    if late.len() != count as usize || count == 0 {
        return Err(format!("{} of {count} bundles ran", late.len()).into());
    }
    late.sort();
    println!("{} bundles, {period:?} apart; how late each ran:", late.len());
    for (name, share) in [
        ("least", 0.0),
        ("median", 0.5),
        ("90 %", 0.9),
        ("99 %", 0.99),
        ("99.9 %", 0.999),
        ("most", 1.0),
    ] {
        let index = (share * (late.len() - 1) as f64).round() as usize;
        println!("  {name:<6} {:>6} us", late[index].as_micros());
    }
    Ok(())
}

fn in_a_thread(count: u32, period: Duration) -> Result<Late, Box<dyn std::error::Error>> {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER)?;
    let (address, stop) = (server.local_addr(), server.stop_handle());
    let counters = server.counters_handle();
    let serving = thread::spawn(move || {
        let mut late = Late::new();
        server.serve(&mut late).map(|()| late)
    });
    send(address, count, period, &counters)?;
    stop.stop();
    Ok(serving.join().expect("the server does not panic")?)
}

fn in_a_task(count: u32, period: Duration) -> Result<Late, Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut server = microosc::tokio::Server::bind("127.0.0.1:0", &ROUTER)?;
        let (address, counters) = (server.local_addr(), server.counters_handle());
        let mut late = Late::new();
        let sending = tokio::task::spawn_blocking(move || {
            send(address, count, period, &counters).map_err(|error| error.to_string())
        });
        tokio::select! {
            ended = server.serve(&mut late) => ended?,
            sent = sending => sent??,
        }
        Ok(late)
    })
}

/// Sends the bundles, and returns when the last has run, or is lost.
fn send(
    address: SocketAddr,
    count: u32,
    period: Duration,
    counters: &CountersHandle,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Client::connect(address)?;
    let start = Instant::now();
    for number in 0..count {
        let due = TimeTag::now() + AHEAD;
        client.send_bundle(due, |bundle| bundle.message("/tick", due))?;
        thread::sleep((start + period * (number + 1)).saturating_duration_since(Instant::now()));
    }
    let end = Instant::now() + AHEAD + PATIENCE;
    while counters.get().handled < count.into() && Instant::now() < end {
        thread::sleep(AHEAD);
    }
    Ok(())
}
