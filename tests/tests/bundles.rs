//! Bundles and time, with invented clocks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use microosc::{
    BundleEncoder, BundleTime, EncodeError, Late, Peer, Router, Scheduling, Server, TimeTag,
    bundle_to_vec, message_to_vec, osc_handler, osc_router,
};

type Calls = Vec<String>;

#[osc_handler("/note")]
fn note(calls: &mut Calls, name: &str) {
    calls.push(name.to_owned());
}

#[osc_handler("/when")]
fn when(calls: &mut Calls, BundleTime(time): BundleTime, Peer(peer): Peer) {
    calls.push(format!("{time} {peer}"));
}

#[osc_handler("/ask/{what}", reply = "/told/{what}")]
fn ask(_: &mut Calls, what: &str, times: Option<i32>) -> Option<(i32, bool)> {
    (what != "nothing").then_some((times.unwrap_or(1), true))
}

static ROUTER: Router<Calls> = osc_router![note, when, ask];

type Fill = dyn Fn(&mut BundleEncoder<'_>) -> Result<(), EncodeError>;

/// A server on a clock of its own.
struct Stage {
    server: Server<Calls>,
    start: TimeTag,
    now: TimeTag,
    calls: Calls,
}

impl Stage {
    fn new() -> Self {
        Self::at(TimeTag::from_unix(1_800_000_000, 0))
    }

    fn at(start: TimeTag) -> Self {
        Self { server: Server::new(&ROUTER), start, now: start, calls: Calls::new() }
    }

    /// The time so many milliseconds after the start.
    fn after(&self, millis: u64) -> TimeTag {
        self.start + Duration::from_millis(millis)
    }

    fn send(&mut self, packet: &[u8]) {
        let peer = ([192, 168, 1, 20], 9000).into();
        self.server.handle_datagram(self.now, peer, packet, &mut self.calls);
    }

    fn send_bundle(&mut self, time: TimeTag, fill: &Fill) {
        self.send(&bundle_to_vec(time, fill).expect("a bundle"));
    }

    /// Lets the clock run up to this many milliseconds after the start, stopping at each deadline.
    fn run_to(&mut self, millis: u64) {
        let end = self.after(millis);
        while let Some(due) = self.server.poll_timeout() {
            if due.compare(end).is_gt() {
                break;
            }
            self.now = due;
            self.server.handle_timeout(due, &mut self.calls);
        }
        self.now = end;
    }

    fn taken(&mut self) -> Calls {
        std::mem::take(&mut self.calls)
    }
}

#[test]
fn an_immediate_bundle_runs_at_once_and_in_order() {
    let mut stage = Stage::new();
    stage.send_bundle(TimeTag::IMMEDIATE, &|bundle| {
        bundle.message("/note", "1")?;
        bundle.bundle(TimeTag::IMMEDIATE, |inner| {
            inner.message("/note", "2")?;
            inner.bundle(TimeTag::IMMEDIATE, |innermost| innermost.message("/note", "3"))?;
            inner.message("/note", "4")
        })?;
        bundle.message("/note", "5")
    });
    assert_eq!(stage.taken(), ["1", "2", "3", "4", "5"]);
    assert_eq!(stage.server.counters().late, 0);
}

#[test]
fn a_bundle_of_the_future_waits_for_its_time() {
    let mut stage = Stage::new();
    let (second, first) = (stage.after(300), stage.after(200));
    stage.send_bundle(second, &|bundle| bundle.message("/note", "second"));
    stage.send_bundle(first, &|bundle| {
        bundle.message("/note", "first")?;
        bundle.message("/note", "and")
    });
    assert_eq!(stage.server.poll_timeout(), Some(first));
    stage.run_to(199);
    assert!(stage.taken().is_empty());
    stage.run_to(200);
    assert_eq!(stage.taken(), ["first", "and"]);
    stage.run_to(1000);
    assert_eq!(stage.taken(), ["second"]);
    assert_eq!(stage.server.poll_timeout(), None);
}

#[test]
fn bundles_of_one_time_run_in_the_order_they_came() {
    let mut stage = Stage::new();
    let time = stage.after(10);
    for name in ["a", "b", "c"] {
        stage.send_bundle(time, &move |bundle| bundle.message("/note", name));
    }
    stage.run_to(10);
    assert_eq!(stage.taken(), ["a", "b", "c"]);
}

#[test]
fn a_late_bundle_runs_at_once_and_is_counted() {
    let mut stage = Stage::new();
    stage.run_to(1000);
    let past = stage.after(999);
    stage.send_bundle(past, &|bundle| bundle.message("/note", "late"));
    stage.send_bundle(TimeTag::new(0, 0), &|bundle| bundle.message("/note", "1900"));
    assert_eq!(stage.taken(), ["late", "1900"]);
    assert_eq!(stage.server.counters().late, 2);
}

#[test]
fn a_late_bundle_is_dropped_where_asked() {
    let mut stage = Stage::new();
    stage.server.settings_mut().late = Late::Drop;
    stage.run_to(1000);
    let (past, now, soon) = (stage.after(999), stage.after(1000), stage.after(1500));
    stage.send_bundle(past, &move |bundle| {
        bundle.message("/note", "late")?;
        bundle.bundle(soon, |inner| inner.message("/note", "within"))
    });
    stage.send_bundle(now, &|bundle| bundle.message("/note", "now"));
    stage.send_bundle(TimeTag::IMMEDIATE, &|bundle| bundle.message("/note", "immediate"));
    stage.send_bundle(soon, &|bundle| bundle.message("/note", "soon"));
    stage.run_to(2000);
    assert_eq!(stage.taken(), ["now", "immediate", "soon"]);
    assert_eq!(stage.server.counters().late, 1);
}

#[test]
fn what_came_in_time_is_not_late_because_the_caller_is() {
    let mut stage = Stage::new();
    stage.server.settings_mut().late = Late::Drop;
    let (outer, inner) = (stage.after(100), stage.after(101));
    stage.send_bundle(outer, &move |bundle| {
        bundle.message("/note", "outer")?;
        bundle.bundle(inner, |inner| inner.message("/note", "inner"))
    });
    stage.now = stage.after(102);
    stage.server.handle_timeout(stage.now, &mut stage.calls);
    assert_eq!(stage.taken(), ["outer", "inner"]);
    assert_eq!(stage.server.counters().late, 0);
}

#[test]
fn a_bundle_beyond_the_horizon_runs_at_once_and_is_counted() {
    let mut stage = Stage::new();
    let (within, beyond) = (stage.after(10_000), stage.after(10_001));
    stage.send_bundle(beyond, &|bundle| bundle.message("/note", "beyond"));
    stage.send_bundle(within, &|bundle| bundle.message("/note", "within"));
    assert_eq!(stage.taken(), ["beyond"]);
    assert_eq!(stage.server.counters().beyond_horizon, 1);
    stage.server.settings_mut().scheduling = Scheduling::Within(Duration::from_secs(60));
    stage.send_bundle(beyond, &|bundle| bundle.message("/note", "now within"));
    assert!(stage.taken().is_empty());
}

#[test]
fn a_full_queue_lets_bundles_run_at_once_and_counts_them() {
    let mut stage = Stage::new();
    let time = stage.after(1000);
    for _ in 0..1000 {
        stage.send_bundle(time, &|bundle| bundle.message("/note", "x"));
    }
    let full = stage.server.counters().schedule_full;
    assert_eq!(stage.taken().len() as u64, full);
    stage.run_to(1000);
    assert_eq!(stage.taken().len() as u64, 1000 - full);
    assert!(full > 0 && full < 1000);
}

#[test]
fn an_inner_bundle_never_runs_before_the_one_around_it() {
    let mut stage = Stage::new();
    let (outer, inner, later) = (stage.after(500), stage.after(100), stage.after(800));
    stage.send_bundle(outer, &move |bundle| {
        bundle.message("/note", "outer")?;
        bundle.bundle(inner, |inner| inner.message("/note", "inner"))?;
        bundle.bundle(later, |later| later.message("/note", "later"))?;
        bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/note", "last"))
    });
    stage.run_to(499);
    assert!(stage.taken().is_empty());
    stage.run_to(500);
    assert_eq!(stage.taken(), ["outer", "inner", "last"]);
    stage.run_to(800);
    assert_eq!(stage.taken(), ["later"]);
    assert_eq!((stage.server.counters().late, stage.server.counters().misordered), (0, 1));
}

#[test]
fn without_scheduling_every_bundle_runs_when_it_comes_and_hands_its_tag_on() {
    let mut stage = Stage::at(TimeTag::IMMEDIATE);
    stage.server.settings_mut().scheduling = Scheduling::Immediate;
    stage.send_bundle(TimeTag::new(4_000_000_000, 1 << 31), &|bundle| {
        bundle.message("/when", ())?;
        bundle.bundle(TimeTag::new(5, 0), |inner| inner.message("/when", ()))
    });
    stage.send(&message_to_vec("/when", ()).expect("a message"));
    assert_eq!(
        stage.taken(),
        [
            "2026-10-03T07:06:40.500000000Z 192.168.1.20:9000",
            "2036-02-07T06:28:21.000000000Z 192.168.1.20:9000",
            "immediately 192.168.1.20:9000"
        ]
    );
    assert_eq!(stage.server.poll_timeout(), None);
}

#[test]
fn time_goes_on_across_the_era_of_2036() {
    let mut stage = Stage::at(TimeTag::new(u32::MAX, 0));
    let time = stage.after(2000);
    assert_eq!(time.seconds(), 1);
    stage.send_bundle(time, &|bundle| bundle.message("/note", "2036"));
    stage.run_to(1999);
    assert!(stage.taken().is_empty());
    stage.run_to(2000);
    assert_eq!(stage.taken(), ["2036"]);
}

#[test]
fn a_bundle_with_one_bad_element_reaches_no_handler() {
    let mut stage = Stage::new();
    let mut packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/note", "fine")?;
        bundle.message("/note", "broken")
    })
    .expect("a bundle");
    let len = packet.len();
    packet[len - 1] = b'x';
    stage.send(&packet);
    assert!(stage.taken().is_empty());
    assert_eq!(stage.server.counters().malformed, 1);
}

