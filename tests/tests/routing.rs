//! Which handlers a message reaches: precedence, captures, patterns, and the table against a scan
//! of all routes that knows nothing of tables.

use microosc::route::MAX_PATTERN_WORK;
use microosc::{
    EndpointInfo, Message, Peer, Router, Segment, Server, TimeTag, bundle_to_vec, encode_message,
    message_to_vec, osc_handler, osc_router,
};
use microosc_tests::random::Random;
use microosc_tests::scan::scan;

/// The names of the handlers called and what they captured, in order.
type Calls = Vec<String>;

macro_rules! handlers {
    ($($name:ident($($capture:ident),*): $address:literal;)+) => {
        $(
            #[osc_handler($address)]
            fn $name(calls: &mut Calls, $($capture: &str),*) {
                let captured: &[&str] = &[$($capture),*];
                calls.push(format!("{} {}", stringify!($name), captured.join(" ")).trim().to_owned());
            }
        )+

        static ROUTER: Router<Calls> = osc_router![$($name),+, observe = observe, fallback = fallback];
    };
}

handlers! {
    a(): "/a";
    a_b(): "/a/b";
    a_b_c(): "/a/b/c";
    b_a(): "/b/a";
    b_b(): "/b/b";
    one(x): "/{x}";
    one_b(x): "/{x}/b";
    a_any(x): "/a/{x}";
    any_any_c(x, y): "/{x}/{y}/c";
    a_any_any(x, y): "/a/{x}/{y}";
    b_any_a(x): "/b/{x}/a";
    any_c_any(x, y): "/{x}/c/{y}";
    deep(): "/a/a/a/a/b";
    deeper(x): "/a/a/{x}/a/c";
    level(ch): "/ch/{ch}/level";
    mute(ch): "/ch/{ch}/mute";
    first_level(): "/ch/1/level";
    ab(): "/ab";
    ba(): "/ba";
    bab(): "/bab/ab";
    p(n): "/g/p{n}";
    q(q): "/g/{q: a|b|1}";
    g(rest): "/g/{*rest}";
    g_b(n): "/g/{n: 2..=11}/b";
    p_b(n): "/g/p{n}/b";
    two(d, n): "/{d: kick|ab}/{n: 1..=2}/level";
    c_rest(x, rest): "/c/{x}/c/{*rest}";
    b_rest(rest): "/b/b/b/{*rest}";
    long_b(): "/transmission/transmission_b/b";
    long_a(): "/transmission/transmission_a/b";
    long(): "/transmission/transmission_";
    long_p_b(n): "/transmission/transmission_p{n}/b";
    long_p_c(n): "/transmission/transmission_p{n}/c";
    long_q_b(n): "/transmission/transmission_q{n: 1..=2}/b";
}

fn observe(calls: &mut Calls, message: &Message<'_>, _: Peer) {
    calls.push(format!("observed {}", message.address()));
}

fn fallback(calls: &mut Calls, message: &Message<'_>, _: Peer) {
    calls.push(format!("fell back {}", message.address()));
}

/// Returns what a message to this address calls, without the observer.
fn calls(address: &str) -> Calls {
    let mut buffer = [0; 512];
    let packet = encode_message(&mut buffer, address, ()).expect("it fits");
    let mut server = Server::new(&ROUTER);
    let mut calls = Calls::new();
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), packet, &mut calls);
    assert_eq!(calls.remove(0), format!("observed {address}"), "the observer is first");
    assert_eq!(server.counters().patterns_cut, 0);
    let unmatched = calls.iter().filter(|call| call.starts_with("fell back")).count();
    assert_eq!(server.counters().unmatched, unmatched as u64);
    assert_eq!(server.counters().handled, (calls.len() - unmatched) as u64);
    calls
}

#[test]
fn a_plain_address_reaches_its_method_alone() {
    assert_eq!(calls("/a/b"), ["a_b"]);
    assert_eq!(calls("/ab"), ["ab"]);
    assert_eq!(calls("/b/b"), ["b_b"]);
}

#[test]
fn a_literal_is_more_specific_than_a_capture_from_the_left() {
    assert_eq!(calls("/b"), ["one b"]);
    assert_eq!(calls("/x/b"), ["one_b x"]);
    assert_eq!(calls("/a/c"), ["a_any c"]);
    assert_eq!(calls("/a/x/c"), ["a_any_any x c"], "the first segment decides before the third");
    assert_eq!(calls("/b/x/c"), ["any_any_c b x"], "a dead end below a literal leads back");
    assert_eq!(calls("/x/c/d"), ["any_c_any x d"]);
    assert_eq!(calls("/x/c/c"), ["any_c_any x c"]);
    assert_eq!(calls("/ch/1/level"), ["first_level"]);
    assert_eq!(calls("/ch/10/level"), ["level 10"]);
}

