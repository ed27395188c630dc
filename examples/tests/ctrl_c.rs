//! A program that is told to end says good-bye.
#![cfg(unix)]

use microosc::udp::Client;
use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn ctrl_c_ends_an_example_cleanly() {
    let (mut example, mut lines) = start(env!("CARGO_BIN_EXE_fader"));
    let first = lines.next().expect("a line");
    let address = first.strip_prefix("listening on ").expect("where it listens").to_owned();
    Client::connect(&address).unwrap().send("/1/fader", 0.5_f32).unwrap();
    assert!(lines.next().expect("a line").ends_with("/1/fader ,f 0.5"));
    assert_eq!(lines.next().expect("a bar"), "**********");
    assert!(UdpSocket::bind(&address).is_err(), "it has the port");

    interrupt(&example);
    assert_eq!(lines.next().expect("a last line"), "good-bye; datagrams received: 1");
    expect_success(&mut example);
    UdpSocket::bind(&address).expect("the port is free again");
}

#[test]
fn ctrl_c_ends_what_browsers_look_at() {
    let (mut example, mut lines) = start(env!("CARGO_BIN_EXE_query"));
    let first = lines.next().expect("a line");
    let address = first.strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
    let address = address.expect("where it listens").to_owned();
    assert!(TcpListener::bind(&address).is_err(), "it has the port");

    interrupt(&example);
    assert_eq!(lines.next().expect("a last line"), "good-bye");
    expect_success(&mut example);
    UdpSocket::bind(&address).expect("the port is free again");
}

/// Starts an example on a free port, and returns the lines that it prints.
fn start(program: &str) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut example =
        Command::new(program).arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(example.stdout.take().unwrap()).lines();
    (example, lines.map(io::Result::unwrap))
}

fn interrupt(example: &Child) {
    let interrupt = Command::new("kill").args(["-INT", &example.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
}

fn expect_success(example: &mut Child) {
    let start = Instant::now();
    let status = loop {
        if let Some(status) = example.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it does not end");
        thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{status}");
}
