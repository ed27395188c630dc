//! Pure Data: its own objects `oscformat`, `oscparse`, `netsend` and `netreceive`, without a window.

use crate::*;
use microosc::message_to_vec;

const NAME: &str = "Pure Data";

fn pure_data() -> Option<String> {
    version(NAME, Command::new("pd").arg("-version"), "Pd-")
}

/// Pure Data prints on standard error.
fn run(file: &str, patch: &str) -> Printing {
    let command = "exec pd -nogui -noaudio -nomidi -nrt \"$0\" 2>&1";
    Printing::start(Command::new("sh").args(["-c", command]).arg(script(file, patch)))
}

/// A line of `print` is `osc: list`, the parts of the address, and the arguments: numbers, and
/// words for all else. The addresses that are sent to Pure Data have one part.
fn printed(line: &str) -> Option<String> {
    let list = line.strip_prefix("osc: ")?.split_once(' ')?.1;
    let mut words = list.split(' ');
    let mut message = format!("/{}", words.next()?);
    for word in words {
        match word.parse::<f64>() {
            Ok(_) => message += &format!(" {word}"),
            Err(_) => message += &format!(" \"{word}\""),
        }
    }
    Some(message)
}

/// Prints what comes at `PORT`, which may be followed by a group. `/question` is answered instead:
/// `netreceive` cannot do that over UDP, but it tells who has asked, where `netsend` then connects.
const RECEIVES: &str = r"#N canvas 0 0 450 300 12;
#X obj 10 10 netreceive -u -b -f PORT;
#X obj 10 40 oscparse;
#X obj 10 60 list trim;
#X obj 10 80 route question;
#X obj 10 100 oscformat -f i answer;
#X obj 10 120 list prepend send;
#X obj 10 140 list trim;
#X obj 10 160 netsend -u -b;
#X obj 200 40 list prepend connect;
#X obj 200 60 list trim;
#X obj 200 100 list prepend;
#X obj 200 120 print osc;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 6 0 7 0;
#X connect 0 1 8 0;
#X connect 8 0 9 0;
#X connect 9 0 7 0;
#X connect 3 1 10 0;
#X connect 10 0 11 0;
";

#[test]
fn pure_data_receives() {
    let Some(version) = pure_data() else { return };
    let port = free_port();
    let mut seen = Seen::new(NAME, &version, Direction::ToPeer);
    let peer = run("receives.pd", &RECEIVES.replace("PORT", &port.to_string()));
    let mut receiving = Receiving::udp(&peer, printed, port);
    receiving.answers(&mut seen);
    receiving.all(&mut seen);
    only_loopback(&mut seen, MULTICAST, "pure_data::pure_data_is_in_a_group");
    seen.finish();
}

#[test]
#[ignore = "pure_data_receives runs it in a network of its own"]
fn pure_data_is_in_a_group() {
    let port = free_port();
    let patch = RECEIVES.replace("PORT", &format!("{port} {GROUP}"));
    let peer = run("is_in_a_group.pd", &patch);
    let mut receiving = Receiving::multicast(&peer, printed, (GROUP, port).into());
    assert_eq!(
        receiving.tell(&message_to_vec("/group", (0.5_f32, "text")).unwrap()),
        "/group 0.5 \"text\""
    );
}

/// What is sent to `osc` goes to `oscformat`, which sets the address, then the types, then sends a
/// list.
const SENDS: &str = r"#N canvas 0 0 450 300 12;
#X obj 10 10 loadbang;
#X msg 10 40 \; net connect HOST PORT MESSAGES;
#X obj 10 80 r osc;
#X obj 10 100 oscformat;
#X obj 10 120 list prepend send;
#X obj 10 140 list trim;
#X obj 10 160 r net;
#X obj 10 180 netsend -u -b;
#X obj 10 200 oscparse;
#X obj 10 220 print reply;
#X connect 0 0 1 0;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 7 0;
#X connect 6 0 7 0;
#X connect 7 1 8 0;
#X connect 8 0 9 0;
";

fn sends(host: &str, port: u16, messages: &str) -> String {
    let patch = SENDS.replace("HOST", host).replace("PORT", &port.to_string());
    patch.replace("MESSAGES", messages)
}

#[test]
fn pure_data_sends() {
    let Some(version) = pure_data() else { return };
    let mut messages = String::new();
    for (address, types, list) in [
        ("/i", "ii", "-7 7"),
        ("/f", "fi", "0.5 7"),
        ("/s", "si", "text 7"),
        ("/utf8", "si", "é✓ 7"),
        // The size of a blob comes before its bytes.
        ("/b", "bi", "5 192 219 1 2 3 7"),
    ] {
        messages += &format!(r" \; osc set {address} \; osc format {types} \; osc list {list}");
    }
    // A comma would end a message.
    for address in [
        "/none",
        "/drum/k?ck",
        "/drum/*a*",
        "/drum/[!h]*",
        r"/drum/{hat\,kick}",
        "//snare",
        "/ask",
        "/done",
    ] {
        messages += &format!(r" \; osc set {address} \; osc list");
    }
    let server = Serving::udp();
    let mut seen = Seen::new(NAME, &version, Direction::FromPeer);
    let peer = run("sends.pd", &sends("127.0.0.1", server.port(), &messages));
    server.all(&mut seen);
    let reply = peer.after("reply: list answer ");
    assert_eq!(reply, "42 text 2 192 219");
    seen.row(ANSWER, "yes");
    only_loopback(&mut seen, MULTICAST, "pure_data::pure_data_sends_to_a_group");
    seen.finish();
}

#[test]
#[ignore = "pure_data_sends runs it in a network of its own"]
fn pure_data_sends_to_a_group() {
    let server = Serving::multicast();
    let messages = r" \; osc set /multicast \; osc list 7 \; osc set /done \; osc list";
    let _peer = run("sends_to_a_group.pd", &sends(&GROUP.to_string(), server.port(), messages));
    assert!(server.is_reached());
}
