//! `microosc send`: what it makes of words, when it sends, and what it shows of the replies.

use std::io::Read;
use std::net::{TcpListener, UdpSocket};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use microosc::stream::{Framing, frame_to_vec};
use microosc::udp::{Receiver, Server};
use microosc::{Packet, Router, TimeTag, message_to_vec, osc_handler, osc_router};
use microosc_tests::command::{Finished, Running, run};
use microosc_tests::peers::{PATIENCE, available, python};

const PROGRAM: &str = env!("CARGO_BIN_EXE_microosc-command");

/// Receives what the command sends.
struct Target {
    receiver: Receiver,
    address: String,
}

impl Target {
    fn new() -> Self {
        let receiver = Receiver::bind("127.0.0.1:0").unwrap();
        let address = receiver.local_addr().to_string();
        Self { receiver, address }
    }

    fn send(&self, arguments: &[&str]) -> Finished {
        run(PROGRAM, &[&["send", &self.address], arguments].concat(), "")
    }

    fn packet(&mut self) -> Vec<u8> {
        self.receiver.receive(PATIENCE).unwrap().expect("a packet").0.to_vec()
    }

    fn message(&mut self) -> String {
        let packet = self.packet();
        match Packet::decode(&packet).unwrap() {
            Packet::Message(message) => message.to_string(),
            Packet::Bundle(bundle) => panic!("{bundle:?}"),
        }
    }

    fn is_silent(&mut self) -> bool {
        self.receiver.receive(Duration::ZERO).unwrap().is_none()
    }
}

