//! What is answered, as it is sent.
//!
//! No other site's page is let read an answer, since none has a header for that (CORS), and none may be
//! embedded. The connection is closed after each.

use core::fmt::{self, Write};

/// What HTTP calls the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    NoContent,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    ContentTooLarge,
    UpgradeRequired,
    HeadTooLarge,
    Unavailable,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::NoContent => "204 No Content",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed\r\nAllow: GET",
            Self::ContentTooLarge => "413 Content Too Large",
            Self::UpgradeRequired => {
                "426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
            }
            Self::HeadTooLarge => "431 Request Header Fields Too Large",
            Self::Unavailable => "503 Service Unavailable",
        }
    }
}

/// Why there is no answer, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) Status, pub(super) &'static str);

/// A whole answer.
#[derive(Debug)]
pub(super) struct Response(Vec<u8>);

impl Response {
    pub(super) fn json(write: impl FnOnce(&mut String) -> fmt::Result) -> Self {
        let mut json = String::new();
        // A text takes all that is written.
        let _ = write(&mut json);
        Self::made_of(Status::Ok, "Content-Type: application/json\r\n", &json)
    }

    /// The page for people, which runs nothing but what stands in it and asks nobody else.
    pub(super) fn page() -> Self {
        const PAGE: &str = include_str!("page.html");
        const KIND: &str = concat!(
            "Content-Type: text/html; charset=utf-8\r\n",
            "Content-Security-Policy: default-src 'none'; connect-src 'self'; base-uri 'none'; ",
            "form-action 'none'; frame-ancestors 'none'; ",
            // Of what stands in the page; after a change of it, a browser tells the right ones.
            "style-src 'sha256-5E1Qz1bSLPP4ztaxkIAh9DFZnCOcCry7QC3jvDby/wc='; ",
            "script-src 'sha256-Ysf6dKMojHKGPwiLXqmZy3TvauIz6sEZm2vxthV4Qog='\r\n",
        );
        Self::made_of(Status::Ok, KIND, PAGE)
    }

    pub(super) fn no_content() -> Self {
        Self::made_of(Status::NoContent, "", "")
    }

    /// Agrees to a WebSocket.
    pub(super) fn switching(accept: &str) -> Self {
        let head = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        Self(head.into())
    }

    fn made_of(status: Status, kind: &str, body: &str) -> Self {
        let mut text = format!(
            "HTTP/1.1 {}\r\n{kind}Connection: close\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n",
            status.line(),
        );
        if status != Status::NoContent {
            let _ = write!(text, "Content-Length: {}\r\n", body.len());
        }
        text.push_str("\r\n");
        text.push_str(body);
        Self(text.into())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Refusal> for Response {
    fn from(Refusal(status, why): Refusal) -> Self {
        Self::made_of(status, "Content-Type: text/plain; charset=utf-8\r\n", why)
    }
}
