//! By which names the server lets itself be called, and from which pages.
//!
//! A page of any site can make its visitor's browser ask a server on the visitor's machine, if its
//! name leads there (DNS rebinding). Such a request has that name as its `Host`, and nothing else
//! gives it away; an address cannot be rebound, so any may stand there. What is compared is taken
//! apart first: `127.0.0.1.example` starts like an address, and is none.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a browser believes that it is: host and port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Authority<'a> {
    host: Host<'a>,
    port: u16,
}

#[derive(Debug, Clone, Copy)]
enum Host<'a> {
    Address(IpAddr),
    Name(&'a str),
}

impl PartialEq for Host<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Host::Address(this), Host::Address(that)) => this == that,
            (Host::Name(this), Host::Name(that)) => this.eq_ignore_ascii_case(that),
            _ => false,
        }
    }
}

impl Eq for Host<'_> {}

/// The port of `http` where none is named.
const HTTP: u16 = 80;

impl<'a> Authority<'a> {
    /// Takes a `Host` apart: `host`, `host:port`, `[::1]:port`.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, port)) => {
                (Host::Address(IpAddr::V6(address.parse::<Ipv6Addr>().ok()?)), port)
            }
            None => {
                let end = text.find(':').unwrap_or(text.len());
                let (host, port) = text.split_at_checked(end)?;
                (Host::parse(host)?, port)
            }
        };
        let port = match port.strip_prefix(':') {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().ok()?,
            None if port.is_empty() => HTTP,
            _ => return None,
        };
        Some(Self { host, port })
    }

    /// Takes the origin of a page apart, if it has been served by HTTP.
    pub(super) fn of_origin(origin: &'a str) -> Option<Self> {
        Self::parse(origin.strip_prefix("http://")?)
    }

    /// Whether it is an address, `localhost`, or one of these names.
    pub(super) fn is_allowed(&self, names: &[String]) -> bool {
        match self.host {
            Host::Address(_) => true,
            Host::Name(name) => {
                let is_it = |allowed: &str| name.eq_ignore_ascii_case(allowed);
                is_it("localhost") || names.iter().any(|allowed| is_it(allowed))
            }
        }
    }
}

impl<'a> Host<'a> {
    fn parse(host: &'a str) -> Option<Self> {
        if let Ok(address) = host.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        (!host.is_empty() && host.bytes().all(is_part)).then_some(Self::Name(host))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn addresses_localhost_and_names_that_were_allowed_pass() {
        let allowed = ["desk.local".to_owned()];
        for (host, passes) in [
            ("127.0.0.1:8000", true),
            ("127.0.0.1", true),
            ("192.168.1.5:8000", true),
            ("[::1]:8000", true),
            ("[::1]", true),
            ("localhost:8000", true),
            ("LocalHost:8000", true),
            ("desk.local:8000", true),
            ("127.evil.example:8000", false),
            ("127.0.0.1.evil.example:8000", false),
            ("localhost.evil.example:8000", false),
            ("localhost.", false),
            ("xlocalhost", false),
            ("evil.example", false),
            ("127.1", false),
            ("0x7f000001", false),
            ("2130706433", false),
        ] {
            let authority = Authority::parse(host).unwrap();
            assert_eq!(authority.is_allowed(&allowed), passes, "{host}");
        }
    }

    #[test]
    fn what_is_no_host_is_none() {
        for text in [
            "",
            ":8000",
            "localhost:",
            "localhost:+80",
            "localhost:80:80",
            "localhost:65536",
            "::1",
            "[::1",
            "[::1]x",
            "[evil.example]",
            "user@localhost",
            "localhost/",
            "localhost evil.example",
            "localhost,evil.example",
        ] {
            assert_eq!(Authority::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_origin_is_compared_as_a_whole() {
        let host = Authority::parse("localhost:8000");
        for (origin, is_same) in [
            ("http://localhost:8000", true),
            ("http://LOCALHOST:8000", true),
            ("http://localhost:8001", false),
            ("http://localhost", false),
            ("https://localhost:8000", false),
            ("http://127.0.0.1:8000", false),
            ("http://localhost:8000.evil.example", false),
            ("http://evil.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(Authority::of_origin(origin) == host, is_same, "{origin}");
        }
        assert_eq!(Authority::of_origin("http://[::1]"), Authority::parse("[::1]:80"));
    }
}
