//! From JSON to a packet.

use core::fmt;

use microosc::wire::MAX_NESTING;
use microosc::{Argument, Impulse, Midi, Rgba, Text, TimeTag};
use serde_json::{Map, Value};

use crate::hex;
use crate::tree::{Part, Tree, string_argument};

/// Why JSON is not a packet, and where in the packet.
#[derive(Debug)]
pub(crate) struct Complaint {
    place: String,
    text: String,
}

impl Complaint {
    fn new(text: impl Into<String>) -> Self {
        Self { place: String::new(), text: text.into() }
    }

    fn within(self, part: &str) -> Self {
        let dot = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        Self { place: format!("{part}{dot}{}", self.place), text: self.text }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.text)
    }
}

impl<'j> Tree<'j> {
    /// Checks what a line says.
    ///
    /// # Errors
    ///
    /// The first place where it is not a packet.
    pub(crate) fn of_json(json: &'j Value) -> Result<Self, Complaint> {
        Self::element(json, 0)
    }

    fn element(json: &'j Value, depth: usize) -> Result<Self, Complaint> {
        let form = r#"a packet is {"address":"/a","args":[...]} or {"bundle":{...}}"#;
        let object = json.as_object().ok_or_else(|| Complaint::new(form))?;
        let beside: &[&str] = if depth == 0 { &["time", "from"] } else { &[] };
        if object.contains_key("error") {
            return Err(Complaint::new("this is what was said of a packet that was refused"));
        }
        if object.contains_key("bundle") {
            let [bundle] = members(object, ["bundle"], beside)?;
            return Self::bundle(bundle, depth).map_err(|complaint| complaint.within("bundle"));
        }
        if !object.contains_key("address") {
            return Err(Complaint::new(form));
        }
        let [address, arguments] = members(object, ["address", "args"], beside)?;
        let address = address.as_str().filter(|text| text.starts_with('/') && !text.contains('\0'));
        let no_address = || Complaint::new("must be a string that starts with / and has no NUL");
        let address = address.ok_or_else(|| no_address().within("address"))?;
        let arguments = parts(arguments, 0).map_err(|complaint| complaint.within("args"))?;
        Ok(Self::Message { address, arguments })
    }

    fn bundle(json: &'j Value, depth: usize) -> Result<Self, Complaint> {
        if depth == MAX_NESTING {
            let text = format!("bundles nest at most {MAX_NESTING} deep");
            return Err(Complaint::new(text));
        }
        let form = r#"a bundle is {"timetag":[seconds,fraction],"elements":[...]}"#;
        let object = json.as_object().ok_or_else(|| Complaint::new(form))?;
        let [time_tag, elements] = members(object, ["timetag", "elements"], &[])?;
        let time_tag = self::time_tag(time_tag).map_err(|complaint| complaint.within("timetag"))?;
        let elements = list(elements, |element| Self::element(element, depth.saturating_add(1)))
            .map_err(|complaint| complaint.within("elements"))?;
        Ok(Self::Bundle { time_tag, elements })
    }
}

fn parts(json: &Value, depth: usize) -> Result<Vec<Part<'_>>, Complaint> {
    list(json, |argument| part(argument, depth))
}

