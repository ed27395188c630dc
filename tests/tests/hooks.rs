//! What a router shows of messages that do not fit and of handlers that fail.

use std::cell::RefCell;
use std::fmt;

use microosc::{
    Counters, Failed, Rejected, Rejection, Router, Server, TimeTag, ToArguments, message_to_vec,
    osc_handler, osc_router,
};

#[derive(Default)]
struct App {
    scenes: Vec<String>,
    log: Vec<String>,
}

#[osc_handler("/ch/{ch}/level")]
fn level(_app: &mut App, ch: u8, level: f32, fade: Option<i32>) {
    let _ = (ch, level, fade);
}

#[osc_handler("/scene/add")]
fn add(app: &mut App, name: &str) -> Result<(), Full> {
    if app.scenes.len() == 2 {
        return Err(Full { name: name.to_owned() });
    }
    app.scenes.push(name.to_owned());
    Ok(())
}

/// The error borrows from the state.
#[osc_handler("/scene/{index}/length", reply = "/scene/{index}/length/is")]
fn length(app: &mut App, index: usize) -> Result<i32, &str> {
    match app.scenes.get(index) {
        Some(_) => Ok(1),
        None => Err(app.scenes.first().map_or("there are none", |first| first)),
    }
}

#[osc_handler("/perhaps", reply = "/perhaps/is")]
fn perhaps(_app: &mut App, value: i32) -> Result<Option<i32>, String> {
    match value {
        0 => Ok(None),
        1 => Ok(Some(1)),
        _ => Err("too much".to_owned()),
    }
}

#[osc_handler("/maybe", reply = "/maybe/is")]
fn maybe(value: i32) -> Option<Result<i32, String>> {
    Some(match value {
        0 => return None,
        1 => Ok(1),
        _ => Err("too much".to_owned()),
    })
}

#[osc_handler("/check")]
fn check(value: i32) -> Option<Result<(), &'static str>> {
    (value > 1).then_some(Err("too much"))
}

#[derive(Debug)]
struct Full {
    name: String,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no room for the scene \"{}\"", self.name)
    }
}

thread_local! {
    static FAILURES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn rejected(app: &mut App, rejected: &Rejected<'_>) {
    assert_eq!(rejected.peer().0.port(), 9);
    app.log.push(rejected.to_string());
}

fn failed(failed: &Failed<'_>) {
    assert_eq!(failed.peer().0.port(), 9);
    assert!(failed.message().address().starts_with('/'));
    assert!(failed.to_string().ends_with(&failed.error().to_string()));
    FAILURES.with_borrow_mut(|failures| failures.push(failed.to_string()));
}

static INNER: Router<App> = osc_router![level, add];
static QUIET: Router<App> = osc_router![level, add, length, perhaps, maybe, check, "/a" => INNER];
static ROUTER: Router<App> = osc_router![
    level, add, length, perhaps, maybe, check, "/a" => INNER, rejected = rejected, failed = failed,
];

/// What is counted, shown to `rejected` and to `failed`, and how many replies there are.
fn send(address: &str, arguments: impl ToArguments) -> (Counters, Vec<String>, Vec<String>, usize) {
    let packet = message_to_vec(address, arguments).expect("a message");
    let run = |router: &Router<App>| {
        let mut app = App { scenes: vec!["one".into(), "two".into()], log: Vec::new() };
        let mut server = Server::new(router);
        server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut app);
        let mut replies = 0;
        while server.poll_transmit(&mut [0; 512]).is_some() {
            replies += 1;
        }
        (*server.counters(), app.log, FAILURES.take(), replies)
    };
    let (loud, quiet) = (run(&ROUTER), run(&QUIET));
    assert_eq!((loud.0, loud.3), (quiet.0, quiet.3), "hooks change nothing");
    assert!(quiet.1.is_empty() && quiet.2.is_empty());
    loud
}

/// The place of a handler's declaration.
fn place(address: &str) -> String {
    let route = ROUTER.routes().find(|route| route.address() == address).expect("a route");
    let (file, line) = route.location();
    format!("{file}:{line}")
}

