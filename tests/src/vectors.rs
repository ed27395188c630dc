//! The conformance vectors in `vectors/`, and tables of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// One case: a line of a vector file.
pub struct Vector(Value);

impl Vector {
    /// The name that failures are reported by.
    pub fn id(&self) -> &str {
        self.text("id")
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Value::as_str).unwrap_or_else(|| self.lacks(key, "text"))
    }

    pub fn truth(&self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or_else(|| self.lacks(key, "true or false"))
    }

    /// A whole number that fits the type asked for.
    pub fn number<T: TryFrom<i64>>(&self, key: &str) -> T {
        let number =
            self.get(key).and_then(Value::as_i64).and_then(|number| number.try_into().ok());
        number.unwrap_or_else(|| self.lacks(key, "a whole number in range"))
    }

    pub fn bytes(&self, key: &str) -> Vec<u8> {
        bytes_of_hex(self.text(key)).unwrap_or_else(|| self.lacks(key, "hexadecimal bytes"))
    }

    fn lacks(&self, key: &str, what: &str) -> ! {
        panic!("a vector needs {what} at {key:?}: {}", self.0)
    }
}

/// Reads `vectors/<file>.jsonl`.
pub fn load(file: &str) -> Vec<Vector> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file).with_extension("jsonl");
    let lines = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let vectors: Vec<Vector> = lines
        .lines()
        .map(|line| match serde_json::from_str(line) {
            Ok(vector) => Vector(vector),
            Err(error) => panic!("{}: {error} in {line}", path.display()),
        })
        .collect();
    assert!(!vectors.is_empty(), "{} holds no vector", path.display());
    vectors
}

/// Runs every case of a file and reports all that fail, by id.
pub fn check(file: &str, rule: impl Fn(&Vector) -> Result<(), String>) {
    report(file, load(file).iter().map(|vector| (vector.id().to_owned(), rule(vector))));
}

/// Runs every case of a file of open questions against what was decided: `(id, decision, why)`.
///
/// A case without a decision fails, and so does a decision without a case.
pub fn check_decided<D>(
    file: &str,
    decisions: &[(&str, D, &str)],
    rule: impl Fn(&Vector, &D) -> Result<(), String>,
) {
    let mut open: BTreeMap<&str, (&D, &str)> = BTreeMap::new();
    for (id, decision, why) in decisions {
        assert!(open.insert(id, (decision, why)).is_none(), "{file}: {id} is decided twice");
    }
    let mut results = Vec::new();
    for vector in load(file) {
        let result = match open.remove(vector.id()) {
            Some((decision, why)) => {
                rule(&vector, decision).map_err(|fault| format!("{fault} (decided: {why})"))
            }
            None => Err("not decided".to_owned()),
        };
        results.push((vector.id().to_owned(), result));
    }
    results.extend(open.keys().map(|id| ((*id).to_owned(), Err("no such vector".to_owned()))));
    report(file, results.into_iter());
}

fn report(file: &str, results: impl Iterator<Item = (String, Result<(), String>)>) {
    let mut count = 0;
    let mut failures = Vec::new();
    for (id, result) in results {
        count += 1;
        if let Err(fault) = result {
            failures.push(format!("  {id}: {fault}"));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count} vectors in {file} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// The bytes that pairs of hexadecimal digits stand for.
pub fn bytes_of_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| digit.try_into().ok()))
        .collect::<Option<_>>()?;
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