#[test]
fn an_unknown_type_tag_discards_its_message_alone() {
    let mut stage = Stage::new();
    let mut packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/note", "1")?;
        bundle.message("/note", "2")?;
        bundle.message("/note", "3")
    })
    .expect("a bundle");
    // The type tag of the second message.
    let tag = 16 + (4 + 16) + 4 + 8 + 1;
    assert_eq!(packet[tag], b's');
    packet[tag] = b'Z';
    stage.send(&packet);
    assert_eq!(stage.taken(), ["1", "3"]);
    assert_eq!(stage.server.counters().malformed, 1);
}

#[test]
fn replies_go_to_the_sender_with_the_captured_name() {
    let mut stage = Stage::new();
    stage.send(&message_to_vec("/ask/tempo", (7,)).expect("a message"));
    stage.send(&message_to_vec("/ask/nothing", ()).expect("a message"));
    let mut buffer = [0; 64];
    let transmit = stage.server.poll_transmit(&mut buffer).expect("a reply");
    assert_eq!(transmit.to, ([192, 168, 1, 20], 9000).into());
    let reply = message_to_vec("/told/tempo", (7, true)).expect("a message");
    assert_eq!(buffer[..transmit.len], reply);
    assert_eq!(stage.server.poll_transmit(&mut buffer), None);
}

