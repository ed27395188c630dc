//! `microosc::embassy` on embassy-net's stack, joined to a second stack by a wire of memory, in invented time: replies,
//! groups, bundles that wait, floods, a neighbour that is not there, a cable that is out.
//!
//! What a chip adds to it, `tests/device` runs.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use embassy_net::udp::{PacketMetadata, UdpSocket};
use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Stack, StackResources, StaticConfigV4};
use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use embassy_time::{Duration, MockDriver, Timer};
use microosc::embassy::{Clock, Server};
use microosc::{
    Inline, Packet, Router, TimeTag, encode_bundle, encode_message, osc_handler, osc_router,
};

const DEVICE: Ipv4Address = Ipv4Addr::new(192, 0, 2, 1);
const PEER: Ipv4Address = Ipv4Addr::new(192, 0, 2, 2);
const NOBODY: Ipv4Address = Ipv4Addr::new(192, 0, 2, 99);
const GROUP: Ipv4Address = Ipv4Addr::new(239, 0, 0, 1);
const OTHER_GROUP: Ipv4Address = Ipv4Addr::new(239, 0, 0, 2);
const PORT: u16 = 5000;

#[osc_handler("/level")]
fn level(state: &mut f32, value: f32) {
    *state = value;
}

#[osc_handler("/level/get", reply = "/level")]
fn get_level(state: &mut f32) -> f32 {
    *state
}

static ROUTER: Router<f32> = osc_router![level, get_level];

/// The time is one for the whole process.
fn time() -> MutexGuard<'static, ()> {
    static TIME: Mutex<()> = Mutex::new(());
    let guard = TIME.lock().unwrap_or_else(PoisonError::into_inner);
    MockDriver::get().reset();
    guard
}

type Frames = Rc<RefCell<VecDeque<Vec<u8>>>>;

/// A network card at one end of a wire.
struct Card {
    address: u8,
    incoming: Frames,
    outgoing: Frames,
    is_out: Rc<Cell<bool>>,
}

struct Incoming(Vec<u8>);
struct Outgoing(Frames);

impl RxToken for Incoming {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(mut self, f: F) -> R {
        f(&mut self.0)
    }
}

impl TxToken for Outgoing {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let mut frame = vec![0; len];
        let result = f(&mut frame);
        self.0.borrow_mut().push_back(frame);
        result
    }
}

impl Driver for Card {
    type RxToken<'a> = Incoming;
    type TxToken<'a> = Outgoing;

    fn receive(&mut self, _: &mut Context<'_>) -> Option<(Incoming, Outgoing)> {
        let frame = self.incoming.borrow_mut().pop_front()?;
        Some((Incoming(frame), Outgoing(self.outgoing.clone())))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Outgoing> {
        Some(Outgoing(self.outgoing.clone()))
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        if self.is_out.get() { LinkState::Down } else { LinkState::Up }
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = 1514;
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet([2, 0, 0, 0, 0, self.address])
    }
}

/// A device and a peer, their stacks joined by a wire.
struct Net {
    device: Stack<'static>,
    peer: Stack<'static>,
    stacks: Vec<Pin<Box<dyn Future<Output = ()>>>>,
    is_out: Rc<Cell<bool>>,
    /// What the device sends passes through the test, which looks at it.
    from_device: Frames,
    to_peer: Frames,
    /// The groups that the device has reported to be in, by IGMP.
    reports: Vec<Ipv4Addr>,
}

impl Net {
    fn new() -> Self {
        let (to_device, from_device, to_peer) = <(Frames, Frames, Frames)>::default();
        let is_out = Rc::default();
        let mut stacks: Vec<Pin<Box<dyn Future<Output = ()>>>> = Vec::new();
        let mut stack = |address: Ipv4Address, incoming: &Frames, outgoing: &Frames, is_out| {
            let [.., last] = address.octets();
            let card = Card {
                address: last,
                incoming: incoming.clone(),
                outgoing: outgoing.clone(),
                is_out,
            };
            let config = Config::ipv4_static(StaticConfigV4 {
                address: Ipv4Cidr::new(address, 24),
                gateway: None,
                dns_servers: Default::default(),
            });
            let resources = Box::leak(Box::new(StackResources::<4>::new()));
            let (stack, runner) = embassy_net::new(card, config, resources, last.into());
            stacks.push(Box::pin(async move {
                let mut runner = runner;
                runner.run().await;
            }));
            stack
        };
        let device = stack(DEVICE, &to_device, &from_device, Rc::clone(&is_out));
        let peer = stack(PEER, &to_peer, &to_device, Rc::default());
        Self { device, peer, stacks, is_out, from_device, to_peer, reports: Vec::new() }
    }

