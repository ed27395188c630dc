//! What the command `microosc` makes of its input: bytes, digits, JSON and streams, whole and broken.

use std::fs;
use std::path::{Path, PathBuf};

use microosc_tests::command::{Finished, run};

const FADER: &str = r#"{"address":"/1/fader","args":[["f",0.5]]}"#;
const FADER_HEX: &str = "2f312f6661646572000000002c6600003f000000";
const FADER_BYTES: &[u8] = b"/1/fader\0\0\0\0,f\0\0\x3f\0\0\0";

fn microosc(arguments: &[&str], input: impl AsRef<[u8]>) -> Finished {
    run(env!("CARGO_BIN_EXE_microosc-command"), arguments, input)
}

#[test]
fn hexadecimal_digits_are_read_however_they_are_spaced() {
    let spaced = "2F 31:2f 66 61 64 65 72 00 00 00 00\t2c660000 3f000000\r\n";
    for input in [spaced, FADER_HEX, &format!("{FADER_HEX}\n")] {
        assert_eq!(microosc(&["decode", "--hex"], input).expect_good().lines(), [FADER]);
    }
}

#[test]
fn each_line_of_digits_gives_one_line_whatever_it_holds() {
    let long = "0".repeat(5 << 20);
    let longer_than_a_packet = "2f".repeat((1 << 18) + 1);
    let input =
        format!("zz\n2f6\n\n{FADER_HEX}\n{long}\n{longer_than_a_packet}\n2f61x\n{FADER_HEX}");
    let shown = microosc(&["decode", "--hex"], input).expect_code(1);
    let error = |kind, offset| format!(r#"{{"error":{{"kind":"{kind}","offset":{offset}}}}}"#);
    let expected = [
        error("not_hex", 0),
        error("not_hex", 1),
        error("empty", 0),
        FADER.to_owned(),
        error("too_long", 1 << 18),
        error("too_long", 1 << 18),
        error("not_hex", 2),
        FADER.to_owned(),
    ];
    assert_eq!(shown.lines(), expected);
    let explained: Vec<&str> = shown.stderr.lines().collect();
    assert_eq!(
        explained[..3],
        [
            "microosc: line 1: `z` at column 1 is not a hexadecimal digit",
            "microosc: line 2: the last byte has only one of its two digits",
            "microosc: line 3: the packet is empty (at byte 0)",
        ]
    );
    assert_eq!(explained.len(), 6);
}

#[test]
fn bytes_that_are_not_ascii_are_no_digits_and_no_json() {
    let shown = microosc(&["decode", "--hex"], b"2f\xff\x1b\n").expect_code(1);
    assert_eq!(shown.stderr, "microosc: line 1: `\\xff` at column 3 is not a hexadecimal digit\n");
    let refused = microosc(&["encode"], b"\xff\n\"\xff\"\n").expect_code(1);
    assert_eq!(refused.stderr.lines().count(), 2, "{}", refused.stderr);
}

#[test]
fn a_message_of_an_unknown_type_shows_as_an_error_among_its_neighbours() {
    let element = |packet: &[u8]| [&(packet.len() as u32).to_be_bytes(), packet].concat();
    let bundle =
        |elements: &[Vec<u8>]| [&b"#bundle\0\0\0\0\0\0\0\0\x01"[..], &elements.concat()].concat();
    let (fine, odd) = (element(b"/a\0\0,T\0\0"), element(b"/b\0\0,iZ\0\0\0\0\x07"));
    let inner = element(&bundle(&[fine.clone(), odd.clone()]));
    let packet = bundle(&[odd, inner, fine]);
    let shown = microosc(&["decode"], packet).expect_code(1);
    let odd = |offset| format!(r#"{{"error":{{"kind":"unknown_type_tag","offset":{offset}}}}}"#);
    let fine = r#"{"address":"/a","args":[["T"]]}"#;
    let bundle =
        |elements: &str| format!(r#"{{"bundle":{{"timetag":[0,1],"elements":[{elements}]}}}}"#);
    let inner = bundle(&format!("{fine},{}", odd(74)));
    assert_eq!(shown.lines(), [bundle(&format!("{},{inner},{fine}", odd(26)))]);
    assert_eq!(
        shown.stderr,
        "microosc: the packet: a message is left out: the type tag is not one of OSC's (at byte 26)\n\
         microosc: the packet: a message is left out: the type tag is not one of OSC's (at byte 74)\n"
    );
}

#[test]
fn no_packet_can_upset_a_terminal() {
    let address = "/\u{1b}[31m\u{9b}2J\u{7f}\u{85}\"\\";
    let packet = microosc::message_to_vec(address, ("\u{1}\n\r\té", 'é')).unwrap();
    let shown = microosc(&["decode"], &packet).expect_good();
    assert_eq!(
        shown.lines(),
        [concat!(
            r#"{"address":"/\u001b[31m\u009b2J\u007f\u0085\"\\","#,
            r#""args":[["s","\u0001\n\r\té"],["c",{"u32":233}]]}"#
        )]
    );
    assert_eq!(microosc(&["encode", "--raw"], &shown.stdout).expect_good().stdout, packet);
}

#[test]
fn lenient_lets_pass_what_strict_refuses_and_says_so() {
    let sloppy = b"/FB\0,f\0\0\x3e\x80\0\0=q";
    let strict = microosc(&["decode"], sloppy).expect_code(1);
    assert_eq!(strict.lines(), [r#"{"error":{"kind":"size_not_multiple_of_4","offset":14}}"#]);
    let lenient = microosc(&["decode", "--lenient"], sloppy).expect_code(0);
    assert_eq!(lenient.lines(), [r#"{"address":"/FB","args":[["f",0.25]]}"#]);
    assert!(lenient.stderr.starts_with("microosc: the packet: let pass: "), "{}", lenient.stderr);
}

#[test]
fn what_is_no_packet_is_refused_by_its_line_and_place() {
    let argument = |argument: &str| format!(r#"{{"address":"/a","args":[["T"],{argument}]}}"#);
    let deep = |open: &str, close: &str, times| [open.repeat(times), close.repeat(times)].concat();
    let bundles = deep(r#"{"bundle":{"timetag":[0,1],"elements":["#, "]}}", 9);
    #[rustfmt::skip]
    let cases = [
        ("[1".to_owned(), "column 2: EOF while parsing a list"),
        (r#"{"address":"/a","args":[]} x"#.to_owned(), "column 28: trailing characters"),
        ("7".to_owned(), r#"a packet is {"address":"/a""#),
        ("{}".to_owned(), r#"a packet is {"address":"/a""#),
        (r#"{"address":"/a"}"#.to_owned(), r#""args" is missing"#),
        (r#"{"address":"/a","args":[],"arg":1}"#.to_owned(), r#""arg" does not belong here"#),
        (r#"{"address":"a","args":[]}"#.to_owned(), "address: must be a string that starts with /"),
        (r#"{"address":"/\u0000","args":[]}"#.to_owned(), "address: must be a string that starts with /"),
        (r#"{"address":"/a","args":1}"#.to_owned(), "args: must be a list"),
        (r#"{"bundle":[]}"#.to_owned(), "bundle: a bundle is "),
        (r#"{"bundle":{"timetag":[0,1]}}"#.to_owned(), r#"bundle: "elements" is missing"#),
        (r#"{"bundle":{"timetag":[0,-1],"elements":[]}}"#.to_owned(), "bundle.timetag: must be two"),
        (r#"{"bundle":{"timetag":[0,1],"elements":[7]}}"#.to_owned(), "bundle.elements[0]: a packet is"),
        (r#"{"error":{"kind":"empty","offset":0}}"#.to_owned(), "said of a packet that was refused"),
        (bundles, "bundles nest at most 8 deep"),
        (argument(&deep(r#"["[",["#, "]]", 9)), "arrays nest at most 8 deep"),
        (argument(&"[".repeat(1000)), "recursion limit exceeded"),
        (argument("7"), "args[1]: an argument is a list of a type and a value"),
        (argument("[]"), "args[1]: an argument is a list"),
        (argument("[7]"), "args[1]: an argument is a list"),
        (argument(r#"["i"]"#), "args[1]: an argument is a list"),
        (argument(r#"["i",1,2]"#), "args[1]: an argument is a list"),
        (argument(r#"["x",1]"#), r#"args[1]: no type is called "x"; there are i h f"#),
        (argument(r#"["T",true]"#), r#"args[1]: T has no value: ["T"]"#),
        (argument(r#"["i",2147483648]"#), "i takes a whole number from -2147483648 to 2147483647, not 2147483648"),
        (argument(r#"["i",1.0]"#), "i takes a whole number"),
        (argument(r#"["h",9223372036854775808]"#), "h takes a whole number of 64 bits"),
        (argument(r#"["f",3.5e38]"#), "f takes a number of 32 bits"),
        (argument(r#"["f","0.5"]"#), r#"f takes a number of 32 bits, or {"bits":"7f800000"}, not "0.5""#),
        (argument(r#"["f",{"bits":"7f80000"}]"#), "f takes a number"),
        (argument(r#"["f",{"bits":"7f80000000"}]"#), "f takes a number"),
        (argument(r#"["d",1e999]"#), "number out of range"),
        (argument(r#"["d",{"bits":"+ff0000000000000"}]"#), "d takes a number"),
        (argument(r#"["s","a\u0000b"]"#), "s takes a string without NUL"),
        (argument(r#"["S",{"hex":"ff00"}]"#), "S takes a string without NUL"),
        (argument(r#"["s",{"hex":"ff","x":1}]"#), "s takes a string"),
        (argument(r#"["b","abc"]"#), "b takes a string of hexadecimal digits"),
        (argument(r#"["t",[0]]"#), "t takes two whole numbers of 32 bits"),
        (argument(r#"["t",[0,4294967296]]"#), "t takes two whole numbers of 32 bits"),
        (argument(r#"["c","ab"]"#), "c takes a string of one character"),
        (argument(r#"["c",""]"#), "c takes a string of one character"),
        (argument(r#"["r",[0,0,0,256]]"#), "r takes four numbers from 0 to 255"),
        (argument(r#"["m",[0,0,0]]"#), "m takes four numbers from 0 to 255"),
        (argument(r#"["[",[["q",1]]]"#), r#"args[1][0]: no type is called "q""#),
        (argument(&format!(r#"["i","{}"]"#, "é".repeat(99))), "éé…"),
        (argument(&format!(r#"["b","{}"]"#, "00".repeat(1 << 18))), "the packet would be longer than 262144 bytes"),
        (" ".repeat(3 << 20), "longer than 2097152 bytes"),
    ];
    let input: String = cases.iter().map(|(line, _)| format!("{line}\n{FADER}\n\n")).collect();
    let refused = microosc(&["encode"], input).expect_code(1);
    assert_eq!(refused.lines(), vec![FADER_HEX; cases.len()]);
    let explained: Vec<&str> = refused.stderr.lines().collect();
    assert_eq!(explained.len(), cases.len(), "{}", refused.stderr);
    for (at, ((line, part), explanation)) in cases.iter().zip(explained).enumerate() {
        let place = format!("microosc: line {}: ", 3 * at + 1);
        assert!(explanation.starts_with(&place), "{explanation}, not {place}");
        assert!(explanation.contains(part), "{explanation}, not {part}, for {line:.80}");
    }
}

#[test]
fn a_whole_input_is_one_packet_and_raw_writes_one() {
    let file = Scratch::new("fader.osc", FADER_BYTES);
    assert_eq!(microosc(&["decode", file.path()], "").expect_good().lines(), [FADER]);
    for stdin in [&["decode"][..], &["decode", "-"]] {
        assert_eq!(microosc(stdin, FADER_BYTES).expect_good().lines(), [FADER]);
    }
    assert_eq!(microosc(&["encode", "--raw"], FADER).expect_good().stdout, FADER_BYTES);
    let two = microosc(&["encode", "--raw"], format!("{FADER}\n{FADER}\n")).expect_code(1);
    assert_eq!(two.stdout, FADER_BYTES);
    assert!(two.stderr.contains("line 2: a second packet cannot be told from the first"));
    let nothing = microosc(&["decode"], "").expect_code(1);
    assert_eq!(nothing.lines(), [r#"{"error":{"kind":"empty","offset":0}}"#]);
    let endless = microosc(&["decode"], vec![b'/'; (1 << 18) + 1]).expect_code(1);
    assert_eq!(endless.lines(), [r#"{"error":{"kind":"too_long","offset":262144}}"#]);
    let lines = Scratch::new("lines.hex", format!("{FADER_HEX}\n{FADER_HEX}\n").as_bytes());
    assert_eq!(microosc(&["decode", "--hex", lines.path()], "").expect_good().lines(), [FADER; 2]);
    let json = Scratch::new("cues.json", FADER.as_bytes());
    assert_eq!(microosc(&["encode", json.path()], "").expect_good().lines(), [FADER_HEX]);
}

#[test]
fn damage_in_a_stream_is_shown_where_it_is_and_the_rest_is_read() {
    let slip = [b"\xc0".as_slice(), FADER_BYTES, b"\xc0"].concat();
    let length = [b"\0\0\0\x14".as_slice(), FADER_BYTES].concat();
    let error = |kind, offset| format!(r#"{{"error":{{"kind":"{kind}","offset":{offset}}}}}"#);
    let fader = FADER.to_owned();
    for (option, stream, expected) in [
        (
            "--slip",
            [&slip[..], b"\xc0/\xdb!\xc0", &slip].concat(),
            vec![fader.clone(), error("bad_escape", 26), fader.clone()],
        ),
        (
            "--slip",
            [&slip[..], b"\xc0/a"].concat(),
            vec![fader.clone(), error("stream_truncated", 25)],
        ),
        (
            "--slip",
            [b"\xc0noise\xc0", &slip[..]].concat(),
            vec![error("size_not_multiple_of_4", 5), fader.clone()],
        ),
        (
            "--stream",
            [b"noise\xc0", &slip[..]].concat(),
            vec![error("unknown_start", 1), fader.clone()],
        ),
        (
            "--length",
            [&length[..], b"\0\0\0\x03abc", &length].concat(),
            vec![fader.clone(), error("size_not_multiple_of_4", 28), fader.clone()],
        ),
        (
            "--length",
            [&length[..], b"\xff\0\0\0", &length].concat(),
            vec![fader.clone(), error("bad_size", 28)],
        ),
        ("--length", length[..9].to_vec(), vec![error("stream_truncated", 9)]),
        ("--stream", Vec::new(), vec![]),
    ] {
        let code = i32::from(!expected.is_empty());
        let shown = microosc(&["decode", option], &stream).expect_code(code);
        assert_eq!(shown.lines(), expected, "{option} {stream:02x?}");
    }
}

/// A file that is there as long as the test runs.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
