//! Messages from the words of the command line.

use core::mem;

use microosc::wire::MAX_NESTING;
use microosc::{Argument, Impulse, Midi, Rgba, Text, TimeTag};

use super::super::hex;
use super::super::time;
use super::super::tree::{Part, Tree, string_argument};

/// What stands between messages.
const BETWEEN: &str = "+";

const TYPES: &str = "there are i h f d s S b t c r m T F N I [ ]";

/// Makes messages of words: address, arguments, and `+` before the next.
///
/// # Errors
///
/// What is wrong, with the word.
pub(crate) fn messages<'w>(
    words: &'w [String],
    types: Option<&str>,
    now: TimeTag,
) -> Result<Vec<Tree<'w>>, String> {
    let groups: Vec<&[String]> = match types {
        // The types tell how many words there are; none of them stands between messages.
        Some(_) => vec![words],
        None => words.split(|word| word == BETWEEN).collect(),
    };
    groups.into_iter().map(|group| message(group, types, now)).collect()
}

fn message<'w>(words: &'w [String], types: Option<&str>, now: TimeTag) -> Result<Tree<'w>, String> {
    let Some((address, words)) = words.split_first() else {
        return Err(format!("a message is missing beside `{BETWEEN}`: /a 1 + /b 2"));
    };
    if !address.starts_with('/') {
        return Err(format!("`{address}` is no address: an address starts with /, like /1/fader"));
    }
    let arguments = match types {
        Some(types) => by_types(words, types, now)?,
        None => by_looks(words, now)?,
    };
    Ok(Tree::Message { address, arguments })
}

/// Arguments whose types follow from how they are written.
fn by_looks(words: &[String], now: TimeTag) -> Result<Vec<Part<'_>>, String> {
    let mut lists = Lists::default();
    for word in words {
        match word.as_str() {
            "[" => lists.open()?,
            "]" => lists.close()?,
            word => lists.push(argument(word, now)?),
        }
    }
    lists.finish()
}

/// Arguments whose types are given, as liblo's oscsend wants them.
fn by_types<'w>(words: &'w [String], types: &str, now: TimeTag) -> Result<Vec<Part<'w>>, String> {
    let (mut lists, mut words) = (Lists::default(), words.iter());
    for tag in types.strip_prefix(',').unwrap_or(types).chars() {
        match tag {
            '[' => lists.open()?,
            ']' => lists.close()?,
            'T' | 'F' | 'N' | 'I' => lists.push(Part::Argument(bare(tag))),
            _ => {
                let word = words.next();
                let missing = || format!("--types {types}: an argument for {tag} is missing");
                lists.push(typed(tag, word.ok_or_else(missing)?, now)?);
            }
        }
    }
    match words.next() {
        Some(word) => Err(format!("--types {types}: there is no type for `{word}`")),
        None => lists.finish(),
    }
}

/// An argument that its type tag says all of.
fn bare(tag: char) -> Argument<'static> {
    match tag {
        'T' => Argument::Bool(true),
        'F' => Argument::Bool(false),
        'I' => Argument::Impulse(Impulse),
        _ => Argument::Nil,
    }
}

fn argument(word: &str, now: TimeTag) -> Result<Part<'_>, String> {
    let part = Part::Argument;
    match word {
        "T" | "true" => return Ok(part(bare('T'))),
        "F" | "false" => return Ok(part(bare('F'))),
        "N" => return Ok(part(bare('N'))),
        "I" => return Ok(part(bare('I'))),
        _ => {}
    }
    if word.starts_with('"') {
        let text: Result<String, _> = serde_json::from_str(word);
        let wrong =
            |_| format!("{word}: text in quotes ends with one, and \\ stands before others");
        return owned(false, text.map_err(wrong)?.into_bytes());
    }
    let mut characters = word.chars();
    if let (Some(tag), Some(':')) = (characters.next(), characters.next()) {
        return typed(tag, characters.as_str(), now).map_err(|why| format!("`{word}`: {why}"));
    }
    if word.starts_with('[') || word.ends_with(']') {
        return Err(format!("`{word}`: brackets stand alone: [ 1 2 ]; as text: s:{word}"));
    }
    if let Ok(value) = word.parse() {
        return Ok(part(Argument::Int32(value)));
    }
    if let Ok(value) = word.parse() {
        return Ok(part(Argument::Int64(value)));
    }
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match word.parse::<f32>() {
        // A number without a point is meant to be whole.
        Ok(value) if is_number && word.contains(['.', 'e', 'E']) && value.is_finite() => {
            Ok(part(Argument::Float32(value)))
        }
        Ok(_) if is_number => Err(format!(
            "`{word}` is too large: as a number of 64 bits write d:{word}; as text: s:{word}"
        )),
        _ => text(false, word),
    }
}