    /// Lets all go on, a millisecond for each step, until the future is done.
    fn run<T>(&mut self, limit: u32, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..limit {
            // Several times, since what one does lets another go on.
            for _ in 0..4 {
                if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                    return Some(value);
                }
                for stack in &mut self.stacks {
                    assert!(stack.as_mut().poll(&mut context).is_pending());
                }
                while let Some(frame) = self.from_device.borrow_mut().pop_front() {
                    if self.is_out.get() {
                        continue;
                    }
                    self.reports.extend(report(&frame));
                    self.to_peer.borrow_mut().push_back(frame);
                }
            }
            MockDriver::get().advance(Duration::from_millis(1));
        }
        None
    }
}

/// Returns the group of an IGMPv2 membership report.
fn report(frame: &[u8]) -> Option<Ipv4Addr> {
    let ip = frame.get(14..)?;
    let header = usize::from(ip.first()? & 0xF) * 4;
    let igmp = ip.get(header..).filter(|_| ip[9] == 2)?;
    let group: [u8; 4] = igmp.get(4..8)?.try_into().ok()?;
    (igmp[0] == 0x16).then(|| group.into())
}

fn socket(stack: Stack<'static>, slots: usize) -> UdpSocket<'static> {
    let meta = |count| Box::leak(vec![PacketMetadata::EMPTY; count].into_boxed_slice());
    let bytes = |count| Box::leak(vec![0; count].into_boxed_slice());
    let mut socket = UdpSocket::new(stack, meta(slots), bytes(8192), meta(8), bytes(1024));
    socket.bind(PORT).expect("the socket is new");
    socket
}

fn request() -> Vec<u8> {
    let mut buffer = [0; 32];
    encode_message(&mut buffer, "/level/get", ()).expect("there is room").to_vec()
}

fn set(value: f32) -> Vec<u8> {
    let mut buffer = [0; 32];
    encode_message(&mut buffer, "/level", value).expect("there is room").to_vec()
}

/// What the peer is answered.
async fn answer(peer: &mut UdpSocket<'_>) -> f32 {
    let mut buffer = [0; 64];
    let (len, from) = peer.recv_from(&mut buffer).await.expect("there is room");
    assert_eq!(from.endpoint, (DEVICE, PORT).into());
    let Ok(Packet::Message(message)) = Packet::decode(&buffer[..len]) else { panic!("a message") };
    assert_eq!(message.address(), "/level");
    let arguments: Vec<_> = message.arguments().collect();
    let [microosc::Argument::Float32(value)] = arguments[..] else { panic!("{arguments:?}") };
    value
}

/// Serves until the other future is done.
async fn beside<T, B: microosc::Buffers>(
    server: &mut Server<f32, B>,
    socket: &mut UdpSocket<'_>,
    state: &mut f32,
    other: impl Future<Output = T>,
) -> T {
    let mut other = pin!(other);
    let mut served = pin!(server.serve(socket, state));
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = other.as_mut().poll(context) {
            return Poll::Ready(value);
        }
        let _never = served.as_mut().poll(context).is_pending();
        Poll::Pending
    })
    .await
}

#[test]
fn a_request_is_answered_and_serve_does_the_same() {
    let _time = time();
    let mut net = Net::new();
    let (mut device, mut peer) = (socket(net.device, 8), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.0);
    let asked = async {
        peer.send_to(&set(0.5), (DEVICE, PORT)).await.expect("sent");
        peer.send_to(&request(), (DEVICE, PORT)).await.expect("sent");
        answer(&mut peer).await
    };
    assert_eq!(net.run(100, beside(&mut server, &mut device, &mut state, asked)), Some(0.5));
    let counters = *server.counters();
    assert_eq!((counters.datagrams, counters.handled, counters.send_failed), (2, 2, 0));
    drop(server);

    let mut served = pin!(microosc::embassy::serve(&mut device, &ROUTER, &mut state));
    let asked = async {
        peer.send_to(&request(), (DEVICE, PORT)).await.expect("sent");
        answer(&mut peer).await
    };
    let mut asked = pin!(asked);
    let both = std::future::poll_fn(|context| {
        let _never = served.as_mut().poll(context).is_pending();
        asked.as_mut().poll(context)
    });
    assert_eq!(net.run(100, both), Some(0.5));
}

