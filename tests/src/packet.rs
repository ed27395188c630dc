//! Packets as plain owned values, to compare what was decoded with what was meant.

use microosc::{
    ArgumentWriter, BundleEncoder, DecodeError, EncodeError, Impulse, Midi, Rgba, Text, TimeTag,
    ToArguments,
};
use serde_json::Value;

use crate::random::Random;
use crate::vectors::bytes_of_hex;

#[derive(Debug, Clone, PartialEq)]
pub enum Packet {
    Message { address: String, arguments: Vec<Argument> },
    Bundle { time_tag: TimeTag, elements: Vec<Packet> },
}

/// Floats are kept as their bits, so that every NaN equals itself and no zero equals another.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    Int32(i32),
    Int64(i64),
    Float32(u32),
    Float64(u64),
    String(String),
    Symbol(String),
    Blob(Vec<u8>),
    TimeTag(TimeTag),
    Char(u32),
    Rgba(Rgba),
    Midi(Midi),
    Bool(bool),
    Nil,
    Impulse,
    Array(Vec<Argument>),
}

/// A bundle to be invoked at once, put together by hand.
pub fn bundle_of(elements: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"#bundle\0\0\0\0\0\0\0\0\x01".to_vec();
    for element in elements {
        bytes.extend(u32::try_from(element.len()).expect("a short element").to_be_bytes());
        bytes.extend_from_slice(element);
    }
    bytes
}

impl Packet {
    /// Copies everything that a decoded packet gives access to.
    ///
    /// # Errors
    ///
    /// An element of a bundle is to be discarded.
    pub fn copy_of(packet: &microosc::Packet<'_>) -> Result<Self, DecodeError> {
        Ok(match packet {
            microosc::Packet::Message(message) => Self::Message {
                address: message.address().to_owned(),
                arguments: message.arguments().map(Argument::copy_of).collect(),
            },
            microosc::Packet::Bundle(bundle) => Self::Bundle {
                time_tag: bundle.time_tag(),
                elements: bundle
                    .elements()
                    .map(|element| Self::copy_of(&element?))
                    .collect::<Result<_, _>>()?,
            },
        })
    }

    /// Encodes into a buffer of the caller.
    pub fn encode<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], EncodeError> {
        match self {
            Self::Message { address, arguments } => {
                microosc::encode_message(buffer, address, Sequence(arguments))
            }
            Self::Bundle { time_tag, elements } => {
                microosc::encode_bundle(buffer, *time_tag, |bundle| fill(bundle, elements))
            }
        }
    }

    /// Encodes into a buffer of its own.
    pub fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Message { address, arguments } => {
                microosc::message_to_vec(address, Sequence(arguments))
            }
            Self::Bundle { time_tag, elements } => {
                microosc::bundle_to_vec(*time_tag, |bundle| fill(bundle, elements))
            }
        }
    }

    /// The `packet` of a vector; `vectors/README.md` tells its form.
    pub fn of_json(json: &Value) -> Option<Self> {
        if let Some(bundle) = json.get("bundle") {
            return Some(Self::Bundle {
                time_tag: time_tag_of_json(bundle.get("timetag")?)?,
                elements: bundle
                    .get("elements")?
                    .as_array()?
                    .iter()
                    .map(Self::of_json)
                    .collect::<Option<_>>()?,
            });
        }
        Some(Self::Message {
            address: json.get("address")?.as_str()?.to_owned(),
            arguments: arguments_of_json(json.get("args")?)?,
        })
    }

    /// A packet with every kind of argument, bundles at most `depth` deep.
    pub fn random(random: &mut Random, depth: usize) -> Self {
        if depth > 0 && random.below(2) == 0 {
            let elements = random.below(4);
            Self::Bundle {
                time_tag: TimeTag::from_bits(random.bits()),
                elements: (0..elements).map(|_| Self::random(random, depth - 1)).collect(),
            }
        } else {
            let arguments = random.below(6);
            Self::Message {
                address: format!("/{}", random.string("ab1*?[]{,}/é", 9)),
                arguments: (0..arguments)
                    .map(|_| Argument::random(random, microosc::wire::MAX_NESTING))
                    .collect(),
            }
        }
    }
}

fn fill(bundle: &mut BundleEncoder<'_>, elements: &[Packet]) -> Result<(), EncodeError> {
    elements.iter().try_for_each(|element| match element {
        Packet::Message { address, arguments } => bundle.message(address, Sequence(arguments)),
        Packet::Bundle { time_tag, elements } => {
            bundle.bundle(*time_tag, |inner| fill(inner, elements))
        }
    })
}

/// Sends its arguments one after another.
struct Sequence<'a>(&'a [Argument]);

impl ToArguments for Sequence<'_> {
    fn write_arguments(&self, writer: &mut ArgumentWriter<'_>) {
        for argument in self.0 {
            argument.write(writer);
        }
    }
}

impl Argument {
    fn copy_of(argument: microosc::Argument<'_>) -> Self {
        use microosc::Argument as Decoded;
        match argument {
            Decoded::Int32(value) => Self::Int32(value),
            Decoded::Int64(value) => Self::Int64(value),
            Decoded::Float32(value) => Self::Float32(value.to_bits()),
            Decoded::Float64(value) => Self::Float64(value.to_bits()),
            Decoded::String(text) => Self::String(text.to_string()),
            Decoded::Symbol(text) => Self::Symbol(text.to_string()),
            Decoded::Blob(bytes) => Self::Blob(bytes.to_owned()),
            Decoded::TimeTag(time) => Self::TimeTag(time),
            Decoded::Char(code) => Self::Char(code),
            Decoded::Rgba(colour) => Self::Rgba(colour),
            Decoded::Midi(message) => Self::Midi(message),
            Decoded::Bool(value) => Self::Bool(value),
            Decoded::Nil => Self::Nil,
            Decoded::Impulse(Impulse) => Self::Impulse,
            Decoded::Array(elements) => Self::Array(elements.map(Self::copy_of).collect()),
            other => panic!("an argument that these tests do not know: {other:?}"),
        }
    }

