//! Bundles of any shape, at any times, under a clock that runs, jumps and steps back, against a
//! model that keeps a plain list.

use std::net::SocketAddr;
use std::time::Duration;

use microosc::{
    BundleEncoder, Counters, EncodeError, Inline, Late, Router, Scheduling, Server, TimeTag,
    bundle_to_vec, message_to_vec, osc_handler, osc_router,
};
use microosc_tests::random::Random;

#[osc_handler("/n")]
fn note(calls: &mut Vec<i32>, number: i32) {
    calls.push(number);
}

static ROUTER: Router<Vec<i32>> = osc_router![note];

/// How many bytes may wait, and how many a bundle takes beside its own.
const ROOM: usize = 2048;
const BESIDE: usize = 44;

#[derive(Debug, Clone)]
enum Element {
    Message(i32),
    Bundle(Bundle),
}

#[derive(Debug, Clone)]
struct Bundle {
    time: TimeTag,
    elements: Vec<Element>,
}

impl Bundle {
    fn fill(&self, encoder: &mut BundleEncoder<'_>) -> Result<(), EncodeError> {
        self.elements.iter().try_for_each(|element| match element {
            Element::Message(number) => encoder.message("/n", *number),
            Element::Bundle(inner) => encoder.bundle(inner.time, |encoder| inner.fill(encoder)),
        })
    }

    fn to_vec(&self) -> Vec<u8> {
        bundle_to_vec(self.time, |encoder| self.fill(encoder)).expect("a bundle")
    }
}

/// What the documentation says, without regard to cost.
struct Model {
    scheduling: Scheduling,
    late: Late,
    now: TimeTag,
    /// In the order in which they came.
    waiting: Vec<Waiting>,
    calls: Vec<i32>,
    counters: Counters,
}

#[derive(Clone)]
struct Waiting {
    /// When it runs: its own time, or that of the bundle around it if that is later.
    time: TimeTag,
    peer: SocketAddr,
    bundle: Bundle,
}

impl Waiting {
    fn room(&self) -> usize {
        self.bundle.to_vec().len() + BESIDE
    }
}

/// What a bundle is met in.
#[derive(Clone, Copy)]
struct Context {
    peer: SocketAddr,
    /// The time from which the bundle around it ran, if there is one and it has one.
    enclosing: Option<TimeTag>,
    /// What has waited is not late, whatever the clock says.
    has_waited: bool,
    /// The room of the bundle that is running, which it takes still.
    running: usize,
}

impl Model {
    fn run(&mut self, bundle: &Bundle, context: Context) {
        let Some(enclosing) = self.starts(bundle, context) else { return };
        for element in &bundle.elements {
            match element {
                Element::Message(number) => self.calls.push(*number),
                Element::Bundle(inner) => self.run(inner, Context { enclosing, ..context }),
            }
        }
    }

    /// Whether a bundle runs now, and from which time on, if any, its contents do.
    fn starts(&mut self, bundle: &Bundle, context: Context) -> Option<Option<TimeTag>> {
        let Scheduling::Within(horizon) = self.scheduling else { return Some(None) };
        let own = (!bundle.time.is_immediate()).then_some(bundle.time);
        let is_misordered = own
            .zip(context.enclosing)
            .is_some_and(|(own, enclosing)| own.compare(enclosing).is_lt());
        self.counters.misordered += u64::from(is_misordered);
        let time = if is_misordered { context.enclosing } else { own.or(context.enclosing) };
        let Some(time) = time else { return Some(None) };
        let Some(ahead) = time.duration_since(self.now) else {
            if context.has_waited || Some(time) == context.enclosing {
                return Some(Some(time));
            }
            self.counters.late += 1;
            return (self.late == Late::Run).then_some(Some(time));
        };
        if ahead.is_zero() {
            return Some(Some(time));
        }
        if ahead > horizon {
            self.counters.beyond_horizon += 1;
            return Some(Some(time));
        }
        if bundle.elements.is_empty() {
            return None;
        }
        let waiting = Waiting { time, peer: context.peer, bundle: bundle.clone() };
        let used: usize = self.waiting.iter().map(Waiting::room).sum();
        let own: usize = self
            .waiting
            .iter()
            .filter(|other| other.peer.ip() == context.peer.ip())
            .map(Waiting::room)
            .sum();
        let left = ROOM.saturating_sub(context.running + used + waiting.room());
        if own + waiting.room() > left {
            self.counters.schedule_full += 1;
            return Some(Some(time));
        }
        self.waiting.push(waiting);
        None
    }

