//! The command `microosc` against the vectors, and against the library that it speaks for.

use std::collections::BTreeMap;

use microosc::wire::MAX_NESTING;
use microosc_tests::command::{Finished, run};
use microosc_tests::packet::Packet;
use microosc_tests::random::Random;
use microosc_tests::vectors::{self, Vector};
use serde_json::{Value, json};

fn microosc(arguments: &[&str], input: impl AsRef<[u8]>) -> Finished {
    run(env!("CARGO_BIN_EXE_microosc-command"), arguments, input)
}

#[test]
fn what_is_well_formed_is_shown_as_the_vectors_write_it() {
    let shown = decoded(&hex_of("decode_ok")).expect_good();
    let shown = by_id("decode_ok", &shown);
    vectors::check("decode_ok", |vector| {
        let json = json_of(&shown[vector.id()])?;
        let written = vector.get("packet").ok_or("no packet")?;
        // By their values, since a float may have several shortest forms.
        equal(&Packet::of_json(&json), &Packet::of_json(written))?;
        let longer = json.to_string().len() > written.to_string().len();
        if longer { Err(format!("{json} instead of {written}")) } else { Ok(()) }
    });
}

#[test]
fn what_the_vectors_write_becomes_exactly_these_bytes() {
    let lines = lines_of("encode", |vector| vector.get("packet").expect("a packet").to_string());
    let encoded = microosc(&["encode"], lines).expect_good();
    let encoded = by_id("encode", &encoded);
    vectors::check("encode", |vector| equal(&&encoded[vector.id()][..], &vector.text("hex")));
}

#[test]
fn what_is_malformed_is_refused_by_the_name_of_its_first_fault() {
    let shown = decoded(&hex_of("decode_err")).expect_code(1);
    assert_eq!(shown.stderr.lines().count(), shown.lines().len(), "each fault is explained once");
    let shown = by_id("decode_err", &shown);
    vectors::check("decode_err", |vector| {
        let error = &json_of(&shown[vector.id()])?["error"];
        equal(&error["kind"], &vector.text("code").into())
    });
}

#[test]
fn every_packet_of_the_vectors_comes_out_of_a_stream_as_from_lines() {
    for (file, framing) in [("decode_ok", "--slip"), ("decode_ok", "--length")] {
        let lines = decoded(&hex_of(file)).expect_good();
        let stream = microosc(&["encode", framing], &lines.stdout).expect_good();
        for reading in [framing, "--stream"] {
            let shown = microosc(&["decode", reading], &stream.stdout).expect_good();
            assert_eq!(shown.text(), lines.text(), "{file} {reading}");
        }
    }
}

#[test]
fn framed_streams_fall_into_the_packets_of_the_vectors() {
    vectors::check("framing", |vector| {
        if vector.text("dir") == "encode" {
            return Ok(());
        }
        let packets = vector.get("packets_hex").and_then(Value::as_array).ok_or("no packets")?;
        let lines: String =
            packets.iter().filter_map(Value::as_str).map(|hex| format!("{hex}\n")).collect();
        let stream = vector.bytes("stream_hex");
        let option = if vector.text("kind") == "slip" { "--slip" } else { "--length" };
        let shown = microosc(&["decode", option], stream);
        let mut shown = shown.lines();
        // What has begun and does not end is told after the packets.
        if vector.get("rest_hex").and_then(Value::as_str).is_some_and(|rest| !rest.is_empty()) {
            let last: Value = json_of(shown.pop().ok_or("nothing is shown")?)?;
            equal(&last["error"]["kind"], &"stream_truncated".into())?;
        }
        equal(&shown, &decoded(&lines).lines())
    });
}

#[test]
fn patterns_reach_what_the_vectors_say() {
    for file in ["pattern", "pattern11"] {
        let mut addresses: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for vector in vectors::load(file) {
            let of_pattern = addresses.entry(vector.text("pattern").to_owned()).or_default();
            of_pattern.push(vector.text("address").to_owned());
        }
        let answers: BTreeMap<String, Finished> = addresses
            .iter()
            .map(|(pattern, addresses)| {
                let mut arguments = vec!["match", "--", pattern];
                arguments.extend(addresses.iter().map(String::as_str));
                (pattern.clone(), microosc(&arguments, ""))
            })
            .collect();
        vectors::check(file, |vector| {
            let (pattern, address) = (vector.text("pattern"), vector.text("address"));
            let answer = &answers[pattern];
            let at = addresses[pattern].iter().position(|a| a == address).ok_or("not asked")?;
            // A pattern that is refused reaches nothing.
            let reached = answer.lines().get(at).is_some_and(|line| *line == "true");
            equal(&reached, &vector.truth("match"))?;
            let any = answer.lines().contains(&"true");
            let code = if answer.lines().is_empty() { 2 } else { i32::from(!any) };
            equal(&answer.code, &Some(code))
        });
    }
}

