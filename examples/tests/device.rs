//! The device's handlers, moved by datagrams as surfaces send them.

use std::cell::RefCell;
use std::net::SocketAddr;

use microosc::query::Namespace;
use microosc::{Packet, Rgba, Server, TimeTag, ToArguments, message_to_vec};
use microosc_examples::device::{Device, FEEDBACK_BYTES, ROUTER};

thread_local! {
    static PRINTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Board {
    server: Server<Device>,
    device: Device,
}

impl Board {
    fn new() -> Self {
        let device =
            Device::new(|line| PRINTED.with_borrow_mut(|lines| lines.push(line.to_string())));
        Self { server: Server::new(&ROUTER), device }
    }

    /// Sends a message to the device; returns the messages that it answers.
    fn send(&mut self, address: &str, arguments: impl ToArguments) -> Vec<String> {
        let datagram = message_to_vec(address, arguments).unwrap();
        self.server.handle_datagram(TimeTag::IMMEDIATE, surface(), &datagram, &mut self.device);
        let mut buffer = [0; 512];
        let mut answers = Vec::new();
        while let Some(reply) = self.server.poll_transmit(&mut buffer) {
            assert_eq!(reply.to, surface());
            answers.extend(messages(&buffer[..reply.len]));
        }
        answers
    }

    /// Lets so many seconds pass; returns what the device sends meanwhile.
    fn wait(&mut self, seconds: usize) -> Vec<String> {
        let mut buffer = [0; FEEDBACK_BYTES];
        let mut sent = Vec::new();
        for _ in 0..seconds {
            if let Some((to, packet)) = self.device.second(&mut buffer) {
                assert_eq!(to, surface());
                sent.extend(messages(packet));
            }
        }
        sent
    }
}

fn surface() -> SocketAddr {
    ([192, 168, 1, 20], 9000).into()
}

fn printed() -> Vec<String> {
    PRINTED.take()
}

fn messages(packet: &[u8]) -> Vec<String> {
    match Packet::decode(packet).unwrap() {
        Packet::Message(message) => vec![message.to_string()],
        Packet::Bundle(bundle) => bundle
            .elements()
            .map(|element| match element.unwrap() {
                Packet::Message(message) => message.to_string(),
                Packet::Bundle(_) => panic!("a bundle in a bundle"),
            })
            .collect(),
    }
}

#[test]
fn the_fader_draws_a_bar() {
    let mut board = Board::new();
    for (value, stars) in [(0.0, 0), (0.5, 10), (0.99, 19), (1.0, 20), (7.0, 20), (-1.0, 0)] {
        board.send("/1/fader", value);
        assert_eq!(printed(), ["*".repeat(stars)], "{value}");
    }
    // Some surfaces send whole numbers as integers.
    board.send("/1/fader", 1);
    assert_eq!(printed(), ["*".repeat(20)]);
}

#[test]
fn it_tells_what_it_can_be_told() {
    let mut board = Board::new();
    assert!(board.send("/describe", ()).is_empty());
    let described = printed();
    assert_eq!(described, [Namespace::of(&ROUTER).to_string()]);
    assert!(described[0].contains(r#""FULL_PATH":"/light/brightness","TYPE":"f","ACCESS":3"#));
}

#[test]
fn what_nobody_handles_is_printed() {
    let mut board = Board::new();
    board.send("/1/fader2", 0.5_f32);
    board.send("/1/fader", "loud");
    board.send("/text", "so\u{1b}[2J");
    let printed = printed();
    assert_eq!(printed[0], "no handler for /1/fader2 ,f 0.5");
    assert!(printed[1].contains("/1/fader"), "{}", printed[1]);
    assert_eq!(printed[2], r#""so\u{1b}[2J""#);
}

#[test]
fn faders_drive_the_light() {
    let mut board = Board::new();
    board.send("/light/brightness", 1.0);
    for (hue, rgb) in [
        (0.0, [255, 0, 0]),
        (1.0 / 6.0, [255, 255, 0]),
        (1.0 / 3.0, [0, 255, 0]),
        (0.5, [0, 255, 255]),
        (2.0 / 3.0, [0, 0, 255]),
        (5.0 / 6.0, [255, 0, 255]),
        (1.0, [255, 0, 0]),
    ] {
        board.send("/light/hue", hue);
        assert_eq!(board.device.light.rgb(), rgb, "{hue}");
    }
    board.send("/light/brightness", 0.5);
    assert_eq!(board.device.light.rgb(), [64, 0, 0]);
    board.send("/light/xy", (1.0 / 3.0, 1.0));
    assert_eq!(board.device.light.rgb(), [0, 255, 0]);
    board.send("/light/on", 0);
    assert_eq!(board.device.light.rgb(), [0; 3]);
    assert_eq!(board.server.counters().rejected, 0);
}

#[test]
fn the_light_takes_colours_in_both_forms_and_tells_them() {
    let mut board = Board::new();
    board.send("/light/color", Rgba { red: 255, green: 0, blue: 51, alpha: 255 });
    assert_eq!(board.send("/light/color/get", ()), ["/light/color ,fff 1.0 0.0 0.2"]);
    board.send("/light/color", (0.25, 0.5, 7.0));
    assert_eq!(board.send("/light/color/get", ()), ["/light/color ,fff 0.25 0.5 1.0"]);
    board.send("/light/{red,green}", 0.75);
    assert_eq!(
        board.send("/light/*/get", ()),
        [
            "/light/brightness ,f 0.25",
            "/light/color ,fff 0.75 0.75 1.0",
            "/light/on ,T true",
            "/light/red ,f 0.75",
            "/light/green ,f 0.75",
            "/light/blue ,f 1.0",
        ]
    );
}

#[test]
fn a_surface_that_comes_up_is_told_all_and_can_send_it_back() {
    let mut board = Board::new();
    board.send("/light/xy", (0.6, 0.4));
    let before = board.device.light;
    let told = board.send("/refresh", ());
    assert_eq!(told.len(), 5, "{told:?}");

    let datagram = message_to_vec("/refresh", ()).unwrap();
    board.server.handle_datagram(TimeTag::IMMEDIATE, surface(), &datagram, &mut board.device);
    let mut buffer = [0; 512];
    let len = board.server.poll_transmit(&mut buffer).unwrap().len;
    board.send("/light/color", (0.0, 0.0, 0.0));
    board.send("/light/brightness", 0);
    board.send("/light/on", false);
    board.server.handle_datagram(TimeTag::IMMEDIATE, surface(), &buffer[..len], &mut board.device);
    assert_eq!(board.device.light, before);
}

#[test]
fn the_button_switches_the_light_and_tells_the_last_sender() {
    let mut board = Board::new();
    let mut buffer = [0; FEEDBACK_BYTES];
    assert_eq!(board.device.press(true, &mut buffer), None, "nobody is there to be told");
    assert_eq!(board.device.press(false, &mut buffer), None);
    assert_eq!(board.device.light.rgb(), [0; 3]);

    board.send("/1/fader", 0.5);
    let (to, packet) = board.device.press(true, &mut buffer).unwrap();
    assert_eq!(to, surface());
    assert_eq!(messages(packet), ["/button ,T true", "/light/on ,T true"]);
    assert_eq!(board.send("/button/get", ()), ["/button ,T true"]);
    assert_ne!(board.device.light.rgb(), [0; 3]);
    board.device.press(false, &mut buffer);
    assert_eq!(board.send("/button/get", ()), ["/button ,F false"]);
    assert_ne!(board.device.light.rgb(), [0; 3], "only pressing switches it");

    board.send("/surface/port", 7001);
    let (to, _) = board.device.press(true, &mut buffer).unwrap();
    assert_eq!(to, SocketAddr::new(surface().ip(), 7001));
    board.send("/surface/port", 0);
    assert_eq!(board.device.press(false, &mut buffer).unwrap().0, surface());
}

#[test]
fn reports_come_when_they_are_asked_for() {
    let mut board = Board::new();
    board.send("/1/fader", 0.5);
    assert!(board.wait(10).is_empty());
    board.send("/report/every", 5);
    assert!(board.wait(4).is_empty());
    let report = board.wait(1);
    assert_eq!(report.len(), 6, "{report:?}");
    assert_eq!(report[5], "/uptime ,i 15");
    board.device.temperature = Some(36.5);
    assert_eq!(board.wait(5)[6], "/temperature ,f 36.5");
    assert_eq!(board.send("/uptime/get", ()), ["/uptime ,i 20"]);
    assert_eq!(board.send("/temperature/get", ()), ["/temperature ,f 36.5"]);
    board.send("/report/every", 0);
    assert!(board.wait(4000).is_empty());
    board.device.temperature = None;
    assert!(board.send("/temperature/get", ()).is_empty());
}

#[test]
fn every_route_says_what_it_does_and_all_that_is_told_fits() {
    for route in ROUTER.routes() {
        assert!(!route.description().is_empty(), "{}", route.address());
    }
    let mut board = Board::new();
    board.device.temperature = Some(-10.0);
    board.send("/report/every", 1);
    let mut buffer = [0; FEEDBACK_BYTES];
    let (_, packet) = board.device.second(&mut buffer).expect("a report");
    assert!(packet.len() <= FEEDBACK_BYTES);
    // A message that does not fit is no reason to send half of it.
    assert_eq!(board.device.second(&mut buffer[..64]), None);
}