/// An argument of a given type.
fn typed(tag: char, word: &str, now: TimeTag) -> Result<Part<'_>, String> {
    let wrong = |what: &str| format!("{tag} takes {what}, not `{word}`");
    let argument = match tag {
        'i' => {
            let value = whole(word).and_then(|value| value.try_into().ok());
            Argument::Int32(value.ok_or_else(|| wrong(INT32))?)
        }
        'h' => Argument::Int64(whole(word).ok_or_else(|| wrong("a whole number of 64 bits"))?),
        'f' => Argument::Float32(word.parse().map_err(|_| wrong("a number, like 0.5"))?),
        'd' => Argument::Float64(word.parse().map_err(|_| wrong("a number, like 0.5"))?),
        's' | 'S' => return text(tag == 'S', word),
        'b' => {
            let mut bytes = Vec::new();
            hex::read(word.as_bytes(), &mut bytes)
                .map_err(|why| format!("{} ({why})", wrong("bytes in hexadecimal digits")))?;
            return Ok(Part::Blob(bytes));
        }
        't' => Argument::TimeTag(time::read(word)?.tag(now)),
        'c' => {
            let mut characters = word.chars();
            let one = characters.next().filter(|_| characters.next().is_none());
            Argument::Char(one.ok_or_else(|| wrong("one character"))?.into())
        }
        'r' => Argument::Rgba(colour(word).ok_or_else(|| wrong("a colour, like #ff8800"))?),
        'm' => Argument::Midi(midi(word).ok_or_else(|| wrong(MIDI))?),
        'T' | 'F' | 'N' | 'I' => {
            return Err(format!("{tag} has no value: write {tag} alone; as text: s:{tag}:{word}"));
        }
        _ => {
            return Err(format!("no type is called {tag}; {TYPES}; as text: s:{tag}:{word}"));
        }
    };
    Ok(Part::Argument(argument))
}

const INT32: &str = "a whole number from -2147483648 to 2147483647";
const MIDI: &str = "port, status and two data bytes, like 0,0x90,60,127 or 00903c7f";

fn text(is_symbol: bool, text: &str) -> Result<Part<'_>, String> {
    match Text::from_bytes(text.as_bytes()) {
        Some(text) => Ok(Part::Argument(string_argument(is_symbol, text))),
        None => Err("text of OSC holds no NUL".to_owned()),
    }
}

fn owned(is_symbol: bool, bytes: Vec<u8>) -> Result<Part<'static>, String> {
    text(is_symbol, &String::from_utf8_lossy(&bytes))?;
    Ok(Part::Bytes { is_symbol, bytes })
}

/// A whole number, in decimal digits or after `0x`.
fn whole(word: &str) -> Option<i64> {
    match word.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    }
}

fn bytes_of_hex<const N: usize>(word: &str) -> Option<[u8; N]> {
    let mut bytes = Vec::new();
    hex::read(word.as_bytes(), &mut bytes).ok()?;
    bytes.try_into().ok()
}

fn colour(word: &str) -> Option<Rgba> {
    let digits = word.strip_prefix('#').unwrap_or(word);
    let opaque = || bytes_of_hex(digits).map(|[red, green, blue]| [red, green, blue, 255]);
    let [red, green, blue, alpha] = bytes_of_hex(digits).or_else(opaque)?;
    Some(Rgba { red, green, blue, alpha })
}

fn midi(word: &str) -> Option<Midi> {
    let [port, status, data1, data2] = if word.contains(',') {
        let bytes = word.split(',').map(|byte| whole(byte.trim())?.try_into().ok());
        bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()?
    } else {
        bytes_of_hex(word)?
    };
    Some(Midi { port, status, data1, data2 })
}

/// Arguments in lists in lists.
#[derive(Default)]
struct Lists<'w> {
    parts: Vec<Part<'w>>,
    /// What stands before each list that is still open.
    before: Vec<Vec<Part<'w>>>,
}

impl<'w> Lists<'w> {
    fn push(&mut self, part: Part<'w>) {
        self.parts.push(part);
    }

    fn open(&mut self) -> Result<(), String> {
        if self.before.len() == MAX_NESTING {
            return Err(format!("lists nest at most {MAX_NESTING} deep"));
        }
        self.before.push(mem::take(&mut self.parts));
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let before = self.before.pop().ok_or("this ] has no [; as text: s:]")?;
        let list = mem::replace(&mut self.parts, before);
        self.parts.push(Part::Array(list));
        Ok(())
    }

    fn finish(self) -> Result<Vec<Part<'w>>, String> {
        if self.before.is_empty() {
            Ok(self.parts)
        } else {
            Err("this [ has no ]; as text: s:[".to_owned())
        }
    }
}