#[test]
fn types_follow_from_how_an_argument_is_written_or_are_given() {
    let mut target = Target::new();
    #[rustfmt::skip]
    let cases = [
        ("", ","),
        ("1 -7 2147483647", ",iii 1 -7 2147483647"),
        ("2147483648 -9223372036854775808", ",hh 2147483648 -9223372036854775808"),
        ("0.5 -0.5 1e3 1.", ",ffff 0.5 -0.5 1000.0 1.0"),
        ("true false T F N I", ",TFTFNI true false true false nil impulse"),
        ("hello é 1a inf 1.2.3", r#",sssss "hello" "é" "1a" "inf" "1.2.3""#),
        (r#""1" "" "a\n\u00e9""#, r#",sss "1" "" "a\né""#),
        ("s:5 S:on s:", r#",sSs "5" "on" """#),
        ("i:0xff h:1 f:1 d:1 f:inf", ",ihfdf 255 1 1.0 1.0 inf"),
        ("b:00ff7f b:", ",bb <blob of 3 bytes> <blob of 0 bytes>"),
        ("c:x c:é", ",cc 'x' 'é'"),
        ("r:#ff8800 r:ff880080", ",rr #ff8800ff #ff880080"),
        ("m:0,0x90,60,127 m:0190407f", ",mm <midi 0: 90 3c 7f> <midi 1: 90 40 7f>"),
        ("t:immediate t:2026-11-22T20:00:00.5Z", ",tt immediately 2026-11-22T20:00:00.500000000Z"),
        ("t:2026-11-22T20:00:00+01:30", ",t 2026-11-22T18:30:00.000000000Z"),
        ("t:2024-02-29T00:00:00Z t:2036-02-07T06:28:16Z", ",tt 2024-02-29T00:00:00.000000000Z 2036-02-07T06:28:16.000000000Z"),
        ("t:00000001.80000000", ",t 2036-02-07T06:28:17.500000000Z"),
        ("[ 1 [ 0.5 ] ] [ ]", ",[i[f]][] [1, [0.5]] []"),
        ("--types ifsTFNI 1 2 3", r#",ifsTFNI 1 2.0 "3" true false nil impulse"#),
        ("--types ,[ii]S 1 2 +", r#",[ii]S [1, 2] "+""#),
        ("-- -7 -x", r#",is -7 "-x""#),
    ];
    for (words, expected) in cases {
        let words: Vec<&str> = ["/a"].into_iter().chain(words.split_whitespace()).collect();
        let options = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
        let (words, options) = words.split_at(options);
        target.send(&[words, options].concat()).expect_good();
        assert_eq!(target.message(), format!("/a {expected}"), "{words:?} {options:?}");
    }
}

#[test]
fn wrong_words_are_told_and_nothing_is_sent() {
    let mut target = Target::new();
    #[rustfmt::skip]
    let cases = [
        ("a", "`a` is no address: an address starts with /"),
        ("/a + ", "a message is missing beside `+`"),
        ("/a + 1", "`1` is no address"),
        ("/a x:1", "no type is called x; there are i h f d s S b t c r m T F N I [ ]; as text: s:x:1"),
        ("/a i:0.5", "i takes a whole number from -2147483648 to 2147483647, not `0.5`"),
        ("/a i:2147483648", "i takes a whole number from"),
        ("/a h:9223372036854775808", "h takes a whole number of 64 bits"),
        ("/a f:half", "f takes a number, like 0.5"),
        ("/a b:0", "b takes bytes in hexadecimal digits, not `0` (the last byte has only one"),
        ("/a c:ab", "c takes one character"),
        ("/a r:#ff88", "r takes a colour, like #ff8800"),
        ("/a m:0,256,0,0", "m takes port, status and two data bytes"),
        ("/a t:noon", "`noon` is no time: write +0.5s"),
        ("/a t:2026-02-30T00:00:00Z", "is no time"),
        ("/a t:2026-11-22T24:00:00Z", "is no time"),
        ("/a t:1967-01-01T00:00:00Z", "is no time"),
        ("/a T:1", "T has no value: write T alone"),
        ("/a \"open", "text in quotes ends with one"),
        ("/a [1", "brackets stand alone: [ 1 2 ]; as text: s:[1"),
        ("/a [", "this [ has no ]"),
        ("/a ]", "this ] has no ["),
        ("/a [ [ [ [ [ [ [ [ [ ] ] ] ] ] ] ] ] ]", "lists nest at most 8 deep"),
        ("/a 12345678901234567890", "is too large: as a number of 64 bits write d:1234"),
        ("/a 1e39", "is too large: as a number of 64 bits write d:1e39; as text: s:1e39"),
        ("/a 1 --types iq 2", "no type is called q"),
        ("/a 1 --types ii", "--types ii: an argument for i is missing"),
        ("/a 1 2 --types i", "--types i: there is no type for `2`"),
        ("/a s:{} --ramp 0..1 --over 1s", "the ramp's value stands as {} alone"),
    ];
    for (words, part) in cases {
        let words: Vec<&str> = words.split_whitespace().collect();
        let failed = target.send(&words).expect_code(2);
        assert!(failed.stderr.contains(part), "{words:?}: {}", failed.stderr);
        assert_eq!(failed.text(), "");
    }
    assert!(target.is_silent());
}

#[test]
fn wrong_usage_ends_with_2_and_a_hint() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    for (arguments, part) in [
        (&[][..], "<HOST:PORT>"),
        (&["localhost:5000"], "</ADDRESS [ARGUMENT]>"),
        (&["localhost", "/a"], "the port is missing: write HOST:PORT, like localhost:5000"),
        (&["osc.udp://localhost:5000/", "/a"], "without the protocol: localhost:5000"),
        (&["nohost.invalid:5000", "/a"], "no host is known as nohost.invalid"),
        (&["localhost:5000", "/a", "--repeat", "3"], "--every <TIME>"),
        (&["localhost:5000", "/a", "--every", "0"], "it must be longer than nothing"),
        (&["localhost:5000", "/a", "--ramp", "0..1"], "--over <TIME>"),
        (&["localhost:5000", "/a", "--ramp", "up", "--over", "1s"], "where it ends: 0..1"),
        (
            &["localhost:5000", "/a", "--ramp", "0..1", "--over", "1s", "--steps", "1"],
            "1 is not in",
        ),
        (&["localhost:5000", "/a", "--stdin"], "cannot be used with"),
        (&["localhost:5000", "/a", "--interface", "lo"], "is for multicast groups"),
        (&["239.0.0.1:5000", "/a", "--interface", "all"], "leaves by one interface"),
        (&["239.0.0.1:5000", "/a", "--interface", "nope0"], "cannot find the interface nope0"),
        (&[&closed, "/a", "--tcp"], "nobody listens there"),
        (&["localhost:5000", "/a", "--framing", "slip"], "--tcp"),
        (&["localhost:5000", "/a", "--tcp", "--ttl", "3"], "cannot be used with"),
    ] {
        let failed = run(PROGRAM, &[&["send"], arguments].concat(), "").expect_code(2);
        assert!(failed.stderr.contains(part), "{arguments:?}: {}", failed.stderr);
    }
}

#[test]
fn messages_go_one_by_one_or_in_a_bundle_for_a_time() {
    let mut target = Target::new();
    target.send(&["/a", "1", "+", "/b", "s:+", "2"]).expect_good();
    assert_eq!(target.message(), "/a ,i 1");
    assert_eq!(target.message(), "/b ,si \"+\" 2");

    let fixed = TimeTag::from_unix(1_795_377_600, 0);
    for (option, tag) in [
        (&["--bundle"][..], TimeTag::IMMEDIATE),
        (&["--at", "immediate"], TimeTag::IMMEDIATE),
        (&["--at", "2026-11-22T20:00:00Z"], fixed),
    ] {
        target.send(&[option, &["/a", "1", "+", "/b"]].concat()).expect_good();
        let packet = target.packet();
        let Packet::Bundle(bundle) = Packet::decode(&packet).unwrap() else { panic!() };
        assert_eq!(bundle.time_tag(), tag, "{option:?}");
        assert_eq!(bundle.elements().count(), 2);
    }

    for (at, from) in [("+20s", 20), ("-20s", -20)] {
        let before = SystemTime::now();
        target.send(&["--at", at, "/a"]).expect_good();
        let packet = target.packet();
        let Packet::Bundle(bundle) = Packet::decode(&packet).unwrap() else { panic!() };
        let shift = Duration::from_secs(20);
        let sent = SystemTime::from(bundle.time_tag());
        let sent = if from > 0 { sent - shift } else { sent + shift };
        assert!(sent >= before && sent <= SystemTime::now(), "{at}");
    }
}

#[test]
fn what_is_repeated_keeps_its_pace() {
    let mut target = Target::new();
    let start = Instant::now();
    target.send(&["/tick", "I", "--every", "20ms", "--repeat", "26"]).expect_good();
    // 25 times 20 ms; each that was late would have made it later than that if it drifted.
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(500) && took < Duration::from_secs(3), "{took:?}");
    for _ in 0..26 {
        assert_eq!(target.message(), "/tick ,I impulse");
    }
    assert!(target.is_silent());
}

#[test]
fn a_ramp_meets_both_ends_and_takes_its_time() {
    let mut target = Target::new();
    for (arguments, expected) in [
        (&["/l", "--ramp", "0..1", "--steps", "3"][..], &["f 0.0", "f 0.5", "f 1.0"][..]),
        (&["/l", "--ramp", "1..-1", "--rate", "10"], &["f 1.0", "f 0.0", "f -1.0"]),
        (&["/l", "i:{}", "--ramp", "127..0", "--steps", "3"], &["i 127", "i 64", "i 0"]),
        (&["/l", "d:{}", "--ramp", "0..0.1", "--steps", "2"], &["d 0.0", "d 0.1"]),
    ] {
        let start = Instant::now();
        target.send(&[arguments, &["--over", "200ms"]].concat()).expect_good();
        assert!(start.elapsed() >= Duration::from_millis(200));
        let found: Vec<String> = expected.iter().map(|_| target.message()).collect();
        let expected: Vec<String> = expected.iter().map(|value| format!("/l ,{value}")).collect();
        assert_eq!(found, expected);
        assert!(target.is_silent());
    }
    target.send(&["/l", "3", "{}", "x", "--ramp", "0..1", "--over", "1ms"]).expect_good();
    assert_eq!(target.message(), "/l ,ifs 3 0.0 \"x\"");
}

#[osc_handler("/ask", reply = "/answer")]
fn ask(_: &mut (), value: i32) -> i32 {
    value + 1
}

static ROUTER: Router<()> = osc_router![ask];

#[test]
fn replies_are_shown_and_their_absence_is_told() {
    let mut server = Server::bind("127.0.0.1:0", &ROUTER).unwrap();
    let (to, stop) = (server.local_addr().to_string(), server.stop_handle());
    let thread = thread::spawn(move || server.serve(&mut ()));
    let ask = ["send", &to, "/ask", "41", "--wait", "20s", "--replies", "1"];
    let answered = run(PROGRAM, &ask, "").expect_good();
    assert!(answered.text().ends_with(&format!("  {to}  /answer ,i 42\n")), "{}", answered.text());
    let answered = run(PROGRAM, &[&ask[..], &["--json"]].concat(), "").expect_good();
    assert!(answered.text().ends_with("\"address\":\"/answer\",\"args\":[[\"i\",42]]}\n"));
    let silent = run(PROGRAM, &["send", &to, "/nobody", "--wait", "100ms"], "").expect_code(1);
    assert_eq!(silent.text(), "");
    assert!(silent.stderr.contains("no reply from 127.0.0.1:"), "{}", silent.stderr);
    stop.stop();
    thread.join().unwrap().unwrap();
}

#[test]
fn packets_go_over_tcp_in_the_framing_that_is_named() {
    for (name, framing) in [
        (&[][..], Framing::LengthPrefix),
        (&["--framing", "length"], Framing::LengthPrefix),
        (&["--framing", "slip"], Framing::Slip),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap().to_string();
        let arguments = [&["send", &to, "/1/fader", "0.5", "--tcp"], name].concat();
        run(PROGRAM, &arguments, "").expect_good();
        let mut bytes = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut bytes).unwrap();
        let packet = message_to_vec("/1/fader", 0.5_f32).unwrap();
        assert_eq!(bytes, frame_to_vec(framing, &packet).unwrap());
    }
}

#[test]
fn lines_of_json_are_sent_and_wrong_ones_told() {
    let mut target = Target::new();
    let lines = concat!(
        r#"{"address":"/a","args":[["i",1]]}"#,
        "\n\nnothing\n",
        r#"{"time":"2026-11-22T20:00:00.000000000Z","from":"10.0.0.1:5000","address":"/b","args":[]}"#,
    );
    let to = target.address.clone();
    let arguments = ["send", &to, "--stdin"];
    let sent = run(PROGRAM, &arguments, lines).expect_code(1);
    assert_eq!(sent.stderr, "microosc: line 3: column 2: expected ident\n");
    assert_eq!([target.message(), target.message()], ["/a ,i 1", "/b ,"]);

    let long = format!(r#"{{"address":"/a","args":[["b","{}"]]}}"#, "00".repeat(66_000));
    let failed = run(PROGRAM, &arguments, long).expect_code(2);
    assert!(
        failed.stderr.contains("or over TCP if the receiver has it: --tcp"),
        "{}",
        failed.stderr
    );
    assert!(target.is_silent());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_what_has_no_end() {
    let mut target = Target::new();
    let arguments = ["send", &target.address, "/tick", "--every", "10ms"];
    let sending = Running::start(PROGRAM, &arguments);
    for _ in 0..5 {
        assert_eq!(target.message(), "/tick ,");
    }
    sending.interrupt();
    sending.finish().expect_good();
}

#[test]
fn oscdump_shows_what_is_sent() {
    if !available("oscdump", "oscdump", &[]) {
        return;
    }
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let dump = Running::start("oscdump", &["-L", &port]);
    let to = format!("127.0.0.1:{port}");
    // oscdump does not tell when it listens.
    dump.line_after(|| drop(run(PROGRAM, &["send", &to, "/knock"], "")));
    let all = "1 2147483648 0.5 d:0.25 text S:sym c:x m:0190407f b:010203 T F N I";
    let words: Vec<&str> = ["send", &to, "/all"].into_iter().chain(all.split(' ')).collect();
    run(PROGRAM, &words, "").expect_good();
    let mut line = dump.line();
    while line.contains("/knock") {
        line = dump.line();
    }
    assert_eq!(
        line.split_once(' ').unwrap().1.trim_end(),
        "/all ihfdsScmbTFNI 1 2147483648 0.500000 0.250000 \"text\" 'sym 'x' \
         MIDI [0x01 0x90 0x40 0x7f] [3b 0x1 0x2 0x3] #T #F Nil Infinitum"
    );
}

#[test]
fn python_osc_understands_what_is_sent_and_is_understood() {
    let Some(python) = python() else { return };
    let mut target = Target::new();
    let words = ["/all", "1", "0.5", "text", "b:00ff", "T", "N", "[", "7", "]", "r:#01020304"];
    target.send(&words).expect_good();
    let packet = target.packet();
    let hex: String = packet.iter().map(|byte| format!("{byte:02x}")).collect();
    let script = "import sys; from pythonosc.osc_message import OscMessage\n\
                  m = OscMessage(bytes.fromhex(sys.argv[1])); print(m.address, m.params)";
    let shown = run(&python, &["-c", script, &hex], "").expect_good();
    assert_eq!(shown.text(), "/all [1, 0.5, 'text', b'\\x00\\xff', True, None, [7], 16909060]\n");

    let (dump, port) = Running::listen(PROGRAM, &["dump", "0", "--count", "1"]);
    let script = "import sys; from pythonosc.udp_client import SimpleUDPClient\n\
                  SimpleUDPClient('127.0.0.1', int(sys.argv[1])).send_message('/py', [1, 0.5, 'x', True])";
    run(&python, &["-c", script, &port.to_string()], "").expect_good();
    let line = dump.line();
    assert!(line.ends_with("/py ,ifsT 1 0.5 \"x\" true"), "{line}");
}

/// What the help shows as an example is taken, word for word.
#[cfg(unix)]
#[test]
fn the_examples_of_the_help_are_sent() {
    let mut target = Target::new();
    let help = run(PROGRAM, &["send", "--help"], "").expect_good();
    let examples = help.text().split("Examples:\n").nth(1).unwrap();
    let mut tried = 0;
    for line in examples.lines().map(str::trim).filter(|line| line.starts_with("microosc send")) {
        if line.contains("--every") || line.contains("--wait") {
            continue;
        }
        let line = line.replace("localhost:5000", &target.address);
        let script = format!("microosc() {{ '{PROGRAM}' \"$@\"; }}; {line}");
        run("sh", &["-c", &script], "").expect_good();
        let packet = target.packet();
        assert!(Packet::decode(&packet).is_ok(), "{line}");
        tried += 1;
        while !target.is_silent() {}
    }
    assert!(tried >= 5, "only {tried} examples were found");
}
