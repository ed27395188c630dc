//! What servers tell, for people. It comes from strangers, so nothing of it controls the terminal.

use core::fmt::{self, Display};
use core::net::SocketAddr;
use std::io::Write;

use serde_json::Value;

use super::browse::Found;
use crate::output::{Output, Stop};
use crate::style::{Ink, Style};

/// A line for a server.
pub(super) fn server(output: &mut Output, style: Style, found: &Found) -> Result<(), Stop> {
    let address = found.address.to_string();
    let (address, padding) =
        (style.paint(Ink::Address, &address), 23_usize.saturating_sub(address.len()));
    let host = style.paint(Ink::Faint, Plain(&found.host));
    Ok(writeln!(output, "{address}{:padding$}{}  {host}", "", Plain(&found.name))?)
}

/// A line about the server.
pub(super) fn about(
    output: &mut Output,
    style: Style,
    server: SocketAddr,
    about: &Value,
) -> Result<(), Stop> {
    let name = about["NAME"].as_str().unwrap_or("a server without a name");
    let ip = about["OSC_IP"].as_str().map_or(server.ip().to_string(), str::to_owned);
    let port = about["OSC_PORT"].as_u64().unwrap_or(server.port().into());
    let over = about["OSC_TRANSPORT"].as_str().unwrap_or("UDP");
    let host = if ip.contains(':') { format!("[{ip}]") } else { ip };
    let told = format!("{name}, OSC over {over} at {host}:{port}");
    Ok(writeln!(output, "{}", style.paint(Ink::Faint, Plain(&told)))?)
}

/// A line for each node, below what it lies in; no deeper than JSON may be.
pub(super) fn tree(
    output: &mut Output,
    style: Style,
    address: &str,
    node: &Value,
) -> Result<(), Stop> {
    below(output, style, address.trim_end_matches('/'), node, 0)
}

fn below(
    output: &mut Output,
    style: Style,
    address: &str,
    node: &Value,
    depth: usize,
) -> Result<(), Stop> {
    let indent = depth.saturating_mul(2);
    let shown = if address.is_empty() { "/" } else { address };
    let tags = node["TYPE"].as_str();
    // The root says nothing unless something can be sent to it.
    if tags.is_some() || !address.is_empty() {
        write!(output, "{:indent$}{}", "", style.paint(Ink::Address, Plain(shown)))?;
        if let Some(tags) = tags {
            method(output, style, tags, node)?;
        }
        writeln!(output)?;
    }
    for line in node["DESCRIPTION"].as_str().unwrap_or_default().lines() {
        writeln!(output, "{:indent$}    {}", "", style.paint(Ink::Faint, Plain(line)))?;
    }
    let indent = if depth == 0 && address.is_empty() { 0 } else { depth.saturating_add(1) };
    for (name, child) in node["CONTENTS"].as_object().into_iter().flatten() {
        below(output, style, &format!("{address}/{name}"), child, indent)?;
    }
    Ok(())
}

/// What stands behind the address of a method.
fn method(output: &mut Output, style: Style, tags: &str, node: &Value) -> Result<(), Stop> {
    write!(output, "  {}", style.paint(Ink::Other, Plain(&format!(",{tags}"))))?;
    for other in node["OVERLOADS"].as_array().into_iter().flatten() {
        if let Some(tags) = other["TYPE"].as_str() {
            write!(output, " or {}", style.paint(Ink::Other, Plain(&format!(",{tags}"))))?;
        }
    }
    let ranges = each(&node["RANGE"], &range);
    let units = each(&node["UNIT"], &|unit| unit.as_str().map(str::to_owned));
    let limits = (0..ranges.len().max(units.len())).map(|index| {
        let at = |list: &[Option<String>]| list.get(index).cloned().flatten();
        match (at(&ranges), at(&units)) {
            (Some(range), Some(unit)) => format!("{range} {unit}"),
            (None, None) => "any".to_owned(),
            (range, unit) => range.or(unit).unwrap_or_default(),
        }
    });
    let limits: Vec<String> = limits.collect();
    if limits.iter().any(|limit| limit != "any") {
        write!(output, "  {}", Plain(&limits.join(", ")))?;
    }
    if let Some(values) = node["VALUE"].as_array() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        write!(output, "  = {}", style.paint(Ink::Number, Plain(&values.join(" "))))?;
    }
    let access = match node["ACCESS"].as_u64() {
        Some(0) => "  (no message has this address)",
        Some(1) => "  (read only)",
        _ => "",
    };
    Ok(write!(output, "{}", style.paint(Ink::Faint, access))?)
}

/// What an attribute says of each argument; a single one counts for the first.
fn each(list: &Value, show: &dyn Fn(&Value) -> Option<String>) -> Vec<Option<String>> {
    match list {
        Value::Array(entries) => entries.iter().map(show).collect(),
        Value::Null => Vec::new(),
        single => vec![show(single)],
    }
}

fn range(range: &Value) -> Option<String> {
    if let Some(values) = range["VALS"].as_array() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        return Some(format!("one of {}", values.join(" ")));
    }
    let bound = |name| match &range[name] {
        Value::Null => String::new(),
        bound => bound.to_string(),
    };
    let (least, most) = (bound("MIN"), bound("MAX"));
    match (least.as_str(), most.as_str()) {
        ("", "") => None,
        (least, "") => Some(format!("{least}..")),
        (least, most) => Some(format!("{least}..={most}")),
    }
}

/// Text of a stranger, without what a terminal would obey.
struct Plain<'t>(&'t str);

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            write!(f, "{}", if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        })
    }
}
