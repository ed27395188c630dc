//! Makes constants of the vectors in `tests/vectors`, for chips that have no files; and of what a desktop tells of the
//! device's routes, for the chip to compare.
//!
//! Where implementations differ, a vector says nothing about microosc: what the host does is taken for those, which the host's
//! tests hold to their decisions. All others are as their file has them.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use microosc::query::Namespace;
use microosc::stream::{Deframer, Framing};
use microosc::{Address, AddressPattern, TimeTag};
use packet::{Argument, Packet};
use serde_json::Value;
use vectors::bytes_of_hex;

#[allow(dead_code, reason = "shared with the firmware")]
#[path = "../../../examples/src/device.rs"]
mod device;
#[allow(dead_code, reason = "shared with the tests of the host")]
#[path = "../../src/packet.rs"]
mod packet;
#[allow(dead_code, reason = "shared with the tests of the host")]
#[path = "../../src/random.rs"]
mod random;
#[allow(dead_code, reason = "shared with the tests of the host")]
#[path = "../../src/vectors.rs"]
mod vectors;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut text = String::from("pub static VECTORS: &[(&str, Check)] = &[\n");
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
    {
        let file = path.file_stem().unwrap().to_str().unwrap();
        for line in fs::read_to_string(path).unwrap().lines() {
            let vector = Vector(serde_json::from_str(line).unwrap());
            for check in vector.checks(file) {
                writeln!(text, "({:?}, Check::{check}),", format!("{file}: {}", vector.text("id")))
                    .unwrap();
            }
        }
    }
    text.push_str("];\n");
    let out = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("vectors.rs"), text).unwrap();

    println!("cargo::rerun-if-changed=../../../examples/src/device.rs");
    let namespace = Namespace::of(&device::ROUTER).to_string();
    fs::write(Path::new(&out).join("namespace.json"), namespace).unwrap();
}

struct Vector(Value);

