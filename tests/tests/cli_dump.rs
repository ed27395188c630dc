//! `microosc dump`: what it shows of what arrives, and how it ends.

use std::io::Write;
use std::net::{TcpStream, UdpSocket};
use std::slice;
use std::time::Duration;

use microosc::stream::{Framing, frame_to_vec};
use microosc::udp::Client;
use microosc::{Argument, Impulse, Rgba, TimeTag, bundle_to_vec, message_to_vec};
use microosc_tests::command::{Finished, Running, run};
use microosc_tests::peers::available;

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

fn dump(arguments: &[&str]) -> (Running, u16) {
    Running::listen(PROGRAM, &[&["dump", "0"], arguments].concat())
}

fn client(port: u16) -> Client {
    Client::connect(("127.0.0.1", port)).unwrap()
}

/// Shows the packets and ends.
fn shown(arguments: &[&str], packets: &[Vec<u8>]) -> Finished {
    let count = packets.len().to_string();
    let (dump, port) = dump(&[&["--count", &count], arguments].concat());
    let client = client(port);
    packets.iter().for_each(|packet| client.send_packet(packet).unwrap());
    dump.finish()
}

/// A line without its time and its sender.
fn message(line: &str) -> &str {
    line.trim_start().splitn(3, "  ").last().unwrap()
}

#[test]
fn a_message_shows_with_time_sender_address_and_typed_arguments() {
    let (dump, port) = dump(&["--count", "2"]);
    let mut client = client(port);
    client.send("/1/fader", (0.5_f32, "text", 7)).unwrap();
    let rgba = Rgba { red: 255, green: 136, blue: 0, alpha: 255 };
    client.send("/b", ([1_u8, 255].as_slice(), rgba, Argument::Nil, Impulse, true)).unwrap();
    let finished = dump.finish().expect_code(0);
    let lines = finished.lines();
    let words: Vec<&str> = lines[0].split_whitespace().collect();
    assert!(words[0].parse::<f64>().unwrap() < 20.0, "{}", lines[0]);
    assert_eq!(words[1], client.local_addr().to_string());
    assert_eq!(message(lines[0]), "/1/fader ,fsi 0.5 \"text\" 7");
    assert_eq!(message(lines[1]), "/b ,brNIT <blob of 2 bytes> 01ff #ff8800ff nil impulse true");
    assert!(finished.stderr.contains("2 packets in "), "{}", finished.stderr);
}

#[test]
fn a_bundle_shows_its_time_how_far_it_is_off_and_its_messages_below() {
    let packet = bundle_to_vec(TimeTag::now() + Duration::from_secs(60), |bundle| {
        bundle.message("/first", 1)?;
        bundle.bundle(TimeTag::IMMEDIATE, |inner| inner.message("/second", 2))
    });
    let late = bundle_to_vec(TimeTag::now() - Duration::from_secs(60), |_| Ok(()));
    let finished = shown(&[], &[packet.unwrap(), late.unwrap()]).expect_code(0);
    let lines = finished.lines();
    let head = message(lines[0]);
    assert!(head.starts_with("#bundle 20"), "{head}");
    // However long the machine sleeps in between.
    assert!(head.contains("Z, in 5") || head.contains("Z, in 60"), "{head}");
    let texts: Vec<&str> = lines[1..4].iter().map(|line| line.trim_start()).collect();
    assert_eq!(texts, ["/first ,i 1", "#bundle immediately", "/second ,i 2"]);
    let depth = |line: &str| line.len() - line.trim_start().len();
    assert_eq!(depth(lines[1]), depth(lines[2]));
    assert_eq!(depth(lines[3]), depth(lines[2]) + 2);
    assert!(lines[4].ends_with(" s ago"), "{}", lines[4]);
}