#[test]
fn a_pattern_is_refused_and_an_address_doubted_where_the_vectors_say() {
    vectors::check("pattern_validity", |vector| {
        let answer = microosc(&["match", "--", vector.text("pattern"), "/a"], "");
        equal(&(answer.code != Some(2)), &vector.truth("valid"))
    });
    vectors::check("address_validity", |vector| {
        let answer = microosc(&["match", "--", "/none", vector.text("address")], "");
        equal(&answer.text(), &"false\n")?;
        equal(&answer.stderr.is_empty(), &vector.truth("valid"))
    });
}

#[test]
fn what_is_shown_becomes_the_same_bytes_again() {
    let mut random = Random::new(8);
    let mut lines = String::new();
    for _ in 0..3_000 {
        lines += &hex(&Packet::random(&mut random, MAX_NESTING).to_vec().expect("encodes"));
        lines += "\n";
    }
    // Strings that are no text, with each length of padding.
    for len in 0..6 {
        let mut packet = b"/raw\0\0\0\0,sS\0".to_vec();
        for first in [0x80, 0xFF] {
            packet.extend((0..=len).map(|at| first - at));
            packet.resize((packet.len() + 4) & !3, 0);
        }
        lines += &format!("{}\n", hex(&packet));
    }
    let shown = decoded(&lines).expect_good();
    let again = microosc(&["encode"], &shown.stdout).expect_good();
    assert!(again.text() == lines, "some packet has changed");
}

#[test]
fn the_command_and_the_library_agree_on_damaged_packets() {
    let mut random = Random::new(9);
    let packets: Vec<Vec<u8>> = (0..3_000)
        .map(|_| {
            let mut packet = Packet::random(&mut random, 3).to_vec().expect("encodes");
            (0..=random.below(2)).for_each(|_| random.damage(&mut packet));
            packet
        })
        .collect();
    let lines: String = packets.iter().map(|packet| hex(packet) + "\n").collect();
    for (option, lenient) in [(None, false), (Some("--lenient"), true)] {
        let arguments: Vec<&str> = ["decode", "--hex"].into_iter().chain(option).collect();
        let shown = microosc(&arguments, &lines).expect_code(1);
        assert_eq!(shown.lines().len(), packets.len());
        for (line, packet) in shown.lines().into_iter().zip(&packets) {
            let json = json_of(line).unwrap();
            let strict = microosc::Packet::decode(packet);
            let decoded = match strict {
                Err(_) if lenient => microosc::Packet::decode_lenient(packet),
                _ => strict,
            };
            match decoded {
                Ok(decoded) => match Packet::copy_of(&decoded) {
                    // What is no UTF-8 is told otherwise.
                    Ok(copy) if !line.contains(r#"{"hex":"#) => {
                        assert_eq!(Packet::of_json(&json), Some(copy), "{line}");
                    }
                    Ok(_) => {}
                    Err(_) => assert!(line.contains(r#"{"error":{"kind":"unknown_type_tag""#)),
                },
                Err(_) => {
                    // Where nothing can pass, it is the strict reader's fault that is told.
                    let error = strict.unwrap_err();
                    let told = json!({"kind": error.kind().name(), "offset": error.offset()});
                    assert_eq!(json["error"], told);
                }
            }
        }
    }
}

/// The lines of a vector file, as one of their forms.
fn lines_of(file: &str, line: impl Fn(&Vector) -> String) -> String {
    vectors::load(file).iter().map(|vector| line(vector) + "\n").collect()
}

fn hex_of(file: &str) -> String {
    lines_of(file, |vector| vector.text("hex").to_owned())
}

fn decoded(lines: &str) -> Finished {
    microosc(&["decode", "--hex"], lines)
}

/// The lines of the output, one for each vector.
fn by_id(file: &str, finished: &Finished) -> BTreeMap<String, String> {
    let vectors = vectors::load(file);
    let lines = finished.lines();
    assert_eq!(lines.len(), vectors.len(), "one line for each");
    vectors.iter().zip(lines).map(|(v, line)| (v.id().to_owned(), line.to_owned())).collect()
}

fn json_of(line: &str) -> Result<Value, String> {
    serde_json::from_str(line).map_err(|error| format!("{error} in {line}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn equal<T: PartialEq + std::fmt::Debug>(is: &T, should: &T) -> Result<(), String> {
    if is == should { Ok(()) } else { Err(format!("{is:?}, expected {should:?}")) }
}
