//! `microosc query`, which reads servers of any maker: those that answer otherwise than ours, and those
//! that answer nonsense.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};

use microosc_tests::command::{Finished, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

/// Answers requests as they come, each with the next of these, then goes; returns the requests.
fn answering<const N: usize>(answers: [String; N]) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = listener.local_addr().expect("an address");
    let serving = thread::spawn(move || {
        answers
            .into_iter()
            .map(|answer| {
                let (mut stream, _) = listener.accept().expect("a client");
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).expect("a head");
                    request.extend_from_slice(&byte);
                }
                stream.write_all(answer.as_bytes()).expect("it is taken");
                String::from_utf8(request).expect("UTF-8")
            })
            .collect()
    });
    (address, serving)
}

fn query(server: SocketAddr, arguments: &[&str]) -> Finished {
    run(PROGRAM, &[&["query", &server.to_string()], arguments].concat(), "")
}

fn with_length(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

const NONE: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

#[test]
fn all_that_a_server_tells_is_shown_as_a_tree() {
    let tree = r#"{"FULL_PATH":"/","CONTENTS":{
        "ch":{"FULL_PATH":"/ch","DESCRIPTION":"The channels.","CONTENTS":{
            "1":{"FULL_PATH":"/ch/1","TYPE":"ifs","ACCESS":3,"VALUE":[3,0.5,"on"],
                "RANGE":[{"MIN":0,"MAX":8},null,{"VALS":["on","off"]}],"UNIT":[null,"gain.db",null]}}},
        "meter":{"FULL_PATH":"/meter","TYPE":"f","ACCESS":1,"RANGE":[{"MIN":0.0}],"DESCRIPTION":"Two\nlines."},
        "go":{"FULL_PATH":"/go","TYPE":"","OVERLOADS":[{"TYPE":"T"},{"TYPE":"i"}]},
        "user":{"FULL_PATH":"/user","CONTENTS":{"{name}":{"FULL_PATH":"/user/{name}","TYPE":"N","ACCESS":0}}}}}"#;
    let about = r#"{"NAME":"Desk","OSC_IP":"::1","OSC_PORT":9000,"OSC_TRANSPORT":"TCP"}"#;
    let (server, serving) = answering([with_length(tree), with_length(about)]);
    let shown = query(server, &[]).expect_good();
    assert_eq!(
        shown.text(),
        r#"Desk, OSC over TCP at [::1]:9000
/ch
    The channels.
  /ch/1  ,ifs  0..=8, gain.db, one of "on" "off"  = 3 0.5 "on"
/go  , or ,T or ,i
/meter  ,f  0.0..  (read only)
    Two
    lines.
/user
  /user/{name}  ,N  (no message has this address)
"#
    );
    let requests = serving.join().expect("no panic");
    let host = format!("Host: {server}\r\n");
    assert!(requests[0].starts_with("GET / HTTP/1.1\r\n") && requests[0].contains(&host));
    assert!(requests[1].starts_with("GET /?HOST_INFO HTTP/1.1\r\n"));
}

#[test]
fn an_answer_is_read_however_its_end_is_told() {
    let body = r#"{"FULL_PATH":"/a","TYPE":"i"}"#;
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        &body[..5],
        body.len() - 5,
        &body[5..]
    );
    let to_the_end = format!("HTTP/1.0 200 OK\r\n\r\n{body}");
    for answer in [with_length(body), chunked, to_the_end] {
        let (server, serving) = answering([answer]);
        let shown = query(server, &["/a b#ä", "--json"]).expect_good();
        assert_eq!(shown.text(), format!("{body}\n"));
        let requests = serving.join().expect("no panic");
        assert!(requests[0].starts_with("GET /a%20b%23%C3%A4 HTTP/1.1\r\n"), "{}", requests[0]);
    }
}

#[test]
fn what_a_stranger_says_does_not_control_the_terminal() {
    let tree = r#"{"CONTENTS":{"a\u001b[2J":{"TYPE":"s","VALUE":["\u009b31m\u0007"],
        "DESCRIPTION":"\u001b]0;title\u0007"}}}"#;
    let (server, serving) = answering([with_length(tree), with_length(r#"{"NAME":"\u001bc"}"#)]);
    let shown = query(server, &[]).expect_good();
    assert_eq!(shown.text().chars().find(|c| c.is_control() && *c != '\n'), None);
    assert!(shown.text().contains("/a\u{FFFD}[2J  ,s  = "), "{}", shown.text());
    serving.join().expect("no panic");
}

#[test]
fn a_server_that_refuses_or_talks_nonsense_is_named_with_what_to_do() {
    for (answer, code, part) in [
        (NONE.to_owned(), 1, "has nothing at /x; `microosc query"),
        ("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), 1, "has nothing at /x"),
        (
            "HTTP/1.1 403 Forbidden\r\n\r\nnot by that name\n".to_owned(),
            2,
            "refuses: not by that name",
        ),
        ("HTTP/1.1 500 No\r\n\r\n".to_owned(), 2, "answers with status 500"),
        (with_length("<html>"), 2, "answers, but not by OSCQuery: "),
        (with_length(&"[".repeat(100_000)), 2, "recursion limit"),
        ("SSH-2.0-x\r\n".to_owned(), 2, "no HTTP; check that it runs"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}".to_owned(), 2, "no HTTP; check"),
        (String::new(), 2, "no HTTP; check"),
    ] {
        let (server, serving) = answering([answer.clone()]);
        let failed = query(server, &["/x"]).expect_code(code);
        assert!(failed.stderr.contains(part), "{answer:.60}: {}", failed.stderr);
        assert_eq!(failed.text(), "", "{answer:.60}");
        serving.join().expect("no panic");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").expect("loopback").local_addr().expect("bound");
    let failed = query(nobody, &[]).expect_code(2);
    assert!(failed.stderr.contains("cannot be reached"), "{}", failed.stderr);
}