#[test]
fn a_rejection_tells_handler_expected_and_actual_types() {
    let at = place("/ch/{ch}/level");
    for (address, why) in [
        ("/ch/3/level", "/ch/3/level ,s: argument 0 is `s`, where `f` is expected"),
        ("/[c]h/3/level", "/[c]h/3/level ,s: argument 0 is `s`, where `f` is expected"),
        (
            "/ch/300/level",
            "/ch/300/level ,s: the part of the address captured as `ch` does not fit its type",
        ),
    ] {
        let (counters, rejections, failures, _) = send(address, "loud");
        assert_eq!((counters.handled, counters.rejected, counters.failed), (0, 1, 0));
        assert_eq!(
            rejections,
            [format!("`level` at /ch/{{ch}}/level ({at}) takes ,fi? and got {why}")]
        );
        assert!(failures.is_empty());
    }
    assert_eq!(send("/nobody", ()).1, [""; 0], "what no route meets is for `fallback`");
}

#[test]
fn a_rejection_in_a_nested_router_tells_the_full_address() {
    let at = place("/a/scene/add");
    let (_, rejections, ..) = send("/a/scene/add", ());
    let expected = "takes ,s and got /a/scene/add ,: argument 0 is missing";
    assert_eq!(rejections, [format!("`add` at /a/scene/add ({at}) {expected}")]);
}

#[test]
fn each_handler_that_a_pattern_reaches_is_told_of() {
    let (counters, rejections, ..) = send("//scene/add", 1);
    assert_eq!((counters.rejected, rejections.len()), (2, 2));
}

#[test]
fn what_the_sender_wrote_cannot_upset_a_terminal() {
    let (_, rejections, ..) = send("/ch/\u{1b}[2J\n]/level", ());
    assert!(rejections.iter().all(|line| !line.contains(['\n', '\u{1b}'])), "{rejections:?}");
    let (_, rejections, ..) = send("/ch/\u{1b}\n/level", ());
    assert_eq!(rejections.len(), 1);
    assert!(!rejections[0].contains(['\n', '\u{1b}']), "{rejections:?}");
}

#[test]
fn an_error_is_counted_and_shown_and_nothing_is_sent() {
    for (address, handler, error) in [
        ("/scene/add", "`add` at /scene/add", "no room for the scene \"x\""),
        ("/a/scene/add", "`add` at /a/scene/add", "no room for the scene \"x\""),
    ] {
        let at = place(address);
        let (counters, rejections, failures, replies) = send(address, "x");
        assert_eq!((counters.handled, counters.failed, counters.rejected), (1, 1, 0), "{address}");
        assert_eq!((rejections.len(), replies), (0, 0));
        assert_eq!(failures, [format!("{handler} ({at}) failed: {error}")]);
    }
    let (counters, _, failures, replies) = send("/scene/2/length", ());
    assert_eq!((counters.failed, failures.len(), replies), (1, 1, 0));
    assert!(failures[0].ends_with("failed: one"), "{failures:?}");
    assert_eq!(send("/scene/1/length", ()).3, 1);
}

#[test]
fn options_and_results_go_together() {
    for (address, value, failed, replies) in [
        ("/perhaps", 0, 0, 0),
        ("/perhaps", 1, 0, 1),
        ("/perhaps", 2, 1, 0),
        ("/maybe", 0, 0, 0),
        ("/maybe", 1, 0, 1),
        ("/maybe", 2, 1, 0),
        ("/check", 0, 0, 0),
        ("/check", 2, 1, 0),
    ] {
        let (counters, _, failures, sent) = send(address, value);
        assert_eq!((counters.failed, sent), (failed, replies), "{address} {value}");
        assert_eq!((counters.handled, failures.len() as u64), (1, failed), "{address} {value}");
    }
}

#[test]
fn what_is_shown_can_be_asked() {
    fn log(reason: &mut Option<Rejection>, rejected: &Rejected<'_>) {
        assert_eq!(rejected.route().name(), "tempo");
        assert_eq!(rejected.message().address(), "/tempo");
        *reason = Some(rejected.rejection());
    }

    #[osc_handler("/tempo")]
    fn tempo(bpm: f32) {
        let _ = bpm;
    }

    static ROUTER: Router<Option<Rejection>> = osc_router![tempo, rejected = log];
    let mut reason = None;
    let packet = message_to_vec("/tempo", ()).expect("a message");
    let peer = ([127, 0, 0, 1], 9).into();
    Server::new(&ROUTER).handle_datagram(TimeTag::IMMEDIATE, peer, &packet, &mut reason);
    assert_eq!(reason, Some(Rejection::MissingArgument { index: 0 }));
}
