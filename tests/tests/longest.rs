//! What a table knows of the longest message: one that long is taken, and none that is longer.

use microosc::{
    Endpoint, EndpointInfo, Midi, OscArguments, Packet, Rest, Router, Server, TimeTag, ToArguments,
    message_to_vec, osc_handler, osc_router,
};

#[derive(Debug, Clone, Copy, OscArguments)]
struct Point {
    x: f32,
    y: f32,
}

#[derive(Debug, Clone, Copy, OscArguments)]
enum Shape {
    Nothing,
    Dot(Point),
    Line(Point, Point),
}

#[osc_handler("/bang")]
fn bang(calls: &mut u32) {
    *calls += 1;
}

#[osc_handler("/ch/{n: 1..=128}/level")]
fn level(calls: &mut u32, n: u8, level: f32, time: Option<f32>) {
    let _ = (n, level, time);
    *calls += 1;
}

#[osc_handler("/drum/{drum: kick|snare}")]
fn drum(calls: &mut u32, drum: &str, midi: Midi, on: bool) {
    let _ = (drum, midi, on);
    *calls += 1;
}

#[osc_handler("/shape")]
fn shape(calls: &mut u32, shape: Shape) {
    let _ = shape;
    *calls += 1;
}

#[osc_handler("/curve")]
fn curve(calls: &mut u32, curve: [(f32, i32); 3]) {
    let _ = curve;
    *calls += 1;
}

static ROUTER: Router<u32> = osc_router![bang, level, drum, shape, curve];

/// An OSC array around what is sent.
struct Array<T>(T);

impl<T: ToArguments> ToArguments for Array<T> {
    fn write_arguments(&self, writer: &mut microosc::ArgumentWriter<'_>) {
        writer.array(&self.0);
    }
}

fn length(info: EndpointInfo, address: &str, arguments: impl ToArguments) {
    let packet = message_to_vec(address, arguments).expect("a message");
    assert_eq!(Some(packet.len()), info.longest_message(), "{:?}", Packet::decode(&packet));
    let (mut server, mut calls) = (Server::new(&ROUTER), 0);
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut calls);
    assert_eq!(calls, 1, "{:?}", server.counters());
}

#[test]
fn the_longest_message_of_a_handler_is_taken() {
    let (point, pair) = (Array((0.5_f64, 0.5_f64)), || Array((0.5_f64, 1_i64)));
    let midi = Midi { port: 0, status: 0, data1: 0, data2: 0 };
    length(<bang as Endpoint>::INFO, "/bang", ());
    length(<level as Endpoint>::INFO, "/ch/128/level", (0.5_f64, 0.5_f64));
    length(<drum as Endpoint>::INFO, "/drum/snare", (midi, 1_i64));
    length(<curve as Endpoint>::INFO, "/curve", Array((pair(), pair(), pair())));
    length(<shape as Endpoint>::INFO, "/shape", Array((Array((0.5_f64, 0.5_f64)), point)));
}

#[test]
fn a_table_knows_it_if_each_of_its_handlers_does() {
    let longest = ROUTER.routes().map(|route| route.longest_message().expect("a limit")).max();
    assert_eq!(ROUTER.longest_message(), longest);

    #[osc_handler("/text")]
    fn text(_: &str) {}
    #[osc_handler("/rest")]
    fn rest(_: Rest<'_>) {}
    #[osc_handler("/any", ignore_surplus)]
    fn any(_: i32) {}
    #[osc_handler("/{name}")]
    fn named(name: i32) {
        let _ = name;
    }
    static OPEN: Router = osc_router![text, rest, any, named];
    assert!(OPEN.routes().all(|route| route.longest_message().is_none()));
    assert_eq!(OPEN.longest_message(), None);
    // What has no limit does not forbid a buffer.
    assert_eq!(const { OPEN.buffer::<4>() }, [0; 4]);
}