    fn timeout(&mut self) {
        while let Some(index) = self.ready() {
            let Waiting { time, peer, bundle } = self.waiting.remove(index);
            let running = bundle.to_vec().len() + BESIDE;
            let context = Context { peer, enclosing: Some(time), has_waited: true, running };
            self.run(&bundle, context);
        }
    }

    /// The first that is due, or that no bundle can be so far ahead of; of those of one time the
    /// one that came first.
    fn ready(&self) -> Option<usize> {
        let is_ready =
            |waiting: &Waiting| match (waiting.time.duration_since(self.now), self.scheduling) {
                (Some(ahead), Scheduling::Within(horizon)) => ahead.is_zero() || ahead > horizon,
                _ => true,
            };
        let ready = self.waiting.iter().enumerate().filter(|(_, waiting)| is_ready(waiting));
        let first =
            ready.reduce(
                |first, other| {
                    if other.1.time.compare(first.1.time).is_lt() { other } else { first }
                },
            )?;
        Some(first.0)
    }

    fn due(&self) -> Option<TimeTag> {
        let times = self.waiting.iter().map(|waiting| waiting.time);
        times.reduce(|first, other| if other.compare(first).is_lt() { other } else { first })
    }
}

struct Stage {
    server: Server<Vec<i32>, Inline<0, ROOM>>,
    calls: Vec<i32>,
    model: Model,
    sent: i32,
}

impl Stage {
    fn new() -> Self {
        // Two seconds before the era ends, at a fraction that leads to no tag of a meaning of its own.
        let now = TimeTag::new(u32::MAX - 1, 0x1234_5678);
        let model = Model {
            scheduling: Scheduling::default(),
            late: Late::Run,
            now,
            waiting: Vec::new(),
            calls: Vec::new(),
            counters: Counters::default(),
        };
        Self { server: Server::with_buffers(&ROUTER), calls: Vec::new(), model, sent: 0 }
    }

    /// A bundle of up to four levels with numbers that tell all messages apart.
    fn bundle(&mut self, random: &mut Random, depth: usize) -> Bundle {
        let millis = Duration::from_millis(50 * random.below(40) as u64);
        let time = match random.below(10) {
            0 => TimeTag::IMMEDIATE,
            1 => self.model.now - millis,
            2 => self.model.now + Duration::from_secs(random.below(40) as u64),
            _ => self.model.now + millis,
        };
        let elements = (0..random.below(4))
            .map(|_| {
                if depth > 0 && random.below(3) == 0 {
                    return Element::Bundle(self.bundle(random, depth - 1));
                }
                self.sent += 1;
                Element::Message(self.sent)
            })
            .collect();
        Bundle { time, elements }
    }

    fn step(&mut self, random: &mut Random) {
        match random.below(12) {
            0 => {
                self.model.late = random.choose(&[Late::Run, Late::Drop]);
                self.server.settings_mut().late = self.model.late;
            }
            1 => {
                let seconds = Duration::from_secs(random.below(20) as u64);
                self.model.scheduling = match random.below(6) {
                    0 => Scheduling::Immediate,
                    _ => Scheduling::Within(seconds),
                };
                self.server.settings_mut().scheduling = self.model.scheduling;
            }
            2 => {
                let jump = Duration::from_secs(random.below(100) as u64);
                let now = self.model.now;
                self.model.now = if random.below(2) == 0 { now + jump } else { now - jump };
            }
            3 | 4 => self.timeout(),
            5 | 6 => {
                self.model.now = self.model.now + Duration::from_millis(random.below(500) as u64)
            }
            7 => {
                self.sent += 1;
                let packet = message_to_vec("/n", self.sent).expect("a message");
                self.model.calls.push(self.sent);
                self.send(&packet, 0);
            }
            _ => {
                let bundle = self.bundle(random, 3);
                let from = random.below(3);
                let context =
                    Context { peer: peer(from), enclosing: None, has_waited: false, running: 0 };
                self.model.run(&bundle, context);
                self.send(&bundle.to_vec(), from);
            }
        }
        self.compare();
    }