#[test]
fn replies_that_find_no_room_are_dropped_and_counted() {
    let mut stage = Stage::new();
    let ask = message_to_vec("/ask/tempo", (7,)).expect("a message");
    for _ in 0..1000 {
        stage.send(&ask);
    }
    let mut buffer = [0; 64];
    let mut sent = 0;
    while stage.server.poll_transmit(&mut buffer).is_some() {
        sent += 1;
    }
    assert_eq!(stage.server.counters().replies_dropped, 1000 - sent);
    assert!(sent > 0);
    stage.send(&ask);
    assert_eq!(stage.server.poll_transmit(&mut buffer[..8]), None, "too small for the reply");
    assert_eq!(stage.server.counters().replies_dropped, 1001 - sent);
}

#[test]
fn nobody_answers_to_port_0() {
    let mut server = Server::new(&ROUTER);
    let ask = message_to_vec("/ask/tempo", ()).expect("a message");
    server.handle_datagram(TimeTag::IMMEDIATE, ([10, 0, 0, 1], 0).into(), &ask, &mut Calls::new());
    assert_eq!(server.poll_transmit(&mut [0; 64]), None);
    assert_eq!(server.counters().replies_dropped, 1);
}

#[test]
fn sloppy_packets_are_accepted_and_counted_where_asked() {
    let mut stage = Stage::new();
    let sloppy: [&[u8]; 5] = [
        b"/note\0xx,s\0\0hi\0\0",
        b"/note\0\0\0,s\0\0hi\0x",
        b"/note\0\0\0,s\0\0hi\0",
        b"/note\0\0\0,s\0\0hi\0\0surplus!",
        b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x10/note\0\0\0,s\0yhi\0y.",
    ];
    for packet in sloppy {
        stage.send(packet);
    }
    assert!(stage.taken().is_empty());
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (5, 0));
    stage.server.settings_mut().lenient = true;
    for packet in sloppy {
        stage.send(packet);
        assert_eq!(stage.taken(), ["hi"], "{packet:?}");
    }
    stage.send(b"/note\0\0\0,s\0\0hihi");
    assert_eq!((stage.server.counters().malformed, stage.server.counters().sloppy), (6, 5));
}

#[test]
fn a_handler_that_panics_in_a_waiting_bundle_lets_it_run_once() {
    #[osc_handler("/boom")]
    fn boom(calls: &mut Calls) {
        calls.push("boom".to_owned());
        panic!("the handler's own fault");
    }

    static ROUTER: Router<Calls> = osc_router![boom];

    let mut server = Server::new(&ROUTER);
    let (now, later) = (TimeTag::new(1000, 0), TimeTag::new(1001, 0));
    let packet = bundle_to_vec(later, |bundle| bundle.message("/boom", ())).expect("a bundle");
    let mut calls = Calls::new();
    server.handle_datagram(now, ([127, 0, 0, 1], 9).into(), &packet, &mut calls);
    for _ in 0..3 {
        let run = AssertUnwindSafe(|| server.handle_timeout(later, &mut calls));
        let _panicked = catch_unwind(run);
    }
    assert_eq!(calls, ["boom"]);
    assert_eq!(server.poll_timeout(), None);
}

#[test]
fn empty_bundles_take_no_room_from_others() {
    let mut stage = Stage::new();
    let time = stage.after(1000);
    for _ in 0..1000 {
        stage.send_bundle(time, &|_| Ok(()));
    }
    stage.send_bundle(time, &|bundle| bundle.message("/note", "waits"));
    assert!(stage.taken().is_empty());
    stage.run_to(1000);
    assert_eq!(stage.taken(), ["waits"]);
}
