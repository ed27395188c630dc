//! The conformance vectors, however their streams are cut.

use crate::*;
use microosc::stream::frame_to_vec;
use microosc_tests::vectors::{Vector, bytes_of_hex, check, check_decided};

fn framing(vector: &Vector) -> Framing {
    match vector.text("kind") {
        "slip" => SLIP,
        "length" => LENGTH,
        other => panic!("framing {other}"),
    }
}

fn packets(vector: &Vector) -> Vec<Vec<u8>> {
    let packets = vector.get("packets_hex").and_then(|list| list.as_array()).expect("packets_hex");
    packets.iter().map(|hex| bytes_of_hex(hex.as_str().unwrap()).unwrap()).collect()
}

#[test]
fn vectors_decode_however_the_stream_is_cut() {
    check("framing", |vector| {
        if vector.text("dir") == "encode" {
            return Ok(());
        }
        let (framing, stream) = (framing(vector), vector.bytes("stream_hex"));
        let expected: Results = packets(vector).into_iter().map(Ok).collect();
        let (results, deframer) = deframe(|| Deframer::new(vec![0; 4096], framing), &stream);
        if results != expected {
            return Err(format!("{results:x?}"));
        }
        let starts_as_osc =
            expected.first().is_some_and(|first| matches!(first.as_deref(), Ok([b'/' | b'#', ..])));
        if starts_as_osc {
            let (results, detecting) = deframe(|| Deframer::detecting(vec![0; 4096]), &stream);
            if (&results, detecting.framing()) != (&expected, Some(framing)) {
                return Err(format!("detected {:?}: {results:x?}", detecting.framing()));
            }
        }
        what_is_open_is_continued(framing, deframer, &vector.bytes("rest_hex"))
    });
}

/// The rest of a stream is what a new receiver would have to be given in its place.
fn what_is_open_is_continued(
    framing: Framing,
    mut deframer: Deframer<Vec<u8>>,
    rest: &[u8],
) -> Result<(), String> {
    if deframer.is_partial() == rest.is_empty() {
        return Err(format!("is_partial() is {}", deframer.is_partial()));
    }
    let completion = match (framing, rest) {
        (Framing::Slip, [.., ESC]) => vec![0xDC, END],
        (Framing::Slip, _) => vec![END],
        (Framing::LengthPrefix, [a, b, c, d, body @ ..]) => {
            let size = u32::from_be_bytes([*a, *b, *c, *d]);
            vec![0; size as usize - body.len()]
        }
        (Framing::LengthPrefix, _) => [&[0, 0, 0, 4][rest.len()..], &[b'/', b'a', 0, 0]].concat(),
    };
    let mut fresh = Deframer::new(vec![0; 4096], framing);
    let expected = feed_all(&mut fresh, [rest, completion.as_slice()]);
    let continued = feed(&mut deframer, &completion);
    if continued == expected { Ok(()) } else { Err(format!("continues as {continued:x?}")) }
}

#[test]
fn vectors_encode_to_the_byte() {
    check("framing", |vector| {
        if vector.text("dir") == "decode" {
            return Ok(());
        }
        let framing = framing(vector);
        let frames = packets(vector)
            .iter()
            .flat_map(|p| frame_to_vec(framing, p).unwrap())
            .collect::<Vec<_>>();
        let expected = vector.bytes("stream_hex");
        if frames == expected { Ok(()) } else { Err(format!("{frames:x?}")) }
    });
}

/// A frame that is skipped, or a packet as text.
type Decision = &'static [Result<&'static str, Fault>];

#[test]
fn disputed_cases_are_decided() {
    const RESYNCHRONISE: &str =
        "a packet with a bad escape is damaged: drop it, resume at the next END";
    const MESSAGE: &str = "/a\0\0,i\0\0\0\0\0\x01";
    let decisions: &[(&str, Decision, &str)] = &[
        ("sliplib/err-0", &[Err(Fault::BadEscape)], RESYNCHRONISE),
        (
            "sliplib/err-1",
            &[Err(Fault::BadEscape)],
            "an END after an ESC cannot be part of the packet, and still ends it",
        ),
        (
            "sliplib/err-resync",
            &[
                Ok("hallo"),
                Err(Fault::BadEscape),
                Ok("in the middle"),
                Err(Fault::BadEscape),
                Ok("bye"),
            ],
            RESYNCHRONISE,
        ),
        ("sliplib/decode-inner-end", &[Ok("a"), Ok("z")], "one END between packets is enough"),
        (
            "spec/len-huge",
            &[Err(Fault::BadSize { size: 0x7FFF_FFFC })],
            "no peer sends 2 GiB: these bytes are no size, and nothing tells where the next one is",
        ),
        (
            "spec/len-not4",
            &[Err(Fault::SizeNotMultipleOfFour)],
            "an OSC packet's size is a multiple of 4; its size still tells where the next one is",
        ),
        ("spec/slip-esc-esc", &[Err(Fault::BadEscape)], RESYNCHRONISE),
        ("spec/slip-esc-end", &[Err(Fault::BadEscape), Ok(MESSAGE)], RESYNCHRONISE),
    ];
    check_decided("framing_disputed", decisions, |vector, expected| {
        let framing = framing(vector);
        let (results, deframer) =
            deframe(|| Deframer::new(vec![0; 4096], framing), &vector.bytes("stream_hex"));
        let expected: Results =
            expected.iter().map(|result| result.map(|text| text.as_bytes().to_vec())).collect();
        match results == expected && !deframer.is_partial() {
            true => Ok(()),
            false => Err(format!("{results:x?}")),
        }
    });
}
