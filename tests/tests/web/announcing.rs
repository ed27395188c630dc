//! Servers that announce themselves, and who finds them: the command, and a browser of multicast DNS
//! that we did not write. All of it stays on the loopback interface.

use std::path::Path;
use std::process::{self, Command};
#[cfg(target_os = "linux")]
use std::time::Duration;

use microosc::web::Options;
use microosc_tests::command::run;
use microosc_tests::peers::{Printing, available};
use serde_json::Value;

use super::{ROUTER, start};

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

/// No other test, and no other run of it, has a server of this name.
fn name(of: &str) -> String {
    format!(r"Desk \1.{of} {}", process::id())
}

#[test]
fn the_command_finds_a_server_by_its_name_and_reads_it() {
    let name = name("command");
    let server = start(Options::new().name(name.as_str()).announce(true));
    let search = ["query", "--interface", "127.0.0.1", "--duration", "20s"];
    let found = run(PROGRAM, &[&search[..], &[name.as_str(), "/title"]].concat(), "").expect_good();
    let osc = server.osc;
    assert_eq!(found.text(), format!("{name}, OSC over UDP at {osc}\n/title  ,s  = \"one\"\n"));

    let search = ["query", "--interface", "127.0.0.1", "--duration", "3s", "--json"];
    let found = run(PROGRAM, &search, "").expect_good();
    let lines = found.lines().into_iter().map(|line| serde_json::from_str(line).expect("JSON"));
    let line: Option<Value> = lines.into_iter().find(|line: &Value| line["name"] == name.as_str());
    let line = line.expect("in the list");
    assert_eq!((&line["name"], &line["address"]), (&name.into(), &server.web.to_string().into()));
}

#[test]
fn who_does_not_announce_itself_is_not_found() {
    let name = name("silent");
    let _server = start(Options::new().name(name.as_str()));
    let search = ["query", name.as_str(), "--interface", "127.0.0.1", "--duration", "2s"];
    let found = run(PROGRAM, &search, "").expect_code(1);
    assert!(found.stderr.contains(&format!("nobody named `{name}` was found")), "{}", found.stderr);
}

#[test]
fn a_foreign_browser_sees_servers_come_take_another_name_and_go() {
    if !available("bonjour-service of npm", "node", &["-e", "require('bonjour-service')"]) {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/browse.mjs");
    let browser = Printing::start(Command::new("node").arg(script));
    // It cuts names at dots.
    let name = name("foreign").replace(['.', '\\'], " ");
    let bind = || {
        let options = Options::new().name(name.as_str()).announce(true);
        options.bind("127.0.0.1:0", &ROUTER).expect("loopback")
    };
    let first = bind();
    let (web, osc) = (first.web_addr().port(), first.udp().local_addr().port());
    let told =
        until(&browser, [format!("up|oscjson|{name}|{web}|"), format!("up|osc|{name}|{osc}|")]);
    // As OSC 1.1 asks for.
    assert!(told[1].ends_with("|1.1"), "{told:?}");
    let second = bind();
    let (web, osc) = (second.web_addr().port(), second.udp().local_addr().port());
    let second_name = format!("{name} (2)");
    until(
        &browser,
        [format!("up|oscjson|{second_name}|{web}|"), format!("up|osc|{second_name}|{osc}|")],
    );
    drop(first);
    until(&browser, [format!("down|oscjson|{name}|"), format!("down|osc|{name}|")]);
    drop(second);
    until(&browser, [format!("down|oscjson|{second_name}|"), format!("down|osc|{second_name}|")]);
}

/// Waits for lines that begin so, in whatever order; returns them.
fn until<const N: usize>(browser: &Printing, beginnings: [String; N]) -> [String; N] {
    let mut told = [const { String::new() }; N];
    while told.iter().any(String::is_empty) {
        let line = browser.line();
        for (told, beginning) in told.iter_mut().zip(&beginnings) {
            if line.starts_with(beginning) {
                told.clone_from(&line);
            }
        }
    }
    told
}

#[test]
fn a_name_that_cannot_be_announced_is_refused() {
    for name in ["", "a\nb", &"x".repeat(64)] {
        let options = Options::new().name(name).announce(true);
        let error = options.bind("127.0.0.1:0", &ROUTER).expect_err("no such name");
        let told = error.to_string();
        assert!(told.starts_with("cannot announce the server: its name must have"), "{told}");
    }
    let longest = Options::new().name("x".repeat(63)).announce(true);
    drop(longest.bind("127.0.0.1:0", &ROUTER).expect("as long as DNS allows"));
}

/// Nothing but this machine learns of a server that nothing but this machine can reach.
#[cfg(target_os = "linux")]
#[test]
fn a_server_on_loopback_is_announced_on_no_other_network() {
    use microosc_tests::peers::skipped;
    use std::net::{IpAddr, Ipv4Addr, SocketAddr};

    const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
    let interfaces = if_addrs::get_if_addrs().expect("the interfaces of this machine");
    let own = interfaces.into_iter().find_map(|interface| match interface.ip() {
        IpAddr::V4(ip) if !ip.is_loopback() => Some(ip),
        _ => None,
    });
    let Some(own) = own else {
        return skipped("announcements elsewhere", &"there is no network but loopback");
    };
    let open = || -> std::io::Result<socket2::Socket> {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None)?;
        socket.set_reuse_address(true)?;
        socket.set_reuse_port(true)?;
        // Only what comes by the interface that it joins.
        socket.set_multicast_all_v4(false)?;
        socket.set_multicast_ttl_v4(0)?;
        socket.set_multicast_if_v4(&own)?;
        socket.join_multicast_v4(&GROUP, &own)?;
        socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        socket.bind(&SocketAddr::from((GROUP, 5353)).into())?;
        // It does hear what is there.
        socket.send_to(b"heard?", &SocketAddr::from((GROUP, 5353)).into())?;
        Ok(socket)
    };
    let socket: std::net::UdpSocket = match open() {
        Ok(socket) => socket.into(),
        Err(error) => return skipped("announcements elsewhere", &error),
    };
    let name = name("loopback");
    let server = start(Options::new().name(name.as_str()).announce(true));
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let listening = std::thread::spawn(move || {
        let (mut heard, mut piece) = (Vec::new(), [0; 9000]);
        while is_done.try_recv().is_err() {
            if let Ok(length) = socket.recv(&mut piece) {
                heard.push(piece[..length].to_vec());
            }
        }
        heard
    });
    let search = ["query", name.as_str(), "/", "--interface", "127.0.0.1", "--duration", "20s"];
    run(PROGRAM, &search, "").expect_good();
    assert_ne!(server.stop().1.requests, 0);
    done.send(()).expect("it listens");
    let heard = listening.join().expect("no panic");
    assert!(heard.iter().any(|packet| packet == b"heard?"), "it hears nothing at all");
    let tells = |packet: &&Vec<u8>| packet.windows(name.len()).any(|part| part == name.as_bytes());
    assert_eq!(heard.iter().find(tells), None);
}
