//! `microosc doctor` on this machine: a port that is free, one that this test holds, packets that
//! arrive, and, where the system lets a test have one, a machine without a network.

use std::net::UdpSocket;
use std::process::{self, Command};
use std::thread;
use std::time::Duration;

use microosc_tests::command::{Finished, run};
use microosc_tests::peers::skipped;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

fn doctor(arguments: &[&str]) -> Finished {
    run(PROGRAM, &[&["doctor"], arguments].concat(), "")
}

/// The findings about something.
fn findings(finished: &Finished, about: &str) -> Vec<Value> {
    let lines = finished.lines().into_iter().map(|line| serde_json::from_str(line).unwrap());
    lines.filter(|line: &Value| line["about"] == about).collect()
}

/// A port that was free a moment ago.
fn free_port() -> String {
    UdpSocket::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port().to_string()
}

#[test]
fn the_interfaces_of_this_machine_are_shown_with_their_addresses() {
    let finished = doctor(&["--json"]).expect_good();
    let found = findings(&finished, "interface");
    for interface in if_addrs::get_if_addrs().unwrap() {
        let is_it = |finding: &&Value| finding["subject"] == interface.name.as_str();
        let text = found.iter().find(is_it).unwrap()["text"].as_str().unwrap();
        assert!(text.contains(&interface.ip().to_string()), "{text}");
    }
    for line in finished.lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        let level = finding["level"].as_str().unwrap();
        assert!(["ok", "warning", "fault"].contains(&level), "{line}");
        assert_eq!(finding["hint"].is_null(), level == "ok", "{line}");
    }
}

#[test]
fn a_packet_to_the_group_comes_back_through_the_loopback_interface() {
    for group in ["239.0.0.1", "239.1.2.3"] {
        let finished = doctor(&["--json", "--group", group]);
        let found = findings(&finished, "multicast");
        let loopback: Vec<&Value> = found
            .iter()
            .filter(|finding| finding["subject"].as_str().unwrap().contains(" on lo"))
            .collect();
        assert_eq!(loopback.len(), 1, "{found:?}");
        assert_eq!(loopback[0]["level"], "ok", "{found:?}");
    }
}

#[test]
fn a_free_port_is_free_and_nothing_arrives() {
    let port = free_port();
    let finished = doctor(&[&port, "--listen", "100ms", "--json"]).expect_code(0);
    let bind = findings(&finished, "bind");
    assert_eq!(bind[0]["level"], "ok");
    assert_eq!(bind[0]["subject"], format!("0.0.0.0:{port}"));
    if cfg!(target_os = "linux") {
        assert_eq!(findings(&finished, "holder")[0]["text"], "no program has it");
    }
    assert_eq!(findings(&finished, "firewall").len(), 1);
    let arrival = &findings(&finished, "arrival")[0];
    assert_eq!(arrival["level"], "warning");
    assert_eq!(arrival["text"], "nothing has arrived within 0.1 s");
    assert!(arrival["hint"].as_str().unwrap().contains("check that the sender"));
    let silent = doctor(&[&port, "--listen", "0s", "--json"]).expect_good();
    assert!(findings(&silent, "arrival").is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn who_holds_the_port_is_named() {
    let held = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap();
    UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"unread", address).unwrap();
    let port = address.port().to_string();
    let finished = doctor(&[&port, "--json"]).expect_good();
    let holder = findings(&finished, "holder");
    let texts: Vec<&str> = holder.iter().map(|finding| finding["text"].as_str().unwrap()).collect();
    let process = format!("(process {}) has it, at {address}", process::id());
    assert!(texts[0].contains(&process), "{texts:?} without {process}");
    assert_eq!(texts[1], format!("at {address} it receives from this machine only"));
    assert!(texts[2].ends_with("bytes have arrived and are not read"), "{texts:?}");
    assert!(holder.iter().all(|finding| finding["level"] == "warning"));
    assert_eq!(findings(&finished, "bind")[0]["text"], "the port is taken");
    assert!(
        findings(&finished, "arrival").is_empty(),
        "a port that is taken cannot be listened at"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn datagrams_that_were_dropped_are_told() {
    let held = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap();
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..2_000 {
        sender.send_to(&[0; 1_000], address).unwrap();
    }
    let finished = doctor(&[&address.port().to_string()]).expect_good();
    assert!(finished.text().contains("datagrams were dropped for lack of room"));
    assert!(finished.text().contains("-> send less at once"));
}

#[test]
fn what_arrives_is_shown_and_what_is_not_osc_is_told() {
    let port = free_port();
    let to = format!("127.0.0.1:{port}");
    let sending = thread::spawn(move || {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..100 {
            // Until somebody listens, the system may complain.
            let _ = socket.send_to(b"/fader\0\0,s\0\0a\x1bb\0", &to);
            let _ = socket.send_to(b"not OSC", &to);
            thread::sleep(Duration::from_millis(20));
        }
        socket.local_addr().unwrap().port()
    });
    let finished = doctor(&[&port, "--listen", "1s", "--json"]).expect_code(0);
    let sender = sending.join().unwrap();
    let found = findings(&finished, "arrival");
    assert_eq!((&found[0]["level"], &found[1]["level"]), (&"warning".into(), &"ok".into()));
    assert!(found[0]["text"].as_str().unwrap().ends_with("packets are not OSC, or damaged"));
    let text = found[1]["text"].as_str().unwrap();
    assert!(
        text.contains(&format!("packets, from 127.0.0.1:{sender}; first /fader ,s ")),
        "{text}"
    );
    assert!(!text.contains('\x1b'), "{text:?}");
}

/// A network namespace of one's own has nothing but a loopback interface that is down.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_a_network_is_a_fault() {
    let alone = |program: &str| {
        Command::new("unshare").args(["--user", "--map-root-user", "--net", program]).output()
    };
    if !alone("true").is_ok_and(|output| output.status.success()) {
        return skipped("doctor without a network", &"unshare is not allowed here");
    }
    let arguments = ["--user", "--map-root-user", "--net", PROGRAM, "doctor"];
    let finished = run("unshare", &arguments, "").expect_code(1);
    assert!(finished.text().contains("warning  interface  this machine: it is in no network"));
    assert!(
        finished.text().contains("fault    multicast  239.0.0.1: no interface has an IPv4 address")
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    for (arguments, part) in [
        (&["70000"][..], "invalid value '70000'"),
        (&["5000", "--group", "10.0.0.1"], "groups are 224.0.0.0 to 239.255.255.255"),
        (&["5000", "--listen", "soon"], "no length of time"),
    ] {
        let failed = doctor(arguments).expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
        assert_eq!(failed.text(), "");
    }
}
