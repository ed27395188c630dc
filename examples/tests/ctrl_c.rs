//! A program that is told to end says good-bye.
#![cfg(unix)]

use microosc::udp::Client;
use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn ctrl_c_ends_an_example_cleanly() {
    let mut example = Command::new(env!("CARGO_BIN_EXE_fader"))
        .arg("127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(example.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().expect("a line");
    let address = first.strip_prefix("listening on ").expect("where it listens").to_owned();
    Client::connect(&address).unwrap().send("/1/fader", 0.5_f32).unwrap();
    assert!(lines.next().expect("a line").ends_with("/1/fader ,f 0.5"));
    assert_eq!(lines.next().expect("a bar"), "**********");
    assert!(UdpSocket::bind(&address).is_err(), "it has the port");

    let interrupt = Command::new("kill").args(["-INT", &example.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    assert_eq!(lines.next().expect("a last line"), "good-bye; datagrams received: 1");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = example.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it does not end");
        thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{status}");
    UdpSocket::bind(&address).expect("the port is free again");
}
