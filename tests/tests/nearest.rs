//! "Did you mean": `Router::nearest`.

use microosc::{Router, osc_handler, osc_router};

#[osc_handler("/1/fader")]
fn fader(_: f32) {}

#[osc_handler("/ch/{ch: 1..=8}/level")]
fn level(ch: u8, _: f32) {
    let _ = ch;
}

#[osc_handler("/drum/{drum: kick|snare}/hit")]
fn hit(drum: &str) {
    let _ = drum;
}

#[osc_handler("/pad{pad}/colour")]
fn colour(pad: &str) {
    let _ = pad;
}

#[osc_handler("/file/{*path}")]
fn file(path: &str) {
    let _ = path;
}

#[osc_handler("/go")]
fn go() {}

#[osc_handler("/no")]
fn no() {}

static ROUTER: Router = osc_router![fader, level, hit, colour, file, go, no];

#[test]
fn an_address_with_a_slip_finds_the_route_that_was_meant() {
    for (address, expected) in [
        ("/1/fader", Some("fader")),
        ("/1/fadr", Some("fader")),
        ("/1/Fader", Some("fader")),
        ("/1/fader/", Some("fader")),
        ("1/fader", Some("fader")),
        ("/fader", Some("fader")),
        ("/ch/9/level", Some("level")),
        ("/ch/12/levl", Some("level")),
        ("/ch/level", Some("level")),
        ("/drum/kik/hit", Some("hit")),
        ("/drum/snar/hit", Some("hit")),
        ("/pad7/color", Some("colour")),
        ("/flie/a/b/c", Some("file")),
        ("/goo", Some("go")),
        // As near to both; the first declared is it.
        ("/o", Some("go")),
        ("/quit", None),
        ("/drum/cymbal/mute", None),
        ("/mixer/input/level", None),
        ("/", None),
        ("", None),
    ] {
        let found = ROUTER.nearest(address).map(|info| info.name());
        assert_eq!(found, expected, "{address}");
    }
}

#[test]
fn a_long_address_is_near_to_nothing() {
    let long = |len: usize| ["/file/", &"a".repeat(len)].concat();
    assert_eq!(ROUTER.nearest(&long(122)).map(|info| info.name()), Some("file"));
    assert!(ROUTER.nearest(&long(123)).is_none());
    assert!(ROUTER.nearest(&"\u{fffd}/".repeat(30_000)).is_none());
}

#[test]
fn a_router_without_routes_has_no_nearest() {
    static EMPTY: Router = osc_router![];
    assert!(EMPTY.nearest("/go").is_none());
}