#[test]
fn a_prefix_is_no_match() {
    assert_eq!(calls("/ch/1/levels"), ["fell back /ch/1/levels"]);
    assert_eq!(calls("/ch/1/level/x"), ["fell back /ch/1/level/x"]);
    assert_eq!(calls("/a/b/"), ["fell back /a/b/"]);
    assert_eq!(calls("/"), ["fell back /"]);
    assert_eq!(calls("/A"), ["one A"], "names are case-sensitive");
}

#[test]
fn a_capture_takes_any_name_but_none() {
    assert_eq!(calls("/ch/1/"), ["fell back /ch/1/"]);
    assert_eq!(calls("/my layer/b"), ["one_b my layer"], "also one that OSC does not allow");
}

#[test]
fn a_pattern_reaches_every_method_it_matches() {
    assert_eq!(calls("/{a,b}/b"), ["a_b", "b_b"]);
    assert_eq!(calls("/*b"), ["ab"]);
    assert_eq!(calls("/b?"), ["ba"]);
    assert_eq!(calls("//ab"), ["a_any ab", "ab", "b_rest ab", "bab", "g ab"]);
    assert_eq!(calls("/ch//level"), ["first_level"], "only where `//` meets literals");
    assert_eq!(calls("/zz*"), ["fell back /zz*"]);
}

#[test]
fn a_capture_meets_only_plain_parts_of_a_pattern() {
    assert_eq!(calls("/ch/7/*"), ["level 7", "mute 7", "any_any_c ch 7"]);
    assert_eq!(calls("/ch/*/mute"), ["fell back /ch/*/mute"]);
    assert_eq!(calls("/ch/*/level"), ["first_level"]);
    assert_eq!(calls("/ch/1/{level,mute}"), ["first_level", "mute 1"], "one owner an address");
}

#[test]
fn a_capture_may_have_a_prefix() {
    assert_eq!(calls("/g/p7"), ["p 7"]);
    assert_eq!(calls("/g/pan/b"), ["p_b an"]);
    assert_eq!(calls("/g/p"), ["g p"], "a prefix alone is not captured");
    assert_eq!(calls("/g/p7/*"), ["p_b 7"]);
}

#[test]
fn a_capture_with_declared_values_takes_these_alone() {
    assert_eq!(calls("/g/b"), ["q b"]);
    assert_eq!(calls("/g/c"), ["g c"]);
    assert_eq!(calls("/g/2/b"), ["g_b 2"]);
    assert_eq!(calls("/g/11/b"), ["g_b 11"]);
    for other in ["12", "1", "02", "+2", "2 ", "99999999999"] {
        assert_eq!(calls(&format!("/g/{other}/b")), [format!("g {other}/b")]);
    }
    assert_eq!(calls("/kick/2/level"), ["two kick 2"]);
}

#[test]
fn a_pattern_reaches_each_declared_value_that_it_matches() {
    assert_eq!(calls("/g/[2-4]/b"), ["g_b 2", "g_b 3", "g_b 4"]);
    assert_eq!(calls("/g/1?/b"), ["g_b 10", "g_b 11"]);
    assert_eq!(calls("/{kick,ab}/2/l*"), ["two kick 2", "two ab 2"]);
    assert_eq!(
        calls("/{ch,kick,ab}//level"),
        ["first_level", "two kick 1", "two kick 2", "two ab 1", "two ab 2"]
    );
    assert_eq!(calls("/g/{a,b,c}"), ["q a", "q b"]);
}

#[test]
fn the_rest_is_all_that_follows() {
    assert_eq!(calls("/g/x/y/z"), ["g x/y/z"]);
    assert_eq!(calls("/c/d/c/e/f"), ["c_rest d e/f"]);
    assert_eq!(calls("/b/b/b/b"), ["b_rest b"]);
    assert_eq!(calls("/g"), ["one g"], "but not nothing");
    assert_eq!(calls("/g/"), ["fell back /g/"]);
    assert_eq!(calls("/[g]/x/y"), ["g x/y"], "plain parts of a pattern count");
    assert_eq!(calls("/g/x/*"), ["fell back /g/x/*"], "others do not");
}