    fn write(&self, writer: &mut ArgumentWriter<'_>) {
        use microosc::Argument as Decoded;
        writer.argument(&match self {
            Self::Int32(value) => Decoded::Int32(*value),
            Self::Int64(value) => Decoded::Int64(*value),
            Self::Float32(bits) => Decoded::Float32(f32::from_bits(*bits)),
            Self::Float64(bits) => Decoded::Float64(f64::from_bits(*bits)),
            Self::String(text) => Decoded::String(Text::from(text.as_str())),
            Self::Symbol(text) => Decoded::Symbol(Text::from(text.as_str())),
            Self::Blob(bytes) => Decoded::Blob(bytes),
            Self::TimeTag(time) => Decoded::TimeTag(*time),
            Self::Char(code) => Decoded::Char(*code),
            Self::Rgba(colour) => Decoded::Rgba(*colour),
            Self::Midi(message) => Decoded::Midi(*message),
            Self::Bool(value) => Decoded::Bool(*value),
            Self::Nil => Decoded::Nil,
            Self::Impulse => Decoded::Impulse(Impulse),
            Self::Array(elements) => return writer.array(&Sequence(elements)),
        });
    }

    fn of_json(json: &Value) -> Option<Self> {
        let parts = json.as_array()?;
        let tag = parts.first()?.as_str()?;
        let value = parts.get(1);
        Some(match tag {
            "i" => Self::Int32(value?.as_i64()?.try_into().ok()?),
            "h" => Self::Int64(value?.as_i64()?),
            "f" => Self::Float32(match value?.get("bits") {
                Some(bits) => u32::from_str_radix(bits.as_str()?, 16).ok()?,
                // By way of the digits: through an f64 the number would be rounded twice.
                None => value?.as_number()?.to_string().parse::<f32>().ok()?.to_bits(),
            }),
            "d" => Self::Float64(match value?.get("bits") {
                Some(bits) => u64::from_str_radix(bits.as_str()?, 16).ok()?,
                None => value?.as_f64()?.to_bits(),
            }),
            "s" => Self::String(value?.as_str()?.to_owned()),
            "S" => Self::Symbol(value?.as_str()?.to_owned()),
            "b" => Self::Blob(bytes_of_hex(value?.as_str()?)?),
            "t" => Self::TimeTag(time_tag_of_json(value?)?),
            "c" => Self::Char(match value?.get("u32") {
                Some(code) => code.as_u64()?.try_into().ok()?,
                None => value?.as_str()?.chars().next()?.into(),
            }),
            "r" => {
                let [red, green, blue, alpha] = four_bytes_of_json(value?)?;
                Self::Rgba(Rgba { red, green, blue, alpha })
            }
            "m" => {
                let [port, status, data1, data2] = four_bytes_of_json(value?)?;
                Self::Midi(Midi { port, status, data1, data2 })
            }
            "T" => Self::Bool(true),
            "F" => Self::Bool(false),
            "N" => Self::Nil,
            "I" => Self::Impulse,
            "[" => Self::Array(arguments_of_json(value?)?),
            _ => return None,
        })
    }

    fn random(random: &mut Random, depth: usize) -> Self {
        let [a, b, c, d, ..] = random.bits().to_be_bytes();
        let len = random.below(9);
        match random.below(if depth > 0 { 16 } else { 15 }) {
            0 => Self::Int32(random.bits() as i32),
            1 => Self::Int64(random.bits() as i64),
            2 => Self::Float32(random.bits() as u32),
            3 => Self::Float64(random.bits()),
            4 => Self::String(random.string("ab ,/\u{7f}é✓", 9)),
            5 => Self::Symbol(random.string("xy#", 9)),
            6 => Self::Blob(random.bytes(len)),
            7 => Self::TimeTag(TimeTag::from_bits(random.bits())),
            8 => Self::Char(random.bits() as u32),
            9 => Self::Rgba(Rgba { red: a, green: b, blue: c, alpha: d }),
            10 => Self::Midi(Midi { port: a, status: b, data1: c, data2: d }),
            11 => Self::Bool(true),
            12 => Self::Bool(false),
            13 => Self::Nil,
            14 => Self::Impulse,
            _ => Self::Array((0..len / 2).map(|_| Self::random(random, depth - 1)).collect()),
        }
    }
}

fn arguments_of_json(json: &Value) -> Option<Vec<Argument>> {
    json.as_array()?.iter().map(Argument::of_json).collect()
}

fn time_tag_of_json(json: &Value) -> Option<TimeTag> {
    let seconds = json.get(0)?.as_u64()?.try_into().ok()?;
    let fraction = json.get(1)?.as_u64()?.try_into().ok()?;
    Some(TimeTag::new(seconds, fraction))
}

fn four_bytes_of_json(json: &Value) -> Option<[u8; 4]> {
    let bytes: Option<Vec<u8>> =
        json.as_array()?.iter().map(|byte| byte.as_u64()?.try_into().ok()).collect();
    bytes?.try_into().ok()
}