    fn send(&mut self, packet: &[u8], from: usize) {
        self.server.handle_datagram(self.model.now, peer(from), packet, &mut self.calls);
    }

    fn timeout(&mut self) {
        self.model.timeout();
        self.server.handle_timeout(self.model.now, &mut self.calls);
        self.compare();
    }

    fn compare(&self) {
        assert_eq!(self.calls, self.model.calls);
        assert_eq!(self.server.poll_timeout(), self.model.due());
        let shown = |counters: &Counters| {
            let Counters { late, misordered, beyond_horizon, schedule_full, .. } = *counters;
            (late, misordered, beyond_horizon, schedule_full)
        };
        assert_eq!(shown(self.server.counters()), shown(&self.model.counters));
    }
}

/// One of a few senders; the last two are one machine.
fn peer(number: usize) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, if number == 0 { 1 } else { 2 }], 9000 + number as u16))
}

#[test]
fn any_bundles_under_any_clock_run_as_the_model_says() {
    let mut counted = [0_u64; 4];
    for seed in 1..=400 {
        let mut random = Random::new(seed);
        let mut stage = Stage::new();
        for _ in 0..200 {
            stage.step(&mut random);
        }
        let Counters { late, misordered, beyond_horizon, schedule_full, .. } = stage.model.counters;
        for (sum, count) in
            counted.iter_mut().zip([late, misordered, beyond_horizon, schedule_full])
        {
            *sum += count;
        }
    }
    assert!(counted.iter().all(|count| *count > 100), "every case is met: {counted:?}");
}

#[test]
fn a_caller_who_follows_the_deadlines_runs_every_bundle_once_and_in_time() {
    for seed in 1..=100 {
        let mut random = Random::new(seed);
        let mut stage = Stage::new();
        for _ in 0..50 {
            let bundle = stage.bundle(&mut random, 2);
            let context = Context { peer: peer(0), enclosing: None, has_waited: false, running: 0 };
            stage.model.run(&bundle, context);
            stage.send(&bundle.to_vec(), 0);
            stage.compare();
        }
        while let Some(due) = stage.server.poll_timeout() {
            assert!(due.compare(stage.model.now).is_gt());
            stage.model.now = due;
            stage.timeout();
        }
        let mut calls = stage.calls.clone();
        calls.sort_unstable();
        assert_eq!(calls, (1..=stage.sent).collect::<Vec<_>>(), "each message once");
    }
}

#[test]
fn a_clock_that_is_set_back_stalls_no_bundle() {
    let mut stage = Stage::new();
    let start = stage.model.now;
    let ahead = |millis| start + Duration::from_millis(millis);
    for (number, millis) in [(1, 500), (2, 9_000), (3, 500)] {
        let bundle = Bundle { time: ahead(millis), elements: vec![Element::Message(number)] };
        stage.send(&bundle.to_vec(), 0);
    }
    // Five seconds back: the last is further ahead than the horizon of ten.
    let back = start - Duration::from_secs(5);
    stage.server.handle_timeout(back, &mut stage.calls);
    assert_eq!(stage.calls, [2]);
    assert_eq!(stage.server.counters().beyond_horizon, 1);
    // A year back: so are the others.
    stage.server.handle_timeout(start - Duration::from_secs(31_536_000), &mut stage.calls);
    assert_eq!(stage.calls, [2, 1, 3]);
    assert_eq!(stage.server.poll_timeout(), None);
    assert_eq!(stage.server.counters().beyond_horizon, 3);
}