#[test]
fn a_malformed_pattern_reaches_nothing() {
    for pattern in ["/a[", "/{a,b/b", "/a]", "/[]", "/a/*/"] {
        assert_eq!(calls(pattern), [format!("fell back {pattern}")]);
    }
}

/// 262 144 addresses.
#[osc_handler("/{a: 1..=64}/{b: 1..=64}/{c: 1..=64}/level")]
fn cube(calls: &mut Calls, a: &str, b: &str, c: &str) {
    calls.push(format!("{a} {b} {c}"));
}

static CUBE: Router<Calls> = osc_router![cube];

#[test]
fn the_patterns_of_one_datagram_cost_a_bounded_amount_of_work_together() {
    let choices = format!("//*{{{}}}", ["q"; 30_000].join(","));
    let many = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        (0..2000).try_for_each(|_| bundle.message("//", ()))
    });
    let packets = [
        message_to_vec("//", ()).expect("a message"),
        message_to_vec(&choices, ()).expect("a message"),
        many.expect("a bundle"),
    ];
    for packet in packets {
        let mut server = Server::new(&CUBE);
        let mut calls = Calls::new();
        server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut calls);
        assert!(server.counters().patterns_cut > 0);
        assert_eq!(server.counters().unmatched, 0, "what is cut may have met a route");
        assert!(calls.len() <= MAX_PATTERN_WORK / 64, "{}", calls.len());
    }
    // Plain addresses are not held up.
    let mut server = Server::new(&CUBE);
    let mut calls = Calls::new();
    let packet = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("//", ())?;
        bundle.message("/64/64/64/level", ())
    });
    let packet = packet.expect("a bundle");
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut calls);
    assert_eq!(calls.pop().as_deref(), Some("64 64 64"));
    assert_eq!(server.counters().patterns_cut, 1);
    calls.sort();
    let before = calls.len();
    calls.dedup();
    assert_eq!(calls.len(), before, "no address is called twice");
}

#[test]
fn the_rest_of_a_long_address_is_no_shorter() {
    let rest = "x/".repeat(100) + "y";
    assert_eq!(calls(&format!("/g/{rest}")), [format!("g {rest}")]);
    assert_eq!(calls(&format!("/{rest}")), [format!("fell back /{rest}")]);
}

#[osc_handler("/1/2/3/{*rest}")]
fn deep_rest(calls: &mut Calls, rest: &str) {
    calls.push(rest.to_owned());
}

#[osc_handler("/{a: 1..=64}/{b: 1..=64}/{*rest}")]
fn wide_rest(calls: &mut Calls, a: u8, b: u8, rest: &str) {
    calls.push(format!("{a} {b} {}", rest.len()));
}

/// The rest is the last name that there is room for, and what stands before it is no part of it.
static DEEP: Router<Calls> = osc_router![deep_rest];
static WIDE: Router<Calls> = osc_router![wide_rest];

fn handled(router: &'static Router<Calls>, address: &str) -> (Calls, u64) {
    let (mut server, mut calls) = (Server::new(router), Calls::new());
    let packet = message_to_vec(address, ()).expect("a message");
    server.handle_datagram(TimeTag::IMMEDIATE, ([127, 0, 0, 1], 9).into(), &packet, &mut calls);
    (calls, server.counters().patterns_cut)
}

#[test]
fn two_slashes_before_the_rest_are_part_of_a_pattern_however_deep_it_is() {
    for (address, expected) in
        [("/1/2/3/d", Some("d")), ("/1/2/3//d", Some("d")), ("/1/2/3//", None), ("/1/2/3/", None)]
    {
        assert_eq!(handled(&DEEP, address).0, Vec::from_iter(expected), "{address}");
    }
}

#[test]
fn a_long_rest_counts_as_work_for_each_address_it_ends() {
    let (calls, cut) = handled(&WIDE, &format!("//{}", "x".repeat(60_000)));
    assert_eq!(cut, 1);
    assert!(calls.len() <= MAX_PATTERN_WORK / 60_000, "{}", calls.len());
    assert_eq!(handled(&WIDE, "//x").0.len(), 64 * 64);
}

/// What the handler of a route writes down when it is called at an address.
fn call(route: &EndpointInfo, names: &[&str]) -> String {
    let captured =
        route.segments().iter().enumerate().filter_map(|(index, segment)| match segment {
            Segment::Literal(_) => None,
            Segment::Capture { prefix, .. } => Some(names[index][prefix.len()..].to_owned()),
            _ => Some(names[index..].join("/")),
        });
    [route.name().to_owned()].into_iter().chain(captured).collect::<Vec<_>>().join(" ")
}