#[test]
fn a_group_is_heard_once_joined_and_joined_again_after_the_cable_was_out() {
    let _time = time();
    let mut net = Net::new();
    let (mut device, mut peer) = (socket(net.device, 8), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.25);
    server.join(net.device, GROUP).expect("the only group");
    let asked = async {
        peer.send_to(&set(1.0), (OTHER_GROUP, PORT)).await.expect("sent");
        peer.send_to(&request(), (GROUP, PORT)).await.expect("sent");
        answer(&mut peer).await
    };
    let answered = net.run(2000, beside(&mut server, &mut device, &mut state, asked));
    assert_eq!(answered, Some(0.25), "another group is not heard, so nobody has set 1.0");
    assert_eq!(server.counters().datagrams, 1);
    assert!(net.reports.contains(&GROUP) && !net.reports.contains(&OTHER_GROUP));

    let nothing = || std::future::pending::<()>();
    net.run(1000, beside(&mut server, &mut device, &mut state, nothing()));
    net.reports.clear();
    net.run(3000, beside(&mut server, &mut device, &mut state, nothing()));
    assert!(net.reports.is_empty(), "nothing is to be said while nothing happens");
    for is_out in [true, false] {
        net.is_out.set(is_out);
        net.run(3000, beside(&mut server, &mut device, &mut state, nothing()));
    }
    assert!(net.reports.contains(&GROUP));
    let asked = async {
        peer.send_to(&request(), (GROUP, PORT)).await.expect("sent");
        answer(&mut peer).await
    };
    assert_eq!(net.run(2000, beside(&mut server, &mut device, &mut state, asked)), Some(0.25));
}

#[test]
fn a_bundle_waits_once_the_time_of_day_is_known() {
    static CLOCK: Clock = Clock::new();
    let _time = time();
    let mut net = Net::new();
    let (mut device, peer) = (socket(net.device, 8), socket(net.peer, 8));
    let mut server = Server::<f32, Inline<512, 512>>::with_buffers(&ROUTER);
    server.schedule_by(&CLOCK);
    let mut state = 0.0;
    let start = TimeTag::new(3_900_000_000, 0);
    let bundle = |value: f32, time: TimeTag| {
        let mut buffer = [0; 64];
        encode_bundle(&mut buffer, time, |bundle| bundle.message("/level", value))
            .expect("there is room")
            .to_vec()
    };
    let in_half_a_second = TimeTag::new(3_900_000_000, 1 << 31);

    // Nobody knows what time it is, so it does not wait.
    let (early, timely) = (bundle(0.125, in_half_a_second), bundle(0.75, in_half_a_second));
    let sent = peer.send_to(&early, (DEVICE, PORT));
    assert!(net.run(100, beside(&mut server, &mut device, &mut state, sent)).is_some());
    let nothing = || std::future::pending::<()>();
    net.run(10, beside(&mut server, &mut device, &mut state, nothing()));
    assert_eq!(state, 0.125);

    CLOCK.set(start);
    let sent = peer.send_to(&timely, (DEVICE, PORT));
    assert!(net.run(100, beside(&mut server, &mut device, &mut state, sent)).is_some());
    net.run(490, beside(&mut server, &mut device, &mut state, nothing()));
    assert_eq!(state, 0.125, "it waits, and what serves has been dropped and called again");
    net.run(20, beside(&mut server, &mut device, &mut state, nothing()));
    assert_eq!(state, 0.75);
    assert_eq!(server.counters().late, 0);
}

