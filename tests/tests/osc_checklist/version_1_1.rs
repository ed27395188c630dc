//! OSC 1.1.

use super::*;

// 29
#[test]
fn messages_of_osc_1_0_stay_valid() {
    let packet = b"/oscillator/4/frequency\0,f\0\0\x43\xDC\0\0";
    assert_eq!(decoded(packet).to_string(), "/oscillator/4/frequency ,f 440.0");
    // The bytes of a packet do not depend on what carries it.
    for framing in [Framing::Slip, Framing::LengthPrefix] {
        let frame = frame_to_vec(framing, packet).expect("a frame");
        assert_eq!(deframed(framing, &frame), [Ok(packet.to_vec())]);
    }
}

// 30
#[test]
fn the_required_types_reach_handlers() {
    let arguments = (
        (7, 0.5_f32, "text", &b"blob"[..]),
        (true, false, Argument::Nil, Impulse, TimeTag::IMMEDIATE),
    );
    assert_eq!(message(arguments)[4..14], *b",ifsbTFNIt");
    assert_eq!(calls(&packet("/required", arguments)), ["required"]);
}

// 31
#[test]
fn two_slashes_traverse_any_number_of_levels() {
    expect(&[
        ("//spherical", "/position/spherical", true),
        ("//spherical", "/a/b/c/spherical", true),
        ("//spherical", "/spherical", true),
        ("//spherical", "/spherical/a", false),
        ("//spherical", "/aspherical", false),
        ("/a//c", "/a/b/c", true),
        ("/a//c", "/a/b/b/c", true),
        ("/a//c", "/a/c", true),
        ("/a//c", "/b/a/c", false),
        ("//a//b", "/x/a/y/b", true),
        ("//a//", "/x/a", true),
        ("//a//", "/x/a/y/z", true),
        ("//a//", "/x/b", false),
        ("//*", "/a/b", true),
    ]);
    let mut all = calls(&packet("//below", 1));
    all.extend(calls(&packet("//x//", 2)));
    all.sort();
    assert_eq!(all, ["below 1", "below 2", "x 2"]);
}

// 32
#[test]
fn the_time_tag_reaches_the_handler_whatever_the_server_makes_of_it() {
    let tags = |stage: &mut Stage, time| {
        stage.send_bundle(time, |bundle| bundle.message("/when", ()));
        stage.run_to(5000);
        stage.taken()
    };
    let (mut scheduled, mut unscheduled) = (Stage::new(), Stage::new());
    unscheduled.server.settings_mut().scheduling = Scheduling::Immediate;
    let (soon, past) = (scheduled.after(3000), TimeTag::new(7, 7));
    for time in [TimeTag::IMMEDIATE, soon, past] {
        let expected = [format!("{time:?}")];
        assert_eq!(tags(&mut scheduled, time), expected);
        assert_eq!(tags(&mut unscheduled, time), expected);
    }
    assert_eq!(calls(&packet("/when", ())), [format!("{:?}", TimeTag::IMMEDIATE)]);
}

// 33
#[test]
fn streams_are_slip_with_an_end_before_and_after() {
    const END: u8 = 0xC0;
    let packet = message(i32::from_be_bytes([0xC0, 0xDB, 0xDC, 0xDD]));
    let frame = frame_to_vec(Framing::Slip, &packet).expect("a frame");
    assert_eq!(frame, b"\xC0/a\0\0,i\0\0\xDB\xDC\xDB\xDD\xDC\xDD\xC0");

    let empty_between = [&[END, END], &frame[..], &[END, END], &frame].concat();
    let both = [Ok(packet.clone()), Ok(packet.clone())];
    assert_eq!(deframed(Framing::Slip, &empty_between), both);
    // One END between packets will do, as senders of plain RFC 1055 have it.
    let shared = [&frame[..], &frame[1..]].concat();
    assert_eq!(deframed(Framing::Slip, &shared), both);

    let damaged = [&frame[..], b"\xC0/a\xDBx,\0\0\0\xC0", &frame].concat();
    let [first, second] = both;
    assert_eq!(deframed(Framing::Slip, &damaged), [first, Err(Fault::BadEscape), second]);
}

// 34
#[test]
fn the_first_bytes_tell_the_two_framings_apart() {
    let cases: [(&[u8], Detection); 8] = [
        (b"\xC0", Detection::Framing(Framing::Slip)),
        (b"/", Detection::Framing(Framing::Slip)),
        (b"#b", Detection::Framing(Framing::Slip)),
        (b"\0\0\0\x0C/", Detection::Framing(Framing::LengthPrefix)),
        (b"\0\0\0\x10#", Detection::Framing(Framing::LengthPrefix)),
        (b"\0\0\0", Detection::NeedMore),
        (b"", Detection::NeedMore),
        (b"GET ", Detection::Neither),
    ];
    for (start, detection) in cases {
        assert_eq!(Framing::detect(start), detection, "{start:?}");
    }
    let packets = [message(7), bundle_of(&[&message("text")])];
    for (framing, packet) in [Framing::Slip, Framing::LengthPrefix]
        .into_iter()
        .flat_map(|framing| packets.each_ref().map(|packet| (framing, packet)))
    {
        let frame = frame_to_vec(framing, packet).expect("a frame");
        let mut deframer = Deframer::detecting([0; 256]);
        let packets: Vec<_> = frame
            .iter()
            .filter_map(|byte| deframer.push(*byte).map(|result| result.map(<[u8]>::to_vec)))
            .collect();
        assert_eq!(packets, [Ok(packet.clone())]);
        assert_eq!(deframer.framing(), Some(framing));
    }
}

// 35, discovery by DNS-SD and the MIME type of files, is not implemented.
