//! Routers in routers: prefixes, parts of the state, replies, and what a table knows of them.

use microosc::client::{Call, IntoValues, encode_call_under};
use microosc::{
    Counters, Packet, Peer, Router, Server, TimeTag, ToArguments, message_to_vec, osc_handler,
    osc_router,
};

#[derive(Default)]
struct App {
    mixer: Mixer,
    decks: [Deck; 2],
    log: Vec<String>,
}

#[derive(Default)]
struct Mixer {
    level: f32,
    eq: Option<Eq>,
}

#[derive(Default)]
struct Deck {
    playing: bool,
    cues: [f32; 4],
}

#[derive(Default)]
struct Eq {
    low: f32,
}

impl App {
    fn mixer(&mut self) -> &mut Mixer {
        &mut self.mixer
    }

    fn deck(&mut self, n: usize) -> Option<&mut Deck> {
        self.decks.get_mut(n.checked_sub(1)?)
    }
}

#[osc_handler("/play")]
fn play(deck: &mut Deck, on: bool) {
    deck.playing = on;
}

#[osc_handler("/cue/{i}", reply = "/cue/{i}/is")]
fn cue(deck: &mut Deck, i: usize, at: Option<f32>) -> Option<f32> {
    let cue = deck.cues.get_mut(i)?;
    *cue = at.unwrap_or(*cue);
    Some(*cue)
}

#[osc_handler("/playing/get", reply = "/playing")]
fn playing(deck: &mut Deck) -> bool {
    deck.playing
}

static DECK: Router<Deck> = osc_router![play, cue, playing];

#[osc_handler("/low", reply = "/low/is")]
fn low(eq: &mut Eq, value: f32) -> f32 {
    eq.low = value;
    value
}

const EQ: Router<Eq> = osc_router![low];

#[osc_handler("/level", reply = "/level/is")]
fn level(mixer: &mut Mixer, value: f32) -> f32 {
    mixer.level = value;
    value
}

static MIXER: Router<Mixer> =
    osc_router![level, "/eq" => EQ in |mixer: &mut Mixer| mixer.eq.as_mut()];

#[osc_handler("/note/{*path}")]
fn note(app: &mut App, path: &str, Peer(peer): Peer) {
    app.log.push(format!("{path} from {peer}"));
}

static NOTES: Router<App> = osc_router![note];

static ROUTER: Router<App> = osc_router![
    "/deck/{n: 1..=3}" => DECK in App::deck,
    note,
    "/mix" => MIXER in App::mixer,
    "/more" => NOTES,
    "/" => LAST,
];

mod last {
    use super::{App, Router};

    #[microosc::osc_handler("/last")]
    pub fn last(app: &mut App) {
        app.log.push("last".into());
    }

    pub static LAST: Router<App> = microosc::osc_router![last];
}

use last::LAST;

/// What a message does to the state, and what is answered.
fn send(app: &mut App, address: &str, arguments: impl ToArguments) -> (Counters, Vec<String>) {
    serve(app, &message_to_vec(address, arguments).expect("a message"))
}

fn serve(app: &mut App, packet: &[u8]) -> (Counters, Vec<String>) {
    let mut server = Server::new(&ROUTER);
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), packet, app);
    let mut replies = Vec::new();
    let mut buffer = [0; 512];
    while let Some(transmit) = server.poll_transmit(&mut buffer) {
        match Packet::decode(&buffer[..transmit.len]) {
            Ok(Packet::Message(message)) => replies.push(message.to_string()),
            other => panic!("{other:?} is no message"),
        }
    }
    (*server.counters(), replies)
}

/// The replies to a message that reaches as many handlers.
fn replies(app: &mut App, address: &str, arguments: impl ToArguments) -> Vec<String> {
    let (counters, replies) = send(app, address, arguments);
    assert_eq!(counters.rejected, 0, "{address}");
    assert_eq!(counters.handled, replies.len() as u64, "{address}");
    replies
}

