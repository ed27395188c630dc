//! What OSC 1.0 (Wright 2002) and OSC 1.1 (Freed and Schmeder, NIME 2009) ask of an
//! implementation, point by point; where the text leaves something open, what was chosen. The points
//! are numbered through: 1 to 28 are of OSC 1.0, 29 to 35 of OSC 1.1.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use microosc::stream::{Deframer, Detection, Fault, Framing, frame_to_vec};
use microosc::wire::MAX_NESTING;
use microosc::{
    Address, AddressErrorKind, AddressPattern, Argument, BundleEncoder, BundleTime,
    DecodeErrorKind, EncodeError, Group, Impulse, Late, Message, Midi, Packet, Rest, Rgba, Router,
    Scheduling, Server, Text, TimeTag, ToArguments, bundle_to_vec, message_to_vec, osc_handler,
    osc_router,
};
use microosc_tests::packet::bundle_of;

mod address_space;
mod bundle;
mod data;
mod message;
mod packet;
mod pattern_matching;
mod time;
mod version_1_1;

type Calls = Vec<String>;

#[osc_handler("/log")]
fn log_call(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("log {rest}").trim_end().to_owned());
}

#[osc_handler("/x")]
fn x(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("x {rest}"));
}

#[osc_handler("/x/below")]
fn below(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("below {rest}"));
}

#[osc_handler("/y")]
fn y(calls: &mut Calls, rest: Rest<'_>) {
    calls.push(format!("y {rest}"));
}

#[osc_handler("/when")]
fn when(calls: &mut Calls, BundleTime(time): BundleTime) {
    calls.push(format!("{time:?}"));
}

#[osc_handler("/required", strict)]
fn required(
    calls: &mut Calls,
    values: (i32, f32, &str, &[u8]),
    (yes, no, nil, Impulse, time): (bool, bool, Argument<'_>, Impulse, TimeTag),
) {
    assert_eq!(values, (7, 0.5, "text", &b"blob"[..]));
    assert_eq!((yes, no, nil, time), (true, false, Argument::Nil, TimeTag::IMMEDIATE));
    calls.push("required".to_owned());
}

static ROUTER: Router<Calls> = osc_router![log_call, x, below, y, when, required];

/// A server on a clock of its own.
struct Stage {
    server: Server<Calls>,
    start: TimeTag,
    now: TimeTag,
    calls: Calls,
}

impl Stage {
    fn new() -> Self {
        let start = TimeTag::from_unix(1_800_000_000, 0);
        Self { server: Server::new(&ROUTER), start, now: start, calls: Calls::new() }
    }

    /// The time so many milliseconds after the start.
    fn after(&self, millis: u64) -> TimeTag {
        self.start + Duration::from_millis(millis)
    }

    fn send(&mut self, packet: &[u8]) {
        let peer = SocketAddr::from(([192, 168, 1, 20], 9000));
        self.server.handle_datagram(self.now, peer, packet, &mut self.calls);
    }

    fn send_bundle(
        &mut self,
        time: TimeTag,
        fill: impl Fn(&mut BundleEncoder<'_>) -> Result<(), EncodeError>,
    ) {
        self.send(&bundle_to_vec(time, fill).expect("a bundle"));
    }

    fn run_to(&mut self, millis: u64) {
        self.now = self.after(millis);
        self.server.handle_timeout(self.now, &mut self.calls);
    }

    fn taken(&mut self) -> Calls {
        std::mem::take(&mut self.calls)
    }
}

/// What a packet calls.
fn calls(packet: &[u8]) -> Calls {
    let mut stage = Stage::new();
    stage.send(packet);
    stage.taken()
}

/// The packet is refused by default, and where leniency is asked for taken and counted.
fn expect_leniency(packet: &[u8]) {
    let mut stage = Stage::new();
    stage.send(packet);
    assert!(stage.taken().is_empty());
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (1, 0));
    stage.server.settings_mut().lenient = true;
    stage.send(packet);
    assert_eq!(stage.taken().len(), 1);
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (1, 1));
}

fn decoded(packet: &[u8]) -> Message<'_> {
    match Packet::decode(packet) {
        Ok(Packet::Message(message)) => message,
        other => panic!("a message: {other:?}"),
    }
}

fn refused(packet: &[u8]) -> Option<DecodeErrorKind> {
    Packet::decode(packet).err().map(|error| error.kind())
}

fn message(arguments: impl ToArguments) -> Vec<u8> {
    packet("/a", arguments)
}

fn log(text: &str) -> Vec<u8> {
    packet("/log", text)
}

fn packet(address: &str, arguments: impl ToArguments) -> Vec<u8> {
    message_to_vec(address, arguments).expect("a message")
}

fn deframed(framing: Framing, mut stream: &[u8]) -> Vec<Result<Vec<u8>, Fault>> {
    let mut deframer = Deframer::new([0; 256], framing);
    let mut packets = Vec::new();
    while let Some(result) = deframer.next(&mut stream) {
        packets.push(result.map(<[u8]>::to_vec));
    }
    packets
}

/// A pattern that is refused matches nothing.
fn matches(pattern: &str, address: &str) -> bool {
    AddressPattern::new(pattern).is_ok_and(|pattern| pattern.matches(address))
}

fn expect(cases: &[(&str, &str, bool)]) {
    for (pattern, address, expected) in cases {
        assert_eq!(matches(pattern, address), *expected, "{pattern} against {address}");
    }
}