#[test]
fn of_a_flood_as_much_comes_as_there_are_slots_and_then_it_answers() {
    const SLOTS: usize = 16;
    let _time = time();
    let mut net = Net::new();
    let (mut device, mut peer) = (socket(net.device, SLOTS), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.0);
    // All of them before the server has its turn.
    let flood = async {
        for _ in 0..500 {
            peer.send_to(&set(0.5), (DEVICE, PORT)).await.expect("sent");
        }
        peer.flush().await;
    };
    assert!(net.run(2000, flood).is_some());
    net.run(10, std::future::pending::<()>());
    let asked = async {
        peer.send_to(&request(), (DEVICE, PORT)).await.expect("sent");
        peer.flush().await;
        answer(&mut peer).await
    };
    let mut asked = pin!(asked);
    let answered = net.run(20, beside(&mut server, &mut device, &mut state, asked.as_mut()));
    assert_eq!(answered, Some(0.5));
    assert_eq!(server.counters().handled, SLOTS as u64 + 1, "the rest is lost in the stack");
}

#[test]
fn who_asks_without_a_pause_is_answered_each_time() {
    let _time = time();
    let mut net = Net::new();
    let (mut device, peer) = (socket(net.device, 8), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.5);
    let (mut asked, mut answered) = (0, 0);
    // For five seconds, so often that whenever the server looks there is another request.
    let asking = std::future::poll_fn(|context| {
        let mut buffer = [0; 64];
        while peer.poll_recv_from(&mut buffer, context).is_ready() {
            answered += 1;
        }
        if asked < 20_000 {
            assert!(peer.poll_send_to(&request(), (DEVICE, PORT), context).is_ready());
            asked += 1;
        }
        if answered < asked { Poll::Pending } else { Poll::Ready(()) }
    });
    let all = net.run(6000, beside(&mut server, &mut device, &mut state, asking));
    assert_eq!((all, answered), (Some(()), asked));
}

#[test]
fn what_is_sent_without_a_pause_arrives_though_nobody_asks() {
    let _time = time();
    let mut net = Net::new();
    let (mut device, peer) = (socket(net.device, 8), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.0);
    // For five seconds, and what serves comes after the clock, as in a `select`.
    let sending = async {
        for _ in 0..5000 {
            let tick = Timer::after_millis(1);
            beside(&mut server, &mut device, &mut state, tick).await;
            server.send(&device, SocketAddr::new(PEER.into(), PORT), &set(0.5)).await;
        }
    };
    let (mut sending, mut arrived) = (pin!(sending), 0);
    let all = std::future::poll_fn(|context| {
        while peer.poll_recv_from(&mut [0; 64], context).is_ready() {
            arrived += 1;
        }
        sending.as_mut().poll(context)
    });
    assert_eq!(net.run(6000, all), Some(()));
    // The last one is on its way.
    assert_eq!(arrived, 4999);
}

#[test]
fn what_the_device_sends_of_its_own_goes_the_way_of_replies() {
    let _time = time();
    let mut net = Net::new();
    let (mut device, mut peer) = (socket(net.device, 8), socket(net.peer, 8));
    let (mut server, mut state) = (Server::new(&ROUTER), 0.0);
    let to = |ip: Ipv4Address| SocketAddr::new(ip.into(), PORT);
    let sent = async {
        server.send(&device, to(PEER), &set(0.375)).await;
        answer(&mut peer).await
    };
    assert_eq!(net.run(100, sent), Some(0.375));
    assert_eq!(server.counters().send_failed, 0);

    // Longer than the socket's buffer, and to an address that the stack has no way to.
    assert!(net.run(100, server.send(&device, to(PEER), &[0; 2000])).is_some());
    let unreachable: SocketAddr = ([0_u16, 0, 0, 0, 0, 0, 0, 1], PORT).into();
    assert!(net.run(100, server.send(&device, unreachable, &set(0.5))).is_some());
    assert_eq!(server.counters().send_failed, 2);

    // Eight for a neighbour that does not answer fill the buffer; the others find no room.
    let many = async {
        for _ in 0..16 {
            server.send(&device, to(NOBODY), &set(0.5)).await;
        }
    };
    assert!(net.run(500, many).is_some());
    assert_eq!(server.counters().send_failed, 2 + 8);
    // After two seconds the socket is emptied, and what is for others leaves.
    let nothing = std::future::pending::<()>();
    net.run(2500, beside(&mut server, &mut device, &mut state, nothing));
    let sent = async {
        server.send(&device, to(PEER), &set(0.625)).await;
        answer(&mut peer).await
    };
    assert_eq!(net.run(100, sent), Some(0.625));
}