#[test]
fn routes_tell_their_full_addresses() {
    let addresses: Vec<_> = ROUTER.routes().map(|route| (route.address(), route.reply())).collect();
    let expected = [
        ("/deck/{n: 1..=3}/play", None),
        ("/deck/{n: 1..=3}/cue/{i}", Some("/deck/{n: 1..=3}/cue/{i}/is")),
        ("/deck/{n: 1..=3}/playing/get", Some("/deck/{n: 1..=3}/playing")),
        ("/note/{*path}", None),
        ("/mix/level", Some("/mix/level/is")),
        ("/mix/eq/low", Some("/mix/eq/low/is")),
        ("/more/note/{*path}", None),
        ("/last", None),
    ];
    assert_eq!(addresses, expected);
    assert_eq!(DECK.routes().next().map(|route| route.address()), Some("/play"), "as before");
}

#[test]
fn a_nested_handler_works_on_its_part_of_the_state() {
    let mut app = App::default();
    send(&mut app, "/deck/2/play", true);
    assert!(!app.decks[0].playing && app.decks[1].playing);
    send(&mut app, "/deck/[12]/cue/3", 0.5_f32);
    assert_eq!((app.decks[0].cues[3], app.decks[1].cues[3]), (0.5, 0.5));
    send(&mut app, "/mix/level", 0.25_f32);
    assert_eq!(app.mixer.level, 0.25);
    app.mixer.eq = Some(Eq::default());
    send(&mut app, "/mix/eq/low", -6.0_f32);
    assert_eq!(app.mixer.eq.as_ref().map(|eq| eq.low), Some(-6.0));
}

/// Calls a handler that is nested under a prefix; returns how many served it, and the replies.
fn call<'v, H: Call>(
    app: &mut App,
    prefix: &str,
    values: impl IntoValues<H::Values<'v>>,
) -> (u64, Vec<String>) {
    let mut buffer = [0; 128];
    let packet = encode_call_under::<H>(&mut buffer, prefix, values).expect("a message");
    let (counters, replies) = serve(app, packet);
    assert_eq!((counters.rejected, counters.malformed), (0, 0), "{prefix}");
    (counters.handled, replies)
}

#[test]
fn a_nested_handler_can_be_called_by_name() {
    let mut app = App::default();
    assert_eq!(call::<play>(&mut app, "/deck/1", true), (1, vec![]));
    assert!(app.decks[0].playing && !app.decks[1].playing);
    let replies = vec!["/deck/2/cue/3/is ,f 0.5".to_owned()];
    assert_eq!(call::<cue>(&mut app, "/deck/2", (3, Some(0.5))), (1, replies));
    assert_eq!((app.decks[0].cues[3], app.decks[1].cues[3]), (0.0, 0.5));
    // None keeps the cue of each.
    let replies = ["/deck/1/cue/3/is ,f 0.0", "/deck/2/cue/3/is ,f 0.5"].map(str::to_owned);
    assert_eq!(call::<cue>(&mut app, "/deck/{1,2}", (3, None)), (2, replies.to_vec()));
    app.mixer.eq = Some(Eq::default());
    let replies = vec!["/mix/eq/low/is ,f -6.0".to_owned()];
    assert_eq!(call::<low>(&mut app, "/mix/eq", -6.0), (1, replies));
    assert_eq!(call::<note>(&mut app, "/more", "a/b"), (1, vec![]));
    assert_eq!(app.log, ["a/b from 127.0.0.1:9"]);
    assert_eq!(call::<play>(&mut app, "/deck/4", true), (0, vec![]), "no such deck");
}

#[test]
fn a_nested_handler_may_work_on_the_whole_state() {
    let mut app = App::default();
    for (address, log) in [
        ("/note/a/b", "a/b from 127.0.0.1:9"),
        ("/more/note/a/b", "a/b from 127.0.0.1:9"),
        ("/last", "last"),
        ("/l[a]st", "last"),
    ] {
        send(&mut app, address, ());
        assert_eq!(app.log.pop().as_deref(), Some(log), "{address}");
    }
}