fn part(json: &Value, depth: usize) -> Result<Part<'_>, Complaint> {
    let form = || Complaint::new(r#"an argument is a list of a type and a value: ["f",0.5]"#);
    let (tag, values) = json.as_array().and_then(|list| list.split_first()).ok_or_else(form)?;
    let tag = tag.as_str().ok_or_else(form)?;
    let value = match (tag, values) {
        ("T" | "F" | "N" | "I", []) => &Value::Null,
        ("T" | "F" | "N" | "I", _) => {
            return Err(Complaint::new(format!(r#"{tag} has no value: ["{tag}"]"#)));
        }
        (_, [value]) => value,
        _ => return Err(form()),
    };
    let found = |what: &str| Complaint::new(format!("{tag} takes {what}, not {}", shown(value)));
    let argument = match tag {
        "i" => Argument::Int32(whole(value).ok_or_else(|| found(INT32))?),
        "h" => Argument::Int64(whole(value).ok_or_else(|| found(INT64))?),
        "f" => Argument::Float32(float32(value).ok_or_else(|| found(FLOAT32))?),
        "d" => Argument::Float64(float64(value).ok_or_else(|| found(FLOAT64))?),
        "s" | "S" => return string(tag, value).ok_or_else(|| found(STRING)),
        "b" => return bytes(value).map(Part::Blob).ok_or_else(|| found(BLOB)),
        "t" => Argument::TimeTag(time_tag(value).map_err(|_| found(TIME_TAG))?),
        "c" => Argument::Char(character(value).ok_or_else(|| found(CHARACTER))?),
        "r" => {
            let [red, green, blue, alpha] = numbers(value).ok_or_else(|| found(RGBA))?;
            Argument::Rgba(Rgba { red, green, blue, alpha })
        }
        "m" => {
            let [port, status, data1, data2] = numbers(value).ok_or_else(|| found(MIDI))?;
            Argument::Midi(Midi { port, status, data1, data2 })
        }
        "T" => Argument::Bool(true),
        "F" => Argument::Bool(false),
        "N" => Argument::Nil,
        "I" => Argument::Impulse(Impulse),
        "[" if depth == MAX_NESTING => {
            return Err(Complaint::new(format!("arrays nest at most {MAX_NESTING} deep")));
        }
        "[" => return parts(value, depth.saturating_add(1)).map(Part::Array),
        _ => {
            let text = format!("no type is called {}; {TYPES}", shown(&tag.into()));
            return Err(Complaint::new(text));
        }
    };
    Ok(Part::Argument(argument))
}

const TYPES: &str = "there are i h f d s S b t c r m T F N I [";
const INT32: &str = "a whole number from -2147483648 to 2147483647";
const INT64: &str = "a whole number of 64 bits";
const FLOAT32: &str = r#"a number of 32 bits, or {"bits":"7f800000"}"#;
const FLOAT64: &str = r#"a number, or {"bits":"7ff0000000000000"}"#;
const STRING: &str = r#"a string without NUL, or {"hex":"ff"}"#;
const BLOB: &str = r#"a string of hexadecimal digits, two a byte: "00ff""#;
const TIME_TAG: &str = "two whole numbers of 32 bits: [seconds,fraction]";
const CHARACTER: &str = r#"a string of one character, or {"u32":7}"#;
const RGBA: &str = "four numbers from 0 to 255: [red,green,blue,alpha]";
const MIDI: &str = "four numbers from 0 to 255: [port,status,data1,data2]";

/// A value as it is quoted in a complaint.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = value.to_string();
    let shown: String = text.chars().take(LONGEST).filter(|c| !c.is_control()).collect();
    if text.chars().nth(LONGEST).is_some() { format!("{shown}…") } else { shown }
}

/// The members of an object that has these and no others, but for those that do not matter.
fn members<'j, const N: usize>(
    object: &'j Map<String, Value>,
    names: [&str; N],
    beside: &[&str],
) -> Result<[&'j Value; N], Complaint> {
    let belongs = |name: &str| names.contains(&name) || beside.contains(&name);
    if let Some(name) = object.keys().find(|name| !belongs(name.as_str())) {
        let text = format!("{} does not belong here", shown(&name.as_str().into()));
        return Err(Complaint::new(text));
    }
    let mut found = [&Value::Null; N];
    for (slot, name) in found.iter_mut().zip(names) {
        *slot =
            object.get(name).ok_or_else(|| Complaint::new(format!(r#""{name}" is missing"#)))?;
    }
    Ok(found)
}

fn list<'j, T>(
    json: &'j Value,
    mut item: impl FnMut(&'j Value) -> Result<T, Complaint>,
) -> Result<Vec<T>, Complaint> {
    let list = json.as_array().ok_or_else(|| Complaint::new("must be a list: [ ]"))?;
    let items = list.iter().enumerate();
    items.map(|(at, json)| item(json).map_err(|c| c.within(&format!("[{at}]")))).collect()
}

fn whole<T: TryFrom<i64>>(json: &Value) -> Option<T> {
    json.as_i64()?.try_into().ok()
}

fn numbers<T: TryFrom<i64> + Copy + Default, const N: usize>(json: &Value) -> Option<[T; N]> {
    let list = json.as_array().filter(|list| list.len() == N)?;
    let mut numbers = [T::default(); N];
    for (slot, number) in numbers.iter_mut().zip(list) {
        *slot = whole(number)?;
    }
    Some(numbers)
}

fn time_tag(json: &Value) -> Result<TimeTag, Complaint> {
    let [seconds, fraction] =
        numbers(json).ok_or_else(|| Complaint::new(format!("must be {TIME_TAG}")))?;
    Ok(TimeTag::new(seconds, fraction))
}

/// By way of the digits, of which up to 15 survive in the 64 bits that the parser keeps: from the
/// number itself, a second rounding could go astray.
fn float32(json: &Value) -> Option<f32> {
    match special(json, "bits") {
        Some(bits) => bits_of_hex::<4>(bits).map(f32::from_be_bytes),
        None => json.as_number()?.to_string().parse().ok().filter(|value: &f32| value.is_finite()),
    }
}

fn float64(json: &Value) -> Option<f64> {
    match special(json, "bits") {
        Some(bits) => bits_of_hex::<8>(bits).map(f64::from_be_bytes),
        None => json.as_f64(),
    }
}

fn bits_of_hex<const N: usize>(json: &Value) -> Option<[u8; N]> {
    bytes(json)?.try_into().ok()
}

fn string<'j>(tag: &str, json: &'j Value) -> Option<Part<'j>> {
    let is_symbol = tag == "S";
    match special(json, "hex") {
        Some(hex) => {
            let bytes = bytes(hex).filter(|bytes| Text::from_bytes(bytes).is_some())?;
            Some(Part::Bytes { is_symbol, bytes })
        }
        None => {
            let text = Text::from_bytes(json.as_str()?.as_bytes())?;
            Some(Part::Argument(string_argument(is_symbol, text)))
        }
    }
}

fn character(json: &Value) -> Option<u32> {
    if let Some(code) = special(json, "u32") {
        return whole(code);
    }
    let mut characters = json.as_str()?.chars();
    characters.next().filter(|_| characters.next().is_none()).map(u32::from)
}

fn bytes(json: &Value) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    hex::read(json.as_str()?.as_bytes(), &mut bytes).ok()?;
    Some(bytes)
}

/// The value in `{"name": value}`.
fn special<'j>(json: &'j Value, name: &str) -> Option<&'j Value> {
    json.as_object().filter(|object| object.len() == 1)?.get(name)
}
