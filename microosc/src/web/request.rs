//! What is taken for a request: the head of one, no longer than [`MAX_HEAD`], checked before anything
//! is answered.

use super::host::Authority;
use super::response::{Refusal, Status};
use tungstenite::handshake::derive_accept_key;

/// How many bytes the head of a request has at most.
pub(super) const MAX_HEAD: usize = 8 << 10;

/// How many lines it has at most.
const MAX_LINES: usize = 64;

/// What somebody wants to know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// The address in question, decoded.
    pub(super) path: String,
    /// What stands after the question mark, if anything does.
    pub(super) query: Option<String>,
    /// Whether it is a browser that wants something to show.
    pub(super) prefers_html: bool,
    /// What proves that a WebSocket is understood, if one is asked for.
    pub(super) accept: Option<String>,
}

/// Reads a request from its start; returns it with its length, or `None` if more is to come.
pub(super) fn parse(bytes: &[u8], names: &[String]) -> Result<Option<(Request, usize)>, Refusal> {
    let mut lines = [httparse::EMPTY_HEADER; MAX_LINES];
    let mut head = httparse::Request::new(&mut lines);
    match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length <= MAX_HEAD => {
            check(&head, names).map(|request| Some((request, length)))
        }
        Ok(httparse::Status::Partial) if bytes.len() <= MAX_HEAD => Ok(None),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => Err(Refusal(
            Status::HeadTooLarge,
            "the head of a request has at most 8192 bytes and 64 lines\n",
        )),
        Err(_) => Err(Refusal(Status::BadRequest, "this is no request of HTTP/1.1 or 1.0\n")),
    }
}

fn check(head: &httparse::Request<'_, '_>, names: &[String]) -> Result<Request, Refusal> {
    let host = single(head, "host")?.and_then(Authority::parse).ok_or(Refusal(
        Status::BadRequest,
        "a request has one line `Host`, with a host and perhaps a port\n",
    ))?;
    if !host.is_allowed(names) {
        return Err(Refusal(
            Status::Forbidden,
            "this server does not go by that name: call it by its address, \
             or let its program allow the name by Options::allow_host\n",
        ));
    }
    if head.method != Some("GET") {
        return Err(Refusal(Status::MethodNotAllowed, "only GET is answered\n"));
    }
    let body = single(head, "content-length")?.is_some_and(|length| length != "0");
    if body || single(head, "transfer-encoding")?.is_some() {
        return Err(Refusal(Status::ContentTooLarge, "a request has no body here\n"));
    }
    let target = head.path.unwrap_or_default();
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query).filter(|query| !query.is_empty())),
        None => (target, None),
    };
    let path = decoded(path).filter(|path| path.starts_with('/')).ok_or(Refusal(
        Status::BadRequest,
        "ask for an address that starts with a slash, in UTF-8, percent-encoded\n",
    ))?;
    let accept = single(head, "accept")?.unwrap_or_default();
    let accepts = |kind: &str| {
        let mut kinds = accept.split(',').filter_map(|range| range.split(';').next());
        kinds.any(|accepted| accepted.trim().eq_ignore_ascii_case(kind))
    };
    Ok(Request {
        path,
        query: query.map(str::to_owned),
        prefers_html: accepts("text/html") && !accepts("application/json"),
        accept: upgrade(head, host)?,
    })
}

/// Returns the answer to the key if a WebSocket is asked for, and may be by who asks.
fn upgrade(
    head: &httparse::Request<'_, '_>,
    host: Authority<'_>,
) -> Result<Option<String>, Refusal> {
    // HTTP/1.0 knows no upgrade (RFC 9110, section 7.8).
    if head.version == Some(0) {
        return Ok(None);
    }
    let Some(protocol) = single(head, "upgrade")? else { return Ok(None) };
    if !protocol.eq_ignore_ascii_case("websocket") || !lists(head, "connection", "upgrade") {
        return Ok(None);
    }
    // Programs that are no browser send none.
    if let Some(origin) = single(head, "origin")? {
        if Authority::of_origin(origin) != Some(host) {
            return Err(Refusal(Status::Forbidden, "pages of other servers get no WebSocket\n"));
        }
    }
    if single(head, "sec-websocket-version")? != Some("13") {
        return Err(Refusal(Status::UpgradeRequired, "WebSocket is understood in version 13\n"));
    }
    match single(head, "sec-websocket-key")? {
        Some(key) if is_key(key) => Ok(Some(derive_accept_key(key.as_bytes()))),
        _ => Err(Refusal(Status::BadRequest, "`Sec-WebSocket-Key` is 16 bytes in base64\n")),
    }
}

fn is_key(key: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    key.len() == 24 && key.strip_suffix("==").is_some_and(|digits| digits.bytes().all(is_digit))
}

/// Returns what a line says that stands at most once.
fn single<'h>(head: &httparse::Request<'_, 'h>, name: &str) -> Result<Option<&'h str>, Refusal> {
    let mut lines = lines(head, name);
    let Some(value) = lines.next() else { return Ok(None) };
    match core::str::from_utf8(value) {
        Ok(value) if lines.next().is_none() => Ok(Some(value.trim())),
        _ => Err(Refusal(Status::BadRequest, "a line of the head is there twice, or no UTF-8\n")),
    }
}

