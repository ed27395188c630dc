//! What a client may ask for in a text frame.

use serde_json::Value;

/// A command about an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// To be told the value whenever it has changed.
    Listen(String),
    /// Not to be told any more.
    Ignore(String),
}

impl Command {
    /// Reads `{"COMMAND":"LISTEN","DATA":"/path"}`. Other commands are for clients only.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut object: Value = serde_json::from_str(text).ok()?;
        let Some(Value::String(address)) = object.get_mut("DATA").map(Value::take) else {
            return None;
        };
        match object.get("COMMAND")?.as_str()? {
            "LISTEN" => Some(Self::Listen(address)),
            "IGNORE" => Some(Self::Ignore(address)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_commands_are_understood() {
        let listen = Some(Command::Listen("/a\"b".into()));
        assert_eq!(Command::parse(r#"{"COMMAND":"LISTEN","DATA":"/a\"b"}"#), listen);
        assert_eq!(Command::parse(r#" {"DATA": "\/a\u0022b", "COMMAND": "LISTEN"} "#), listen);
        let ignore = Some(Command::Ignore("/a".into()));
        assert_eq!(Command::parse(r#"{"COMMAND":"IGNORE","DATA":"/a","MORE":[1]}"#), ignore);
        let deep = "[".repeat(60_000);
        for text in [
            "",
            "LISTEN",
            "[]",
            "{}",
            r#"{"COMMAND":"LISTEN"}"#,
            r#"{"COMMAND":"LISTEN","DATA":1}"#,
            r#"{"COMMAND":1,"DATA":"/a"}"#,
            r#"{"COMMAND":"PATH_CHANGED","DATA":"/a"}"#,
            r#"{"COMMAND":"LISTEN","DATA":"/a"} x"#,
            &deep,
        ] {
            assert_eq!(Command::parse(text), None, "{}", text.get(..40).unwrap_or(text));
        }
    }
}
