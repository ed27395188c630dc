//! What is answered to GET.

use microosc::query::Namespace;
use microosc::udp::Client;
use microosc::web::Options;
use serde_json::{Value, json};

use super::{PATIENCE, ROUTER, start, taken_apart};

#[test]
fn the_whole_space_comes_with_values() {
    let server = start(Options::new());
    let (status, body) = server.get("/");
    assert_eq!(status, 200);
    let with_values: Value = serde_json::from_str(&body).expect("JSON");
    let level = &with_values["CONTENTS"]["ch"]["CONTENTS"]["2"]["CONTENTS"]["level"];
    assert_eq!(level["VALUE"], json!([0.5]));
    assert_eq!(level["RANGE"], json!([{ "MIN": 0.0, "MAX": 1.0 }]));
    assert_eq!(level["DESCRIPTION"], "The level of a channel.");

    // But for values it is what the writer writes.
    let mut without = with_values;
    remove_values(&mut without);
    let written: Value = serde_json::from_str(&Namespace::of(&ROUTER).to_string()).expect("JSON");
    assert_eq!(without, written);

    let (status, body) = server.get("/ch/1");
    let part: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, &part["FULL_PATH"]), (200, &json!("/ch/1")));
    assert_eq!(part["CONTENTS"]["level"]["VALUE"], json!([0.25]));
}

fn remove_values(node: &mut Value) {
    let Some(members) = node.as_object_mut() else { return };
    members.remove("VALUE");
    let contents = members.get_mut("CONTENTS").and_then(Value::as_object_mut);
    contents.into_iter().flat_map(|nodes| nodes.values_mut()).for_each(remove_values);
}

#[test]
fn one_attribute_comes_alone_and_the_status_says_why_not() {
    let server = start(Options::new());
    for (target, status, body) in [
        ("/title?VALUE", 200, r#"{"VALUE":["one"]}"#),
        ("/title?TYPE", 200, r#"{"TYPE":"s"}"#),
        ("/title?ACCESS", 200, r#"{"ACCESS":3}"#),
        ("/title?FULL_PATH", 200, r#"{"FULL_PATH":"/title"}"#),
        ("/ti%74le?VALUE#part", 200, r#"{"VALUE":["one"]}"#),
        // Attributes that a node has not.
        ("/title?UNIT", 200, "{}"),
        ("/ch?TYPE", 200, "{}"),
        ("/ch?VALUE", 200, "{}"),
        // What there is not, of what OSCQuery knows.
        ("/flash?VALUE", 204, ""),
        ("/title?EXTENDED_TYPE", 204, ""),
    ] {
        assert_eq!(server.get(target), (status, body.to_owned()), "{target}");
    }
    let (status, page) = server.get("/title?HTML");
    assert_eq!((status, page.starts_with("<!doctype html>")), (200, true));
    for (target, status) in [
        ("/title?value", 400),
        ("/title?COLOUR", 400),
        ("/title?VALUE&TYPE", 400),
        ("/%", 400),
        ("/ch/3", 404),
        ("/ch/3?VALUE", 404),
        ("/title/get", 404),
        ("/title/", 404),
        ("//title", 404),
    ] {
        let (answered, why) = server.get(target);
        assert_eq!(answered, status, "{target}: {why}");
        assert!(why.ends_with('\n'), "{target} is told why");
    }
}

#[test]
fn host_info_tells_where_osc_goes_and_what_there_is() {
    let server = start(Options::new().name("A \"mixer\""));
    // Whatever the path is.
    for target in ["/?HOST_INFO", "/nowhere?HOST_INFO"] {
        let (status, body) = server.get(target);
        let info: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(status, 200);
        assert_eq!(info["NAME"], "A \"mixer\"");
        assert_eq!(info["OSC_IP"], "127.0.0.1");
        assert_eq!(info["OSC_PORT"], server.osc.port());
        assert_eq!(info["OSC_TRANSPORT"], "UDP");
        let extensions = info["EXTENSIONS"].as_object().expect("an object");
        let there = |name: &str| extensions[name].as_bool().expect("a boolean");
        for name in ["LISTEN", "IGNORE"] {
            assert!(there(name), "{name}");
        }
        let paths = ["PATH_CHANGED", "PATH_ADDED", "PATH_REMOVED", "PATH_RENAMED"];
        for name in paths.into_iter().chain(["CONTROL"]) {
            assert!(!there(name), "{name}");
        }
        // Of what can be asked for, it is what is answered.
        for name in [
            "ACCESS",
            "VALUE",
            "RANGE",
            "DESCRIPTION",
            "TAGS",
            "EXTENDED_TYPE",
            "UNIT",
            "CRITICAL",
            "CLIPMODE",
            "OVERLOADS",
            "HTML",
        ] {
            let status = if there(name) { 200 } else { 204 };
            assert_eq!(server.get(&format!("/title?{name}")).0, status, "{name}");
        }
        assert_eq!(extensions.len(), 2 + 5 + 11, "{extensions:?}");
    }
}

#[test]
fn what_a_handler_sets_is_answered() {
    let server = start(Options::new());
    let mut client = Client::connect(server.osc).expect("loopback");
    client.send("/ch/1/level", 0.75_f32).expect("sent");
    // The reply to what came after it.
    client.send("/ping", 1).expect("sent");
    assert!(client.receive(PATIENCE).expect("a reply").is_some());
    assert_eq!(server.get("/ch/1/level?VALUE"), (200, r#"{"VALUE":[0.75]}"#.to_owned()));
}

#[test]
fn no_answer_is_for_pages_of_others() {
    let server = start(Options::new());
    for head in [
        "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example",
        "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example",
        "GET /title?VALUE HTTP/1.1\r\nHost: localhost",
    ] {
        let answer = server.exchange(&format!("{head}\r\n\r\n")).to_ascii_lowercase();
        let (lines, _) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(!lines.contains("access-control"), "{lines}");
        assert!(lines.contains("cross-origin-resource-policy: same-origin"), "{lines}");
        assert!(lines.contains("x-content-type-options: nosniff"), "{lines}");
    }
    let answer = server.exchange("GET /title HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(answer.contains("\r\nContent-Type: application/json\r\n"), "{answer}");
    assert_eq!(taken_apart(&answer).0, 200);
}