#[test]
fn json_is_what_decode_prints_with_time_and_sender_and_encode_reads_it() {
    let message = message_to_vec("/a\"\u{1b}", (1, 0.5_f64, "é")).unwrap();
    let bundle = bundle_to_vec(TimeTag::new(1, 2), |bundle| bundle.message("/b", ())).unwrap();
    for packet in [message, bundle] {
        let finished = shown(&["--json"], slice::from_ref(&packet)).expect_code(0);
        let json = finished.lines()[0];
        let decoded = run(PROGRAM, &["decode"], &packet).expect_good();
        let (before, rest) = json.split_at(json.len() - decoded.lines()[0].len() + 1);
        assert_eq!(rest, &decoded.lines()[0][1..]);
        let time = &before[9..39];
        assert!(before.starts_with(r#"{"time":"20"#) && time.ends_with('Z'), "{before}");
        assert!(before[39..].starts_with(r#"","from":"127.0.0.1:"#), "{before}");
        assert_eq!(run(PROGRAM, &["encode", "--raw"], json).expect_good().stdout, packet);
    }
}

#[test]
fn filters_choose_messages_by_their_address() {
    let message = |address| message_to_vec(address, ()).unwrap();
    let bundle = bundle_to_vec(TimeTag::IMMEDIATE, |bundle| {
        bundle.message("/meter", ())?;
        bundle.message("/ch/2/level", ())
    });
    let packets =
        [message("/ch/1/level"), message("/ch/1/mute"), message("/meter"), bundle.unwrap()];
    for (arguments, expected) in [
        (&[][..], &["/ch/1/level", "/ch/1/mute", "/meter", "#bundle"][..]),
        (&["--filter", "/ch/*/level"], &["/ch/1/level", "#bundle"]),
        (&["--filter", "/ch/*/level", "--filter", "/meter"], &["/ch/1/level", "/meter", "#bundle"]),
        (&["--not", "/ch//*"], &["/meter", "#bundle"]),
        (&["--filter", "//level", "--not", "/ch/1/*"], &["#bundle"]),
    ] {
        let count = expected.len().to_string();
        let (dump, port) = dump(&[arguments, &["--json", "--count", &count]].concat());
        let client = client(port);
        packets.iter().for_each(|packet| client.send_packet(packet).unwrap());
        let finished = dump.finish().expect_code(0);
        let found: Vec<&str> = finished
            .lines()
            .iter()
            .map(|line| match line.split_once(r#","address":""#) {
                Some((_, address)) => address.split('"').next().unwrap(),
                None => "#bundle",
            })
            .collect();
        assert_eq!(found, expected, "{arguments:?}");
    }
}

#[test]
fn a_malformed_packet_shows_its_fault_its_place_and_its_bytes() {
    let odd = b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x08/b\0\0,Z\0\0".to_vec();
    let packets = [b"/a\0\0,i\0\0".to_vec(), odd];
    let finished = shown(&["--hex"], &packets).expect_code(1);
    let lines = finished.lines();
    assert_eq!(message(lines[0]), "malformed: the argument's bytes are missing (at byte 8)");
    assert_eq!(lines[1].trim_end(), format!("    0000  2f 61 00 00 2c 69 00 00{:26}/a..,i..", ""));
    assert_eq!(message(lines[2]), "#bundle immediately");
    assert_eq!(lines[3].trim_start(), "malformed: the type tag is not one of OSC's (at byte 25)");
    assert!(finished.stderr.contains("2 of them malformed"), "{}", finished.stderr);

    let finished = shown(&["--hex", "--json"], &packets[..1]).expect_code(1);
    let error = r#","error":{"kind":"arg_truncated","offset":8},"hex":"2f6100002c690000"}"#;
    assert!(finished.lines()[0].ends_with(error), "{}", finished.lines()[0]);
}

#[test]
fn lenient_shows_what_sloppy_senders_send_and_says_so() {
    let sloppy = [b"/FB\0,f\0\0\x3e\x80\0\0=q".to_vec()];
    assert!(shown(&[], &sloppy).expect_code(1).text().contains("malformed: "));
    let finished = shown(&["--lenient"], &sloppy).expect_code(0);
    assert_eq!(message(finished.lines()[0]), "/FB ,f 0.25");
    assert!(finished.stderr.contains(": let pass: "), "{}", finished.stderr);
}

#[test]
fn no_packet_can_upset_the_terminal() {
    let packet = message_to_vec("/\u{1b}[31m\u{9b}2J", "\u{7}\n").unwrap();
    let finished = shown(&[], &[packet]).expect_code(0);
    assert_eq!(message(finished.lines()[0]), r#"/\u{1b}[31m\u{9b}2J ,s "\u{7}\n""#);
}

#[test]
fn packets_come_over_tcp_in_both_framings_and_damage_is_told() {
    let packet = message_to_vec("/1/fader", 0.5_f32).unwrap();
    for framing in [Framing::Slip, Framing::LengthPrefix] {
        let (dump, port) = dump(&["--tcp", "--count", "2"]);
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        assert!(dump.remark().ends_with(" has connected"));
        let frame = frame_to_vec(framing, &packet).unwrap();
        let damaged = match framing {
            Framing::Slip => b"\xc0/\xdb!\xc0".as_slice(),
            Framing::LengthPrefix => b"\0\0\0\x03abc",
        };
        stream.write_all(&[&frame, damaged, &frame].concat()).unwrap();
        for _ in 0..2 {
            assert_eq!(message(&dump.line()), "/1/fader ,f 0.5", "{framing}");
        }
        let told = dump.finish().expect_code(0).stderr;
        assert!(told.contains(": a frame is skipped: "), "{told}");
    }
}

#[test]
fn a_group_is_joined_on_the_interface_that_is_named() {
    for group in [&["239.255.77.1:0"][..], &["0", "--group", "239.255.77.1"]] {
        let arguments = ["dump", "--interface", "127.0.0.1", "--count", "1"];
        let (dump, port) = Running::listen(PROGRAM, &[&arguments, group].concat());
        let to = format!("239.255.77.1:{port}");
        let send = ["send", &to, "/cue", "3", "--interface", "127.0.0.1"];
        run(PROGRAM, &send, "").expect_good();
        assert_eq!(message(dump.finish().expect_code(0).lines()[0]), "/cue ,i 3");
    }
}

#[test]
fn it_ends_after_its_time_and_tells_the_rate() {
    let (dump, port) = dump(&["--duration", "1.3s", "--rate"]);
    let mut client = client(port);
    client.send("/a", ()).unwrap();
    client.send("/b", ()).unwrap();
    let finished = dump.finish().expect_code(0);
    assert_eq!(finished.lines().len(), 2);
    let told: Vec<&str> = finished.stderr.lines().collect();
    assert_eq!(told[0], "microosc: second 1: 2 packets, 16 bytes");
    assert!(told[1].starts_with("microosc: 2 packets in 1.3 s, 1.5 per second"), "{}", told[1]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_well() {
    let (dump, port) = dump(&[]);
    client(port).send("/a", ()).unwrap();
    assert_eq!(message(&dump.line()), "/a ,");
    dump.interrupt();
    let finished = dump.finish().expect_code(0);
    assert!(finished.stderr.contains("1 packet in "), "{}", finished.stderr);
}

#[test]
fn a_reader_that_goes_away_ends_it_without_a_word() {
    let script = format!("'{PROGRAM}' dump 127.0.0.1:0 | head -n 1");
    let shell = Running::start("sh", &["-c", &script]);
    let mut client = client(shell.port());
    assert!(!shell.line_after(|| client.send("/a", ()).unwrap()).is_empty());
    let finished = shell.finish_after(|| client.send("/a", ()).unwrap()).expect_code(0);
    assert_eq!(finished.stderr, "");
}

#[test]
fn wrong_usage_ends_with_2_and_a_hint() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().port().to_string();
    for (arguments, parts) in [
        (&[taken.as_str()][..], &["another program has port", "use another port"][..]),
        (&["192.0.2.77:5000"], &["this machine does not have that address", "0.0.0.0:5000"]),
        (&["hello"], &["write a port (5000) or ADDRESS:PORT"]),
        (&["localhost:70000"], &["`70000` is no port: a number from 0 to 65535"]),
        (&["::1:5000"], &["an IPv6 address stands in brackets: [::1]:5000"]),
        (&[":5000"], &["the host is missing"]),
        (&["0", "--interface", "lo"], &["there is no --group"]),
        (&["239.0.0.1:0", "--interface", "nope0"], &["cannot find the interface nope0", "has lo"]),
        (&["0", "--group", "10.0.0.1"], &["it is not a multicast group"]),
        (&["0", "--group", "x"], &["invalid value 'x'"]),
        (&["239.0.0.1:0", "--tcp"], &["leave out --tcp"]),
        (&["0", "--framing", "slip"], &["--tcp"]),
        (&["0", "--filter", "ch"], &["a pattern starts with `/`", "microosc match --help"]),
        (&["0", "--duration", "5 bars"], &["`5 bars` is no length of time", "10ms"]),
        (&["0", "--color", "blue"], &["auto, always, never"]),
        (&[], &["<[ADDRESS:]PORT>"]),
    ] {
        let failed = run(PROGRAM, &[&["dump"], arguments].concat(), "").expect_code(2);
        for part in parts {
            assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
        }
        assert_eq!(failed.text(), "");
    }
}

#[test]
fn oscsend_is_shown() {
    if !available("oscsend", "oscsend", &[]) {
        return;
    }
    let (dump, port) = dump(&["--count", "1"]);
    let url = format!("osc.udp://127.0.0.1:{port}");
    let arguments = [&url, "/all", "ihdsScmTFNI", "1", "2", "0.5", "a", "b", "x", "0190407f"];
    run("oscsend", &arguments, "").expect_good();
    assert_eq!(
        message(dump.finish().expect_code(0).lines()[0]),
        "/all ,ihdsScmTFNI 1 2 0.5 \"a\" \"b\" 'x' <midi 1: 90 40 7f> true false nil impulse"
    );
}
