//! `microosc query`: who serves, and what.

mod browse;
mod fetch;
mod show;

use core::net::SocketAddr;
use core::time::Duration;
use std::io::Write;

use clap::Args;
use serde_json::{Value, json};

use self::browse::Browsing;
use self::fetch::{Answer, get};
use super::network::Target;
use super::output::{Outcome, Output, Stop};
use super::span;
use super::style::{Color, Style};

/// Find servers that tell what they serve, and read it
///
/// Without SERVER, asks the networks of this machine who is there (by multicast DNS), and
/// prints a line for each: its address, its name and its host. With SERVER, reads what it
/// serves by OSCQuery, and prints it as a tree: addresses, types, ranges, values and what
/// they are for. A server of any maker will do.
#[derive(Args)]
#[command(verbatim_doc_comment, after_long_help = AFTER_HELP)]
pub(crate) struct Query {
    /// HOST:PORT of the server, or the name by which it is found
    server: Option<String>,
    /// Where to begin: /mixer
    #[arg(default_value = "/", value_parser = address)]
    address: String,
    /// How long to look for servers
    #[arg(
        long,
        visible_alias = "seconds",
        value_name = "TIME",
        default_value = "3s",
        value_parser = span::read_positive
    )]
    duration: Duration,
    /// Look for servers on this network interface only, by name or address
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    /// Print JSON: what the server answers as it is, or a line for each server
    #[arg(long)]
    json: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

const AFTER_HELP: &str = r#"Each line of a tree has the address, the types of its arguments as type tags, their ranges and
units, and after = its value, if it can be read. With --json a server that is found looks so:
  {"name":"A show","address":"192.168.1.20:8000","host":"desk.local"}

Examples:
  Who is there?
    microosc query
  What does it serve?
    microosc query 192.168.1.20:8000
    microosc query "A show" /mixer
  For another program:
    microosc query 127.0.0.1:8000 --json

Exit codes:
  0  servers were found, or what one serves was read
  1  nobody was found, or the server has nothing at this address
  2  the command could not do its work: a wrong option, an unknown host, a server that does
     not answer, or that does not speak OSCQuery"#;

fn address(text: &str) -> Result<String, String> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(format!("an address begins with a slash: /{text}"))
    }
}

pub(crate) fn run(options: &Query) -> Result<Outcome, Stop> {
    let Some(server) = &options.server else { return list(options) };
    if let Some(target) = target(server) {
        return read(target.resolve()?, options);
    }
    let mut others = Vec::new();
    for found in Browsing::start(options.interface.as_deref(), options.duration)? {
        if found.name == *server {
            return read(found.address, options);
        }
        others.push(format!("`{}`", found.name));
    }
    let whom = match others.as_slice() {
        [] => "and nobody else".to_owned(),
        others => format!("only {}", others.join(", ")),
    };
    let mut output = Output::new();
    output.refuse(&format_args!(
        "nobody named `{server}` was found within {:?}, {whom}; check the name, look longer \
         (--duration 10s), or give the server's HOST:PORT",
        options.duration
    ))?;
    output.finish()
}

/// What is no name: `HOST:PORT`, also as a browser shows it.
fn target(server: &str) -> Option<Target> {
    let bare = server.strip_prefix("http://").unwrap_or(server);
    bare.trim_end_matches('/').parse().ok()
}

fn list(options: &Query) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    let (style, mut count) = (Style::new(options.color), 0_u32);
    for found in Browsing::start(options.interface.as_deref(), options.duration)? {
        count = count.saturating_add(1);
        if options.json {
            let address = found.address.to_string();
            let line = json!({ "name": found.name, "address": address, "host": found.host });
            writeln!(output, "{line}")?;
        } else {
            show::server(&mut output, style, &found)?;
        }
        output.flush()?;
    }
    if count == 0 {
        output.refuse(&format_args!(
            "nobody was found within {:?}; check that the server announces itself and is in the \
             same network, look longer (--duration 10s), or give its HOST:PORT",
            options.duration
        ))?;
    }
    output.finish()
}

fn read(server: SocketAddr, options: &Query) -> Result<Outcome, Stop> {
    let mut output = Output::new();
    let body = match get(server, &options.address)? {
        Answer::Ok(body) => body,
        Answer::NotFound => {
            output.refuse(&format_args!(
                "{server} has nothing at {}; `microosc query {server}` shows what it has",
                options.address
            ))?;
            return output.finish();
        }
    };
    let no_json = |error| Stop::Fault(format!("{server} answers, but not by OSCQuery: {error}"));
    let node: Value = serde_json::from_slice(&body).map_err(no_json)?;
    if options.json {
        output.write_all(body.trim_ascii())?;
        writeln!(output)?;
        return output.finish();
    }
    let style = Style::new(options.color);
    // Not every server tells of itself.
    let about: Option<Value> = match get(server, "/?HOST_INFO") {
        Ok(Answer::Ok(about)) => serde_json::from_slice(&about).ok(),
        _ => None,
    };
    if let Some(about) = about {
        show::about(&mut output, style, server, &about)?;
    }
    show::tree(&mut output, style, &options.address, &node)?;
    output.finish()
}