/// Nested tables of the same handlers. What a prefix captures comes before what the handler does.
mod nested {
    use super::{
        Calls, a, a_any, a_b, ab, any_any_c, b_b, b_rest, c_rest, fallback, first_level, g, g_b,
        level, mute, observe, one, one_b, p, two,
    };
    use microosc::{Router, osc_router};

    static DEEP: Router<Calls> = osc_router![b_b, two, c_rest];
    static INNER: Router<Calls> = osc_router![a, one_b, any_any_c, p, "/a" => DEEP];
    static ROOT: Router<Calls> = osc_router![a, a_b, one, level, first_level, g, g_b];
    static ANY: Router<Calls> = osc_router![a_b, a_any, b_rest, "/{q: a|b|c}" => SHORT in note];
    static SHORT: Router<Calls> = osc_router![ab, "/p{n}" => MUTE in note_number];
    static MUTE: Router<Calls> = osc_router![mute];

    pub(super) static ROUTER: Router<Calls> = osc_router![
        "/{x}" => ANY in note,
        "/b" => INNER,
        observe = observe,
        "/{n: 1..=2}" => SHORT in note_number,
        "/" => ROOT,
        "/ch/{ch}/b" => DEEP in |calls, ch: &str| Some(note(calls, ch)),
        fallback = fallback,
    ];

    fn note<'c>(calls: &'c mut Calls, captured: &str) -> &'c mut Calls {
        calls.push(format!("+{captured}"));
        calls
    }

    fn note_number(calls: &mut Calls, captured: i32) -> &mut Calls {
        note(calls, &captured.to_string())
    }

    /// Puts what prefixes have captured where a handler of the whole address has it.
    pub(super) fn joined(calls: Calls) -> Calls {
        let mut joined = Calls::new();
        let mut captured = String::new();
        for call in calls {
            if let Some(more) = call.strip_prefix('+') {
                captured += &format!(" {more}");
                continue;
            }
            let (name, own) = call.split_once(' ').map_or((&*call, None), |(a, b)| (a, Some(b)));
            let own = own.map(|own| format!(" {own}")).unwrap_or_default();
            joined.push(format!("{name}{}{own}", std::mem::take(&mut captured)));
        }
        joined
    }
}

#[test]
fn the_table_agrees_with_a_scan_of_all_routes() {
    agrees_with_a_scan(&ROUTER, calls);
}

#[test]
fn a_nested_table_agrees_with_a_scan_of_all_full_addresses() {
    assert_eq!(nested::ROUTER.routes().len(), 24);
    agrees_with_a_scan(&nested::ROUTER, |address| {
        let mut buffer = [0; 512];
        let packet = encode_message(&mut buffer, address, ()).expect("it fits");
        let mut server = Server::new(&nested::ROUTER);
        let mut calls = Calls::new();
        let peer = ([127, 0, 0, 1], 9).into();
        server.handle_datagram(TimeTag::IMMEDIATE, peer, packet, &mut calls);
        calls.retain(|call| !call.starts_with("observed"));
        nested::joined(calls)
    });
}

fn agrees_with_a_scan(router: &Router<Calls>, calls: impl Fn(&str) -> Calls) {
    let pieces = [
        "/",
        "/",
        "/",
        "//",
        "a",
        "b",
        "c",
        "ch",
        "1",
        "level",
        "mute",
        "a",
        "b",
        "*",
        "?",
        "[ab]",
        "[!a]",
        "{a,ab}",
        "g",
        "p1",
        "p",
        "2",
        "10",
        "kick",
        "[12]",
        "/g/",
        "{b,c,ch}",
        "*b",
        "/a",
        "/b",
        "/a/",
        "/ch/",
        "/transmission/transmission_",
    ];
    let routes: Vec<_> = router.routes().collect();
    let mut random = Random::new(7);
    let (mut reached, mut several) = (0, 0);
    for _ in 0..20_000 {
        let len = 1 + random.below(9);
        let mut address = String::from("/");
        for _ in 0..len {
            address += pieces[random.below(pieces.len())];
        }
        let mut called = calls(&address);
        called.retain(|call| !call.starts_with("fell back"));
        let mut expected: Calls =
            scan(&routes, &address).iter().map(|(route, names)| call(route, names)).collect();
        called.sort();
        expected.sort();
        assert_eq!(called, expected, "{address}");
        reached += usize::from(!called.is_empty());
        several += usize::from(called.len() > 1);
    }
    assert!(reached > 2000 && several > 300, "{reached} {several}: the addresses are too random");
}
