//! `get = function`: a route beside the handler's that tells the value.

use microosc::{
    Counters, Endpoint, Packet, Router, Server, TimeTag, encode_message, osc_handler, osc_handlers,
    osc_router,
};

#[derive(Default)]
struct Deck {
    speed: f32,
    title: String,
}

#[osc_handler("/speed", get = |deck| deck.speed)]
fn speed(deck: &mut Deck, speed: f32) {
    deck.speed = speed;
}

#[osc_handler("/title", get = |deck| deck.title.as_str())]
fn title(deck: &mut Deck, title: &str) {
    title.clone_into(&mut deck.title);
}

static DECK: Router<Deck> = osc_router![speed, title];

#[derive(Default)]
struct App {
    decks: [Deck; 2],
    master: f32,
    sends: [f32; 3],
}

impl App {
    fn deck(&mut self, n: usize) -> &mut Deck {
        &mut self.decks[n - 1]
    }

    fn send(&self, name: &str, n: usize) -> Option<(f32, String)> {
        Some((*self.sends.get(n)?, name.to_owned()))
    }
}

#[osc_handlers]
impl App {
    #[osc_handler("/master", get = |app| { let Self { master, .. } = app; *master })]
    fn master(&mut self, master: f32) {
        self.master = master;
    }

    #[osc_handler("/send/{name}/{n}", get = Self::send)]
    fn set_send(&mut self, name: &str, n: usize, level: f32) {
        let _ = name;
        self.sends[n] = level;
    }
}

/// A handler without a state.
#[osc_handler("/version/{part: major|minor}", get = |part: &str| part.len() as i32)]
fn version(part: &str) {
    let _ = part;
}

static ROUTER: Router<App> = osc_router![
    version,
    "/deck/{n: 1..=2}" => DECK in App::deck,
    "/" => App::ROUTER,
];

/// What the server answers to a message without arguments.
fn ask(app: &mut App, address: &str) -> (Vec<String>, Counters) {
    let mut server = Server::new(&ROUTER);
    let peer = ([127, 0, 0, 1], 9000).into();
    let mut buffer = [0; 256];
    let message = encode_message(&mut buffer, address, ()).expect("fits");
    server.handle_datagram(TimeTag::IMMEDIATE, peer, message, app);
    let mut answers = Vec::new();
    let mut reply = [0; 256];
    while let Some(transmit) = server.poll_transmit(&mut reply) {
        assert_eq!(transmit.to, peer);
        match Packet::decode(&reply[..transmit.len]).expect("a packet") {
            Packet::Message(message) => answers.push(message.to_string()),
            Packet::Bundle(_) => panic!("a bundle"),
        }
    }
    (answers, *server.counters())
}

fn app() -> App {
    App {
        decks: [
            Deck { speed: 1.0, title: "one".into() },
            Deck { speed: -0.5, title: "two".into() },
        ],
        master: 0.25,
        sends: [0.1, 0.2, 0.3],
    }
}

#[test]
fn the_value_comes_from_the_handlers_own_address() {
    let mut app = app();
    for (question, answers) in [
        ("/master/get", &["/master ,f 0.25"][..]),
        ("/send/reverb/2/get", &["/send/reverb/2 ,fs 0.3 \"reverb\""]),
        // It has no value.
        ("/send/reverb/3/get", &[]),
        ("/deck/2/speed/get", &["/deck/2/speed ,f -0.5"]),
        ("/deck/1/title/get", &["/deck/1/title ,s \"one\""]),
        ("/version/major/get", &["/version/major ,i 5"]),
        ("/deck/*/speed/get", &["/deck/1/speed ,f 1.0", "/deck/2/speed ,f -0.5"]),
    ] {
        assert_eq!(ask(&mut app, question).0, answers, "{question}");
    }
}

#[test]
fn it_takes_no_arguments_and_no_other_name() {
    let mut app = app();
    assert_eq!(ask(&mut app, "/deck/3/speed/get").1.unmatched, 1);
    assert_eq!(ask(&mut app, "/master").1.rejected, 1);
    let mut server = Server::new(&ROUTER);
    let mut buffer = [0; 64];
    let message = encode_message(&mut buffer, "/master/get", 1).expect("fits");
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), message, &mut app);
    assert_eq!((server.counters().rejected, server.counters().handled), (1, 0));
}

#[test]
fn it_is_a_route_with_facts_of_its_own() {
    let facts: Vec<_> = ROUTER.routes().map(|info| (info.address(), info.reply())).collect();
    let expected = [
        ("/version/{part: major|minor}", None),
        ("/deck/{n: 1..=2}/speed", None),
        ("/deck/{n: 1..=2}/title", None),
        ("/deck/{n: 1..=2}/speed/get", Some("/deck/{n: 1..=2}/speed")),
        ("/deck/{n: 1..=2}/title/get", Some("/deck/{n: 1..=2}/title")),
        ("/master", None),
        ("/send/{name}/{n}", None),
        ("/master/get", Some("/master")),
        ("/send/{name}/{n}/get", Some("/send/{name}/{n}")),
        ("/version/{part: major|minor}/get", Some("/version/{part: major|minor}")),
    ];
    assert_eq!(facts, expected);
    let getter = ROUTER.routes().last().expect("ten");
    assert_eq!(getter.description(), "Tells the value of `/version/{part: major|minor}`.");
    assert_eq!(getter.type_tags().to_string(), ",");
    assert_eq!(getter.name(), "version");
    assert_eq!(<speed as Endpoint>::INFO.address(), "/speed");
}