impl Vector {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_else(|| panic!("no text {key} in {}", self.0))
    }

    fn truth(&self, key: &str) -> bool {
        self.0[key].as_bool().unwrap_or_else(|| panic!("no truth {key} in {}", self.0))
    }

    fn number(&self, key: &str) -> i64 {
        self.0[key].as_i64().unwrap_or_else(|| panic!("no number {key} in {}", self.0))
    }

    fn bytes(&self, key: &str) -> Vec<u8> {
        bytes_of_hex(self.text(key)).unwrap()
    }

    fn packet(&self) -> String {
        tokens(&Packet::of_json(&self.0["packet"]).unwrap())
    }

    /// What to check on the device, as the variants of `Check` there.
    fn checks(&self, file: &str) -> Vec<String> {
        match file {
            "decode_ok" => vec![format!("Decodes(&{:?}, {})", self.bytes("hex"), self.packet())],
            "encode" => vec![format!("Encodes({}, &{:?})", self.packet(), self.bytes("hex"))],
            "decode_err" => {
                vec![format!("IsRefused(&{:?}, {:?})", self.bytes("hex"), self.text("code"))]
            }
            "decode_lenient" => {
                let bytes = self.bytes("hex");
                vec![match microosc::Packet::decode(&bytes) {
                    // Not every string of these is text, so they are not taken apart here.
                    Ok(packet) if Packet::copy_of(&packet).is_ok() && !bytes.contains(&0xFF) => {
                        format!(
                            "Decodes(&{bytes:?}, {})",
                            tokens(&Packet::copy_of(&packet).unwrap())
                        )
                    }
                    Ok(_) => format!("IsTaken(&{bytes:?})"),
                    Err(error) => format!("IsRefused(&{bytes:?}, {:?})", error.kind().name()),
                }]
            }
            "pattern" | "pattern11" => vec![self.matching(self.truth("match"))],
            "pattern_disputed" => {
                let pattern = AddressPattern::new(self.text("pattern"));
                vec![
                    self.matching(
                        pattern.is_ok_and(|pattern| pattern.matches(self.text("address"))),
                    ),
                ]
            }
            "address_validity" => {
                vec![format!("IsAddress({:?}, {})", self.text("address"), self.truth("valid"))]
            }
            "pattern_validity" => {
                vec![format!("IsPattern({:?}, {})", self.text("pattern"), self.truth("valid"))]
            }
            "validity_disputed" => vec![match self.0.get("pattern") {
                Some(_) => {
                    let pattern = self.text("pattern");
                    format!("IsPattern({pattern:?}, {})", AddressPattern::new(pattern).is_ok())
                }
                None => {
                    let address = self.text("address");
                    format!("IsAddress({address:?}, {})", Address::new(address).is_ok())
                }
            }],
            "timetag" => self.times(),
            "timetag_disputed" => {
                let unix = (self.number("unix_seconds"), self.number("unix_nanos"));
                let tag = TimeTag::from_unix(unix.0, unix.1.try_into().unwrap());
                vec![format!(
                    "OfUnix({}, {}, {}, {}, 0, 0)",
                    unix.0,
                    unix.1,
                    tag.seconds(),
                    tag.fraction()
                )]
            }
            "framing" => self.framing(),
            "framing_disputed" => {
                let (framing, mut stream) = (self.kind(), &self.bytes("stream_hex")[..]);
                let mut deframer = Deframer::new(vec![0; 4096], framing);
                let mut frames = String::new();
                while let Some(frame) = deframer.next(&mut stream) {
                    match frame {
                        Ok(frame) => write!(frames, "Ok(&{frame:?}),").unwrap(),
                        Err(fault) => write!(frames, "Err(Fault::{fault:?}),").unwrap(),
                    }
                }
                vec![self.unframing(&frames, deframer.is_partial())]
            }
            other => panic!("{other}.jsonl is new: say here what it means"),
        }
    }

    fn matching(&self, expected: bool) -> String {
        format!("Matches({:?}, {:?}, {expected})", self.text("pattern"), self.text("address"))
    }

    fn times(&self) -> Vec<String> {
        if self.0.get("immediate").is_some() {
            return vec![format!("IsImmediate({}, {})", self.number("sec"), self.number("frac"))];
        }
        let (seconds, era) = (self.number("sec"), self.number("era"));
        let unix = format!("{}, {}", self.number("unix_seconds"), self.number("unix_nanos"));
        let direction = self.0["dir"].as_str().unwrap_or("both");
        let mut checks = Vec::new();
        if direction != "from_unix" {
            checks.push(format!("ToUnix({seconds}, {}, {era}, {unix})", self.number("frac")));
        }
        if direction != "to_unix" {
            let key = if self.0.get("frac_ceil").is_some() { "frac_ceil" } else { "frac" };
            // Where nanoseconds were cut off the fraction, they cannot bring it back.
            let cut_off = i64::from(self.0.get("nanos_by").is_some());
            let tolerated = self.0["tol_nanos"].as_i64().unwrap_or(cut_off);
            checks.push(format!(
                "OfUnix({unix}, {seconds}, {}, {era}, {tolerated})",
                self.number(key)
            ));
        }
        checks
    }

    fn framing(&self) -> Vec<String> {
        let packets = self.0["packets_hex"].as_array().unwrap();
        let packets: Vec<_> =
            packets.iter().map(|hex| bytes_of_hex(hex.as_str().unwrap()).unwrap()).collect();
        let mut checks = Vec::new();
        if self.text("dir") != "encode" {
            let frames: String = packets.iter().map(|packet| format!("Ok(&{packet:?}),")).collect();
            checks.push(self.unframing(&frames, !self.text("rest_hex").is_empty()));
        }
        if self.text("dir") != "decode" {
            let packets: String = packets.iter().map(|packet| format!("&{packet:?},")).collect();
            let stream = self.bytes("stream_hex");
            checks.push(format!("Frames(Framing::{:?}, &[{packets}], &{stream:?})", self.kind()));
        }
        checks
    }

    fn unframing(&self, frames: &str, is_partial: bool) -> String {
        let stream = self.bytes("stream_hex");
        format!("Unframes(Framing::{:?}, &{stream:?}, &[{frames}], {is_partial})", self.kind())
    }

    fn kind(&self) -> Framing {
        match self.text("kind") {
            "slip" => Framing::Slip,
            "length" => Framing::LengthPrefix,
            other => panic!("framing {other}"),
        }
    }
}

/// A packet as a list of `Token`s.
fn tokens(packet: &Packet) -> String {
    let mut text = String::from("&[");
    write_packet(packet, &mut text);
    text.push(']');
    text
}

fn write_packet(packet: &Packet, text: &mut String) {
    match packet {
        Packet::Message { address, arguments } => {
            write!(text, "Token::Message({address:?}),").unwrap();
            arguments.iter().for_each(|argument| write_argument(argument, text));
        }
        Packet::Bundle { time_tag, elements } => {
            write!(text, "Token::Bundle({}),", time_tag.to_bits()).unwrap();
            elements.iter().for_each(|element| write_packet(element, text));
        }
    }
    text.push_str("Token::End,");
}

fn write_argument(argument: &Argument, text: &mut String) {
    let token = match argument {
        Argument::Array(elements) => {
            text.push_str("Token::Array,");
            elements.iter().for_each(|element| write_argument(element, text));
            "End".to_owned()
        }
        Argument::Blob(bytes) => format!("Blob(&{bytes:?})"),
        Argument::TimeTag(time) => format!("TimeTag({})", time.to_bits()),
        Argument::Rgba(color) => {
            format!("Rgba({:?})", [color.red, color.green, color.blue, color.alpha])
        }
        Argument::Midi(midi) => {
            format!("Midi({:?})", [midi.port, midi.status, midi.data1, midi.data2])
        }
        // Written as they are there.
        other => format!("{other:?}"),
    };
    write!(text, "Token::{token},").unwrap();
}