#[test]
fn a_part_that_is_not_there_rejects_the_message() {
    let mut app = App::default();
    for address in ["/deck/3/play", "/mix/eq/low"] {
        let (counters, _) = send(&mut app, address, 1);
        assert_eq!((counters.handled, counters.rejected), (0, 1), "{address}");
    }
    let (counters, replies) = send(&mut app, "/deck/*/playing/get", ());
    assert_eq!((counters.handled, counters.rejected), (2, 1), "each for itself");
    assert_eq!(replies, ["/deck/1/playing ,F false", "/deck/2/playing ,F false"]);
    assert_eq!(send(&mut app, "/deck/4/play", true).0.unmatched, 1, "no such address");
}

#[test]
fn a_reply_goes_below_the_prefix_as_the_call_has_it() {
    let mut app = App::default();
    app.mixer.eq = Some(Eq::default());
    for (address, expected) in [
        ("/mix/level", &["/mix/level/is ,f 1.0"][..]),
        ("/m?x/level", &["/mix/level/is ,f 1.0"]),
        ("/mix/eq/low", &["/mix/eq/low/is ,f 1.0"]),
        ("/mix//low", &["/mix/eq/low/is ,f 1.0"]),
        ("/deck/2/cue/1", &["/deck/2/cue/1/is ,f 1.0"]),
        ("/deck/{1,2}/cue/1", &["/deck/1/cue/1/is ,f 1.0", "/deck/2/cue/1/is ,f 1.0"]),
    ] {
        assert_eq!(replies(&mut app, address, 1.0_f32), expected, "{address}");
    }
}

/// What lies at the edge: nothing to nest, an associated constant, prefixes that capture twice.
mod edges {
    use microosc::{Router, osc_handler, osc_router};

    pub(super) type Log = Vec<String>;

    static NOTHING: Router<Log> = osc_router![];

    #[osc_handler("/{n}/x{y}", reply = "/{y}/{n}")]
    fn inner(log: &mut Log, n: &str, y: &str) -> i32 {
        log.push(format!("{n} {y}"));
        1
    }

    struct Holder<T>(T);

    impl<T> Holder<T> {
        const ROUTER: Router<Log> = osc_router![inner];
    }

    fn choose<'l>(log: &'l mut Log, a: &str, n: u8) -> &'l mut Log {
        log.push(format!("{a} {n}"));
        log
    }

    static MIDDLE: Router<Log> = osc_router!["/a{a}/{n}" => Holder::<u8>::ROUTER in choose];

    pub(super) static ROUTER: Router<Log> = osc_router![
        "/nothing" => NOTHING,
        "/b{n}" => MIDDLE in |log, n: char| {
            log.push(n.into());
            log
        },
        "/" => NOTHING,
    ];
}

#[test]
fn captures_are_counted_from_where_each_router_begins() {
    assert_eq!(edges::ROUTER.routes().len(), 1);
    let mut server = Server::new(&edges::ROUTER);
    let mut log = edges::Log::new();
    let packet = message_to_vec("/bX/aleft/7/8/xy", ()).expect("a message");
    let peer = ([127, 0, 0, 1], 9).into();
    server.handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut log);
    assert_eq!(log, ["X", "left 7", "8 y"]);
    let mut buffer = [0; 64];
    assert!(server.poll_transmit(&mut buffer).is_some());
    assert!(buffer.starts_with(b"/bX/aleft/7/y/8\0"), "{}", buffer.escape_ascii());
    // A capture of the prefix that does not fit the type of the function after `in`.
    let packet = message_to_vec("/bX/aleft/256/8/xy", ()).expect("a message");
    server.handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut log);
    assert_eq!(server.counters().rejected, 1);
}