/// Whether a line, of which there may be several, has this word in its list.
fn lists(head: &httparse::Request<'_, '_>, name: &str, word: &str) -> bool {
    lines(head, name)
        .filter_map(|value| core::str::from_utf8(value).ok())
        .flat_map(|value| value.split(','))
        .any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

fn lines<'h>(head: &httparse::Request<'_, 'h>, name: &str) -> impl Iterator<Item = &'h [u8]> {
    head.headers
        .iter()
        .filter(move |line| line.name.eq_ignore_ascii_case(name))
        .map(|line| line.value)
}

/// Undoes percent encoding, or returns `None` if it is broken, or if what it stands for is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    fn request(head: &str) -> Result<Request, Status> {
        let parsed = parse(head.as_bytes(), &[]).map_err(|Refusal(status, _)| status)?;
        Ok(parsed.unwrap().0)
    }

    fn path_and_query(target: &str) -> Result<(String, Option<String>), Status> {
        let request = request(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
        Ok((request.path, request.query))
    }

    #[test]
    fn the_target_is_taken_apart_and_decoded() {
        for (target, path, query) in [
            ("/", "/", None),
            ("/ch/1?VALUE", "/ch/1", Some("VALUE")),
            ("/ch/1?", "/ch/1", None),
            ("/ch/1#part?VALUE", "/ch/1", None),
            ("/ch/1?VALUE#part", "/ch/1", Some("VALUE")),
            ("/user/%7Bname%7D", "/user/{name}", None),
            ("/%C3%BCber", "/über", None),
            ("/a%2Fb%3FTYPE", "/a/b?TYPE", None),
        ] {
            let expected = (path.to_owned(), query.map(str::to_owned));
            assert_eq!(path_and_query(target), Ok(expected), "{target}");
        }
        for target in ["/%", "/%4", "/%zz", "/%+1", "/%ff", "*", "http://localhost/", "ch"] {
            assert_eq!(path_and_query(target), Err(Status::BadRequest), "{target}");
        }
    }

    #[test]
    fn every_part_of_a_head_waits_for_the_rest() {
        let head = "GET /ch?VALUE HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
        for end in 0..head.len() {
            assert_eq!(parse(head.as_bytes().get(..end).unwrap(), &[]).unwrap(), None, "{end}");
        }
        assert!(parse(head.as_bytes(), &[]).unwrap().is_some());
    }

    #[test]
    fn what_is_not_served_is_refused() {
        for (head, status) in [
            ("GET / HTTP/1.1\r\n\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", Status::BadRequest),
            ("GET / HTTP/1.1\r\nHost: 127.evil.example\r\n\r\n", Status::Forbidden),
            ("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", Status::MethodNotAllowed),
            ("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", Status::MethodNotAllowed),
            ("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n", Status::MethodNotAllowed),
            (
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n",
                Status::ContentTooLarge,
            ),
            (
                "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                Status::ContentTooLarge,
            ),
            ("\x16\x03\x01\x02", Status::BadRequest),
            ("GET / HTTP/1.0\r\n\r\n", Status::BadRequest),
            ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", Status::BadRequest),
        ] {
            assert_eq!(request(head), Err(status), "{head}");
        }
    }

    #[test]
    fn a_head_is_limited_in_bytes_and_lines() {
        let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}", "x".repeat(MAX_HEAD));
        assert_eq!(request(&long), Err(Status::HeadTooLarge), "not complete");
        assert_eq!(request(&format!("{long}\r\n\r\n")), Err(Status::HeadTooLarge));
        let lines = "X: x\r\n".repeat(MAX_LINES);
        let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
        assert_eq!(request(&many), Err(Status::HeadTooLarge));
    }

    #[test]
    fn a_browser_is_told_by_what_it_accepts() {
        for (accept, html) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("text/html", true),
            ("application/json", false),
            ("application/json, text/html", false),
            ("*/*", false),
            ("text/html5", false),
        ] {
            let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n");
            assert_eq!(request(&head).unwrap().prefers_html, html, "{accept}");
        }
    }

    #[test]
    fn in_the_older_http_there_is_the_same_but_for_websockets() {
        let head = "GET /ch?VALUE HTTP/1.0\r\nHost: localhost\r\nConnection: Upgrade\r\n\
                    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let asked = request(head).unwrap();
        assert_eq!((asked.path.as_str(), asked.query.as_deref()), ("/ch", Some("VALUE")));
        assert_eq!(asked.accept, None);
        assert!(request(&head.replace("HTTP/1.0", "HTTP/1.1")).unwrap().accept.is_some());
    }

    #[test]
    fn a_websocket_is_for_pages_of_this_server_and_for_programs() {
        let upgrade = |lines: &str| {
            let head = format!(
                "GET / HTTP/1.1\r\nHost: localhost:8000\r\nConnection: keep-alive, Upgrade\r\n\
                 Upgrade: websocket\r\n{lines}\r\n"
            );
            request(&head).map(|request| request.accept)
        };
        let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let good = format!("Sec-WebSocket-Version: 13\r\n{key}");
        // The example of RFC 6455, section 1.3.
        let accepted = Ok(Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".to_owned()));
        assert_eq!(upgrade(&good), accepted);
        assert_eq!(upgrade(&format!("{good}Origin: http://localhost:8000\r\n")), accepted);
        for origin in
            ["http://evil.example", "null", "http://localhost:9000", "http://127.0.0.1:8000"]
        {
            let lines = format!("{good}Origin: {origin}\r\n");
            assert_eq!(upgrade(&lines), Err(Status::Forbidden), "{origin}");
        }
        let old = format!("Sec-WebSocket-Version: 8\r\n{key}");
        assert_eq!(upgrade(&old), Err(Status::UpgradeRequired));
        let no_key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n";
        assert_eq!(upgrade(no_key), Err(Status::BadRequest));
    }
}
